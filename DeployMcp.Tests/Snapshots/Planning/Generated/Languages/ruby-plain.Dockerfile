FROM docker.io/library/ruby:3.4-bookworm AS build
USER 0:0
WORKDIR /app
COPY . .

FROM docker.io/library/ruby:3.4-bookworm
ENV RACK_ENV="production"
ENV APP_ENV="production"
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","exec ruby server.rb"]

