using Microsoft.Extensions.Options;
using TwinGrid.Disclosure.Anonymity;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>Exports of rows, section <c>TwinGrid:Exports</c>.</summary>
internal sealed record ExportOptions
{
    public const string Section = "TwinGrid:Exports";

    /// <summary>Folder of the files, for this process' user alone; null for <c>exports</c> in the data folder. Gateways that share it serve each other's exports.</summary>
    public string? Folder { get; init; }

    /// <summary>Hours until a finished export is taken away.</summary>
    public int KeepHours { get; init; } = 24;

    /// <summary>People who share each combination of what others could know; 10 and more.</summary>
    public int K { get; init; } = new AnonymityBar().K;

    /// <summary>Different sets of diagnoses among them; 2 and more.</summary>
    public int L { get; init; } = new AnonymityBar().L;

    /// <summary>People in an export at most: their profiles are held in memory.</summary>
    public int MostPeople { get; init; } = 1_000_000;

    /// <summary>Conditions of the record that may leave, beside those that TwinGrid's models know. All others are dropped: they could be anything.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    public AnonymityBar Bar => new() { K = K, L = L };

    /// <summary>Conditions on the list.</summary>
    public IReadOnlySet<string> Known => new HashSet<string>(
        [PatientProfile.HypercapnicRespiratoryFailure, PatientProfile.Pregnancy, PatientProfile.SevereAorticStenosis, PatientProfile.ReducedEjectionFraction, .. Conditions], StringComparer.OrdinalIgnoreCase);

    /// <exception cref="OptionsValidationException">A setting is wrong; the message names it.</exception>
    public static ExportOptions From(IConfiguration configuration)
    {
        var given = configuration.GetSection(Section).Get<ExportOptions>() ?? new ExportOptions();
        Check(given.KeepHours is >= 1 and <= 720, nameof(KeepHours), given.KeepHours, "from 1 to 720");
        Check(given.K is >= 10 and <= 10_000, nameof(K), given.K, "from 10 to 10000: fewer people who are alike protect nobody");
        Check(given.L is >= 2 and <= 100, nameof(L), given.L, "from 2 to 100");
        Check(given.MostPeople is >= 10 and <= 10_000_000, nameof(MostPeople), given.MostPeople, "from 10 to 10000000");
        return given with { Folder = given.Folder ?? Path.Combine(configuration["TwinGrid:Data"] ?? "data", "exports") };
    }

    private static void Check(bool holds, string setting, object value, string wanted)
    {
        if (!holds) throw new OptionsValidationException(Section, typeof(ExportOptions), [$"{Section}:{setting} is {value}, but must be {wanted}."]);
    }
}
