FROM docker.io/library/python:3.13-bookworm AS build
USER 0:0
WORKDIR /app
RUN ["sh","-c","python3 -m venv \u0022$0\u0022 \u0026\u0026 \u0022$0/bin/pip\u0022 install --no-cache-dir --progress-bar off \u0022$1\u0022","/opt/deploymcp/poetry","poetry"]
ENV PATH=/opt/deploymcp/poetry/bin:$PATH
COPY ["poetry.lock","pyproject.toml","/app/"]
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install --mount=type=cache,id=service-1-poetry,sharing=locked,target=/cache/poetry ["env","PIPENV_VENV_IN_PROJECT=1","POETRY_VIRTUALENVS_CREATE=true","POETRY_VIRTUALENVS_IN_PROJECT=true","UV_PYTHON_DOWNLOADS=never","UV_LINK_MODE=copy","POETRY_CACHE_DIR=/cache/poetry","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","sh","-c","export PATH=\u0022$PWD/.venv/bin:$PATH\u0022 VIRTUAL_ENV=\u0022$PWD/.venv\u0022; poetry install --only main --no-root --no-interaction --no-ansi \u0026\u0026 find .venv/bin -type f -exec sed -i \u00221s|^#!.*/python.*$|#!/bin/sh\\n\u0027\u0027\u0027exec\u0027 \\\u0022\\$(dirname -- \\\u0022\\$(realpath -- \\\u0022\\$0\\\u0022)\\\u0022)/python3\\\u0022 \\\u0022\\$0\\\u0022 \\\u0022\\$@\\\u0022\\n\u0027 \u0027\u0027\u0027|\u0022 {} \u002B"]
WORKDIR /app
COPY . .

FROM docker.io/library/python:3.13-slim-bookworm
ENV PYTHONUNBUFFERED="1"
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","export PATH=\u0022$PWD/.venv/bin:$PATH\u0022 VIRTUAL_ENV=\u0022$PWD/.venv\u0022; exec hypercorn --bind \u00220.0.0.0:$PORT\u0022 main:app"]

