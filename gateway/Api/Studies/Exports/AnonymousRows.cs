using System.Security.Cryptography;
using TwinGrid.Disclosure.Anonymity;
using TwinGrid.History;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>匿名加工: a row for each person under a random id, and for each class of people its median of each signal and month.</summary>
internal sealed class AnonymousRows(ExportJob job, CohortRead cohort, IGrainFactory grains, ExportOptions options) : IExportRows
{
    private readonly RowWriter _people = new(job.Order.Format, ["row", "class", "age", "sex", "heightCm", "weightKg", "diagnoses"]);
    private readonly RowWriter _signs = new(job.Order.Format, ["class", "month", "code", "signal", "median", "unit"]);
    private readonly SignalDefinition[] _signals = [.. job.Order.Signals.Select(slug => SignalCatalogue.Find(slug)!)];

    /// <summary>Numbers of the classes by place: drawn for this export, and kept nowhere.</summary>
    private int[] _numbers = [];

    private long _cells, _cellsWithheld;

    public IReadOnlyList<string> Caveats { get; } =
    [
        "Whoever takes this must not compare it with other information to identify anybody (Act on the Protection of Personal Information, Article 45).",
        "Medians are of classes of people, not of persons: rows of one class share them.",
        "Of two exports of one study the same people may be in both; nothing in them says so.",
        "The numbers k and l are the maker's own bar; the law names none.",
    ];

    public async Task Stage(AnonymousTable table, StagedRows staged, CancellationToken cancel)
    {
        _numbers = [.. Enumerable.Range(1, table.Classes.Count)];
        RandomNumberGenerator.Shuffle<int>(_numbers);
        if (_signals.Length == 0) return;
        var months = Months();
        foreach (var one in table.Classes)
        {
            var medians = new SharedMedians(options.K);
            await CohortRead.Each(one.Members, (member, stop) => Read(member, months, medians, stop), cancel);
            (_cells, _cellsWithheld) = (_cells + medians.Shown().Count(), _cellsWithheld + medians.Withheld);
            await staged.Add(one.Place, medians.Shown().Select(cell => Row(_numbers[one.Place], months[cell.Month].From, _signals[cell.Signal], cell.Median)), cancel);
        }
    }

    /// <summary>A class whose medians hold somebody who withdrew goes as a whole.</summary>
    public IReadOnlySet<int> TakenAlong(AnonymousTable table) =>
        _signals.Length == 0 ? new HashSet<int>() : table.Classes.Where(one => one.Members.Any(cohort.Withdrawn.Contains)).SelectMany(one => one.Members).ToHashSet();

    public async Task Write(AnonymousTable left, StagedRows staged, ExportArchive archive, CancellationToken cancel)
    {
        (AnonymousClass Class, int Member)[] rows = [.. left.Classes.SelectMany(one => one.Members.Select(member => (one, member)))];
        RandomNumberGenerator.Shuffle<(AnonymousClass, int)>(rows);
        await archive.Add("people", _people, async stream =>
        {
            foreach (var (one, member) in rows)
                await stream.WriteAsync(_people.Row(ExportShelf.NewId(), _numbers[one.Place], one.Age, Released.SexOf(one), one.Height, one.Weight, PseudonymousRows.Diagnoses(left, member)), cancel);
            return rows.Length;
        });
        if (_signals.Length == 0) return;
        await archive.Add("signs", _signs, async stream =>
        {
            long written = 0;
            foreach (var one in left.Classes.OrderBy(one => _numbers[one.Place])) written += await staged.Copy(one.Place, stream, cancel);
            return written;
        });
    }

    public IReadOnlyList<ReportedMeasure> Measures(AnonymousTable left) =>
    [
        Reporting.Item(1, "Descriptions that identify a person are deleted or replaced", "Only age, sex, height, weight and listed diagnoses are taken over, in bands; words that are on no list, and all free text, are dropped", ("wordsDropped", cohort.WordsDropped)),
        Reporting.Item(2, "Individual identification codes are deleted or replaced", "None is read: codes of insurers and hospitals lie in the identity vault, device ids are left behind"),
        Reporting.Item(3, "Codes that link to the source are deleted", "Twin ids are left behind; rows have fresh random ids and classes fresh random numbers, in random order, and neither is kept anywhere", ("rows", left.Reached.People)),
        Reporting.Item(4, "Peculiar descriptions are deleted", "Ages of 90 and more are one, outermost bands hold ten people at least, diagnoses that fewer than ten carry are dropped, and of combinations the rarest code; diagnoses nearly all carry too",
            ("rareCodes", left.Reached.RareCodes), ("commonCodes", left.Reached.CommonCodes), ("peopleShortened", left.Reached.PeopleShortened)),
        Reporting.Item(5, "Further measures are taken as differences within the database ask", "People are generalised to classes that share everything others could know (Mondrian); measurements are medians of a class and month, where ten of the class have one; dates are months; people who fit no class are left out",
            ("peopleLeftOut", cohort.People.Count - left.Reached.People), ("medians", _cells), ("mediansWithheld", _cellsWithheld)),
    ];

    private async ValueTask Read(int member, List<(DateTimeOffset From, DateTimeOffset To)> months, SharedMedians medians, CancellationToken cancel)
    {
        if (!await cohort.StillMay(member, cancel)) return;
        var history = grains.GetGrain<ITwinHistory>(cohort.Twins[member].Value);
        for (var signal = 0; signal < _signals.Length; signal++)
            for (var month = 0; month < months.Count; month++)
                if (await history.ReadBuckets(_signals[signal].Signal, months[month].From, months[month].To, 1) is [var whole, ..] && double.IsFinite(whole.Mean))
                    lock (medians) medians.Add(signal, month, (long)Math.Round(whole.Mean * Math.Pow(10, _signals[signal].Decimals)));
    }

    private byte[] Row(int number, DateTimeOffset month, SignalDefinition signal, double steps) =>
        _signs.Row(number, $"{month.UtcDateTime:yyyy-MM}", signal.Code, signal.Slug, Math.Round(steps / Math.Pow(10, signal.Decimals), signal.Decimals), signal.Unit);

    /// <summary>The months of the order, the first and the last as far as they are in it.</summary>
    private List<(DateTimeOffset From, DateTimeOffset To)> Months()
    {
        var (months, from) = (new List<(DateTimeOffset, DateTimeOffset)>(), job.Order.From!.Value.ToUniversalTime());
        while (from < job.Order.To)
        {
            var next = new DateTimeOffset(from.Year, from.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
            if (next > job.Order.To) next = job.Order.To.Value;
            months.Add((from, next));
            from = next;
        }
        return months;
    }
}
