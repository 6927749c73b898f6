using System.CommandLine;
using System.Globalization;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Lab.Glucose;

/// <summary>
/// How finely a course is solved: N steps a minute promise it to 0.01/N mg/dL. A run with twice as many proves it; a person whose gut is too
/// fast for N gets more, and it is said.
/// </summary>
internal sealed class SolverSteps
{
    private const double PromiseMgPerDl = 0.01;
    private const int MostDoublings = 5;

    /// <summary>mg/dL.</summary>
    private const double LowestLived = 20;

    private readonly Option<int> _steps = NumberOption.Make(
        "--steps-per-minute", "Solver steps a minute, at least: N give glucose to 0.01/N mg/dL. Where a person needs more for that, more are taken and it is said.", 1, 600, 10);

    public void AddTo(Command command) => command.Options.Add(_steps);

    /// <summary>Runs until the promise is proven.</summary>
    /// <param name="simulate">A course with so many steps a minute.</param>
    /// <exception cref="RefusedInputException">However fine the steps, the course leaves the numbers.</exception>
    public IReadOnlyList<MetabolicSample> Run(ParseResult parsed, Workbench bench, Func<int, IReadOnlyList<MetabolicSample>> simulate)
    {
        var asked = parsed.GetValue(_steps);
        var steps = asked;
        var course = Finite(simulate, steps);
        for (var i = 0; i < MostDoublings; i++)
        {
            var finer = Finite(simulate, 2 * steps);
            if (Distance(course, finer) < PromiseMgPerDl / asked / 2) break;
            (course, steps) = (finer, 2 * steps);
        }
        if (course.Count == 0) throw new RefusedInputException("No body has these parameters: glucose leaves the numbers.");
        if (steps > asked) bench.Note($"--steps-per-minute {asked} might stray by {PromiseMgPerDl / asked:G3} mg/dL here: {steps} were taken.");
        if (course.Min(sample => sample.PlasmaGlucose) is < LowestLived and var lowest)
            bench.Note(string.Create(CultureInfo.InvariantCulture, $"Glucose falls to {Math.Max(lowest, 0):0} mg/dL: nobody lives so, and the model means little from there on."));
        return course;
    }

    /// <summary>The course; empty where the steps are so coarse that it leaves the numbers.</summary>
    private static IReadOnlyList<MetabolicSample> Finite(Func<int, IReadOnlyList<MetabolicSample>> simulate, int steps)
    {
        try
        {
            return simulate(steps);
        }
        catch (NotFiniteException)
        {
            return [];
        }
    }

    private static double Distance(IReadOnlyList<MetabolicSample> a, IReadOnlyList<MetabolicSample> b) => a.Count == 0 || b.Count == 0
        ? double.PositiveInfinity
        : a.Zip(b, (x, y) => Math.Max(Math.Abs(x.SensorGlucose - y.SensorGlucose), Math.Abs(x.PlasmaGlucose - y.PlasmaGlucose))).Max();
}
