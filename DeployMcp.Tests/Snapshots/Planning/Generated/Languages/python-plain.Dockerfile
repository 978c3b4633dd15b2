FROM docker.io/library/python:3.13-bookworm AS build
USER 0:0
WORKDIR /app
COPY . .
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install ["env","PIPENV_VENV_IN_PROJECT=1","POETRY_VIRTUALENVS_CREATE=true","POETRY_VIRTUALENVS_IN_PROJECT=true","UV_PYTHON_DOWNLOADS=never","UV_LINK_MODE=copy","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","sh","-c","export PATH=\u0022$PWD/.venv/bin:$PATH\u0022 VIRTUAL_ENV=\u0022$PWD/.venv\u0022; python3 -m venv --without-pip .venv"]

FROM docker.io/library/python:3.13-bookworm
ENV PYTHONUNBUFFERED="1"
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","export PATH=\u0022$PWD/.venv/bin:$PATH\u0022 VIRTUAL_ENV=\u0022$PWD/.venv\u0022; exec python3 main.py"]

