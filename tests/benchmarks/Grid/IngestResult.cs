namespace TwinGrid.Benchmarks.Grid;

/// <summary>What one stretch of load showed.</summary>
internal sealed record IngestResult(IngestLoad Load, long Packets, TimeSpan Acknowledging, TimeSpan Applying, Percentiles Acknowledged, Percentiles Applied, TimeSpan ServerCpu, TimeSpan OwnCpu, long ResidentBytes)
{
    /// <param name="where">What ran where.</param>
    public Measurement ToMeasurement(string name, string where, Beside? beside) => new(name, Math.Round(Packets / Applying.TotalSeconds), "packets/s", beside, new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["twins"] = Load.Twins, ["samplesAPacket"] = 6, ["connections"] = Load.Streams, ["unansweredAtMost"] = Load.Streams * Load.UnansweredEach, ["packets"] = Packets,
        ["acknowledgedPerSecond"] = Math.Round(Packets / Acknowledging.TotalSeconds), ["acknowledgedP50Ms"] = Acknowledged.At(.5), ["acknowledgedP99Ms"] = Acknowledged.At(.99),
        ["appliedP50Ms"] = Applied.At(.5), ["appliedP99Ms"] = Applied.At(.99), ["secondsToApplyTheRest"] = Math.Round((Applying - Acknowledging).TotalSeconds, 2),
        ["serverProcessorSeconds"] = Math.Round(ServerCpu.TotalSeconds, 1), ["serverMicrosecondsAPacket"] = Math.Round(ServerCpu.TotalMicroseconds / Packets, 1),
        ["senderProcessorSeconds"] = Math.Round(OwnCpu.TotalSeconds, 1), ["serverResidentMB"] = ResidentBytes >> 20, ["cores"] = Environment.ProcessorCount,
        ["where"] = where,
    });
}
