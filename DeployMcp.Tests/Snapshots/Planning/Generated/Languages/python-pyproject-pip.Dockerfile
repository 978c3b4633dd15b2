FROM docker.io/library/python:3.13-bookworm AS build
USER 0:0
WORKDIR /app
COPY ["pyproject.toml","/app/"]
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install --mount=type=cache,id=service-1-pip,sharing=locked,target=/cache/pip ["env","PIPENV_VENV_IN_PROJECT=1","POETRY_VIRTUALENVS_CREATE=true","POETRY_VIRTUALENVS_IN_PROJECT=true","UV_PYTHON_DOWNLOADS=never","UV_LINK_MODE=copy","PIP_CACHE_DIR=/cache/pip","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","sh","-c","export PATH=\u0022$PWD/.venv/bin:$PATH\u0022 VIRTUAL_ENV=\u0022$PWD/.venv\u0022; export PYTHONPATH=\u0022$PWD/src${PYTHONPATH:\u002B:$PYTHONPATH}\u0022; python3 -m venv --clear .venv \u0026\u0026 python3 -m pip install --no-input --progress-bar off \u0022$@\u0022 \u0026\u0026 find .venv/bin -type f -exec sed -i \u00221s|^#!.*/python.*$|#!/bin/sh\\n\u0027\u0027\u0027exec\u0027 \\\u0022\\$(dirname -- \\\u0022\\$(realpath -- \\\u0022\\$0\\\u0022)\\\u0022)/python3\\\u0022 \\\u0022\\$0\\\u0022 \\\u0022\\$@\\\u0022\\n\u0027 \u0027\u0027\u0027|\u0022 {} \u002B","sh","starlette","uvicorn"]
WORKDIR /app
COPY . .

FROM docker.io/library/python:3.13-slim-bookworm
ENV PYTHONUNBUFFERED="1"
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","export PATH=\u0022$PWD/.venv/bin:$PATH\u0022 VIRTUAL_ENV=\u0022$PWD/.venv\u0022; export PYTHONPATH=\u0022$PWD/src${PYTHONPATH:\u002B:$PYTHONPATH}\u0022; exec python3 -m uvicorn --host 0.0.0.0 --port \u0022$PORT\u0022 main:app"]

