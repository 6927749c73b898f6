using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.Gateway.Api.Fhir.Writing;
using TwinGrid.Gateway.Api.Vitals;
using TwinGrid.HealthRecords;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Vitals;
using static TwinGrid.Gateway.Api.Fhir.Twins.TwinWords;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>What devices measured, as Observations: read from the twin's history, one sample each. What came in as a resource is not told a second time.</summary>
internal sealed class StreamedSigns(IGrainFactory grains)
{
    /// <summary>Samples of a signal that are counted; of more no total is told.</summary>
    private const int MostCounted = 5_000;

    /// <summary>Bits of a place for samples of one millisecond, and for milliseconds; the signal stands above them.</summary>
    private const int SameBits = 10, TimeBits = 43;

    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero), Latest = new(2170, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly RecordType Type = RecordTypes.Find("Observation")!;

    /// <summary>Signals in order, with what each of their Observations is found by.</summary>
    private static readonly (SignalDefinition Signal, HashSet<string> Tokens)[] Signals =
        [.. SignalCatalogue.All.Select(signal => (signal, RecordTokens.Of(Template(signal), Type, _ => null).Append(RecordTokens.Present("status")).Append(RecordTokens.Present("device")).ToHashSet(StringComparer.Ordinal)))];

    /// <summary>Some of what fits, in the order of signals and of time.</summary>
    /// <param name="after">Where the page before ended; 0 for the beginning.</param>
    public async Task<MadePage> Search(TwinId twin, RecordQuery query, long after, int limit)
    {
        if (query.Ids.Count > 0) return await Named(twin, query, after, limit);
        if (query.IsDated == false) return MadePage.Empty;
        var steady = query.Tokens.Where(any => !any.Any(Varies)).ToList();
        var (from, to) = Window(query.Observed, query.Updated);
        var history = grains.GetGrain<ITwinHistory>(twin.Value);
        if (from >= to) return MadePage.Empty;
        var stored = (await history.Signals(from, to)).ToHashSet();
        var (found, total) = (new List<StoredResource>(), (long?)0);
        for (var place = 0; place < Signals.Length; place++)
        {
            var (signal, tokens) = Signals[place];
            if (!stored.Contains(signal.Signal) || !steady.TrueForAll(any => any.Any(tokens.Contains)) || query.Lacking.Any(tokens.Contains)) continue;
            var course = new Course(history, twin, signal, place, query, from, to);
            var counted = await course.Count(MostCounted);
            total = counted is null ? null : total + counted;
            if (counted == 0) continue;
            if (query.Order != RecordOrder.Place) await course.ReadSorted(after, limit, found);
            else if (place >= (int)(after >> (SameBits + TimeBits))) await course.Read(after, limit, found);
        }
        return new MadePage(found, total);
    }

    /// <summary>The sample of an id; null where there is none.</summary>
    public async Task<StoredResource?> Read(TwinId twin, string id)
    {
        if (MadeIds.MeasuredAt(id) is not var (signal, at)) return null;
        foreach (var point in await grains.GetGrain<ITwinHistory>(twin.Value).Read(signal, at, at.AddMicroseconds(1), 100))
            if (MadeIds.Measured(twin, signal, at, point.DeviceId) == id) return Stored(twin, SignalCatalogue.Of(signal), point, 0);
        return null;
    }

    private async Task<MadePage> Named(TwinId twin, RecordQuery query, long after, int limit)
    {
        var found = new List<StoredResource>();
        foreach (var id in query.Ids.Distinct(StringComparer.Ordinal))
            if (MadeIds.TwinOf(id) == twin && await Read(twin, id) is { } one && MadeMatch.Fits(one, Type, query)) found.Add(one with { Place = found.Count + 1 });
        return MadePage.Of(found, after, limit);
    }

    private static bool Varies(string token) => token.StartsWith("status=", StringComparison.Ordinal) || token.StartsWith("device=", StringComparison.Ordinal);

    /// <summary>Instants that fit both bounds: a sample lasts a millisecond, as its time is read.</summary>
    private static (DateTimeOffset From, DateTimeOffset To) Window(in TimeBounds observed, in TimeBounds updated)
    {
        var both = observed.And(updated);
        var (from, to) = (both.BeginsFrom ?? Earliest, both.BeginsBefore ?? Latest);
        if (both.EndsAfter is { } after && after.AddMilliseconds(-1).AddMicroseconds(1) is var first && first > from) from = first;
        if (both.EndsBy is { } by && by.AddMilliseconds(-1).AddMicroseconds(1) is var last && last < to) to = last;
        return (from < Earliest ? Earliest : from, to > Latest ? Latest : to);
    }

    private static JsonObject Template(SignalDefinition signal)
    {
        var observation = new JsonObject { ["resourceType"] = "Observation", ["category"] = new JsonArray(Coded(Category, CategoryOf(signal))), ["code"] = Concept(signal) };
        return observation;
    }

    private static string CategoryOf(SignalDefinition signal) => signal.Signal switch
    {
        _ when signal.IsLaboratory => "laboratory",
        Signal.Carbohydrate or Signal.Steps or Signal.SleepDuration => "activity",
        Signal.InsulinBolus or Signal.InsulinBasalRate => "therapy",
        _ => "vital-signs",
    };

    private static StoredResource Stored(TwinId twin, SignalDefinition signal, in HistoryPoint point, long place)
    {
        var observation = Observation(twin, signal, point);
        return new StoredResource(new ResourceName("Observation", References.Text(observation, "id")!), twin, Version(point.ObservedAt), point.ObservedAt, DataClass.Vitals, place, FhirWriter.Bytes(observation));
    }

    /// <summary>A sample as a resource.</summary>
    public static JsonObject Observation(TwinId twin, SignalDefinition signal, in HistoryPoint point)
    {
        var observation = Head("Observation", MadeIds.Measured(twin, signal.Signal, point.ObservedAt, point.DeviceId), point.ObservedAt);
        var flags = Plausibility.Names(point.Flags).ToList();
        if (flags.Count > 0) observation["meta"]!["tag"] = new JsonArray([.. flags.Select(flag => Coding(Remark.System, flag))]);
        observation["status"] = point.Status == SampleStatus.Corrected ? "corrected" : "final";
        foreach (var (name, value) in Template(signal)) if (name != "resourceType") observation[name] = value!.DeepClone();
        observation["subject"] = Patient(twin);
        observation["effectiveDateTime"] = Instant(point.ObservedAt);
        if (signal.IsCoded) observation["valueCodeableConcept"] = Coded(Acvpu, CodedValues.Letter(signal.Signal, point.Value));
        else observation["valueQuantity"] = Exactly(point.Value, signal);
        observation["device"] = Refers($"Device/{MadeIds.Device(twin, point.DeviceId)}");
        return observation;
    }

    /// <summary>A signal's samples in [from, to), without those of the record.</summary>
    private sealed class Course(ITwinHistory history, TwinId twin, SignalDefinition signal, int number, RecordQuery query, DateTimeOffset from, DateTimeOffset to)
    {
        private const int AtOnce = 1_000;

        private readonly List<IReadOnlyList<string>> _varying = [.. query.Tokens.Where(any => any.Any(Varies))];

        /// <summary>All of them, where they were few enough to be counted: they need not be read again.</summary>
        private IReadOnlyList<HistoryPoint>? _all;

        private long First => (long)number << (SameBits + TimeBits);

        /// <summary>How many there are; null where more than can be counted.</summary>
        public async Task<long?> Count(int most)
        {
            var read = await history.Read(signal.Signal, from, to, most + 1);
            if (read.Count > most) return null;
            _all = read;
            return read.Count(Fits);
        }

        /// <summary>Adds what comes after a place until so many are found.</summary>
        public async Task Read(long after, int enough, List<StoredResource> found)
        {
            var begun = from;
            if (after > First && Earliest.AddMilliseconds((after - First) >> SameBits) is var passed && passed > begun) begun = passed;
            while (begun < to && found.Count < enough)
            {
                var read = _all ?? await history.Read(signal.Signal, begun, to, AtOnce);
                foreach (var (point, place) in Placed(read).Where(one => one.Place > after && Fits(one.Point)).Take(enough - found.Count)) found.Add(Stored(twin, signal, point, place));
                if (_all is not null || read.Count < AtOnce) return;
                (begun, after) = (Next(read), Math.Max(after, found.Count > 0 ? found[^1].Place : after));
            }
        }

        /// <summary>Adds the first that come after a place in the order of time that the query asks for, about as many as are wanted; whoever merges them with others sorts.</summary>
        public Task ReadSorted(long after, int limit, List<StoredResource> found)
        {
            var (enough, isLatestFirst) = (found.Count + limit, query.Order is RecordOrder.ObservedLatestFirst or RecordOrder.UpdatedLatestFirst);
            if (query.AfterKey is not { } key) return isLatestFirst ? ReadLatest(from, to, 0, DateTimeOffset.MaxValue, enough, found) : Read(0, enough, found);
            var at = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(key, Earliest.ToUnixTimeMilliseconds(), Latest.ToUnixTimeMilliseconds()));
            var begun = First + (Millisecond(at) << SameBits);
            var place = (int)(Math.Max(after, 0) >> (SameBits + TimeBits)) is var passed && passed == number ? after : passed > number ? begun + (1 << SameBits) - 1 : begun;
            if (!isLatestFirst) return Read(place, enough, found);
            var end = at.AddMilliseconds(1);
            return ReadLatest(from, end < to ? end : to, place, at, enough, found);
        }

        /// <summary>Adds the latest first: where there are too many to read at once, the later half before the earlier one. Of the millisecond of the page before only what comes after its place.</summary>
        private async Task ReadLatest(DateTimeOffset begin, DateTimeOffset end, long after, DateTimeOffset afterAt, int enough, List<StoredResource> found)
        {
            if (begin >= end) return;
            var read = _all ?? await history.Read(signal.Signal, begin, end, AtOnce + 1);
            var half = Earliest.AddMilliseconds(Math.Floor((begin - Earliest).TotalMilliseconds + (end - begin).TotalMilliseconds / 2));
            if (_all is null && read.Count > AtOnce && half > begin && half < end)
            {
                await ReadLatest(half, end, after, afterAt, enough, found);
                if (found.Count < enough) await ReadLatest(begin, half, after, afterAt, enough, found);
                return;
            }
            var last = DateTimeOffset.MinValue;
            foreach (var (point, place) in Placed(read).Where(one => one.Point.ObservedAt < end && (Whole(one.Point.ObservedAt) < afterAt || one.Place > after) && Fits(one.Point)).Reverse())
            {
                if (found.Count >= enough && Whole(point.ObservedAt) < last) return;
                last = Whole(point.ObservedAt);
                found.Add(Stored(twin, signal, point, place));
            }
        }

        /// <summary>Samples that begin with a whole millisecond, with the place of each: by its millisecond, and within that by its turn.</summary>
        private IEnumerable<(HistoryPoint Point, long Place)> Placed(IReadOnlyList<HistoryPoint> read)
        {
            var (millisecond, turn) = (-1L, 0);
            foreach (var point in read)
            {
                var at = Millisecond(point.ObservedAt);
                (millisecond, turn) = at == millisecond ? (at, turn + 1) : (at, 1);
                yield return (point, First + (at << SameBits) + Math.Min(turn, (1 << SameBits) - 1));
            }
        }

        private static long Millisecond(DateTimeOffset at) => (at - Earliest).Ticks / TimeSpan.TicksPerMillisecond;

        private static DateTimeOffset Whole(DateTimeOffset at) => Earliest.AddMilliseconds(Millisecond(at));

        /// <summary>Where to read on: the millisecond of the last, unless all that was read lies in it.</summary>
        private static DateTimeOffset Next(IReadOnlyList<HistoryPoint> read) => Whole(read[^1].ObservedAt) is var begun && begun > read[0].ObservedAt ? begun : read[^1].ObservedAt.AddMicroseconds(1);

        private bool Fits(HistoryPoint point)
        {
            if (RecordDevices.Is(point.DeviceId)) return false;
            var (status, device) = ($"status={(point.Status == SampleStatus.Corrected ? "corrected" : "final")}", $"device=Device/{MadeIds.Device(twin, point.DeviceId)}");
            if (!_varying.TrueForAll(any => any.Contains(status, StringComparer.Ordinal) || any.Contains(device, StringComparer.Ordinal)) || query.Lacking.Contains(status, StringComparer.Ordinal) || query.Lacking.Contains(device, StringComparer.Ordinal)) return false;
            var span = (point.ObservedAt, point.ObservedAt.AddMilliseconds(1));
            return !query.NotObserved.Any(bounds => MadeMatch.Fits(bounds, span)) && !query.NotUpdated.Any(bounds => MadeMatch.Fits(bounds, span));
        }
    }
}
