using Npgsql;
using TwinGrid.Gateway.Identity;
using TwinGrid.Silo;
using TwinGrid.Vault;

namespace TwinGrid.Gateway.Start;

/// <summary>The identity vault of this gateway: embedded in a folder of its own, or a database that the gateways of a clinic share and that is not the grid's.</summary>
public static class VaultSetup
{
    public static void AddVault(this WebApplicationBuilder builder, GridOptions grid)
    {
        var options = Options(builder.Configuration, grid);
        builder.Services.AddIdentityVault(options);
        if (!options.IsAbsent) builder.Services.AddHostedService<OpenVault>();
    }

    /// <summary>The settings, with what is usual where nothing is said.</summary>
    /// <exception cref="SettingException">A setting is wrong; the message names it.</exception>
    internal static VaultOptions Options(IConfiguration configuration, GridOptions grid)
    {
        var given = configuration.GetSection(VaultOptions.Section).Get<VaultOptions>() ?? new VaultOptions();
        if (grid.Cluster == ClusterKind.Embedded)
        {
            if (given.PostgreSql is not null) throw new SettingException($"{VaultOptions.Section}:{nameof(VaultOptions.PostgreSql)} is for {GridOptions.Section}:{nameof(GridOptions.Cluster)} {ClusterKind.PostgreSql}: an embedded grid has its vault in a folder.");
            var keys = IdentityOptions.From(configuration, grid.Data).Keys!;
            return given with { Folder = given.Folder ?? Path.Combine(grid.Data, "vault"), KeyFile = given.KeyFile ?? Path.Combine(keys, "vault.key"), MayMakeKey = true };
        }
        if (given.PostgreSql is { } vault && IsSame(vault, grid.PostgreSql!))
            throw new SettingException($"{VaultOptions.Section}:{nameof(VaultOptions.PostgreSql)} names the database of the grid, but the identity vault must be a database of its own, which silos have no access to.");
        return given with { IsAbsent = given.PostgreSql is null, MayMakeKey = false };
    }

    private static bool IsSame(string one, string other)
    {
        try
        {
            var (a, b) = (new NpgsqlConnectionStringBuilder(one), new NpgsqlConnectionStringBuilder(other));
            return (a.Host, a.Port, a.Database ?? a.Username) == (b.Host, b.Port, b.Database ?? b.Username);
        }
        catch (ArgumentException error)
        {
            throw new SettingException($"{VaultOptions.Section}:{nameof(VaultOptions.PostgreSql)} cannot be read: {error.Message}", error);
        }
    }

    private sealed class OpenVault(VaultStartup vault) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => vault.Open(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
