FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
USER 0:0
WORKDIR /app
COPY . .
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/install --mount=type=cache,id=service-1-nuget,sharing=locked,target=/cache/nuget ["env","MSBUILDDISABLENODEREUSE=1","DOTNET_CLI_USE_MSBUILD_SERVER=0","MSBUILDTERMINALLOGGER=off","NUGET_PACKAGES=/cache/nuget","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/install","sh","-c","dotnet restore \u0022$1\u0022","sh","src/Shop.Api/Shop.Api.csproj"]
WORKDIR /app
RUN --mount=type=secret,id=deploymcp-variables,target=/run/deploymcp/build --mount=type=cache,id=service-1-nuget,sharing=locked,target=/cache/nuget ["env","MSBUILDDISABLENODEREUSE=1","DOTNET_CLI_USE_MSBUILD_SERVER=0","MSBUILDTERMINALLOGGER=off","NUGET_PACKAGES=/cache/nuget","DEPLOYMCP_RELEASE=release-1","sh","-c","if [ -f \u0022$0\u0022 ]; then . \u0022$0\u0022; fi; exec \u0022$@\u0022","/run/deploymcp/build","sh","-c","dotnet publish \u0022$1\u0022 --configuration Release --no-restore --output .release/app","sh","src/Shop.Api/Shop.Api.csproj"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0
ENV DOTNET_gcServer="0"
ENV DOTNET_NOLOGO="1"
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT []
CMD ["sh","-c","cd .release/app \u0026\u0026 export ASPNETCORE_URLS=\u0022${ASPNETCORE_URLS:-http://0.0.0.0:$PORT}\u0022 \u0026\u0026 exec dotnet \u0022$1.dll\u0022","sh","Shop.Api"]

