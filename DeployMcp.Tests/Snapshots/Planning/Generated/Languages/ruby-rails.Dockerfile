FROM docker.io/library/node:22-bookworm AS assets
USER 0:0
WORKDIR /app
RUN --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","npm_config_cache=/cache/npm","npm","install","--prefix","/opt/deploymcp/node","--ignore-scripts","--no-package-lock","--no-audit","--no-fund","--no-progress","node@*"]
ENV PATH=/opt/deploymcp/node/node_modules/.bin:$PATH
COPY . .
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install --mount=type=cache,id=service-1-bundle,sharing=locked,target=/root/.bundle --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","npm_config_cache=/cache/npm","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","npm","install","--include=dev","--prefer-offline","--no-audit","--no-fund","--no-progress"]
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/build --mount=type=cache,id=service-1-bundle,sharing=locked,target=/root/.bundle --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","NODE_ENV=production","npm_config_cache=/cache/npm","DEPLOYMCP_RELEASE=release-1","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/build","sh","-c","export PATH=\u0022$PWD/node_modules/.bin:$PATH\u0022 npm_lifecycle_event=build npm_package_name=\u0027\u0027 npm_package_version=\u0027\u0027; exec vite build"]

FROM docker.io/library/ruby:3.4-bookworm AS build
USER 0:0
WORKDIR /app
COPY ["Gemfile","Gemfile.lock","package.json","/app/"]
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install --mount=type=cache,id=service-1-bundle,sharing=locked,target=/root/.bundle --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","RACK_ENV=production","APP_ENV=production","BUNDLE_PATH=.gems","BUNDLE_GLOBAL_GEM_CACHE=true","BUNDLE_WITHOUT=development:test","BUNDLE_FROZEN=true","RAILS_ENV=production","RAILS_LOG_TO_STDOUT=1","RAILS_SERVE_STATIC_FILES=1","npm_config_cache=/cache/npm","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","sh","-c","bundle install --jobs 4 --retry 2"]
WORKDIR /app
COPY --from=assets /app /app
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/build --mount=type=cache,id=service-1-bundle,sharing=locked,target=/root/.bundle --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","RACK_ENV=production","APP_ENV=production","BUNDLE_PATH=.gems","BUNDLE_GLOBAL_GEM_CACHE=true","BUNDLE_WITHOUT=development:test","BUNDLE_FROZEN=true","RAILS_ENV=production","RAILS_LOG_TO_STDOUT=1","RAILS_SERVE_STATIC_FILES=1","npm_config_cache=/cache/npm","DEPLOYMCP_RELEASE=release-1","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/build","sh","-c","SECRET_KEY_BASE_DUMMY=1 bundle exec rails assets:precompile"]

FROM docker.io/library/ruby:3.4-bookworm
ENV RACK_ENV="production"
ENV APP_ENV="production"
ENV BUNDLE_PATH=".gems"
ENV BUNDLE_GLOBAL_GEM_CACHE="true"
ENV BUNDLE_WITHOUT="development:test"
ENV BUNDLE_FROZEN="true"
ENV RAILS_ENV="production"
ENV RAILS_LOG_TO_STDOUT="1"
ENV RAILS_SERVE_STATIC_FILES="1"
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","exec bundle exec rails server --binding 0.0.0.0 --port \u0022$PORT\u0022"]

