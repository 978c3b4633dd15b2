FROM docker.io/library/elixir:1.18 AS build
USER 0:0
WORKDIR /app
COPY . .
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/build ["env","MIX_ENV=prod","DEPLOYMCP_RELEASE=release-1","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/build","sh","-c","export MIX_HOME=\u0022$PWD/.mix\u0022; mix compile"]

FROM docker.io/library/elixir:1.18
ENV MIX_ENV="prod"
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","export MIX_HOME=\u0022$PWD/.mix\u0022; exec mix run --no-compile --no-deps-check --no-halt"]

