FROM docker.io/library/gradle:9-jdk21 AS build
USER 0:0
WORKDIR /app
COPY . .
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/build --mount=type=cache,id=service-1-gradle,sharing=locked,target=/cache/gradle ["env","GRADLE_USER_HOME=/cache/gradle","DEPLOYMCP_RELEASE=release-1","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/build","sh","-c","gradle --no-daemon --console=plain installDist"]

FROM docker.io/library/eclipse-temurin:21-jre
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","export JAVA_OPTS=\u0022-XX:MaxRAM=${MEMORY_AVAILABLE:-256}m $JAVA_OPTS\u0022; exec \u0022$(ls -d build/install/*/bin/* | grep -v \u0027\\.bat$\u0027 | head -n 1)\u0022"]

