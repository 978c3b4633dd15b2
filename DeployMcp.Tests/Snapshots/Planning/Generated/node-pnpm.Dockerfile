FROM docker.io/library/node:22-bookworm AS build
USER 0:0
WORKDIR /app
RUN --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","npm_config_cache=/cache/npm","npm","install","--prefix","/opt/deploymcp/pnpm","--ignore-scripts","--no-package-lock","--no-audit","--no-fund","--no-progress","pnpm@^10"]
ENV PATH=/opt/deploymcp/pnpm/node_modules/.bin:$PATH
COPY ["package.json","pnpm-lock.yaml","/app/"]
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install --mount=type=cache,id=service-1-pnpm,sharing=locked,target=/cache/pnpm --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","npm_config_package_import_method=copy","pnpm_config_package_import_method=copy","npm_config_extend_node_path=false","pnpm_config_extend_node_path=false","npm_config_manage_package_manager_versions=false","pnpm_config_manage_package_manager_versions=false","npm_config_store_dir=/cache/pnpm","pnpm_config_store_dir=/cache/pnpm","npm_config_cache=/cache/npm","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","pnpm","install","--frozen-lockfile","--prefer-offline","--prod=false"]
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

