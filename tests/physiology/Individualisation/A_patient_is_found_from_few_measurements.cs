using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Individualisation;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Tests.Individualisation;

/// <summary>Beside NONMEM (FOCE-I) by mapbayr's test data, and beside Monolix, nlmixr and NONMEM by posologyr's.</summary>
public sealed class A_patient_is_found_from_few_measurements
{
    private static readonly DrugModel Oral = new()
    {
        Name = "oral", Source = "mapbayr's first validation model", Compartments = 1, Covariance = DrugModel.Diagonal(.2, .2, .2), Error = new(0, Math.Sqrt(.05)),
        Parameters = (effects, _, _) => new() { Clearance = 4 * Lanes.Exp(effects[0]), Volume = 70 * Lanes.Exp(effects[1]), Absorption = Lanes.Exp(effects[2]) },
    };

    private static readonly Regimen Swallowed = new(new Dose(0, 10_000, Route: DoseRoute.Depot), new Dose(72, 10_000, 0, 24, 7, DoseRoute.Depot));

    private static readonly PatientRecord First = new() { Regimen = Swallowed, Measurements = [new(1.5, 91.2904), new(4.4, 110.826), new(7.1, 79.384), new(24.6, 20.6671)] };

    [Fact]
    public void four_concentrations_of_a_swallowed_drug()
    {
        var found = IndividualFit.Find(Oral, First);
        ShouldBe(found.Effects, [.405058, .0728506, -.0749541], 1e-5);
        ShouldBe(found.Covariance.Diagonal(), [.0128120, .0231664, .125253], 1e-6);
        found.Objective.ShouldBe(22.29351, 1e-5);
    }

    [Fact]
    public void one_concentration_moves_what_it_tells_of()
    {
        var found = IndividualFit.Find(Oral, new() { Regimen = Swallowed, Measurements = [new(25.9, 45.1629)] });
        ShouldBe(found.Effects, [-.145365, .0240588, -.00618815], 1e-5);
    }

    [Fact]
    public void without_a_concentration_the_patient_is_the_typical_one_with_the_populations_spread()
    {
        var found = IndividualFit.Find(Oral, First with { Measurements = [] });
        found.Effects.ShouldAllBe(effect => effect == 0);
        ShouldBe(found.Covariance.Diagonal(), [.2, .2, .2], 1e-12);
    }

    [Fact]
    public void the_typical_patients_concentrations()
    {
        var course = new KineticCourse(Oral, new() { Regimen = new(new Dose(0, 10_000, Route: DoseRoute.Depot)), Measurements = [new(1, 0), new(4, 0), new(12, 0), new(24, 0)] });
        var concentrations = new Lanes[4];
        course.Run(new Lanes[3], concentrations);
        ShouldBe(concentrations.Select(c => c[0]), [87.360560, 117.780882, 76.321841, 38.446092], 1e-6);
    }

    [Fact]
    public void covariates_that_change_with_time_are_carried_backwards()
    {
        var model = Oral with
        {
            Parameters = (effects, _, known) => new()
            {
                Clearance = 4 * Math.Pow(known["BW"] / 75, 1.5) * Math.Pow(.75, known["SEX"]) * Lanes.Exp(effects[0]), Volume = 70 * Lanes.Exp(effects[1]), Absorption = Lanes.Exp(effects[2]),
            },
        };
        var found = IndividualFit.Find(model, new()
        {
            Regimen = new(new Dose(0, 10_000, 1)), Carry = CovariateCarry.Backwards,
            Measurements = [new(1.5, 107.267), new(4.4, 100.995), new(7.1, 54.0546), new(24.6, 5.97081)],
            Covariates =
            [
                Covariates.At(0, ("BW", 77), ("SEX", 0)), Covariates.At(1.5, ("BW", 113), ("SEX", 0)), Covariates.At(4.4, ("BW", 92), ("SEX", 1)),
                Covariates.At(7.1, ("BW", 132), ("SEX", 0)), Covariates.At(24.6, ("BW", 126), ("SEX", 1)),
            ],
        });
        ShouldBe(found.Effects, [.398846, .0762201, 0], 1e-5);
    }

    [Fact]
    public void tobramycin()
    {
        var k = Kinetics(DrugLibrary.Tobramycin, new(new Dose(0, 500, .5)), [new(1, 25), new(14, 5.5)], [("CLCR", 80), ("WT", 65)]);
        (k.Clearance / k.Volume)[0].ShouldBe(.1258, 1e-3);
        k.Volume[0].ShouldBe(18.21, 1e-2);
    }

    [Fact]
    public void vancomycin()
    {
        var k = Kinetics(DrugLibrary.Vancomycin, new(new Dose(0, 1900, 1), new Dose(22.2, 1750, 1)), [new(12, 14.8), new(37.5, 22.5)], [("CLCR", 34), ("WT", 62), ("DIAL", 0)]);
        ShouldBe([k.Clearance[0], k.Volume[0] / 10, k.SecondVolume[0] / 10], [1.72, 5.98, 4.16], 1e-2);
    }

    [Fact]
    public void amikacin()
    {
        var k = Kinetics(DrugLibrary.Amikacin, new(new Dose(0, 1600, .5)), [new(1, 75), new(6, 32)], [("CLCR", 50), ("TBW", 62), ("PF", 169)]);
        ShouldBe([k.Clearance[0], k.Volume[0], k.SecondVolume[0], k.Exchange[0]], [2.62, 11.01, 14.57, 11.96], 5e-3);
    }

    [Fact]
    public void piperacillin_from_occasion_to_occasion()
    {
        var found = IndividualFit.Find(DrugLibrary.Piperacillin, Continuous);
        ShouldBe(Enumerable.Range(0, 4).Select(occasion => found.Kinetics(occasion).Clearance[0]), [10.58, 24.0, 18.4, 26.3], 3e-2);
    }

    [Fact]
    public void the_next_dose_reaches_its_target_and_says_how_sure_that_is()
    {
        var given = new Regimen(new Dose(0, 1900, 1), new Dose(22.2, 1750, 1));
        var found = IndividualFit.Find(DrugLibrary.Vancomycin, new()
        {
            Regimen = given, Measurements = [new(12, 14.8), new(37.5, 22.5)], Covariates = [Covariates.Of(("CLCR", 34), ("WT", 62), ("DIAL", 0))],
        });
        var trough = NextDose.ForConcentration(found, given, new(new Dose(46, 1000, 1, 24, 3)), 142, 15, 0, 4000);
        found.Predict(given.With(new Dose(46, trough.Amount, 1, 24, 3)), [142]).Concentrations[0].ShouldBe(15, 1e-9);
        trough.Low.ShouldBeInRange(3, 12);
        trough.High.ShouldBeInRange(18, 40);
        var capped = NextDose.ForConcentration(found, given, new(new Dose(46, 1000, 1, 24, 3)), 142, 15, 0, 500);
        (capped.Amount, capped.IsBounded, capped.Reached < 15).ShouldBe((500, true, true));

        // Long after, a day's area is the dose over the clearance.
        var exposure = NextDose.ForExposure(found, given, new(new Dose(46, 1000, 1, 24, 100)), 46 + 24 * 90, 46 + 24 * 91, 500, 0, 4000);
        exposure.Amount.ShouldBe(500 * found.Kinetics().Clearance[0], 1e-2);
    }

    [Fact]
    public void a_covariate_that_is_missing_is_named() =>
        Should.Throw<MissingCovariateException>(() => IndividualFit.Find(DrugLibrary.Vancomycin, new() { Regimen = new(new Dose(0, 1000, 1)), Covariates = [Covariates.Of(("WT", 62))] }))
            .Message.ShouldBe("The covariate 'CLCR' is not known at 0 h, and the model needs it.");

    [Fact]
    public void a_steady_state_is_what_many_doses_lead_to()
    {
        foreach (var (route, duration, lag, absorbedOver) in new[] { (DoseRoute.Depot, 0.0, 0.0, 0.0), (DoseRoute.Depot, 0, .5, 0), (DoseRoute.Depot, 0, 0, 2), (DoseRoute.Central, 3, .2, 0), (DoseRoute.Central, 0, 0, 0) })
        {
            var model = Oral with
            {
                Compartments = 3, Covariance = new double[0, 0],
                Parameters = (_, _, _) => new()
                {
                    Clearance = 4, Volume = 30, Exchange = 3, SecondVolume = 40, ThirdExchange = .8, ThirdVolume = 60, Absorption = 1, Lag = lag, AbsorptionDuration = absorbedOver, Bioavailability = .7,
                },
            };
            double[] times = [.1, 1, 4, 11.9, 13];
            var steady = Concentrations(model, new(new Dose(0, 500, duration, 12, 1, route, IsSteadyState: true)), times);
            var long_ = Concentrations(model, new(new Dose(-12 * 400, 500, duration, 12, 401, route)), times);
            ShouldBe(steady, long_, 1e-9);
        }
    }

    private static readonly PatientRecord Continuous = new()
    {
        Regimen = new(new Dose(0, 4000, 8, 8, 14)), Measurements = [new(47.9, 63), new(71.9, 19.7), new(95.9, 31), new(120, 16)], Covariates = [Covariates.Of(("TBW", 92))],
        OccasionStarts = [48, 72, 96],
    };

    private static double[] Concentrations(DrugModel model, Regimen regimen, double[] times)
    {
        var concentrations = new Lanes[times.Length];
        new KineticCourse(model, new() { Regimen = regimen, Measurements = [.. times.Select(time => new Measurement(time, 0))] }).Run([], concentrations);
        return [.. concentrations.Select(c => c[5])];
    }

    private static KineticParameters Kinetics(DrugModel model, Regimen regimen, Measurement[] measurements, (string, double)[] covariates) =>
        IndividualFit.Find(model, new() { Regimen = regimen, Measurements = measurements, Covariates = [Covariates.Of(covariates)] }).Kinetics();

    private static void ShouldBe(IEnumerable<double> found, double[] expected, double tolerance)
    {
        double[] numbers = [.. found];
        for (var i = 0; i < expected.Length; i++) numbers[i].ShouldBe(expected[i], tolerance, $"number {i}");
    }
}
