using System.Globalization;
using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Pharmacogenomics;
using TwinGrid.Physiology.Tumours;
using TwinGrid.Treatments;

namespace TwinGrid.Grains.Treatments;

/// <summary>Whether entries can be taken, before anything of them is written.</summary>
internal static class EntryCheck
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    /// <summary>The entries as they are kept, or what is wrong with the first that cannot be.</summary>
    public static (TreatmentRefusal? Refused, IReadOnlyList<TreatmentEntry> Entries) Of(IReadOnlyList<TreatmentEntry> entries, IReadOnlyList<TreatmentEntry> known, DateTimeOffset now)
    {
        var taken = new List<TreatmentEntry>();
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            var (field, reason) = entry.IsRetracted ? (null, null) : entry.At > now + Ahead ? ("at", "lies in the future") : Fault(entry);
            if (field is null && entry is { Kind: TreatmentKind.Scan, Text: { } lesions, IsRetracted: false })
            {
                var isFirst = !known.Concat(taken).Any(other => other.Kind == TreatmentKind.Scan && other.EntryId != entry.EntryId && other.At < entry.At);
                (entry, field, reason) = Summed(entry, lesions, isFirst);
            }
            if (field is not null) return (new($"entries[{i}].{field}", reason!), []);
            taken.Add(entry);
        }
        return (null, taken);
    }

    private static (string? Field, string? Reason) Fault(TreatmentEntry entry)
    {
        if (!double.IsFinite(entry.Amount) || entry.Amount < 0) return ("amount", "must be a number that is not negative");
        if (!double.IsFinite(entry.DurationHours) || entry.DurationHours is < 0 or > 10_000) return ("durationHours", "must be from 0 to 10000");
        switch (entry.Kind)
        {
            case TreatmentKind.Dose or TreatmentKind.Concentration when !DrugLibrary.All.ContainsKey(entry.What):
                return ("what", $"cannot be used: the library has no '{entry.What}'; it has {string.Join(", ", DrugLibrary.All.Keys.Order(StringComparer.Ordinal))}");
            case TreatmentKind.Dose when entry.IsOral && entry.DurationHours > 0:
                return ("durationHours", "must be left out of a dose that is swallowed");
            case TreatmentKind.Count when entry.What is not ("neutrophils" or "leucocytes"):
                return ("what", "must be neutrophils or leucocytes");
            case TreatmentKind.Dose or TreatmentKind.Count when !(entry.Amount > 0):
                return ("amount", "must be above 0");
            case TreatmentKind.Scan when entry.Amount > 0 == entry.Text is not null:
                return ("amount", "must be the sum of the lesions' diameters in mm, where lesions are not given, and else left out");
            case TreatmentKind.Genotype:
                return GenotypeFault(entry);
            case TreatmentKind.Variant or TreatmentKind.Covariate or TreatmentKind.Taking or TreatmentKind.Diagnosis or TreatmentKind.Act when entry.What.Length == 0:
                return ("what", "is missing");
            default:
                return (null, null);
        }
    }

    private static (string? Field, string? Reason) GenotypeFault(TreatmentEntry entry)
    {
        if (entry.Text is null) return ("text", "is missing; a genotype has a diplotype such as *1/*4");
        try
        {
            PharmacogenomicTables.Shipped.Call(entry.What, entry.Text);
            return (null, null);
        }
        catch (UnknownGenotypeException unknown)
        {
            return ("text", $"cannot be used: {unknown.Message.TrimEnd('.')}");
        }
    }

    private static (TreatmentEntry Entry, string? Field, string? Reason) Summed(TreatmentEntry entry, string lesions, bool isFirst)
    {
        var read = new List<Lesion>();
        foreach (var part in lesions.Split(';'))
        {
            var words = part.Split(':');
            if (words.Length is not (2 or 3) || words[0].Length == 0 || !double.TryParse(words[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var diameter) || (words.Length == 3 && words[2] != "node"))
                return (entry, "lesions", $"cannot be read at '{part}'; such as liver:32 or axilla:16:node");
            read.Add(new(words[0], diameter, words.Length == 3));
        }
        try
        {
            return (entry with { Amount = Recist.Sum(read, isFirst) }, null, null);
        }
        catch (ArgumentException wrong)
        {
            return (entry, "lesions", $"cannot be used: {wrong.Message.Split(" (Parameter")[0]}");
        }
    }
}
