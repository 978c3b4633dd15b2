FROM docker.io/library/node:22-bookworm AS assets
USER 0:0
WORKDIR /app
RUN --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","npm_config_cache=/cache/npm","npm","install","--prefix","/opt/deploymcp/node","--ignore-scripts","--no-package-lock","--no-audit","--no-fund","--no-progress","node@*"]
ENV PATH=/opt/deploymcp/node/node_modules/.bin:$PATH
COPY . .
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install --mount=type=cache,id=service-1-pip,sharing=locked,target=/cache/pip --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","PIP_CACHE_DIR=/cache/pip","npm_config_cache=/cache/npm","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","npm","install","--include=dev","--prefer-offline","--no-audit","--no-fund","--no-progress"]
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/build --mount=type=cache,id=service-1-pip,sharing=locked,target=/cache/pip --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","NODE_ENV=production","PIP_CACHE_DIR=/cache/pip","npm_config_cache=/cache/npm","DEPLOYMCP_RELEASE=release-1","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/build","sh","-c","export PATH=\u0022$PWD/node_modules/.bin:$PATH\u0022 npm_lifecycle_event=build npm_package_name=\u0027\u0027 npm_package_version=\u0027\u0027; exec vite build"]

FROM docker.io/library/python:3.13-bookworm AS build
USER 0:0
WORKDIR /app
COPY ["package.json","requirements.txt","/app/"]
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install --mount=type=cache,id=service-1-pip,sharing=locked,target=/cache/pip --mount=type=cache,id=service-1-npm,sharing=locked,target=/cache/npm ["env","PIPENV_VENV_IN_PROJECT=1","POETRY_VIRTUALENVS_CREATE=true","POETRY_VIRTUALENVS_IN_PROJECT=true","UV_PYTHON_DOWNLOADS=never","UV_LINK_MODE=copy","PIP_CACHE_DIR=/cache/pip","npm_config_cache=/cache/npm","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","sh","-c","export PATH=\u0022$PWD/.venv/bin:$PATH\u0022 VIRTUAL_ENV=\u0022$PWD/.venv\u0022; python3 -m venv --clear .venv \u0026\u0026 python3 -m pip install --no-input --progress-bar off -r requirements.txt \u0026\u0026 find .venv/bin -type f -exec sed -i \u00221s|^#!.*/python.*$|#!/bin/sh\\n\u0027\u0027\u0027exec\u0027 \\\u0022\\$(dirname -- \\\u0022\\$(realpath -- \\\u0022\\$0\\\u0022)\\\u0022)/python3\\\u0022 \\\u0022\\$0\\\u0022 \\\u0022\\$@\\\u0022\\n\u0027 \u0027\u0027\u0027|\u0022 {} \u002B"]
WORKDIR /app
COPY --from=assets /app /app

FROM docker.io/library/python:3.13-slim-bookworm
ENV PYTHONUNBUFFERED="1"
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","export PATH=\u0022$PWD/.venv/bin:$PATH\u0022 VIRTUAL_ENV=\u0022$PWD/.venv\u0022; exec python3 -m flask --app \u0027app:app\u0027 run --host 0.0.0.0 --port \u0022$PORT\u0022"]

