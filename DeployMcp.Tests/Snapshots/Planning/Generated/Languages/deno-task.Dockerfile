FROM docker.io/library/node:22-bookworm AS build
USER 0:0
WORKDIR /app
RUN --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","npm_config_cache=/cache/npm","npm","install","--prefix","/opt/deploymcp/deno","--ignore-scripts","--no-package-lock","--no-audit","--no-fund","--no-progress","deno@\u003E=2"]
ENV PATH=/opt/deploymcp/deno/node_modules/.bin:$PATH
COPY . .
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","npm_config_cache=/cache/npm","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","sh","-c","export DENO_DIR=\u0022$PWD/.deno\u0022 DENO_SERVE_ADDRESS=\u0022tcp:0.0.0.0:${PORT:-8000}\u0022 DENO_NO_UPDATE_CHECK=1; deno cache --frozen main.ts"]
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/build --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","npm_config_cache=/cache/npm","DEPLOYMCP_RELEASE=release-1","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/build","sh","-c","export DENO_DIR=\u0022$PWD/.deno\u0022 DENO_SERVE_ADDRESS=\u0022tcp:0.0.0.0:${PORT:-8000}\u0022 DENO_NO_UPDATE_CHECK=1; deno task build"]

FROM docker.io/library/node:22-bookworm-slim
COPY --from=build /opt/deploymcp/deno /opt/deploymcp/deno
ENV PATH=/opt/deploymcp/deno/node_modules/.bin:$PATH
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","export DENO_DIR=\u0022$PWD/.deno\u0022 DENO_SERVE_ADDRESS=\u0022tcp:0.0.0.0:${PORT:-8000}\u0022 DENO_NO_UPDATE_CHECK=1; exec deno task start"]

