using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TwinGrid.Gateway.Api.Hardening;
using TwinGrid.Gateway.Pages;
using TwinGrid.Gateway.Pages.Privacy;
using TwinGrid.Gateway.Pages.Trials;
using TwinGrid.Gateway.Pages.Ward;
using TwinGrid.Pages.Tests.Fakes;

namespace TwinGrid.Pages.Tests.Browser;

/// <summary>The pages on a real port of this machine, over a fake ward; in Production, as <c>dotnet run -c Release</c> has it.</summary>
public sealed class PagesHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PagesHost(WebApplication app, FakeWard ward) => (_app, Ward) = (app, ward);

    public FakeWard Ward { get; }

    public string Url => _app.Urls.First();

    public static async Task<PagesHost> Start(FakeWard ward, string url = "http://127.0.0.1:0", IPrivacyView? privacy = null, ITrialsView? trials = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "TwinGrid.Gateway", EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IWardView>(ward);
        if (privacy is not null) builder.Services.AddSingleton(privacy);
        if (trials is not null) builder.Services.AddSingleton(trials);
        builder.AddPages();
        var app = builder.Build();
        app.UseSecurityHeaders();
        app.MapPages();
        await app.StartAsync();
        return new PagesHost(app, ward);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
