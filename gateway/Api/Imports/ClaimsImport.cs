using System.Globalization;
using TwinGrid.Access;
using TwinGrid.Formats;
using TwinGrid.Formats.Claims;
using TwinGrid.Formats.Clinical;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Patients;
using TwinGrid.Treatments;
using TwinGrid.Vault.Identities;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary>
/// Brings the receipts of a file to the twins that the identity vault knows: diagnoses, acts and drugs, each with its month. What the clinical table knows of them counts as in a record: diagnoses that go on
/// are words of the profile, drugs are taken in their month by the models of drugs.
/// </summary>
internal sealed class ClaimsImport(IIdentityVault vault, IdentifierReader identifiers, IGrainFactory grains, ClinicalTable table, TimeProvider time)
{
    private const string Institutions = "urn:oid:1.2.392.100495.20.3.51.1", UncodedDisease = "0000999";
    private const int LongestText = 64, MostUnbalanced = 20;

    /// <summary>Takes a whole file for the twins that the caller may enter into; nothing of it where one of its balances fails.</summary>
    public async Task<Reading<ClaimsView>> Take(Sight sight, Stream body, CancellationToken cancel)
    {
        var identities = new List<ClaimIdentity>();
        ClaimFile file;
        try
        {
            file = ClaimReader.Read(body, identity =>
            {
                identities.Add(identity);
                return null;
            });
        }
        catch (UnreadableFileException wrong)
        {
            return Problem.Field(wrong.Place.Length > 0 ? wrong.Place : "body", wrong.Reason);
        }
        if (Unbalanced(file) is { } unbalanced) return unbalanced;
        var (taken, entries, twins, left) = (0, 0, new SortedSet<string>(StringComparer.Ordinal), new List<LeftOutView>());
        for (var i = 0; i < file.Receipts.Count; i++)
        {
            if (await TwinOf(identities[i], cancel) is not { } twin || !await sight.May(twin, DataClass.Medication, cancel)) continue;
            var (count, refused) = await Enter(twin, file.Receipts[i], sight.Caller.Subject);
            twins.Add(twin.Value);
            if (refused is not null)
            {
                left.Add(new($"line {file.Receipts[i].Line}", "receipt", $"the twin refuses it: {refused.Field} {refused.Reason}"));
                continue;
            }
            if (await sight.May(twin, DataClass.Profile, cancel)) await Tell(twin, file.Receipts[i]);
            (taken, entries) = (taken + 1, entries + count);
        }
        sight.Shown = [.. twins.Select(TwinId.Parse)];
        return new ClaimsView(file.ClaimedIn, file.Receipts.Count, file.FoundCount, file.FoundPoints, taken, entries, file.NotRead, left);
    }

    /// <summary>Whose receipt it is: by the insured person's key, else by the institution's own number; null where the vault knows neither.</summary>
    private async Task<TwinId?> TwinOf(ClaimIdentity identity, CancellationToken cancel)
    {
        foreach (var (system, value) in ((string, string?)[])[(IdentifierReader.InsuredPerson, identity.InsuredPerson), (Institutions + identity.Institution, identity.Chart)])
            if (value is not null && identifiers.TryRead(system, value, out var identifier, out _, out _) && await vault.Resolve(identifier, cancel) is { } twin) return twin;
        return null;
    }

    /// <summary>Enters a receipt; to do it again changes nothing.</summary>
    /// <returns>How many entries, or what the twin refused.</returns>
    private async Task<(int Entries, TreatmentRefusal? Refused)> Enter(TwinId twin, Receipt receipt, string? by)
    {
        var entries = Entries(receipt, by, time.GetUtcNow()).GroupBy(entry => entry.EntryId, StringComparer.Ordinal).Select(same => same.Last()).ToArray();
        var refused = entries.Length == 0 ? null : await grains.GetGrain<IPatientTwin>(twin.Value).Enter(entries); // all at once: what the twin refuses of it leaves nothing
        return (refused is null ? entries.Length : 0, refused);
    }

    private static Problem? Unbalanced(ClaimFile file)
    {
        var errors = new FieldErrors();
        if (file.FoundCount != file.DeclaredCount) errors.Add("GO, field 2", $"declares {file.DeclaredCount} claims where there are {file.FoundCount}");
        if (file.FoundPoints != file.DeclaredPoints) errors.Add("GO, field 3", $"declares {file.DeclaredPoints} points where the receipts claim {file.FoundPoints}");
        foreach (var receipt in file.Receipts.Where(receipt => !receipt.IsBalanced).Take(MostUnbalanced)) errors.Add($"line {receipt.Line}", $"the receipt claims {receipt.DeclaredPoints} points where its items come to {receipt.CountedPoints}");
        return errors.Any ? errors.ToProblem() : null;
    }

    /// <summary>What the receipt says of who the patient is comes into the profile: diagnoses that are certain and go on.</summary>
    private async Task Tell(TwinId twin, Receipt receipt)
    {
        var words = receipt.Diagnoses.Where(one => !one.IsSuspected && one.Outcome is ClaimOutcome.Unknown or ClaimOutcome.GoesOn).SelectMany(Words).Distinct(StringComparer.Ordinal).ToList();
        if (words.Count == 0 || await grains.GetGrain<IPatientTwin>(twin.Value).Profile() is not { } profile) return;
        var diabetes = words.Contains("type1", StringComparer.Ordinal) ? DiabetesType.Type1 : words.Contains("type2", StringComparer.Ordinal) ? DiabetesType.Type2 : DiabetesType.None;
        var told = profile with
        {
            Conditions = [.. profile.Conditions.Union(words.Where(word => word is not ("type1" or "type2")), StringComparer.Ordinal)],
            DiabetesType = profile.DiabetesType == DiabetesType.None ? diabetes : profile.DiabetesType,
        };
        if (!told.Equals(profile)) await grains.GetGrain<IPatientTwin>(twin.Value).Register(told);
    }

    private IReadOnlyList<string> Words(ClaimDiagnosis diagnosis) =>
        diagnosis.Code == UncodedDisease ? table.OfDiagnosis(diagnosis.Text ?? "") : table.OfDiagnosis(new ClinicalCode(ClinicalSystem.Receipt, diagnosis.Code));

    private IEnumerable<TreatmentEntry> Entries(Receipt receipt, string? by, DateTimeOffset now)
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
            var what = table.OfDrug(new ClinicalCode(ClinicalSystem.Receipt, drug)) is [var known, ..] ? known : $"receipt-drug:{drug}";
            yield return new($"claim-{month}-drug-{drug}", TreatmentKind.Taking, start, what, 1, Text: month, By: by);
            if (Japanese(receipt.Month.AddMonths(1)) is var end && end <= now) yield return new($"claim-{month}-drug-{drug}-end", TreatmentKind.Taking, end, what, 0, Text: month, By: by);
        }
    }

    private static DateTimeOffset Japanese(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(9));
}
