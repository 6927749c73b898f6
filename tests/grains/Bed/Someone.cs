using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Bed;

/// <summary>A patient for tests, and packets of hers.</summary>
internal static class Someone
{
    public static PatientProfile WithType1 { get; } = new(new DateOnly(1985, 6, 1), Sex.Female, 165, 62, [], DiabetesType.Type1);

    public static VitalsPacket Packet(string twin, string device, long sequence, DateTimeOffset receivedAt, params VitalSign[] samples) =>
        new(TwinId.Parse(twin), device, sequence, receivedAt, samples);

    /// <summary>Records as they stand in a log, one after another; unless told otherwise behind the registration.</summary>
    public static List<LoggedRecord> Logged(this IEnumerable<ITwinRecord> records, long from = 1) =>
        [.. records.Select((record, i) => new LoggedRecord(new LogPosition(0, from + i), record))];

    /// <summary>The first record of a twin, given to it by hand; the next stands at 1.</summary>
    public static async Task IsRegistered(this IPatientTwin twin, PatientProfile profile, long at = 0)
    {
        var record = new ProfileRecord(TwinId.Parse(twin.GetPrimaryKeyString()), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), profile);
        (await twin.Observe(new RecordDelivery(-1, new[] { record }.Logged(at)))).Gap.ShouldBeFalse();
    }
}
