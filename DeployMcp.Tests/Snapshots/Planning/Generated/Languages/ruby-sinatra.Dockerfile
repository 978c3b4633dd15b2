FROM docker.io/library/ruby:3.4-bookworm AS build
USER 0:0
WORKDIR /app
COPY . .
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install --mount=type=cache,id=service-1-bundle,sharing=locked,target=/root/.bundle ["env","RACK_ENV=production","APP_ENV=production","BUNDLE_PATH=.gems","BUNDLE_GLOBAL_GEM_CACHE=true","BUNDLE_WITHOUT=development:test","BUNDLE_FROZEN=true","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","sh","-c","bundle install --jobs 4 --retry 2"]

FROM docker.io/library/ruby:3.4-bookworm
ENV RACK_ENV="production"
ENV APP_ENV="production"
ENV BUNDLE_PATH=".gems"
ENV BUNDLE_GLOBAL_GEM_CACHE="true"
ENV BUNDLE_WITHOUT="development:test"
ENV BUNDLE_FROZEN="true"
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","exec bundle exec ruby app.rb -o 0.0.0.0 -p \u0022$PORT\u0022"]

