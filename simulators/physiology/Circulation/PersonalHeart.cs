using MathNet.Numerics.LinearAlgebra;

namespace TwinGrid.Physiology.Circulation;

/// <summary>A circulation that rests as the person does, and how well it does.</summary>
/// <param name="Heart">The person's parameters.</param>
/// <param name="Beat">A settled beat of theirs.</param>
/// <param name="MisfitMmHg">The larger of the systolic and diastolic errors.</param>
/// <param name="Factors">What was found: enough, with the person, to make the heart again.</param>
public sealed record PersonalHeart(HeartParameters Heart, BeatFigures Beat, double MisfitMmHg, PersonalFactors Factors)
{
    private const double SettleSeconds = 45;

    /// <summary>Above this misfit the person's figures are outside what the model can be at rest.</summary>
    public const double GoodMisfitMmHg = 1;

    private const int Rounds = 12, Unknowns = 4;

    /// <summary>Step of the differences, in the logarithms.</summary>
    private const double Difference = .02;

    /// <summary>Body surface of the published adult, m².</summary>
    private const double PublishedSurface = 1.9;

    /// <summary>
    /// Fits a circulation. The published adult is scaled to the person's size (volumes, flows and capacities by body surface, pressures
    /// alike); then resistance, arterial capacity, stressed volume and the left ventricle's strength are found that give the person's
    /// pressures and ejection fraction at the person's rate with the output to be expected. What rest cannot tell (valves, the lung's
    /// vessels, the right heart) stays as published.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A figure is outside the range that <see cref="PersonAtRest"/> names.</exception>
    public static PersonalHeart Fit(PersonAtRest person)
    {
        ArgumentNullException.ThrowIfNull(person);
        person.Check();
        var scaled = Scaled(person);
        var logs = FirstGuess(person, scaled);
        PersonalHeart? best = null;
        for (var round = 0; round < Rounds; round++)
        {
            var (beats, errors) = Around(person, scaled, logs);
            var misfit = Math.Max(Math.Abs(beats[0].Systolic - person.Systolic), Math.Abs(beats[0].Diastolic - person.Diastolic));
            if (best is null || misfit < best.MisfitMmHg) best = new(With(scaled, logs), beats[0], misfit, PersonalFactors.FromLogs(logs));
            if (misfit < .05 && Math.Abs(errors[0][2]) < .002 && Math.Abs(errors[0][3]) < .002) break;
            logs = Improve(logs, errors);
        }
        return best!;
    }

    /// <summary>The heart of a person for whom these factors were once found.</summary>
    public static HeartParameters Of(PersonAtRest person, PersonalFactors factors)
    {
        ArgumentNullException.ThrowIfNull(person);
        person.Check();
        return factors.Of(Scaled(person));
    }

    private static HeartParameters Scaled(PersonAtRest person) =>
        Scaled(new(), person.SurfaceM2 / PublishedSurface) with { HeartRate = person.HeartRate, BloodVolume = person.BloodVolume, AorticValveAreaCm2 = person.AorticValveAreaCm2 };

    /// <summary>Gauss–Newton in the logarithms, by differences, no step beyond a third: there are as many figures as parameters.</summary>
    private static double[] Improve(double[] logs, double[][] errors)
    {
        var slopes = Matrix<double>.Build.Dense(Unknowns, Unknowns, (row, column) => (errors[column + 1][row] - errors[0][row]) / Difference);
        // A little damping keeps a nearly flat direction from running away.
        var normal = slopes.TransposeThisAndMultiply(slopes) + 1e-4 * Matrix<double>.Build.DenseIdentity(Unknowns);
        var step = normal.Solve(slopes.TransposeThisAndMultiply(Vector<double>.Build.Dense(errors[0])));
        return [.. logs.Select((log, i) => Math.Clamp(log - Math.Clamp(step[i], -.33, .33), -1.8, 1.8))];
    }

    /// <summary>Beats of the person with these parameters and with each a little larger, and their relative errors.</summary>
    private static (BeatFigures[] Beats, double[][] Errors) Around(PersonAtRest person, HeartParameters scaled, double[] logs)
    {
        var tried = Enumerable.Range(0, Unknowns + 1).Select(i => logs.Select((log, j) => i == j + 1 ? log + Difference : log).ToArray());
        var ensemble = new CirculationEnsemble([.. tried.Select(one => (With(scaled, one), new CirculationScenario()))]);
        ensemble.Advance(SettleSeconds);
        BeatFigures[] beats = [.. Enumerable.Range(0, Unknowns + 1).Select(ensemble.Beat)];
        return (beats, [.. beats.Select(beat => new[]
        {
            Math.Log(beat.Systolic / person.Systolic), Math.Log(beat.Diastolic / person.Diastolic), .5 * Math.Log(beat.CardiacOutput / person.ExpectedOutput),
            .5 * Math.Log(beat.EjectionFraction / person.EjectionFraction),
        })]);
    }

    private static HeartParameters With(HeartParameters scaled, double[] logs) => PersonalFactors.FromLogs(logs).Of(scaled);

    /// <summary>Resistance from mean pressure over output, capacity from stroke volume over pulse pressure, beside the published adult's.</summary>
    private static double[] FirstGuess(PersonAtRest person, HeartParameters scaled)
    {
        var mean = (person.Systolic + 2 * person.Diastolic) / 3;
        var stroke = person.ExpectedOutput / person.HeartRate * 1000;
        const double publishedResistance = 90 / 5.352, publishedCapacity = 76.46 / 42.55;
        var size = scaled.Csat / new HeartParameters().Csat;
        return
        [
            Math.Log(mean / person.ExpectedOutput / publishedResistance * size),
            Math.Log(stroke / (person.Systolic - person.Diastolic) / publishedCapacity / size),
            .5 * Math.Log(mean / 90 * stroke / 76.46 / size),
            Math.Log(mean / 90 * (person.EjectionFraction / .60)),
        ];
    }

    /// <summary>The same pressures in a body so much larger.</summary>
    private static HeartParameters Scaled(HeartParameters heart, double size) => heart with
    {
        StressedVolume = heart.StressedVolume * size,
        Rsys = heart.Rsys / size, Rpul = heart.Rpul / size, Rsas = heart.Rsas / size, Rsvn = heart.Rsvn / size, Rpas = heart.Rpas / size, Rpvn = heart.Rpvn / size,
        Csas = heart.Csas * size, Csat = heart.Csat * size, Csvn = heart.Csvn * size, Cpas = heart.Cpas * size, Cpat = heart.Cpat * size, Cpvn = heart.Cpvn * size,
        Lsas = heart.Lsas / size, Lsat = heart.Lsat / size, Lpas = heart.Lpas / size, Lpat = heart.Lpat / size,
        ElvS = heart.ElvS / size, ElvD = heart.ElvD / size, ErvS = heart.ErvS / size, ErvD = heart.ErvD / size,
        ElaMin = heart.ElaMin / size, ElaMax = heart.ElaMax / size, EraMin = heart.EraMin / size, EraMax = heart.EraMax / size,
        V0lv = heart.V0lv * size, V0rv = heart.V0rv * size, V0la = heart.V0la * size, V0ra = heart.V0ra * size,
        CQaoPo = heart.CQaoPo * size, CQmiTi = heart.CQmiTi * size,
    };
}
