using TwinGrid.Patients;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Vitals;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>Packets of six vital signs of people at rest, as a bedside monitor sends them: the same for the same twin and sequence.</summary>
internal static class SixSigns
{
    /// <summary>What each sign is about, and how far it moves from reading to reading.</summary>
    public static IReadOnlyList<(Signal Signal, double Usual, double Spread, int Decimals)> Signs { get; } =
    [
        (Signal.HeartRate, 72, 3, 0), (Signal.RespiratoryRate, 15, 1, 0), (Signal.OxygenSaturation, 97, .7, 0),
        (Signal.SystolicPressure, 122, 5, 0), (Signal.DiastolicPressure, 78, 4, 0), (Signal.BodyTemperature, 36.8, .1, 1),
    ];

    public static PatientProfile Profile { get; } = new(new DateOnly(1960, 5, 4), Sex.Female, 162, 61, [], DiabetesType.None);

    private static readonly CounterNoise Noise = new(11);

    public static string TwinName(int twin) => $"bench-{twin}";

    /// <summary>The value of a sign, in its internal unit, rounded as monitors round.</summary>
    public static double Value(int twin, long sequence, int sign)
    {
        var (_, usual, spread, decimals) = Signs[sign];
        return Math.Round(usual + spread * Math.Clamp(Noise.Normal(sequence, twin, sign), -3, 3), decimals);
    }

    public static VitalsPacket Packet(int twin, long sequence, DateTimeOffset at)
    {
        var samples = new VitalSign[Signs.Count];
        for (var i = 0; i < samples.Length; i++) samples[i] = new VitalSign(Signs[i].Signal, Value(twin, sequence, i), at);
        return new VitalsPacket(TwinId.Parse(TwinName(twin)), "monitor", sequence, at, samples);
    }
}
