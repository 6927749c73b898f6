using TwinGrid.Devices.Uplink;
using TwinGrid.Patients;

namespace TwinGrid.Devices.Replay;

/// <summary>A twin and code whose history does not hold what was acknowledged.</summary>
public sealed record Difference(TwinId Twin, string Code, long Expected, long Found);

/// <param name="Total">Samples the history knows of all twins and codes asked for.</param>
/// <param name="Flagged">Of these, kept but not believed.</param>
public sealed record Reconciled(long Total, long Flagged, IReadOnlyList<Difference> Differences);

/// <summary>Compares what was acknowledged with what the history returns.</summary>
/// <param name="patience">How long the history may take to catch up; it is asked again as long as it still grows or this has not passed.</param>
public sealed class Reconciliation(GatewayClient gateway, TimeProvider time, TimeSpan patience)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    /// <summary>Reads back the totals of each twin and code, waiting for a history that still catches up.</summary>
    /// <param name="expected">Distinct samples by twin and code.</param>
    /// <exception cref="GatewayRefusedException">A twin or code is unknown to the gateway.</exception>
    /// <exception cref="GatewayUnavailableException">The gateway did not answer for as long as the patience lasts.</exception>
    public async Task<Reconciled> Check(IReadOnlyDictionary<(TwinId Twin, string Code), long> expected, CancellationToken cancellation)
    {
        var (total, flagged, differences) = (0L, 0L, new List<Difference>());
        foreach (var ((twin, code), count) in expected)
        {
            var found = await Settled(twin, code, count, cancellation);
            total += found.Total;
            flagged += found.Flagged;
            if (found.Total != count) differences.Add(new Difference(twin, code, count, found.Total));
        }
        return new Reconciled(total, flagged, differences);
    }

    private async Task<HistoryTotals> Settled(TwinId twin, string code, long expected, CancellationToken cancellation)
    {
        var (before, since) = (-1L, time.GetTimestamp());
        while (true)
        {
            try
            {
                var found = await gateway.Totals(twin, code, cancellation);
                if (found.Total == expected) return found;
                if (found.Total != before) since = time.GetTimestamp();
                if (time.GetElapsedTime(since) >= patience) return found;
                before = found.Total;
            }
            catch (GatewayUnavailableException) when (time.GetElapsedTime(since) < patience)
            {
                before = -1;
            }
            await Task.Delay(AskAgain, time, cancellation);
        }
    }
}
