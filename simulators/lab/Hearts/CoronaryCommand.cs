using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Circulation;

namespace TwinGrid.Lab.Hearts;

/// <summary><c>simulate coronary</c>: a narrowed coronary artery, its fractional flow reserve, and a stent.</summary>
internal static class CoronaryCommand
{
    private const string Summary = "A narrowed coronary artery, its fractional flow reserve, and a stent.";

    private const string Explanation =
        """
        Full dilation of the vessels behind the narrowing; pressure loss after Young and Tsai 1973. One row:
        diam_stenosis_pct %; length_mm mm; kv_mmHg_s_mL and ks_mmHg_s2_mL2, loss by friction and behind the throat; Qhyper_mL_s mL/s; dP_mmHg mmHg;
        FFR, pressure behind over pressure before, treated at 0.80 or below.
        With --stent-residual-pct the row is that of the vessel after a stent that leaves so much narrowing.

        Example:
          twingrid-lab simulate coronary --diameter-stenosis-pct 60 --length-mm 10 --plot ffr.png
        """;

    private const double WidestPercent = 99;

    public static Command Make(Workbench bench)
    {
        var stenosis = Named(NumberOption.Make("--diameterStenosisPct", "How much narrower than the vessel, % of its diameter.", 0.0, WidestPercent));
        var length = Named(NumberOption.Make("--lengthMm", "Length of the narrowing, mm.", 0.1, 200.0));
        var vessel = Named(NumberOption.Make("--vesselDiameterMm", "Diameter of the healthy vessel, mm.", 0.5, 10.0, 3.0));
        var aortic = Named(NumberOption.Make("--aorticPressure", "Mean pressure before the narrowing, mmHg.", 20.0, 250.0, 93.0));
        var venous = Named(NumberOption.Make("--venousPressure", "Pressure behind the heart muscle, mmHg.", 0.0, 19.0, 5.0));
        var flow = Named(NumberOption.Make("--hyperaemicFlow", "Flow at full dilation were the vessel healthy, mL/s.", 0.1, 50.0, 4.0));
        var viscosity = NumberOption.Make("--viscosity", "Viscosity of blood, poise.", 0.005, 0.2, 0.035);
        var stent = Named(NumberOption.Optional("--stentResidualPct", "After a stent that leaves so much narrowing, % of the diameter.", 0.0, WidestPercent));
        var results = ResultOptions.ForTable();
        var command = new ExplainedCommand("coronary", Summary, Explanation) { stenosis, length, vessel, aortic, venous, flow, viscosity, stent };
        results.AddTo(command);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            var narrowed = new CoronaryStenosis(parsed.GetValue(stenosis), parsed.GetValue(length))
            {
                VesselDiameterMm = parsed.GetValue(vessel), AorticPressure = parsed.GetValue(aortic), VenousPressure = parsed.GetValue(venous),
                HealthyHyperaemicFlow = parsed.GetValue(flow), Viscosity = parsed.GetValue(viscosity),
            };
            var seen = parsed.GetValue(stent) is { } residual ? narrowed.Stented(residual) : narrowed;
            if (seen != narrowed) bench.Note($"FFR {narrowed.FractionalFlowReserve:0.000} before the stent, {seen.FractionalFlowReserve:0.000} after it.");
            place.Write(TableOf(seen), () => ChartOf(seen));
        });
        return command;
    }

    /// <summary>The option under its name in dashes too.</summary>
    private static Option<T> Named<T>(Option<T> option)
    {
        option.Aliases.Add(string.Concat(option.Name.Select(letter => char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{letter}")));
        return option;
    }

    private static Table TableOf(CoronaryStenosis vessel) => new Table()
        .With("diam_stenosis_pct", [vessel.DiameterStenosisPercent])
        .With("length_mm", [vessel.LengthMm])
        .With("kv_mmHg_s_mL", [vessel.ViscousLoss])
        .With("ks_mmHg_s2_mL2", [vessel.ExpansionLoss])
        .With("Qhyper_mL_s", [vessel.HyperaemicFlow])
        .With("dP_mmHg", [vessel.PressureLoss])
        .With("FFR", [vessel.FractionalFlowReserve]);

    private static Chart ChartOf(CoronaryStenosis vessel)
    {
        double[] percents = [.. Enumerable.Range(0, (int)WidestPercent).Select(percent => (double)percent)];
        return new Chart($"A narrowing of {vessel.LengthMm:0.#} mm in a vessel of {vessel.VesselDiameterMm:0.#} mm", "narrowing (% of the diameter)", "fractional flow reserve")
            .Line("any narrowing of this length", percents, [.. percents.Select(percent => (vessel with { DiameterStenosisPercent = percent }).FractionalFlowReserve)])
            .Points("this one", [vessel.DiameterStenosisPercent], [vessel.FractionalFlowReserve])
            .Level($"treated at or below {CoronaryStenosis.TreatedAtOrBelow:0.00}", CoronaryStenosis.TreatedAtOrBelow);
    }
}
