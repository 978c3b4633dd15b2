FROM docker.io/library/node:22-bookworm AS build
USER 0:0
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
CMD ["sh","-c","export PATH=\u0022$PWD/node_modules/.bin:$PATH\u0022 npm_lifecycle_event=start npm_package_name=\u0027\u0027 npm_package_version=\u0027\u0027; exec node a.js"]

