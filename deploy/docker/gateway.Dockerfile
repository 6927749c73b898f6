# The gateway. Build from the repository's root: docker build -f deploy/docker/gateway.Dockerfile -t twingrid-gateway:0.1.0 .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish gateway -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /app /app
COPY --chmod=755 deploy/docker/probe /usr/local/bin/probe
RUN mkdir /data && chown "$APP_UID" /data
USER $APP_UID
WORKDIR /data
# Loopback only: the gateway knows no identities yet (deploy/README.md says how it is reached).
ENV Urls=http://127.0.0.1:5080
STOPSIGNAL SIGTERM
ENTRYPOINT ["dotnet", "/app/TwinGrid.Gateway.dll"]
