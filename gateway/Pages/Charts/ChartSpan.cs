namespace TwinGrid.Gateway.Pages.Charts;

/// <summary>How far the charts look back and ahead.</summary>
/// <param name="Back">History shown.</param>
/// <param name="Ahead">Forecast shown.</param>
/// <param name="Points">Buckets the history is drawn in.</param>
public sealed record ChartSpan(string Name, TimeSpan Back, TimeSpan Ahead, int Points)
{
    public static ChartSpan SixHours { get; } = new(Strings.SixHours, TimeSpan.FromHours(6), TimeSpan.FromHours(4), 216);

    public static ChartSpan Day { get; } = new(Strings.Day, TimeSpan.FromHours(24), TimeSpan.FromHours(24), 288);

    /// <summary>Length of one bucket.</summary>
    public TimeSpan Bucket => Back / Points;
}
