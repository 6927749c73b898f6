using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using TwinGrid.Access;
using TwinGrid.Gateway.Api;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Identity;
using TwinGrid.Gateway.Pages;
using TwinGrid.Gateway.Start;
using TwinGrid.Silo;
using TwinGrid.Storage;
using TwinGrid.Vault;
using TwinGrid.VitalsLog;

return await StartCommand.Run(args, Run);

static async Task<int> Run(StartCommand command)
{
    try
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = command.AsConfiguration(), ContentRootPath = AppContext.BaseDirectory });
        var grid = GridOptions.From(builder.Configuration);
        var identity = IdentityOptions.From(builder.Configuration, grid.Data);
        LoopbackOnly.Check(builder.Configuration, identity);
        if (command.DemoPeople is not null && !identity.IsDevelopment) throw new IdentityException($"--demo is for a gateway without {IdentityOptions.Section}:{nameof(IdentityOptions.Issuer)}: the simulated people have no credentials.");
        using var folder = grid.Cluster == ClusterKind.Embedded ? DataFolder.Hold(grid.Data) : null;
        builder.Services.AddSingleton(grid);
        builder.AddGrid(grid);
        builder.AddAudit(grid);
        builder.AddVault(grid);
        builder.AddApi();
        builder.AddPages();
        if (command.DemoPeople is { } people)
            builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<DemoDevices>(services, people));

        await using var app = builder.Build();
        app.MapApi();
        app.MapPages();
        if (grid.Dashboard) app.MapOrleansDashboard(routePrefix: "/dashboard");
        await app.StartAsync();
        Console.WriteLine(Banner.Of(grid, identity, command, app.Urls.First()));
        await app.WaitForShutdownAsync();
        return 0;
    }
    catch (Exception error) when (Explains(error))
    {
        await Console.Error.WriteLineAsync(error.Message);
        return 2;
    }
}

// What the operator can mend is said in one sentence, without a stack trace.
static bool Explains(Exception error) => error is SettingException or OptionsValidationException or NotLoopbackException or VitalsLogException or StorageException or AuditUnavailableException or IdentityException or VaultException;
