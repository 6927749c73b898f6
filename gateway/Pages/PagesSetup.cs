namespace TwinGrid.Gateway.Pages;

/// <summary>Wires the pages: services here, routes there.</summary>
public static class PagesSetup
{
    public static void AddPages(this WebApplicationBuilder builder) => builder.Services.AddRazorComponents().AddInteractiveServerComponents();

    public static void MapPages(this WebApplication app) => app.UseAntiforgery();
}
