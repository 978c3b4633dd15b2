FROM docker.io/library/node:22-bookworm AS build
USER 0:0
WORKDIR /app
COPY . .
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install ["env","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","sh","-c","export PATH=\u0022$PWD/node_modules/.bin:$PATH\u0022; npm ci --omit=dev"]
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/build ["env","NODE_ENV=production","DEPLOYMCP_RELEASE=release-1","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/build","sh","-c","export PATH=\u0022$PWD/node_modules/.bin:$PATH\u0022; make all"]

FROM docker.io/library/node:22-bookworm-slim
ENV NODE_ENV="production"
ENV HOST="0.0.0.0"
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","export PATH=\u0022$PWD/node_modules/.bin:$PATH\u0022; node other.js | tee log"]

