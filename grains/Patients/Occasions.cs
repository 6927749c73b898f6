using TwinGrid.Vitals;

namespace TwinGrid.Grains.Patients;

/// <summary>
/// Which packets may give occasion to look ahead for the rules: each glucose, and saturation or respiratory rate once in a minute of arrival. It depends on
/// the log alone, so that the same log raises the same alerts however its packets were batched. Whether a look at breathing is worth its cost,
/// the twin decides by what it then knows.
/// </summary>
/// <param name="breathAheadAt">Arrival of the last packet that was an occasion for breathing; null before the first.</param>
internal struct Occasions(DateTimeOffset? breathAheadAt)
{
    private static readonly Signal[] OfGlucose = [Signal.Glucose], OfBreath = [Signal.OxygenSaturation, Signal.RespiratoryRate], OfBoth = [.. OfGlucose, .. OfBreath];

    /// <summary>Arrival of the last packet that was an occasion for breathing.</summary>
    public DateTimeOffset? BreathAheadAt { get; private set; } = breathAheadAt;

    /// <summary>The signals to look ahead on with this packet; none for most.</summary>
    public IReadOnlyList<Signal> Of(VitalsPacket packet)
    {
        var (glucose, breath) = (false, false);
        for (var i = 0; i < packet.Samples.Count; i++)
        {
            var sign = packet.Samples[i];
            if (sign.Signal == Signal.Glucose) glucose = true;
            else if (sign.Signal is Signal.OxygenSaturation or Signal.RespiratoryRate && sign.IsBelieved) breath = true;
        }
        breath = breath && Minute(packet.ReceivedAt) != Minute(BreathAheadAt);
        if (breath) BreathAheadAt = packet.ReceivedAt;
        return (glucose, breath) switch { (true, true) => OfBoth, (true, false) => OfGlucose, (false, true) => OfBreath, _ => [] };
    }

    /// <summary>Every signal the rules look ahead on.</summary>
    public static IReadOnlyList<Signal> All => OfBoth;

    private static long? Minute(DateTimeOffset? at) => at?.UtcTicks / TimeSpan.TicksPerMinute;
}
