using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary>
/// Cuts samples of a file into packets that come out the same whenever the same samples are sent: a device for each source, a packet for each day, its sequence by its last sample. A file sent twice counts
/// once; one that has grown replaces the samples it has in common with the earlier one.
/// </summary>
internal static class ImportPackets
{
    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const int MostSamples = 1000, LongestDevice = 128, PiecesOfAnInstant = 16;

    /// <param name="format">Of the file; begins the device's name.</param>
    public static IReadOnlyList<VitalsPacket> Of(TwinId twin, string format, IEnumerable<(string Source, VitalSign Sample)> samples, DateTimeOffset receivedAt)
    {
        var packets = new List<VitalsPacket>();
        foreach (var day in samples.GroupBy(one => (one.Source, one.Sample.ObservedAt.UtcDateTime.Date)).OrderBy(group => group.Key.Date).ThenBy(group => group.Key.Source, StringComparer.Ordinal))
        {
            var device = day.Key.Source.Length == 0 ? format : $"{format}:{day.Key.Source}";
            if (device.Length > LongestDevice) device = device[..LongestDevice];
            VitalSign[] sorted = [.. day.Select(one => one.Sample).GroupBy(sample => (sample.Signal, sample.ObservedAt)).Select(same => same.Last()).OrderBy(sample => sample.ObservedAt).ThenBy(sample => sample.Signal)];
            var piece = 0;
            foreach (var chunk in sorted.Chunk(MostSamples)) packets.Add(new(twin, device, Sequence(chunk[^1].ObservedAt, piece++), receivedAt, chunk));
        }
        return packets;
    }

    private static long Sequence(DateTimeOffset last, int piece) => (long)(last - Earliest).TotalMilliseconds * PiecesOfAnInstant + piece % PiecesOfAnInstant;
}
