using System.Globalization;
using TwinGrid.Faults.Histories;

namespace TwinGrid.Faults.Checking;

/// <summary>
/// Holds a twin's history against what its clients sent. A sample's place is (device, code, time); of several packets that speak of one place the one with the
/// highest sequence counts, and <c>entered-in-error</c> empties it. What was acknowledged must stand there once; what is unknown may; what was refused must not.
/// </summary>
internal static class SampleCheck
{
    public static IEnumerable<Violation> Check(string twin, IEnumerable<Fate> fates, IReadOnlyList<SeenSample> seen)
    {
        var sent = fates.SelectMany(fate => fate.Packet.Samples.Select(sample => new Word(fate, sample))).ToLookup(word => word.Place);
        var stood = seen.ToLookup(sample => new Place(sample.Device, sample.Code, sample.ObservedAt.UtcTicks));
        return sent.Select(words => words.Key).Union(stood.Select(samples => samples.Key)).SelectMany(place => Check(twin, place, [.. sent[place]], [.. stood[place]]));
    }

    private static IEnumerable<Violation> Check(string twin, Place place, List<Word> words, List<SeenSample> seen)
    {
        if (seen.Count > 1) yield return new Violation("twice", $"{twin} {place} stands {seen.Count} times in the history");
        var last = words.Where(word => word.Outcome == Outcome.Acknowledged).MaxBy(word => word.Sequence);
        var possible = words.Where(word => word.Outcome == Outcome.Unknown && word.Sequence > (last?.Sequence ?? -1)).ToList();
        if (last is not null) possible.Add(last);
        if (seen.Count == 0)
        {
            if (last is not null && !possible.Exists(word => word.IsError)) yield return new Violation("lost", $"{twin} {place} was acknowledged with sequence {last.Sequence} and is not in the history");
        }
        else if (possible.Count == 0)
        {
            yield return new Violation("from nowhere", $"{twin} {place} is in the history, but {(words.Count == 0 ? "nobody sent it" : "it was refused")}");
        }
        else if (!possible.Exists(word => !word.IsError && word.Sample.Value.Equals(seen[0].Value)))
        {
            yield return new Violation("wrong", $"{twin} {place} is {seen[0].Value} ({seen[0].Status}) in the history, but {string.Join(" or ", possible.Select(word => $"{word.Sample.Value} ({word.Sample.Status})"))} was sent");
        }
    }

    private sealed record Word(Fate Fate, SentSample Sample)
    {
        public Place Place => new(Fate.Packet.Device, Sample.Code, Microseconds(Sample.ObservedAt));

        public Outcome Outcome => Fate.Outcome;

        public long Sequence => Fate.Packet.Sequence;

        public bool IsError => Sample.Status == "entered-in-error";

        /// <summary>The history keeps microseconds.</summary>
        private static long Microseconds(DateTimeOffset at) => at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMicrosecond;
    }

    private readonly record struct Place(string Device, string Code, long At)
    {
        public override string ToString() => $"{Device} {Code} at {new DateTime(At, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture)}";
    }
}
