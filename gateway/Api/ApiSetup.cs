namespace TwinGrid.Gateway.Api;

/// <summary>Wires the JSON API: services here, routes there.</summary>
public static class ApiSetup
{
    public static void AddApi(this WebApplicationBuilder builder) => builder.Services.AddProblemDetails();

    public static void MapApi(this WebApplication app) => app.UseExceptionHandler();
}
