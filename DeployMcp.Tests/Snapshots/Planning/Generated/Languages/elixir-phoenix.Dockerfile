FROM docker.io/library/elixir:1.18 AS build
USER 0:0
WORKDIR /app
COPY . .
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install --mount=type=cache,id=service-1-hex,sharing=locked,target=/cache/hex ["env","MIX_ENV=prod","HEX_HOME=/cache/hex","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","sh","-c","export MIX_HOME=\u0022$PWD/.mix\u0022; mix local.hex --force --if-missing \u0026\u0026 mix local.rebar --force --if-missing \u0026\u0026 mix deps.get --only prod --check-locked"]
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/build --mount=type=cache,id=service-1-hex,sharing=locked,target=/cache/hex ["env","MIX_ENV=prod","HEX_HOME=/cache/hex","DEPLOYMCP_RELEASE=release-1","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/build","sh","-c","export MIX_HOME=\u0022$PWD/.mix\u0022; mix compile \u0026\u0026 mix assets.deploy"]

FROM docker.io/library/elixir:1.18
ENV MIX_ENV="prod"
ENV PHX_SERVER="true"
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","export MIX_HOME=\u0022$PWD/.mix\u0022; exec mix phx.server --no-compile --no-deps-check"]

