using System.Globalization;
using TwinGrid.Access;
using TwinGrid.Formats.Claims;
using TwinGrid.Gateway.Access;
using TwinGrid.Patients;
using TwinGrid.Treatments;
using TwinGrid.Vault.Identities;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary>Brings the receipts of a file to the twins that the identity vault knows: diagnoses, acts and drugs, each with its month.</summary>
internal sealed class ClaimsImport(IIdentityVault vault, IdentifierReader identifiers, IGrainFactory grains, TimeProvider time)
{
    private const string Institutions = "urn:oid:1.2.392.100495.20.3.51.1", UncodedDisease = "0000999";
    private const int MostEntries = 100, LongestText = 64;

    /// <summary>Whose receipt it is: by the insured person's key, else by the institution's own number; null where the vault knows neither.</summary>
    public async Task<TwinId?> TwinOf(ClaimIdentity identity, CancellationToken cancel)
    {
        foreach (var (system, value) in ((string, string?)[])[(IdentifierReader.InsuredPerson, identity.InsuredPerson), (Institutions + identity.Institution, identity.Chart)])
            if (value is not null && identifiers.TryRead(system, value, out var identifier, out _, out _) && await vault.Resolve(identifier, cancel) is { } twin) return twin;
        return null;
    }

    /// <summary>Enters a receipt; to do it again changes nothing.</summary>
    /// <returns>How many entries, or what the twin refused.</returns>
    public async Task<(int Entries, TreatmentRefusal? Refused)> Enter(TwinId twin, Receipt receipt, string? by)
    {
        var entries = Entries(receipt, by, time.GetUtcNow()).GroupBy(entry => entry.EntryId, StringComparer.Ordinal).Select(same => same.Last()).ToArray();
        foreach (var chunk in entries.Chunk(MostEntries))
            if (await grains.GetGrain<IPatientTwin>(twin.Value).Enter(chunk) is { } refused) return (0, refused);
        return (entries.Length, null);
    }

    /// <summary>Whether the caller may enter what a receipt holds into a twin.</summary>
    public static ValueTask<bool> May(Sight sight, TwinId twin, CancellationToken cancel) => sight.May(twin, DataClass.Medication, cancel);

    private static IEnumerable<TreatmentEntry> Entries(Receipt receipt, string? by, DateTimeOffset now)
    {
        var (month, start) = (receipt.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture), Japanese(receipt.Month));
        foreach (var diagnosis in receipt.Diagnoses)
        {
            var words = diagnosis.Text is { } text ? text[..Math.Min(text.Length, LongestText)] : diagnosis.IsSuspected ? "suspected" : diagnosis.Outcome.ToString();
            var name = diagnosis.Code == UncodedDisease ? $"{diagnosis.Code}-{words}" : diagnosis.Code;
            yield return new($"claim-{month}-disease-{name}", TreatmentKind.Diagnosis, start, $"receipt-disease:{diagnosis.Code}", diagnosis.IsSuspected ? 0 : 1, Text: words, By: by);
        }
        foreach (var act in receipt.Items.Where(item => item.Kind == ClaimItemKind.Act).GroupBy(item => item.Code, StringComparer.Ordinal))
            yield return new($"claim-{month}-act-{act.Key}", TreatmentKind.Act, start, $"receipt-act:{act.Key}", act.Sum(item => item.Times), By: by);
        foreach (var drug in receipt.Items.Where(item => item.Kind == ClaimItemKind.Drug).Select(item => item.Code).Distinct(StringComparer.Ordinal))
        {
            yield return new($"claim-{month}-drug-{drug}", TreatmentKind.Taking, start, $"receipt-drug:{drug}", 1, Text: month, By: by);
            if (Japanese(receipt.Month.AddMonths(1)) is var end && end <= now) yield return new($"claim-{month}-drug-{drug}-end", TreatmentKind.Taking, end, $"receipt-drug:{drug}", 0, Text: month, By: by);
        }
    }

    private static DateTimeOffset Japanese(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(9));
}
