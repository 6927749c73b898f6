namespace TwinGrid.Devices.People;

/// <summary>How a person gets worse.</summary>
public enum Decline
{
    /// <summary>Heart and breathing rate and temperature rise, blood pressure falls.</summary>
    Sepsis,

    /// <summary>Saturation falls, breathing quickens, oxygen is given.</summary>
    RespiratoryFailure,

    /// <summary>Too much insulin: glucose heads under 70 mg/dL. Needs a person with type 1 diabetes.</summary>
    Hypoglycaemia,

    /// <summary>A meal without its bolus: glucose heads over 250 mg/dL. Needs a person with type 1 diabetes.</summary>
    MissedBolus,

    /// <summary>The heart rate climbs by six a minute for a dozen minutes.</summary>
    RacingHeart,

    /// <summary>The person is well, the device falls silent.</summary>
    SilentDevice,
}

/// <summary>One bout of a <see cref="Decline"/>, built around the moment at which the grid should notice.</summary>
/// <param name="CrossesAt">
/// When thresholds are crossed: NEWS2 reaches 7; the heart has raced for ten minutes; silence has lasted a quarter of an hour. For glucose: the moment at which the
/// course is plain from what was measured, with the limit itself still ahead.
/// </param>
public sealed record Episode(Decline Decline, DateTimeOffset CrossesAt)
{
    private static readonly TimeSpan SlowOnset = TimeSpan.FromMinutes(50);

    /// <summary>The first moment at which something is different.</summary>
    public DateTimeOffset Begins => CrossesAt - Decline switch
    {
        Decline.Hypoglycaemia => TimeSpan.FromMinutes(75),
        Decline.MissedBolus => TimeSpan.FromMinutes(50),
        Decline.RacingHeart => TimeSpan.FromMinutes(10.5),
        Decline.SilentDevice => TimeSpan.FromMinutes(15),
        _ => SlowOnset,
    };

    /// <summary>When the person is as before.</summary>
    public DateTimeOffset Ends => CrossesAt + Decline switch
    {
        Decline.Hypoglycaemia or Decline.MissedBolus => TimeSpan.FromHours(3),
        Decline.SilentDevice => TimeSpan.FromMinutes(40),
        _ => TimeSpan.FromHours(2.5),
    };

    /// <summary>How bad it is, from 0 (well) to 1 (in danger of life); about 0.5 at <see cref="CrossesAt"/>.</summary>
    public double Severity(DateTimeOffset at)
    {
        if (at <= Begins || at >= Ends) return 0;
        var minutes = (at - CrossesAt).TotalMinutes;
        if (Decline == Decline.RacingHeart) return Math.Min(Between(minutes, -10.5, 2, 0, 1), Between(minutes, 60, 90, 1, 0));
        return minutes switch
        {
            < -3 => Between(minutes, -SlowOnset.TotalMinutes, -3, 0, 0.28),
            < 1.5 => Between(minutes, -3, 1.5, 0.28, 0.62),
            < 30 => Between(minutes, 1.5, 30, 0.62, 0.9),
            < 75 => 0.9,                                            // treated, not yet better
            _ => Between(minutes, 75, 150, 0.9, 0),
        };
    }

    private static double Between(double x, double from, double to, double low, double high) =>
        low + (high - low) * Math.Clamp((x - from) / (to - from), 0, 1);
}
