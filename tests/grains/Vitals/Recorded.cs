using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using TwinGrid.Grains.Vitals;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Vitals;

/// <summary>Words the tests of vitals and alerts speak in.</summary>
internal static class Recorded
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static readonly TwinId Somebody = TwinId.Parse("somebody");

    private static readonly ServiceProvider Services = new ServiceCollection()
        .AddSerializer(serializer => serializer.AddAssembly(typeof(VitalSign).Assembly).AddAssembly(typeof(LatestSigns).Assembly))
        .BuildServiceProvider();

    public static DateTimeOffset At(double minutes) => Noon + TimeSpan.FromMinutes(minutes);

    public static VitalSign Of(Signal signal, double value, double minute, SampleStatus status = SampleStatus.Final, SampleFlags flags = SampleFlags.None) =>
        new(signal, value, At(minute), status, flags);

    /// <summary>A packet received when its newest sample was observed.</summary>
    public static VitalsPacket Packet(string device, long sequence, params VitalSign[] samples) =>
        new(Somebody, device, sequence, samples.Where(s => !s.Flags.HasFlag(SampleFlags.FutureDated)).Select(s => s.ObservedAt).DefaultIfEmpty(Noon).Max(), samples);

    public static byte[] Bytes<T>(T state) => Services.GetRequiredService<Serializer<T>>().SerializeToArray(state);

    public static T Reloaded<T>(T state) => Services.GetRequiredService<Serializer<T>>().Deserialize(Bytes(state))!;
}
