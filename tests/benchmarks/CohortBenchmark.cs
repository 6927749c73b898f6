using TwinGrid.Physiology.Cohorts;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Neutropenia;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Solvers;
using TwinGrid.Physiology.Tumours;

namespace TwinGrid.Benchmarks;

/// <summary>
/// <c>pk2</c>, <c>pk2-exact</c>, <c>fri</c>, <c>cla</c>, <c>rib</c>: subjects a second of one core's time, every record taken. Subjects are drawn log-normally as the
/// workloads say, by place, so that every run has the same.
/// </summary>
internal static class CohortBenchmark
{
    private const int Together = 100_000;

    private static readonly Tolerance Asked = new(1e-6, 1e-8);

#pragma warning disable CS1998 // benchmarks share an asynchronous form
    public static async IAsyncEnumerable<Measurement> TwoCompartments()
    {
        var people = TwoCompartmentPeople();
        yield return Measure("two compartments, by ODE", Workloads.TwoCompartments.Times.Length, people, some => Workloads.TwoCompartments.Integrate(some, Asked), mrgsolve: 4755, prototype: 19_961);
    }

    public static async IAsyncEnumerable<Measurement> TwoCompartmentsExact()
    {
        var people = TwoCompartmentPeople();
        yield return Measure("two compartments, exact", Workloads.TwoCompartments.Times.Length, people, Workloads.TwoCompartments.Propagate, mrgsolve: 14_327, prototype: 1_748_000);
    }

    public static async IAsyncEnumerable<Measurement> Neutropenia()
    {
        var people = People(1000, draw => new NeutropeniaPerson
        {
            Clearance = 35.6 * draw(.09), CellsAtRest = 5.05 * draw(Math.Log(1 + .42 * .42)), MeanTransitTime = 88.7 * draw(Math.Log(1 + .16 * .16)), Slope = 8.58 * draw(Math.Log(1 + .39 * .39)),
        });
        yield return Measure("docetaxel and neutrophils, drug in closed form", Workloads.Neutropenia.Times.Length, people, some => Workloads.Neutropenia.Integrate(some, Asked), mrgsolve: 1524, prototype: 15_800);
    }

    public static async IAsyncEnumerable<Measurement> Claret()
    {
        var people = People(1000, draw => new ClaretPerson { Growth = .003 * draw(.3), Kill = .00357142857 * draw(.3), Resistance = .00757142857 * draw(.3), Size = 70 * draw(.16) });
        yield return Measure("tumour size, closed form", Workloads.Claret.Times.Length, people, Workloads.Claret.Propagate, mrgsolve: 2985, prototype: 173_000);
        yield return Measure("tumour size, by ODE", Workloads.Claret.Times.Length, people, some => Workloads.Claret.Integrate(some, Asked), mrgsolve: 2985, prototype: 19_970);
    }

    public static async IAsyncEnumerable<Measurement> Ribba()
    {
        var people = People(1000, draw => new RibbaPerson
        {
            Leaving = .24 * draw(.3), Growth = .121 * draw(.1), ToQuiescence = .0295 * draw(.3), Proliferating = 7.13 * draw(.1), Quiescent = 41.2 * draw(.1),
        });
        yield return Measure("low-grade glioma", Workloads.Ribba.Times.Length, people, some => Workloads.Ribba.Integrate(some, Asked), mrgsolve: 5348, prototype: 67_600);
    }
#pragma warning restore CS1998

    private static TwoCompartmentPerson[] TwoCompartmentPeople() =>
        People(10_000, draw => new TwoCompartmentPerson(5 * draw(.09), 50 * draw(.09), 10 * draw(.04), 100 * draw(.04), draw(.16)));

    /// <summary>People whose parameters are multiples drawn log-normally: the function takes a variance of the logarithm, a new draw each time.</summary>
    private static T[] People<T>(int count, Func<Func<double, double>, T> make)
    {
        var noise = new CounterNoise(20_260_301);
        return [.. Enumerable.Range(0, count).Select(person =>
        {
            var purpose = 0;
            return make(variance => Math.Exp(Math.Sqrt(variance) * noise.Normal(0, person, purpose++)));
        })];
    }

    private static Measurement Measure<T>(string what, int records, T[] people, Func<IReadOnlyList<T>, CohortCourse> simulate, double mrgsolve, double prototype)
    {
        // So often that the shortest takes far longer than the clock's grain.
        var times = Together / people.Length;
        var seconds = CpuTime.Best(() => { for (var i = 0; i < times; i++) simulate(people).Dispose(); }) / times;
        var few = people[..(people.Length / 20)];
        var alone = CpuTime.Best(() => { for (var i = 0; i < times; i++) foreach (var person in few) simulate([person]).Dispose(); }) / times * people.Length / few.Length;
        return new(what, people.Length / seconds, "subjects/s",
            new() { ["oneSubjectAtATime"] = people.Length / alone, ["lanesGive"] = alone / seconds, ["mrgsolve"] = mrgsolve, ["scalarCpp"] = prototype },
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["core"] = 1, ["subjects"] = people.Length, ["records"] = records, ["rtol"] = Asked.Relative, ["atol"] = Asked.Absolute,
                ["mrgsolve"] = "at the same tolerances, measured on another machine; so is the hand-written scalar C++ program",
            });
    }
}
