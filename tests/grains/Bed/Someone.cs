using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Bed;

/// <summary>A patient for tests, and packets of hers.</summary>
internal static class Someone
{
    public static PatientProfile WithType1 { get; } = new(new DateOnly(1985, 6, 1), Sex.Female, 165, 62, [], DiabetesType.Type1);

    public static VitalsPacket Packet(string twin, string device, long sequence, DateTimeOffset receivedAt, params VitalSign[] samples) =>
        new(TwinId.Parse(twin), device, sequence, receivedAt, samples);

    /// <summary>Packets as they stand in a log, one after another.</summary>
    public static List<LoggedPacket> Logged(this IEnumerable<VitalsPacket> packets, long from = 0) =>
        [.. packets.Select((packet, i) => new LoggedPacket(new LogPosition(0, from + i), packet))];
}
