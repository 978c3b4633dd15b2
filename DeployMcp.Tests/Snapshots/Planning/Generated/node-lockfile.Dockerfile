FROM docker.io/library/node:22-bookworm AS build
USER 0:0
WORKDIR /app
COPY ["package-lock.json","package.json","/app/"]
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","npm_config_cache=/cache/npm","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","npm","ci","--include=dev","--prefer-offline","--no-audit","--no-fund","--no-progress"]
WORKDIR /app
COPY . .

FROM docker.io/library/node:22-bookworm-slim
ENV NODE_ENV="production"
ENV HOST="0.0.0.0"
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","export PATH=\u0022$PWD/node_modules/.bin:$PATH\u0022 npm_lifecycle_event=start npm_package_name=\u0027shop\u0027 npm_package_version=\u00271.2.3\u0027; exec node index.js"]

