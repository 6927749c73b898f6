namespace TwinGrid.Grains.Seats;

/// <summary>How soon, and how fast, grains move to the silos they belong to.</summary>
public sealed record SeatOptions
{
    /// <summary>For how long the same silos must have been there before anything moves.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Twins that follow their reader from one silo in a second: each wakes anew where it arrives.</summary>
    public int TwinsPerSecond { get; init; } = 500;
}
