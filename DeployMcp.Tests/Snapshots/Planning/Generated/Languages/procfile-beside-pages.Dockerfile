FROM docker.io/library/buildpack-deps:bookworm AS build
USER 0:0
WORKDIR /app
COPY . .

FROM docker.io/library/buildpack-deps:bookworm
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","./serve.sh"]

