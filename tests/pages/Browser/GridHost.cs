using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TwinGrid.Gateway.Api;
using TwinGrid.Gateway.Pages;
using TwinGrid.Gateway.Start;
using TwinGrid.Silo;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Pages.Tests.Browser;

/// <summary>The pages over an embedded grid with every store in a folder of its own, at a free loopback port; whoever looks is the developer.</summary>
public sealed class GridHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryFolder _folder;

    private GridHost(WebApplication app, TemporaryFolder folder) => (_app, _folder, Http) = (app, folder, new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromMinutes(2) });

    public string Url => _app.Urls.Single();

    public HttpClient Http { get; }

    public static async Task<GridHost> Start()
    {
        var folder = new TemporaryFolder();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "TwinGrid.Gateway", EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration["TwinGrid:Data"] = folder.Path;
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var grid = GridOptions.From(builder.Configuration);
        builder.Services.AddSingleton(grid);
        builder.AddGrid(grid);
        builder.AddAudit(grid);
        builder.AddVault(grid);
        builder.AddApi();
        builder.AddPages();
        var app = builder.Build();
        app.MapApi();
        app.MapPages();
        await app.StartAsync();
        return new GridHost(app, folder);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
