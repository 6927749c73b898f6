using TwinGrid.Physiology.Neutropenia;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Solvers;
using TwinGrid.Physiology.Tumours;

namespace TwinGrid.Physiology.Cohorts;

/// <summary>A cohort problem that engines are compared by: equations, doses and records are fixed, people are given.</summary>
/// <typeparam name="TPerson">One person's parameters.</typeparam>
public sealed class Workload<TPerson>
{
    private readonly double[] _times;
    private readonly Func<IReadOnlyList<TPerson>, double[], Tolerance, CohortCourse>? _integrate;
    private readonly Func<IReadOnlyList<TPerson>, double[], CohortCourse>? _propagate;

    internal Workload(double[] times, Func<IReadOnlyList<TPerson>, double[], Tolerance, CohortCourse>? integrate, Func<IReadOnlyList<TPerson>, double[], CohortCourse>? propagate) =>
        (_times, _integrate, _propagate) = (times, integrate, propagate);

    /// <summary>When figures are recorded.</summary>
    public ReadOnlySpan<double> Times => _times;

    /// <summary>Whether it has a closed form.</summary>
    public bool HasClosedForm => _propagate is not null;

    /// <summary>By integration; what drives the equations may still be taken in closed form.</summary>
    /// <param name="people">One or more.</param>
    /// <param name="tolerance">What the recorded figures should keep: steps are held a good deal tighter, so that their errors together stay within it.</param>
    public CohortCourse Integrate(IReadOnlyList<TPerson> people, Tolerance tolerance) =>
        _integrate!(people, _times, new(tolerance.Relative * Workloads.StepShare, tolerance.Absolute * Workloads.StepShare));

    /// <summary>By the closed form.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public CohortCourse Propagate(IReadOnlyList<TPerson> people) => _propagate is { } propagate ? propagate(people, _times) : throw new InvalidOperationException("This workload has no closed form.");
}

/// <summary>The four workloads.</summary>
public static class Workloads
{
    /// <summary>How much tighter than the result each step is held.</summary>
    internal const double StepShare = .01;

    /// <summary>100 mg swallowed each 12 h for a week, concentrations (mg/L) each hour; two compartments.</summary>
    public static Workload<TwoCompartmentPerson> TwoCompartments { get; } = Make<TwoCompartmentPerson>(
        Every(1, 169), (people, times, tolerance) => TwoCompartmentCohort.Integrate(people, 100, Every(12, 14), times, tolerance),
        (people, times) => TwoCompartmentCohort.Propagate(people, 100, Every(12, 14), times));

    /// <summary>180 mg docetaxel over an hour each three weeks, four times; neutrophils (10⁹/L) each 6 h.</summary>
    public static Workload<NeutropeniaPerson> Neutropenia { get; } = Make<NeutropeniaPerson>(
        Every(6, 337), (people, times, tolerance) => NeutropeniaCohort.Simulate(people, 180 / DocetaxelGramPerMol * 1000, 1, Every(504, 4), times, tolerance), null);

    /// <summary>A unit of exposure each week for a year; tumour size (mm) each day.</summary>
    public static Workload<ClaretPerson> Claret { get; } = Make<ClaretPerson>(
        Every(1, 365), (people, times, tolerance) => ClaretCohort.Integrate(people, 1, Every(7, 52), times, tolerance),
        (people, times) => ClaretCohort.Propagate(people, 1, Every(7, 52), times));

    /// <summary>A unit of drug each week for a year; glioma size (mm) at 365 times.</summary>
    public static Workload<RibbaPerson> Ribba { get; } = Make<RibbaPerson>(
        Parts(12, 364, 365), (people, times, tolerance) => RibbaCohort.Simulate(people, 1, Parts(12, 52, 52), times, tolerance), null);

    private const double DocetaxelGramPerMol = 807.88;

    private static Workload<T> Make<T>(double[] times, Func<IReadOnlyList<T>, double[], Tolerance, CohortCourse> integrate, Func<IReadOnlyList<T>, double[], CohortCourse>? propagate) =>
        new(times, integrate, propagate);

    private static double[] Every(double step, int count) => [.. Enumerable.Range(0, count).Select(i => i * step)];

    private static double[] Parts(double whole, int parts, int count) => [.. Enumerable.Range(0, count).Select(i => i * whole / parts)];
}
