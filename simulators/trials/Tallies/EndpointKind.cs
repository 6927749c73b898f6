namespace TwinGrid.Trials.Tallies;

/// <summary>What an endpoint is.</summary>
public enum EndpointKind
{
    /// <summary>A figure, such as the change from baseline: compared by analysis of covariance.</summary>
    Change = 0,

    /// <summary>Yes or no: compared as shares.</summary>
    Responder = 1,

    /// <summary>A time until something happens: compared by Kaplan–Meier, log-rank and Cox.</summary>
    TimeToEvent = 2,
}
