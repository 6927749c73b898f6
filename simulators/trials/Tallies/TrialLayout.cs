using System.Security.Cryptography;
using System.Text.Json;

namespace TwinGrid.Trials.Tallies;

/// <summary>What a trial counts: the names behind the places of a <see cref="PatientOutcome"/>, and how endpoints are compared.</summary>
public sealed record TrialLayout
{
    /// <summary>The first is the control.</summary>
    public required IReadOnlyList<string> Arms { get; init; }

    /// <summary>What is measured at the end.</summary>
    public required IReadOnlyList<EndpointLayout> Endpoints { get; init; }

    /// <summary>Place of the primary endpoint.</summary>
    public int Primary { get; init; }

    /// <summary>Strata of randomisation; one where nobody was stratified.</summary>
    public IReadOnlyList<string> Strata { get; init; } = ["all"];

    /// <summary>What is known before randomisation.</summary>
    public IReadOnlyList<BaselineCovariate> Covariates { get; init; } = [];

    /// <summary>What the prognostic score is, with its unit; null: there is none.</summary>
    public string? Score { get; init; }

    /// <summary>When the primary endpoint is looked at.</summary>
    public InterimLooks Looks { get; init; } = InterimLooks.None;

    /// <summary>What several treated arms mean for the primary endpoint.</summary>
    public Multiplicity Multiplicity { get; init; }

    /// <summary>Groups whose effects are shown apart.</summary>
    public IReadOnlyList<SubgroupFactor> Subgroups { get; init; } = [];

    /// <summary>Measured at every visit.</summary>
    public IReadOnlyList<CourseVariable> Courses { get; init; } = [];

    /// <summary>Days since a patient's randomisation.</summary>
    public IReadOnlyList<double> VisitDays { get; init; } = [];

    /// <summary>Why somebody screened was not taken.</summary>
    public IReadOnlyList<string> Criteria { get; init; } = [];

    /// <summary>Why patients left before the end.</summary>
    public IReadOnlyList<string> DropoutReasons { get; init; } = [];

    /// <summary>Why treatment stopped while patients were watched on; null where no rule says so: layouts of before such rules keep their digest.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? StopReasons { get; init; }

    /// <summary>Counted by their worst grade, 1 to 5 (CTCAE).</summary>
    public IReadOnlyList<string> AdverseEvents { get; init; } = [];

    /// <summary>Times to an event are counted in steps of so many days; a time within a step counts at its end.</summary>
    public double DayResolution { get; init; } = 1;

    /// <summary>The patients are people, not made up: small counts are not shown.</summary>
    public bool IsOfRealPeople { get; init; }

    /// <summary>The primary endpoint alone, with nothing that only the report shows: what the replicates of a power simulation need.</summary>
    public TrialLayout ForReplicates() => this with
    {
        Endpoints = [Endpoints[Primary]], Primary = 0, Subgroups = [], Courses = [], VisitDays = [], AdverseEvents = [],
    };

    /// <summary>Place of a covariate.</summary>
    /// <exception cref="ArgumentException">There is none of the name.</exception>
    public int Covariate(string name)
    {
        for (var i = 0; i < Covariates.Count; i++)
            if (string.Equals(Covariates[i].Name, name, StringComparison.Ordinal)) return i;
        throw new ArgumentException($"There is no covariate {name}; there are: {string.Join(", ", Covariates.Select(covariate => covariate.Name))}.", nameof(name));
    }

    /// <summary>Columns of an endpoint's covariates: one each, and of more than two categories one less than there are.</summary>
    internal int ColumnsOf(EndpointLayout endpoint) => endpoint.Covariates.Sum(name => Math.Max(1, (Covariates[Covariate(name)].Levels?.Count ?? 2) - 1));

    /// <summary>Tells layouts apart: tallies of different ones cannot be merged.</summary>
    public string Digest() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this)));

    /// <summary>Finds what does not fit together.</summary>
    /// <exception cref="InvalidOperationException">Something does not; the message names it.</exception>
    public void Check()
    {
        Need(Arms.Count >= 1, "A trial has an arm at least.");
        Need(Strata.Count >= 1, "There is one stratum at least.");
        Need(Endpoints.Count >= 1, "A trial has an endpoint at least.");
        Need(Primary >= 0 && Primary < Endpoints.Count, $"The primary endpoint is one of {Endpoints.Count}, not number {Primary}.");
        Need(DayResolution > 0 && double.IsFinite(DayResolution), $"A resolution of {DayResolution} days is not possible.");
        foreach (var endpoint in Endpoints)
        {
            Need(endpoint.Covariates.All(name => Covariates.Any(covariate => string.Equals(covariate.Name, name, StringComparison.Ordinal))), $"{endpoint.Name} is adjusted for {string.Join(", ", endpoint.Covariates)}, and not all of these are covariates.");
            Need(endpoint.Alpha is > 0 and < 1, $"The alpha of {endpoint.Name} lies between 0 and 1; it is {endpoint.Alpha}.");
            Need(endpoint.Sides is 1 or 2, $"A test has 1 or 2 sides; that of {endpoint.Name} has {endpoint.Sides}.");
            Need(endpoint.Hypothesis == Hypothesis.Superiority ? endpoint.Margin == 0 : endpoint.Margin > (endpoint.Kind == EndpointKind.TimeToEvent ? 1 : 0) && endpoint.Sides == 1, $"{endpoint.Name} is tested against a margin of {endpoint.Margin} by {endpoint.Sides} sides: a margin is above 0, a hazard ratio above 1, and tested from one side.");
            Need(!endpoint.UsesScore || Score is not null, $"{endpoint.Name} is adjusted for a prognostic score, and the layout has none.");
        }
        var (fractions, days) = (Looks.Fractions, Looks.Days);
        Need(fractions.Count >= 1 && fractions[0] > 0 && fractions[^1] == 1 && fractions.Zip(fractions.Skip(1)).All(pair => pair.First < pair.Second), "The looks' shares of the information rise above 0 up to 1.");
        Need(Looks.Limits != LookLimits.None || fractions.Count == 1, "Several looks need limits: O'Brien–Fleming or Pocock.");
        Need(Looks.Futility is >= 0 and < 1, $"A conditional power of {Looks.Futility} is not possible.");
        Need(days is null || days.Count == fractions.Count && days.Zip(days.Skip(1)).All(pair => pair.First < pair.Second), "The days of the looks rise, and are as many as their shares.");
        foreach (var factor in Subgroups) Need(factor.Levels.Count >= 1, $"The subgroups by {factor.Name} have no levels.");

        static void Need(bool holds, string message)
        {
            if (!holds) throw new InvalidOperationException(message);
        }
    }
}
