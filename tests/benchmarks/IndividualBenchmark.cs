using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Individualisation;
using TwinGrid.Physiology.Pharmacokinetics;
using Result = TwinGrid.Benchmarks.Measurement;

namespace TwinGrid.Benchmarks;

/// <summary><c>map-pk</c>: one patient's own kinetics from measured concentrations, on one core.</summary>
internal static class IndividualBenchmark
{
#pragma warning disable CS1998 // benchmarks share an asynchronous form
    public static async IAsyncEnumerable<Result> Run()
#pragma warning restore CS1998
    {
        yield return Measure("vancomycin, 2 concentrations", DrugLibrary.Vancomycin, new()
        {
            Regimen = new(new Dose(0, 1900, 1), new Dose(22.2, 1750, 1)), Measurements = [new(12, 14.8), new(37.5, 22.5)], Covariates = [Covariates.Of(("CLCR", 34), ("WT", 62), ("DIAL", 0))],
        });
        yield return Measure("amikacin, correlated effects", DrugLibrary.Amikacin, new()
        {
            Regimen = new(new Dose(0, 1600, .5)), Measurements = [new(1, 75), new(6, 32)], Covariates = [Covariates.Of(("CLCR", 50), ("TBW", 62), ("PF", 169))],
        });
        yield return Measure("piperacillin, 4 occasions", DrugLibrary.Piperacillin, new()
        {
            Regimen = new(new Dose(0, 4000, 8, 8, 14)), Measurements = [new(47.9, 63), new(71.9, 19.7), new(95.9, 31), new(120, 16)], Covariates = [Covariates.Of(("TBW", 92))],
            OccasionStarts = [48, 72, 96],
        });
    }

    private static Result Measure(string what, DrugModel drug, PatientRecord patient)
    {
        const int Times = 200;
        var (steps, effects) = (0, 0);
        var seconds = CpuTime.Best(() =>
        {
            for (var i = 0; i < Times; i++)
            {
                var found = IndividualFit.Find(drug, patient);
                (steps, effects) = (found.Iterations, found.Effects.Count);
            }
        });
        return new(what, seconds / Times * 1e6, "µs", new() { ["mapbayr"] = 84_000 },
            new Dictionary<string, object>(StringComparer.Ordinal) { ["core"] = 1, ["effects"] = effects, ["steps"] = steps, ["mapbayr"] = "three effects, a model by ODE, measured on another machine" });
    }
}
