using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using TwinGrid.Disclosure.Anonymity;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Vault.Studies;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>仮名加工: a row for each person and each value under the study's pseudonym, times shifted by an amount that only the study's key tells.</summary>
internal sealed class PseudonymousRows(ExportJob job, CohortRead cohort, IGrainFactory grains, IStudyPseudonyms pseudonyms) : IExportRows
{
    private const int PageSize = 5000, AtOnce = 500;

    private readonly RowWriter _people = new(job.Order.Format, ["pseudonym", "age", "sex", "heightCm", "weightKg", "diagnoses"]);
    private readonly RowWriter _signs = new(job.Order.Format, ["pseudonym", "at", "code", "signal", "value", "unit"]);
    private readonly SignalDefinition[] _signals = [.. job.Order.Signals.Select(slug => SignalCatalogue.Find(slug)!)];

    private long _values, _valuesLeftBehind;

    public IReadOnlyList<string> Caveats { get; } =
    [
        "Not for third parties (Act on the Protection of Personal Information, Article 41), not for contacting anybody, not to be compared with other information to identify anybody.",
        "Measurements are the persons' own: who knows some of them exactly could find a row. Keep it inside.",
        "Times are shifted for each person by an amount that stays the same within the study; times of two persons do not compare.",
        "The numbers k and l are the maker's own bar; the law names none.",
    ];

    public static string Diagnoses(AnonymousTable table, int member) => table.HidesDiagnoses ? "withheld" : string.Join(';', table.DiagnosesOf(member));

    public async Task Stage(AnonymousTable table, StagedRows staged, CancellationToken cancel)
    {
        if (_signals.Length == 0) return;
        foreach (var some in table.Classes.SelectMany(one => one.Members).Chunk(AtOnce))
        {
            TwinId[] twins = [.. some.Select(member => cohort.Twins[member])];
            var (names, shifts) = (await pseudonyms.Of(job.Study, twins, cancel), await pseudonyms.Shifts(job.Study, twins, cancel));
            for (var i = 0; i < some.Length; i++)
                if (await cohort.StillMay(some[i], cancel)) await staged.Add(some[i], Rows(twins[i], names[i], shifts[i], cancel), cancel);
        }
    }

    public IReadOnlySet<int> TakenAlong(AnonymousTable table) => new HashSet<int>(); // a person's rows are his own

    public async Task Write(AnonymousTable left, StagedRows staged, ExportArchive archive, CancellationToken cancel)
    {
        (AnonymousClass Class, int Member)[] rows = [.. left.Classes.SelectMany(one => one.Members.Select(member => (one, member)))];
        RandomNumberGenerator.Shuffle<(AnonymousClass, int)>(rows);
        await archive.Add("people", _people, async stream =>
        {
            foreach (var some in rows.Chunk(AtOnce))
            {
                var names = await pseudonyms.Of(job.Study, [.. some.Select(row => cohort.Twins[row.Member])], cancel);
                for (var i = 0; i < some.Length; i++)
                {
                    var (one, member) = some[i];
                    await stream.WriteAsync(_people.Row(names[i].Value, one.Age, Released.SexOf(one), one.Height, one.Weight, Diagnoses(left, member)), cancel);
                }
            }
            return rows.Length;
        });
        if (_signals.Length == 0) return;
        await archive.Add("signs", _signs, async stream =>
        {
            long written = 0;
            foreach (var (_, member) in rows) written += await staged.Copy(member, stream, cancel);
            return written;
        });
    }

    public IReadOnlyList<ReportedMeasure> Measures(AnonymousTable left) =>
    [
        Reporting.Item(1, "Descriptions that identify a person are deleted or replaced, by a method without a regularity that allows restoring",
            "Twin ids are replaced by the study's pseudonyms (HMAC-SHA-256 under the study's key, kept apart in the identity vault); only age, sex, height, weight and listed diagnoses are taken over, in bands that ten people share; outermost bands are open; rare diagnoses, words that are on no list and all free text are dropped; times are shifted by 7 to 182 days under the study's key and cut to the minute",
            ("people", left.Reached.People), ("peopleLeftOut", cohort.People.Count - left.Reached.People), ("rareCodes", left.Reached.RareCodes), ("commonCodes", left.Reached.CommonCodes), ("peopleShortened", left.Reached.PeopleShortened),
            ("wordsDropped", cohort.WordsDropped), ("valuesShifted", _values)),
        Reporting.Item(2, "All individual identification codes are deleted or replaced", "None is read: codes of insurers and hospitals lie in the identity vault; device ids, sequence numbers, status and flags of each value are left behind",
            ("deviceIdsLeftBehind", _values), ("doubtfulValuesLeftBehind", _valuesLeftBehind)),
        Reporting.Item(3, "Data whose misuse causes damage to property are deleted", "The grid holds none, and fields are taken over by name only"),
    ];

    private async IAsyncEnumerable<byte[]> Rows(TwinId twin, StudyPseudonym name, TimeSpan shift, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var signal in _signals)
            await foreach (var point in Believed(twin, signal.Signal, cancel))
            {
                _values++;
                object value = signal.IsCoded ? CodedValues.Letter(signal.Signal, point.Value) : point.Value;
                yield return _signs.Row(name.Value, $"{(point.ObservedAt + shift).UtcDateTime:yyyy-MM-dd'T'HH:mm'Z'}", signal.Code, signal.Slug, value, signal.Unit);
            }
    }

    /// <summary>What is believed of a signal, page by page.</summary>
    private async IAsyncEnumerable<HistoryPoint> Believed(TwinId twin, Signal signal, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (history, from, to) = (grains.GetGrain<ITwinHistory>(twin.Value), job.Order.From!.Value, job.Order.To!.Value);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var page = await history.Read(signal, from, to, PageSize);
            var isLast = page.Count < PageSize;
            // Several samples can share an instant: the page's last instant is read again with the next page, unless it is all of this one.
            var end = isLast || page[0].ObservedAt == page[^1].ObservedAt ? DateTimeOffset.MaxValue : page[^1].ObservedAt;
            foreach (var point in page)
            {
                if (point.ObservedAt >= end) continue;
                if (point.Flags == SampleFlags.None) yield return point;
                else _valuesLeftBehind++;
            }
            if (isLast) yield break;
            from = end == DateTimeOffset.MaxValue ? page[^1].ObservedAt.AddMicroseconds(1) : end;
        }
    }
}
