FROM docker.io/library/node:22-bookworm AS assets
USER 0:0
WORKDIR /app
RUN --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","npm_config_cache=/cache/npm","npm","install","--prefix","/opt/deploymcp/node","--ignore-scripts","--no-package-lock","--no-audit","--no-fund","--no-progress","node@*"]
ENV PATH=/opt/deploymcp/node/node_modules/.bin:$PATH
COPY . .
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install --mount=type=cache,id=service-1-composer,sharing=locked,target=/cache/composer --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","COMPOSER_CACHE_DIR=/cache/composer","npm_config_cache=/cache/npm","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","npm","install","--include=dev","--prefer-offline","--no-audit","--no-fund","--no-progress"]
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/build --mount=type=cache,id=service-1-composer,sharing=locked,target=/cache/composer --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","NODE_ENV=production","COMPOSER_CACHE_DIR=/cache/composer","npm_config_cache=/cache/npm","DEPLOYMCP_RELEASE=release-1","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/build","sh","-c","export PATH=\u0022$PWD/node_modules/.bin:$PATH\u0022 npm_lifecycle_event=build npm_package_name=\u0027\u0027 npm_package_version=\u0027\u0027; exec vite build"]

FROM docker.io/library/composer:2 AS build
USER 0:0
WORKDIR /app
COPY --from=assets /app /app
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install --mount=type=cache,id=service-1-composer,sharing=locked,target=/cache/composer --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","COMPOSER_CACHE_DIR=/cache/composer","npm_config_cache=/cache/npm","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","sh","-c","composer install --no-dev --no-interaction --no-progress --prefer-dist --optimize-autoloader"]
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/build --mount=type=cache,id=service-1-composer,sharing=locked,target=/cache/composer --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","COMPOSER_CACHE_DIR=/cache/composer","npm_config_cache=/cache/npm","DEPLOYMCP_RELEASE=release-1","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/build","sh","-c","mkdir -p .release \u0026\u0026 printf %s \u0022$1\u0022 \u003E .release/router.php","sh","\u003C?php\n$_deploy = rawurldecode((string) parse_url($_SERVER[\u0027REQUEST_URI\u0027], PHP_URL_PATH)) ?: \u0027/\u0027;\n$_deploy_file = $_SERVER[\u0027DOCUMENT_ROOT\u0027] . $_deploy;\nif (preg_match(\u0027~/\\.(?!well-known/)~\u0027, $_deploy)) {\n    http_response_code(404);\n    echo \u0022There is no such page.\\n\u0022;\n    return true;\n}\nif (is_file($_deploy_file) || is_file(rtrim($_deploy_file, \u0027/\u0027) . \u0027/index.php\u0027) || is_file(rtrim($_deploy_file, \u0027/\u0027) . \u0027/index.html\u0027)) {\n    return false;\n}\nif (!is_file($_SERVER[\u0027DOCUMENT_ROOT\u0027] . \u0027/index.php\u0027)) {\n    http_response_code(404);\n    echo \u0022There is no such page.\\n\u0022;\n    return true;\n}\n$_SERVER[\u0027SCRIPT_NAME\u0027] = $_SERVER[\u0027PHP_SELF\u0027] = \u0027/index.php\u0027;\n$_SERVER[\u0027SCRIPT_FILENAME\u0027] = $_SERVER[\u0027DOCUMENT_ROOT\u0027] . \u0027/index.php\u0027;\nunset($_deploy, $_deploy_file);\nchdir($_SERVER[\u0027DOCUMENT_ROOT\u0027]);\nrequire $_SERVER[\u0027SCRIPT_FILENAME\u0027];\n"]

FROM docker.io/library/composer:2
ENV PHP_CLI_SERVER_WORKERS="4"
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","exec php -S \u00220.0.0.0:$PORT\u0022 -t public .release/router.php"]

