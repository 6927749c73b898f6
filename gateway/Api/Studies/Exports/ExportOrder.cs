using System.Text.Json;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>What is made of the records.</summary>
public enum ExportKind
{
    /// <summary>仮名加工情報 (APPI enforcement rule 31): under pseudonyms of the study, for the organisation itself.</summary>
    Pseudonymised = 1,

    /// <summary>匿名加工情報 (rule 34): nothing leads back.</summary>
    Anonymised = 2,
}

/// <summary>How rows are written.</summary>
public enum RowFormat { Ndjson = 1, Csv = 2 }

/// <summary>An export as ordered.</summary>
/// <param name="Signals">Short names of signals whose values go along; none for people alone.</param>
/// <param name="From">Start of the period of the values; null without signals.</param>
/// <param name="To">Its end, not included.</param>
public sealed record ExportOrder(ExportKind Kind, IReadOnlyList<string> Signals, DateTimeOffset? From, DateTimeOffset? To, RowFormat Format)
{
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(366);

    internal static Reading<ExportOrder> Read(JsonElement body, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        var fields = new JsonFields(body, "", errors, "kind", "signals", "from", "to", "format");
        var kind = fields.Choice("kind", [("pseudonymised", ExportKind.Pseudonymised), ("anonymised", ExportKind.Anonymised)]);
        var format = fields.Choice("format", [("ndjson", RowFormat.Ndjson), ("csv", RowFormat.Csv)], isRequired: false) ?? RowFormat.Ndjson;
        var signals = ReadSignals(fields, kind);
        var (from, to) = signals.Count > 0 ? (fields.Instant("from"), fields.Instant("to")) : default;
        if (signals.Count == 0)
            foreach (var name in (string[])["from", "to"])
                if (fields.Has(name)) fields.Wrong(name, "goes with signals only");
        if (to > now) fields.Wrong("to", "is in the future");
        else if (from >= to) fields.Wrong("from", "must be before to");
        else if (to - from > LongestPeriod) fields.Wrong("from", "is more than 366 days before to");
        return errors.Any ? errors.ToProblem() : new ExportOrder(kind!.Value, signals, from, to, format);
    }

    /// <summary>Meals, doses and codes have no median: they do not go into what is anonymous.</summary>
    private static List<string> ReadSignals(JsonFields fields, ExportKind? kind)
    {
        var signals = new List<string>();
        foreach (var (name, place) in fields.Texts("signals", SignalCatalogue.All.Count, 64).Select((name, i) => (name, $"signals[{i}]")))
        {
            if (SignalCatalogue.Find(name) is not { } signal) fields.Wrong(place, "is no code known here; GET /v1/signals lists them");
            else if (kind == ExportKind.Anonymised && (signal.IsDose || signal.IsCoded)) fields.Wrong(place, "has no mean, and so cannot be anonymised");
            else if (signals.Contains(signal.Slug)) fields.Wrong(place, "stands there twice");
            else signals.Add(signal.Slug);
        }
        return signals;
    }
}
