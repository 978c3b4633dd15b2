FROM docker.io/library/rust:1.90-bookworm AS build
USER 0:0
WORKDIR /app
COPY . .
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/build --mount=type=cache,id=service-1-cargo-home,sharing=locked,target=/cache/cargo-home --mount=type=cache,id=service-1-cargo-target,sharing=locked,target=/cache/cargo-target ["env","CARGO_TERM_COLOR=never","CARGO_INCREMENTAL=0","CARGO_HOME=/cache/cargo-home","CARGO_TARGET_DIR=/cache/cargo-target","DEPLOYMCP_RELEASE=release-1","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/build","sh","-c","cargo build --release --package api --bin api \u0026\u0026 mkdir -p .release \u0026\u0026 cp \u0022$CARGO_TARGET_DIR/release/api\u0022 .release/app \u0026\u0026 cargo clean --quiet --offline --release --package api"]

FROM docker.io/library/buildpack-deps:bookworm-curl
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","exec .release/app"]

