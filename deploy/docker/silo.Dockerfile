# A silo. Build from the repository's root: docker build -f deploy/docker/silo.Dockerfile -t twingrid-silo:0.1.0 .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish silo/host -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /app /app
COPY --chmod=755 deploy/docker/probe /usr/local/bin/probe
USER $APP_UID
WORKDIR /tmp
ENV TwinGrid__SiloPort=11111 TwinGrid__SiloGatewayPort=30000 TwinGrid__HealthPort=5090
EXPOSE 11111 30000
STOPSIGNAL SIGTERM
ENTRYPOINT ["dotnet", "/app/TwinGrid.Silo.dll"]
