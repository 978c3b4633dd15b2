FROM docker.io/library/maven:3-eclipse-temurin-21 AS build
USER 0:0
WORKDIR /app
COPY . .
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/build --mount=type=cache,id=service-1-maven,sharing=locked,target=/root/.m2 ["env","DEPLOYMCP_RELEASE=release-1","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/build","sh","-c","mvn --batch-mode --no-transfer-progress -DskipTests package"]

FROM docker.io/library/eclipse-temurin:21-jre
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","jar=\u0022target/quarkus-app/quarkus-run.jar\u0022; export SERVER_PORT=\u0022$PORT\u0022 QUARKUS_HTTP_PORT=\u0022$PORT\u0022 MICRONAUT_SERVER_PORT=\u0022$PORT\u0022; exec java \u0022-XX:MaxRAM=${MEMORY_AVAILABLE:-256}m\u0022 -XX:\u002BExitOnOutOfMemoryError $JAVA_OPTS -jar \u0022$jar\u0022"]

