using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Trials.Populations;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Conduct;

/// <summary>
/// Follows people who are there, one by one, where their data lies: by the protocol's rules, with what is known of each in place of what would be drawn. Random numbers are found by the person's
/// pseudonym, so nothing depends on who else takes part or in which order. Not for several threads at once.
/// </summary>
public sealed class TwinConduct
{
    private readonly TrialScenario _scenario;
    private readonly CounterNoise _noise;
    private readonly Cohort _one;
    private readonly Outcomes _outcomes;
    private readonly Stopping _stopping;
    private readonly PatientOutcome _outcome;
    private readonly Randomisation _randomisation;

    /// <param name="plan">A trial of the grid's own people.</param>
    public TwinConduct(TrialPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _scenario = plan.Scenarios[0];
        _noise = Streams.Of(plan.Protocol.Seed, 0);
        _one = new(plan.Protocol, 1);
        (_outcomes, _stopping) = (new(plan.Protocol), new(plan.Protocol));
        _outcome = new(plan.Layout);
        _randomisation = new(plan.Protocol, _noise);
        Tally = new(plan.Layout);
    }

    /// <summary>What those followed so far add up to.</summary>
    public TrialTally Tally { get; }

    /// <summary>Which of a person's calibrated models the trial follows.</summary>
    public TwinModel Reads => _scenario.Protocol.Model switch
    {
        NeutropeniaModel { IsLibrary: true } => TwinModel.Cells,
        TumourModel { Source: TumourSource.Library } => TwinModel.Tumour,
        _ => TwinModel.None,
    };

    /// <summary>Follows one person, who is then in the tally.</summary>
    /// <param name="pseudonym">Finds the random numbers.</param>
    /// <param name="figures">What is known, by the names of the protocol's variables.</param>
    /// <param name="words">Categories that are known, likewise.</param>
    /// <param name="own">Gives the person's random effects under a drug, drawn from what its calibration leaves open; null: those of the population are drawn.</param>
    /// <returns>Null where the person was screened; else the variable that is not known, and nothing was counted.</returns>
    public string? Follow(string pseudonym, IReadOnlyDictionary<string, double> figures, IReadOnlyDictionary<string, string> words, Func<Drug, CounterNoise, double[]?> own)
    {
        ArgumentNullException.ThrowIfNull(pseudonym);
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentNullException.ThrowIfNull(words);
        var protocol = _scenario.Protocol;
        var variables = new double[protocol.Population.Variables.Count];
        for (var i = 0; i < variables.Length; i++)
        {
            variables[i] = Known(protocol.Population.Variables[i], variables, figures, words);
            if (double.IsNaN(variables[i])) return protocol.Population.Variables[i].Name;
        }
        if (Roster.Unmet(protocol, variables) is >= 0 and var criterion)
        {
            Tally.AddExcluded(criterion);
            return null;
        }
        var number = BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(pseudonym))) & long.MaxValue;
        var rank = (long)(_noise.Uniform(number, 1, Streams.Entry) * protocol.Population.Size);
        var entry = protocol.Accrual.OverDays > 0 ? protocol.Accrual.OverDays * _noise.Uniform(number, 0, Streams.Entry)
            : double.IsFinite(protocol.Accrual.PerDay) ? (rank + _noise.Uniform(number, 0, Streams.Entry)) / protocol.Accrual.PerDay : 0;
        var stratum = _randomisation.Stratum(variables);
        _one.Begin(_randomisation.Arm(number, stratum), _noise);
        var end = Math.Min(protocol.FollowUpDays, protocol.StudyDays - entry);
        var withdraws = _one.Arm.Dropout is { } dropout ? -Math.Log(_noise.Uniform(number, 0, Streams.Dropout)) / dropout.HazardPerDay : double.PositiveInfinity;
        _one.Add(number, variables, Math.Max(Math.Min(end, withdraws), 0), new(rank, stratum, entry, withdraws < end));
        _one.Own = Reads != TwinModel.None && _one.Arm.Drug is { } drug ? own(drug, new(unchecked(protocol.Seed ^ (ulong)number))) : null;
        _stopping.Run(_one);
        _outcomes.Fill(_one, 0, null, true, _outcome);
        Tally.Add(_outcome);
        return null;
    }

    /// <summary>A variable of a person; NaN: not known. What the protocol draws of virtual patients is never drawn here.</summary>
    private static double Known(Variable variable, double[] before, IReadOnlyDictionary<string, double> figures, IReadOnlyDictionary<string, string> words)
    {
        if (variable is Variable.Derived derived) return derived.Formula.Of(before);
        var isKnown = figures.TryGetValue(variable.Name, out var figure);
        if (variable.Words.Count == 0) return isKnown ? figure : variable is Variable.Fixed ? variable.Typical : double.NaN;
        if (words.TryGetValue(variable.Name, out var word))
            for (var place = 0; place < variable.Words.Count; place++)
                if (string.Equals(variable.Words[place], word, StringComparison.OrdinalIgnoreCase)) return place;
        return isKnown && figure >= 0 && figure < variable.Words.Count && figure == Math.Floor(figure) ? figure : double.NaN;
    }
}
