using Microsoft.Extensions.Logging;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;
using TwinGrid.Storage.HealthRecords;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog;

namespace TwinGrid.Grains.HealthRecords;

/// <summary>
/// Tells a twin what came into its record, in the order in which it came: one at a time for a twin. What one commit measured carries the commit's place as its sequence, so that it counts once
/// however often it is told.
/// </summary>
[GrainType("record-feed")]
public sealed partial class RecordFeed(IRecordStore store, IVitalsLog log, TimeProvider time, ILogger<RecordFeed> logger) : Grain, IRecordFeed
{
    /// <summary>Commits told before the next are read.</summary>
    private const int AtOnce = 64;

    private TwinId Twin => TwinId.Parse(this.GetPrimaryKeyString());

    public async Task<bool> Feed()
    {
        var twin = GrainFactory.GetGrain<IPatientTwin>(Twin.Value);
        var profile = RecordProfile.Of(await store.Facts(Twin, CancellationToken.None), await twin.Profile(), time.GetUtcNow());
        if (profile is null) return false;
        try
        {
            await twin.Register(profile);
        }
        catch (TimeoutException error)
        {
            LogLate(logger, error, Twin.Value); // it stands in the log, and so does what follows it
        }
        while (await store.Untold(Twin, AtOnce, CancellationToken.None) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
                foreach (var device in row.Signs.GroupBy(sign => sign.Device, StringComparer.Ordinal))
                    await log.Append(new VitalsPacket(Twin, device.Key, row.Place, row.ReceivedAt, [.. device.Select(measured => measured.Sign)]), CancellationToken.None);
            await store.Told(Twin, rows[^1].Place, CancellationToken.None);
        }
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Twin {Twin} has not come to its new profile yet; it will")]
    private static partial void LogLate(ILogger logger, Exception error, string twin);
}
