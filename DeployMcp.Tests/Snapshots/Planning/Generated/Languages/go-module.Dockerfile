FROM docker.io/library/golang:1.25-bookworm AS build
USER 0:0
WORKDIR /app
COPY . .
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/build --mount=type=cache,id=service-1-go-build,sharing=locked,target=/cache/go-build --mount=type=cache,id=service-1-go-modules,sharing=locked,target=/cache/go-modules ["env","CGO_ENABLED=0","GOFLAGS=-modcacherw -buildvcs=false","GOCACHE=/cache/go-build","GOMODCACHE=/cache/go-modules","DEPLOYMCP_RELEASE=release-1","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/build","sh","-c","go build -trimpath -o .release/app ."]

FROM docker.io/library/buildpack-deps:bookworm-curl
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","exec .release/app"]

