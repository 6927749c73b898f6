using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TwinGrid.Gateway.Api;
using TwinGrid.Gateway.Pages;
using TwinGrid.Gateway.Start;
using TwinGrid.Gateway.Tests.Access;
using TwinGrid.Gateway.Tests.Fakes;
using TwinGrid.Silo;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Gateway.Tests;

/// <summary>A gateway with an embedded silo and every store in a folder of its own, served at a free loopback port: grains, log, states, keys, audit trail, vault. Nothing of it is in memory only.</summary>
internal sealed class WholeGrid : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private bool _isStopped;

    private WholeGrid(TestIssuer? issuer, bool hasPages, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ApplicationName = typeof(ApiSetup).Assembly.GetName().Name });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration["TwinGrid:Data"] = _folder.Path;
        if (issuer is not null)
        {
            builder.Configuration["TwinGrid:Identity:Issuer"] = issuer.Address;
            builder.Configuration["TwinGrid:Admission:PerCredential"] = "1000000";
        }
        builder.Logging.ClearProviders().AddProvider(Logged);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var grid = GridOptions.From(builder.Configuration);
        builder.Services.AddSingleton(grid);
        builder.AddGrid(grid);
        builder.AddAudit(grid);
        builder.AddVault(grid);
        builder.AddApi();
        if (hasPages) builder.AddPages();
        App = builder.Build();
        App.MapApi();
        if (hasPages) App.MapPages();
    }

    public WebApplication App { get; }

    /// <summary>Follows no redirect.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>Where everything lies.</summary>
    public string Data => _folder.Path;

    public LogBook Logged { get; } = new();

    /// <param name="issuer">Whose tokens are taken; null: everybody on the machine is the developer.</param>
    /// <param name="hasPages">Whether the pages are served too.</param>
    /// <param name="settings">Settings besides.</param>
    public static async Task<WholeGrid> Start(TestIssuer? issuer = null, bool hasPages = false, params IReadOnlyCollection<(string Name, string Value)> settings)
    {
        var grid = new WholeGrid(issuer, hasPages, settings.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value)));
        await grid.App.StartAsync();
        grid.Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(grid.App.Urls.Single()), Timeout = TimeSpan.FromMinutes(2) };
        return grid;
    }

    /// <summary>Stops it as Ctrl-C does; its folder stays until it is disposed of.</summary>
    public async Task Stop()
    {
        if (_isStopped) return;
        _isStopped = true;
        await App.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Stop();
        await App.DisposeAsync();
        _folder.Dispose();
        Logged.Dispose();
    }
}
