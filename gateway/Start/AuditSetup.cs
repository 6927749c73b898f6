using TwinGrid.Access;
using TwinGrid.Audit;
using TwinGrid.Silo;

namespace TwinGrid.Gateway.Start;

/// <summary>The audit trail of this gateway: its own shard, which no other process writes.</summary>
public static class AuditSetup
{
    public static void AddAudit(this WebApplicationBuilder builder, GridOptions grid)
    {
        var given = builder.Configuration.GetSection(AuditOptions.Section).Get<AuditOptions>() ?? new AuditOptions();
        var options = given with { Folder = given.Folder ?? Path.Combine(grid.Data, "audit"), Shard = given.Shard ?? Named(builder.Configuration, grid) };
        if (options.Fault() is { } fault) throw new SettingException(fault);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<AuditTrail>();
        builder.Services.AddSingleton<IAuditTrail>(services => services.GetRequiredService<AuditTrail>());
        builder.Services.AddHostedService(services => services.GetRequiredService<AuditTrail>());
        builder.Services.AddHostedService<AccessBookkeeper>();
    }

    /// <summary>One gateway holds an embedded grid's folder; of a clinic's there may be several on a machine, told apart by their ports.</summary>
    private static string Named(ConfigurationManager configuration, GridOptions grid)
    {
        if (grid.Cluster == ClusterKind.Embedded) return "gateway";
        var isKnown = Uri.TryCreate(configuration["Urls"]?.Split(';')[0], UriKind.Absolute, out var address);
        return isKnown && address!.Port > 0 ? $"{AuditOptions.ThisMachine}-{address.Port}" : AuditOptions.ThisMachine;
    }
}
