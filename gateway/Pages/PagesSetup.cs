using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;
using MudBlazor.Services;
using TwinGrid.Erasure;
using TwinGrid.Gateway.Api.Events;
using TwinGrid.Gateway.Identity;
using TwinGrid.Gateway.Pages.Accesses;
using TwinGrid.Gateway.Pages.Frame;
using TwinGrid.Gateway.Pages.Imports;
using TwinGrid.Gateway.Pages.Privacy;
using TwinGrid.Gateway.Pages.Trials;
using TwinGrid.Gateway.Pages.Ward;
using TwinGrid.VitalsLog;

namespace TwinGrid.Gateway.Pages;

/// <summary>Wires the pages: services here, routes there.</summary>
public static class PagesSetup
{
    /// <summary>Adds what the pages need; the API must be added too, for it follows the desks. A ward that is already there is taken instead of the grid's.</summary>
    public static void AddPages(this WebApplicationBuilder builder)
    {
        // Outside Development the assets of packages would be served only after publishing; `dotnet run -c Release` needs them too.
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter;
            mud.SnackbarConfiguration.PreventDuplicates = true;
            mud.SnackbarConfiguration.VisibleStateDuration = 4000;
        });
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddScoped<PageClock>();
        builder.Services.AddScoped<PageVisitor>();
        builder.Services.TryAddScoped<IPrivacyView, GuardedPrivacyView>();
        builder.Services.TryAddScoped<IAccessesView, GuardedAccessesView>();
        builder.Services.TryAddScoped<IImportsView, GuardedImportsView>();
        builder.Services.TryAddScoped<ITrialsView, GuardedTrialsView>();
        if (builder.Services.All(service => service.ServiceType != typeof(IWardView))) builder.AddWard();
    }

    public static void MapPages(this WebApplication app)
    {
        app.UseAntiforgery();
        app.Configuration["ReloadStaticAssetsAtRuntime"] = "false"; // or each request, of whatever route, looks for a file of its name where the gateway was built and not published
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }

    /// <summary>The ward hears of the desks through the API's pump, so that each desk is followed once.</summary>
    private static void AddWard(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => new WardBook(services.GetRequiredService<IVitalsLog>().PartitionCount));
        builder.Services.AddSingleton<IForgetsTwins, WardForgets>();
        builder.Services.AddSingleton<GridWardView>();
        builder.Services.AddSingleton<IDeskListener, WardDesks>();
        if (IdentityOptions.From(builder.Configuration).IsDevelopment) builder.Services.AddSingleton<IWardView>(services => services.GetRequiredService<GridWardView>());
        else builder.Services.AddScoped<IWardView, GuardedWardView>();
    }
}
