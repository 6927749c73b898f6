using MathNet.Numerics.LinearAlgebra;
using TwinGrid.Trials.Protocols;
using TwinGrid.Trials.Populations;

namespace TwinGrid.Trials.Conduct;

/// <summary>
/// A patient's expected outcome without treatment, from what is known of him: least squares over an earlier control group, whose random numbers the trial never uses.
/// </summary>
/// <remarks>Schuler, Walsh, Hall, et al., Int J Biostat 18:329, 2022 (PROCOVA).</remarks>
internal sealed class PrognosticScore
{
    private readonly int[] _places;
    private readonly double[] _weights;

    private PrognosticScore(int[] places, double[] weights) => (_places, _weights) = (places, weights);

    /// <summary>The score.</summary>
    /// <param name="variables">Of the patient.</param>
    /// <param name="baseline">Of the primary measure.</param>
    public double Of(double[] variables, double baseline)
    {
        var score = _weights[0];
        for (var i = 0; i < _places.Length; i++) score += _weights[i + 1] * (_places[i] < 0 ? baseline : variables[_places[i]]);
        return score;
    }

    public static PrognosticScore Fit(TrialProtocol protocol)
    {
        var procova = protocol.Procova!;
        int[] places = [.. procova.From.Select(name => name == "baseline" ? -1 : protocol.Population.Patients.Find(name))];
        var (noise, cohort) = (Streams.History(protocol.Seed), new Cohort(protocol, procova.History));
        var variables = new double[protocol.Population.Variables.Count];
        cohort.Begin(0, noise);
        for (var number = 0L; cohort.Count < cohort.Most; number++)
        {
            protocol.Population.Patients.Draw(noise, number, variables);
            if (Roster.Unmet(protocol, variables) < 0) cohort.Add(number, variables, protocol.FollowUpDays, default);
        }
        protocol.Model.Run(cohort);
        var figures = new Outcomes(protocol);
        var rows = new List<double[]>();
        var values = new List<double>();
        for (var i = 0; i < cohort.Count; i++)
        {
            var value = figures.Value(cohort, i, 0);
            if (!double.IsFinite(value)) continue;
            rows.Add([1, .. places.Select(place => place < 0 ? figures.Baseline(cohort, i, 0) : cohort.Variables[i][place])]);
            values.Add(value);
        }
        var solved = Matrix<double>.Build.DenseOfRowArrays(rows).QR().Solve(Vector<double>.Build.DenseOfEnumerable(values));
        return solved.All(double.IsFinite) ? new(places, [.. solved]) : throw new TrialException("The prognostic score cannot be fitted: its variables say the same, or do not differ between patients.");
    }
}
