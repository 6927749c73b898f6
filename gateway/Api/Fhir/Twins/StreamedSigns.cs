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
        var signals = Signals.Select((signal, place) => (signal.Signal, signal.Tokens, Place: place)).Where(signal => steady.TrueForAll(any => any.Any(signal.Tokens.Contains)) && !query.Lacking.Any(signal.Tokens.Contains)).ToList();
        var counts = await Task.WhenAll(signals.Select(signal => history.Count(signal.Signal.Signal)));
        var (found, total) = (new List<StoredResource>(), (long?)0);
        for (var i = 0; i < signals.Count && from < to; i++)
        {
            if (counts[i].Total == 0) continue;
            var (signal, _, place) = signals[i];
            var course = new Course(history, twin, signal, place, query);
            var counted = await course.Count(from, to, MostCounted);
            total = counted is null ? null : total + counted;
            if (counted == 0) continue;
            if (query.Order != RecordOrder.Place)
            {
                await course.ReadSorted(from, to, after, limit, found);
                continue;
            }
            if (place < (int)(after >> (SameBits + TimeBits))) continue;
            await course.Read(from, to, after, limit, found);
        }
        return new MadePage(found, total);
    }

    /// <summary>The sample of an id; null where there is none.</summary>
    public async Task<StoredResource?> Read(TwinId twin, string id)
    {
        if (MadeIds.MeasuredAt(id) is not var (signal, at)) return null;
        foreach (var point in await grains.GetGrain<ITwinHistory>(twin.Value).Read(signal, at, at.AddTicks(1), 100))
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
        if (both.EndsAfter is { } after && after.AddMilliseconds(-1).AddTicks(1) is var first && first > from) from = first;
        if (both.EndsBy is { } by && by.AddMilliseconds(-1).AddTicks(1) is var last && last < to) to = last;
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
        var id = MadeIds.Measured(twin, signal.Signal, point.ObservedAt, point.DeviceId);
        var observation = Head("Observation", id, point.ObservedAt);
        var flags = Plausibility.Names(point.Flags).ToList();
        if (flags.Count > 0) observation["meta"]!["tag"] = new JsonArray([.. flags.Select(flag => Coding(Remark.System, flag))]);
        observation["status"] = point.Status == SampleStatus.Corrected ? "corrected" : "final";
        foreach (var (name, value) in Template(signal)) if (name != "resourceType") observation[name] = value!.DeepClone();
        observation["subject"] = Patient(twin);
        observation["effectiveDateTime"] = Instant(point.ObservedAt);
        if (signal.IsCoded) observation["valueCodeableConcept"] = Coded(Acvpu, CodedValues.Letter(signal.Signal, point.Value));
        else observation["valueQuantity"] = Exactly(point.Value, signal);
        observation["device"] = Refers($"Device/{MadeIds.Device(twin, point.DeviceId)}");
        return new StoredResource(new ResourceName("Observation", id), twin, Version(point.ObservedAt), point.ObservedAt, DataClass.Vitals, place, FhirWriter.Bytes(observation));
    }

    /// <summary>A signal's samples between two instants, without those of the record.</summary>
    private sealed class Course(ITwinHistory history, TwinId twin, SignalDefinition signal, int number, RecordQuery query)
    {
        private const int AtOnce = 1_000;

        private readonly List<IReadOnlyList<string>> _varying = [.. query.Tokens.Where(any => any.Any(Varies))];

        /// <summary>How many there are; null where more than can be counted.</summary>
        public async Task<long?> Count(DateTimeOffset from, DateTimeOffset to, int most)
        {
            var read = await history.Read(signal.Signal, from, to, most + 1);
            return read.Count > most ? null : read.Count(Fits);
        }

        /// <summary>Adds what comes after a place until enough is found.</summary>
        public async Task Read(DateTimeOffset from, DateTimeOffset to, long after, int limit, List<StoredResource> found)
        {
            var first = (long)number << (SameBits + TimeBits);
            if (after > first && Earliest.AddMilliseconds((after - first) >> SameBits) is var begun && begun > from) from = begun;
            while (from < to && found.Count < limit)
            {
                var read = await history.Read(signal.Signal, from, to, AtOnce);
                var (millisecond, same) = (-1L, 0);
                foreach (var point in read)
                {
                    var at = (point.ObservedAt - Earliest).Ticks / TimeSpan.TicksPerMillisecond;
                    (millisecond, same) = at == millisecond ? (at, same + 1) : (at, 1);
                    var place = first + (at << SameBits) + Math.Min(same, (1 << SameBits) - 1);
                    if (place <= after || !Fits(point)) continue;
                    found.Add(Stored(twin, signal, point, place));
                    if (found.Count >= limit) return;
                }
                if (read.Count < AtOnce) return;
                (from, after) = (Next(read), Math.Max(after, found.Count > 0 ? found[^1].Place : after));
            }
        }

        /// <summary>Where to read on: the millisecond of the last, unless all that was read lies in it.</summary>
        private static DateTimeOffset Next(IReadOnlyList<HistoryPoint> read)
        {
            var last = read[^1].ObservedAt;
            var begun = Earliest.AddMilliseconds((last - Earliest).Ticks / TimeSpan.TicksPerMillisecond);
            return begun > read[0].ObservedAt ? begun : last.AddTicks(1);
        }

        /// <summary>Adds the first that come after a place in the order of time that the query asks for, about as many as are wanted; whoever merges them with others sorts.</summary>
        public Task ReadSorted(DateTimeOffset from, DateTimeOffset to, long after, int limit, List<StoredResource> found)
        {
            var isLatestFirst = query.Order is RecordOrder.ObservedLatestFirst or RecordOrder.UpdatedLatestFirst;
            if (query.AfterKey is not { } key) return isLatestFirst ? ReadLatest(from, to, 0, DateTimeOffset.MaxValue, found.Count + limit, found) : Read(from, to, 0, found.Count + limit, found);
            var (at, first) = (DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(key, Earliest.ToUnixTimeMilliseconds(), Latest.ToUnixTimeMilliseconds())), (long)number << (SameBits + TimeBits));
            var begun = first + (((at - Earliest).Ticks / TimeSpan.TicksPerMillisecond) << SameBits);
            var place = (int)(Math.Max(after, 0) >> (SameBits + TimeBits)) is var passed && passed == number ? after : passed > number ? begun + (1 << SameBits) - 1 : begun;
            if (!isLatestFirst) return Read(from, to, place, found.Count + limit, found);
            var end = at.AddMilliseconds(1);
            return ReadLatest(from, end < to ? end : to, place, at, found.Count + limit, found);
        }

        /// <summary>Adds the latest first: where there are too many to read at once, the later half before the earlier one. Of the millisecond of the page before only what comes after its place.</summary>
        private async Task ReadLatest(DateTimeOffset from, DateTimeOffset to, long after, DateTimeOffset afterAt, int enough, List<StoredResource> found)
        {
            if (from >= to) return;
            var read = await history.Read(signal.Signal, from, to, AtOnce + 1);
            var half = Earliest.AddMilliseconds(Math.Floor((from - Earliest).TotalMilliseconds + (to - from).TotalMilliseconds / 2));
            if (read.Count > AtOnce && half > from && half < to)
            {
                await ReadLatest(half, to, after, afterAt, enough, found);
                if (found.Count < enough) await ReadLatest(from, half, after, afterAt, enough, found);
                return;
            }
            var (millisecond, same) = (-1L, 0);
            foreach (var point in read)
            {
                var at = (point.ObservedAt - Earliest).Ticks / TimeSpan.TicksPerMillisecond;
                (millisecond, same) = at == millisecond ? (at, same + 1) : (at, 1);
                var place = ((long)number << (SameBits + TimeBits)) + (at << SameBits) + Math.Min(same, (1 << SameBits) - 1);
                if ((Earliest.AddMilliseconds(at) < afterAt || place > after) && Fits(point)) found.Add(Stored(twin, signal, point, place));
            }
        }

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
