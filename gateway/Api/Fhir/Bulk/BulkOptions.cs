using Microsoft.Extensions.Options;

namespace TwinGrid.Gateway.Api.Fhir.Bulk;

/// <summary>Bulk exports of health records, section <c>TwinGrid:BulkExports</c>.</summary>
internal sealed record BulkOptions
{
    public const string Section = "TwinGrid:BulkExports";

    /// <summary>Folder of the files, for this process' user alone; null for <c>bulk</c> in the data folder. Gateways that share it, and the folder of keys, serve each other's exports.</summary>
    public string? Folder { get; init; }

    /// <summary>Minutes until a finished export is taken away.</summary>
    public int KeepMinutes { get; init; } = 60;

    public TimeSpan KeptFor => TimeSpan.FromMinutes(KeepMinutes);

    /// <exception cref="OptionsValidationException">A setting is wrong; the message names it.</exception>
    public static BulkOptions From(IConfiguration configuration)
    {
        var given = configuration.GetSection(Section).Get<BulkOptions>() ?? new BulkOptions();
        if (given.KeepMinutes is < 5 or > 1440) throw new OptionsValidationException(Section, typeof(BulkOptions), [$"{Section}:{nameof(KeepMinutes)} is {given.KeepMinutes}, but must be from 5 to 1440."]);
        return given with { Folder = given.Folder ?? Path.Combine(configuration["TwinGrid:Data"] ?? "data", "bulk") };
    }
}
