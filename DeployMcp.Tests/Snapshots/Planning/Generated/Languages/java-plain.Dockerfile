FROM docker.io/library/eclipse-temurin:21-jdk AS build
USER 0:0
WORKDIR /app
COPY . .
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/build ["env","DEPLOYMCP_RELEASE=release-1","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/build","sh","-c","mkdir -p .release/classes \u0026\u0026 find . -name \u0027*.java\u0027 ! -path \u0027./.*\u0027 \u003E .release/sources \u0026\u0026 javac -encoding UTF-8 -cp \u0027.release/classes\u0027 -d .release/classes @.release/sources"]

FROM docker.io/library/eclipse-temurin:21-jre
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","export SERVER_PORT=\u0022$PORT\u0022 QUARKUS_HTTP_PORT=\u0022$PORT\u0022 MICRONAUT_SERVER_PORT=\u0022$PORT\u0022; exec java \u0022-XX:MaxRAM=${MEMORY_AVAILABLE:-256}m\u0022 -XX:\u002BExitOnOutOfMemoryError $JAVA_OPTS -cp \u0027.release/classes\u0027 Main"]

