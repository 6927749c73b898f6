using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Dashboard;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api;
using TwinGrid.Gateway.Pages;
using TwinGrid.Gateway.Start;
using TwinGrid.Silo;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Gateway.Tests.Access;

/// <summary>Everything that the program maps, with its own issuer: API, pages, files, circuit, dashboard, reference.</summary>
public sealed class The_table_is_laid_beside_the_routes : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication _app = null!;

    private IEnumerable<RouteEndpoint> Served => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ApplicationName = typeof(ApiSetup).Assembly.GetName().Name });
        builder.Configuration["TwinGrid:Identity:Issuer"] = "http://127.0.0.1:5080";
        builder.Configuration["TwinGrid:Identity:BuiltIn"] = "true";
        builder.Configuration["TwinGrid:Data"] = _folder.Path;
        builder.Configuration["TwinGrid:Dashboard"] = "true";
        builder.Logging.ClearProviders();
        var grid = GridOptions.From(builder.Configuration);
        builder.Services.AddSingleton(grid);
        builder.AddGrid(grid);
        builder.AddAudit(grid);
        builder.AddVault(grid);
        builder.AddApi();
        builder.AddPages();
        _app = builder.Build();
        _app.MapApi();
        _app.MapPages();
        _app.MapOrleansDashboard(routePrefix: "/dashboard");
        await Task.CompletedTask;
    }

    [Fact]
    public void every_endpoint_has_a_row()
    {
        Served.Count().ShouldBeGreaterThan(50);
        Served.Where(endpoint => AccessTable.RowOf(endpoint) is null).SelectMany(AccessTable.RoutesOf).ShouldBeEmpty("a route without a row is answered to nobody: add it to AccessTable");
    }

    [Fact]
    public void every_row_has_an_endpoint()
    {
        var routes = Served.SelectMany(AccessTable.RoutesOf).Select(route => AccessTable.RowOf(route)!.Route).ToHashSet(StringComparer.Ordinal);
        AccessTable.Rows.Select(row => row.Route).Except(routes, StringComparer.Ordinal).ShouldBeEmpty("nothing is served there any more: take the row away");
    }

    [Fact]
    public void every_route_of_the_api_needs_a_token_a_role_and_a_scope()
    {
        var api = Served.SelectMany(AccessTable.RoutesOf).Where(route => route.Contains(" /v1/", StringComparison.Ordinal)).Select(route => AccessTable.RowOf(route)!).ToList();
        api.ShouldNotBeEmpty();
        foreach (var row in api)
        {
            row.Door.ShouldBe(Door.Token, row.Route);
            row.Who.ShouldNotBe(Who.Nobody, row.Route);
            if (row.Route is not ("GET /v1/signals" or "POST /v1/imports")) row.Scopes.ShouldNotBeEmpty(row.Route); // a file needs those of its format
            if (row.Route.Contains("/twins/{id}", StringComparison.Ordinal)) row.About.ShouldBe(About.Twin, row.Route);
            if (row.Route.Contains("/alerts/{id}", StringComparison.Ordinal)) row.About.ShouldBe(About.Alert, row.Route);
        }
    }

    [Fact]
    public void nobody_is_let_past_an_endpoint_that_is_no_route() =>
        ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).Where(endpoint => endpoint is not RouteEndpoint).Select(endpoint => endpoint.DisplayName).ShouldBeEmpty();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public void Dispose() => _folder.Dispose();
}
