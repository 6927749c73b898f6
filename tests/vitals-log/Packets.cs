using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog.Tests;

/// <summary>Packets to append.</summary>
internal static class Packets
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static VitalsPacket Of(string twin, long sequence, params VitalSign[] samples) =>
        new(TwinId.Parse(twin), "watch-1", sequence, Noon.AddSeconds(sequence), samples.Length > 0 ? samples : [new VitalSign(Signal.HeartRate, 60 + sequence % 40, Noon)]);

    /// <summary>A twin whose packets go to a partition.</summary>
    public static string TwinIn(int partition, int partitions) =>
        Enumerable.Range(0, int.MaxValue).Select(i => $"twin-{i}").First(name => TwinId.Parse(name).Partition(partitions) == partition);

    public static void ShouldBe(this VitalsPacket actual, VitalsPacket expected)
    {
        (actual with { Samples = [] }).ShouldBe(expected with { Samples = [] }, new IgnoringSamples());
        actual.Samples.ShouldBe(expected.Samples);
    }

    private sealed class IgnoringSamples : IEqualityComparer<VitalsPacket>
    {
        public bool Equals(VitalsPacket? x, VitalsPacket? y) =>
            x is not null && y is not null && (x.TwinId, x.DeviceId, x.Sequence, x.ReceivedAt) == (y.TwinId, y.DeviceId, y.Sequence, y.ReceivedAt);

        public int GetHashCode(VitalsPacket obj) => obj.Sequence.GetHashCode();
    }
}
