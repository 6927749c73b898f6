using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TwinGrid.Physiology.Circulation;
using TwinGrid.Physiology.Cohorts;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Physiology.Neutropenia;
using TwinGrid.Physiology.Solvers;
using TwinGrid.Physiology.Tests.Solvers;
using TwinGrid.Physiology.Tumours;

namespace TwinGrid.Physiology.Tests.Ensembles;

/// <summary>A hash of the bits that all kinds of computation end in; as a program, this assembly prints it.</summary>
internal static class Fingerprint
{
    public static void Main() => Console.WriteLine(Take());

    public static string Take()
    {
        List<double> numbers = [];
        foreach (var isStiff in new[] { false, true })
        {
            var events = new Timetable<Dose, Amounts, Infusion>([.. Enumerable.Range(0, 8).Select(lane => new Dose[] { new(lane / 3.0, 100, 0), new(lane + 1.5, 0, 20) })]);
            var (y, u) = (default(Amounts), default(Infusion));
            Members_have_their_own_events.Solver(isStiff, 1e-7).Advance(ref y, in Disposition.Usual, ref u, 0, 12, events);
            Add(numbers, y.Depot, y.Central);
        }
        var noise = new CounterNoise(11);
        for (var moment = 0; moment < 50; moment++) Add(numbers, noise.Normals(moment, 0, 0));
        Add(numbers, Lanes.Exp(Lanes.Numbers - 3.3), Lanes.Tanh(0.2 * Lanes.Numbers), Lanes.Log(0.1 + 3 * Lanes.Numbers));
        using (var neutrophils = Workloads.Neutropenia.Integrate([.. Enumerable.Range(0, 8).Select(i => new NeutropeniaPerson { Slope = 6 + i })], Tolerance.Usual))
            for (var i = 0; i < 8; i++) numbers.AddRange(neutrophils.Of(i));
        using (var tumours = Workloads.Claret.Propagate([.. Enumerable.Range(0, 8).Select(i => new ClaretPerson { Size = 60 + i })]))
            for (var i = 0; i < 8; i++) numbers.AddRange(tumours.Of(i));

        var at = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var twin = GlucoseTwin.Start(new(MetabolismKind.Type2, 75, 45), at, 120);
        twin.Advance(at.AddMinutes(5), [new(at, MetabolicEventKind.CarbohydrateG, 40, TimeSpan.Zero)]);
        twin.Assimilate(128);
        foreach (var course in twin.Forecast(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), [.1, .5, .9], []).Values) numbers.AddRange(course);

        var hearts = new CirculationEnsemble([.. Enumerable.Range(0, 8).Select(i => (new HeartParameters(), new CirculationScenario { Reflex = i % 2 == 0 }))]);
        hearts.Advance(4);
        for (var lane = 0; lane < Lanes.Count; lane++) numbers.AddRange([hearts.LoopVolume(lane), hearts.Beat(lane).HeartRate, hearts.Beat(lane).MeanArterial]);
        return Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers))));
    }

    private static void Add(List<double> numbers, params ReadOnlySpan<Lanes> lanes)
    {
        foreach (var eight in lanes)
            for (var lane = 0; lane < Lanes.Count; lane++) numbers.Add(eight[lane]);
    }
}
