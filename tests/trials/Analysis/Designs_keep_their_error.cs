using MathNet.Numerics.Distributions;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Tests.Analysis;

/// <summary>
/// Each design over and over without an effect: 5 % find one, within ± .43 points (two standard errors of 10,000 trials; three are allowed here, and log-rank tests are repeated less often). Seeds are
/// fixed, so the same trials run every time.
/// </summary>
public sealed class Designs_keep_their_error
{
    private const int Trials = 10_000, People = 100;

    private static readonly EndpointLayout Change = new("change", EndpointKind.Change), Response = new("response", EndpointKind.Responder), Death = new("death", EndpointKind.TimeToEvent);

    public static TheoryData<string> Designs() => [.. All.Keys];

    private static Dictionary<string, (TrialLayout Layout, Func<CounterNoise, int, int, int> Arm)> All { get; } = new(StringComparer.Ordinal)
    {
        ["simple, t test"] = (Of(Change), Simple),
        ["blocked, t test"] = (Of(Change), Blocked),
        ["stratified, covariance"] = (Of(Change with { Covariates = ["level"] }) with { Strata = ["a", "b"], Covariates = [new("level")] }, Blocked),
        ["procova"] = (Of(Change with { UsesScore = true }) with { Score = "score" }, Blocked),
        ["one-sided"] = (Of(Change with { Sides = 1 }), Blocked),
        ["two treated arms"] = (Of(Change) with { Arms = ["control", "low", "high"] }, (noise, i, _) => (int)(3 * noise.Uniform(9, i, 0))),
        ["responder"] = (Of(Response), Blocked),
        ["responder, stratified"] = (Of(Response) with { Strata = ["a", "b"] }, Blocked),
        ["log-rank"] = (Of(Death), Blocked),
        ["log-rank, stratified"] = (Of(Death) with { Strata = ["a", "b"] }, Blocked),
        ["O'Brien-Fleming, t test"] = (Of(Change) with { Looks = InterimLooks.Equal(LookLimits.OBrienFleming, 3) }, Blocked),
        ["Pocock, procova"] = (Of(Change with { UsesScore = true }) with { Score = "score", Looks = InterimLooks.Equal(LookLimits.Pocock, 2) }, Blocked),
        ["O'Brien-Fleming, log-rank by day"] = (Of(Death) with { Looks = new(LookLimits.OBrienFleming, [.5, 1], [300, 1000]) }, Blocked),
    };

    [Theory, MemberData(nameof(Designs))]
    public void no_effect_is_found_in_one_of_twenty(string design)
    {
        var trials = Replicate(design, design.Contains("by day", StringComparison.Ordinal) ? Trials / 4 : design.Contains("log-rank", StringComparison.Ordinal) ? Trials / 2 : Trials, People);
        // Two comparisons at half the error each find a little less: their tests share the control.
        trials.Rejected.Value.ShouldBe(design == "two treated arms" ? .0463 : .05, 3 * Math.Sqrt(.05 * .95 / trials.Count));
    }

    /// <summary>ρ between score and figure: the variance of the effect falls to 1 − ρ², as measured with 200 people .908, .741, .497.</summary>
    [Theory, InlineData(.3, .908), InlineData(.5, .741), InlineData(.7, .497)]
    public void a_score_narrows_the_effect_as_foretold(double correlation, double measured)
    {
        const int Some = 4000;
        var trials = Replicate("procova", Some, 200, correlation);
        trials.VarianceRatio.ShouldBe(measured, 3 * Math.Sqrt(2.0 / Some) * measured);
        trials.VarianceRatio.ShouldBe(1 - correlation * correlation, 3 * Math.Sqrt(2.0 / Some) * measured);
        trials.Rejected.Value.ShouldBe(.05, 3 * Math.Sqrt(.05 * .95 / Some));
        // What each trial reports as its error is what the effects vary by.
        (trials.MeanError / trials.EffectDeviation).ShouldBe(1, .05);
    }

    [Fact]
    public void power_is_that_of_the_book()
    {
        Replicate("blocked, t test", 4000, 128, effect: .5).Rejected.Value.ShouldBe(.80146, 3 * Math.Sqrt(.8 * .2 / 4000));
        // Schoenfeld: 88 events of a hazard ratio of ½ give 90 %; everybody dies in this trial.
        Replicate("log-rank", 1000, 88, effect: Math.Log(2)).Rejected.Value.ShouldBe(.9, .035);
        // An O'Brien–Fleming trial of three looks needs 1.6 % more patients for the same power.
        var looks = Replicate("O'Brien-Fleming, t test", 4000, 130, effect: .5);
        looks.Rejected.Value.ShouldBe(.80146, 3 * Math.Sqrt(.8 * .2 / 4000));
        looks.MeanPatients.ShouldBeInRange(100, 115);
    }

    [Fact]
    public void replicates_counted_in_parts_are_the_whole_to_the_last_bit()
    {
        var (whole, odd, even) = (Replicate("procova", 60, 50), new ReplicateTally(1), new ReplicateTally(1));
        for (var trial = 59; trial >= 0; trial--) (trial % 2 == 0 ? even : odd).Add(One("procova", trial, 50, .5, 0, new(All["procova"].Layout)));
        odd.Merge(even);
        odd.ToBytes().ShouldBe(whole.ToBytes());
        ReplicateTally.FromBytes(whole.ToBytes()).ToBytes().ShouldBe(whole.ToBytes());
        var torn = whole.ToBytes();
        torn[9] ^= 1;
        Should.Throw<InvalidDataException>(() => ReplicateTally.FromBytes(torn));
    }

    private static ReplicateTally Replicate(string design, int trials, int people, double correlation = .5, double effect = 0)
    {
        var judge = new TrialJudge(All[design].Layout);
        var tally = new ReplicateTally(All[design].Layout.Looks.Count);
        for (var trial = 0; trial < trials; trial++) tally.Add(One(design, trial, people, correlation, effect, judge));
        return tally;
    }

    private static TrialDecision One(string design, int trial, int people, double correlation, double effect, TrialJudge judge)
    {
        var (layout, armOf) = All[design];
        var (tally, patient, noise, endpoint) = (new TrialTally(layout), new PatientOutcome(layout), new CounterNoise((ulong)trial), layout.Endpoints[0]);
        for (var i = 0; i < people; i++)
        {
            patient.Clear();
            patient.Arm = armOf(noise, i, people);
            patient.Stratum = layout.Strata.Count > 1 ? (i / 2) % 2 : 0;
            patient.LookStage = Math.Min(layout.Looks.Count - 1, i * layout.Looks.Count / people);
            patient.EntryDay = 400.0 * i / people;
            var score = noise.Normal(0, i, 0);
            if (layout.Score is not null) patient.Score = score;
            if (layout.Covariates.Count > 0) patient.Covariates[0] = score;
            var figure = correlation * score + Math.Sqrt(1 - correlation * correlation) * noise.Normal(1, i, 0) + .4 * patient.Stratum + (patient.Arm > 0 ? effect : 0);
            switch (endpoint.Kind)
            {
                case EndpointKind.Change: patient.Values[0] = figure; break;
                case EndpointKind.Responder: patient.Values[0] = figure > .2 ? 1 : 0; break;
                default:
                    // Hazard falls by the effect; a day's resolution is fine beside a mean of 400.
                    patient.Values[0] = -400 * Math.Log(Normal.CDF(0, 1, noise.Normal(1, i, 0))) * Math.Exp(patient.Arm > 0 ? effect : 0) * (1 + patient.Stratum);
                    patient.IsSeen[0] = true;
                    break;
            }
            tally.Add(patient);
        }
        return judge.Decide(tally);
    }

    private static TrialLayout Of(EndpointLayout endpoint) => new() { Arms = ["control", "treated"], Endpoints = [endpoint] };

    private static int Simple(CounterNoise noise, int i, int people) => noise.Uniform(9, i, 0) < .5 ? 0 : 1;

    /// <summary>Blocks of two.</summary>
    private static int Blocked(CounterNoise noise, int i, int people) => (noise.Uniform(9, i / 2, 0) < .5 ? 0 : 1) ^ (i % 2);
}
