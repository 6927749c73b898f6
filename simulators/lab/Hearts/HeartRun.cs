using TwinGrid.Lab.CommandLine;
using TwinGrid.Physiology.Circulation;

namespace TwinGrid.Lab.Hearts;

/// <summary>A heart lives through its scenario until its beats are all alike.</summary>
internal sealed class HeartRun
{
    /// <summary>A step that resolves the instants at which valves open and close, s.</summary>
    private const double ValveStep = 2e-5;

    /// <summary>From beat to beat a settled mean pressure changes by less, mmHg.</summary>
    private const double Settled = .1;

    /// <summary>Mean pressure below which no brain is perfused, mmHg.</summary>
    private const double Alive = 20;

    private const double GlanceS = .002;

    private readonly CirculationEnsemble _ensemble;
    private readonly HeartScenario _scenario;

    /// <exception cref="RefusedInputException">No body lives with these parameters.</exception>
    public HeartRun(HeartParameters heart, HeartScenario scenario, Workbench bench)
    {
        _scenario = scenario;
        try
        {
            _ensemble = new([(heart, scenario.Circulation)]);
            var slowest = scenario.Circulation.Reflex ? 3 : 60 / (scenario.Circulation.HeartRate ?? heart.HeartRate);
            var resolved = Math.Clamp(4 * slowest, 6, scenario.DurationS / 2);
            Live(scenario.DurationS - resolved, scenario.StepS ?? CirculationEnsemble.StandardStep, bench);
            Live(resolved / 2, LastStep, bench);
            var before = _ensemble.Beat(0);
            Live(resolved / 2, LastStep, bench);
            Figures = _ensemble.Beat(0);
            if (!double.IsFinite(Figures.MeanArterial)) throw new ArithmeticException("The beat is not a number.");
            Doubt(Figures.MeanArterial - before.MeanArterial, resolved / 2, bench);
        }
        catch (Exception lost) when (lost is ArithmeticException or InvalidOperationException)
        {
            throw new RefusedInputException($"{scenario.Name}: no body lives with this scenario and these parameters; the model's pressures left the numbers.", lost);
        }
    }

    /// <summary>The last beat.</summary>
    public BeatFigures Figures { get; }

    private double LastStep => _scenario.StepS ?? ValveStep;

    /// <summary>The beats that follow, glance by glance.</summary>
    public IReadOnlyList<CirculationMoment> Watch(int beats)
    {
        var moments = new List<CirculationMoment>();
        for (var left = beats * 60 / Figures.HeartRate; left > 0; left -= GlanceS)
        {
            moments.Add(_ensemble.Look(0));
            _ensemble.Advance(GlanceS, LastStep);
        }
        return moments;
    }

    /// <summary>Says what makes the figures doubtful.</summary>
    private void Doubt(double drift, double seconds, Workbench bench)
    {
        var name = _scenario.Name;
        if (Math.Abs(drift) > Settled) bench.Note($"{name} is not settled: its mean pressure changed by {drift:0.00} mmHg in the last {seconds:0.#} s; a longer durationS may help.");
        if (Figures.MeanArterial < Alive) bench.Note($"{name}: nobody lives with a mean pressure of {Figures.MeanArterial:0.0} mmHg; the figures mean little.");
        if (Figures.Suction) bench.Note($"{name}: the pump sucks the ventricle empty (below 1 mmHg); its speed is too high.");
    }

    private void Live(double seconds, double step, Workbench bench)
    {
        const int parts = 50;
        const double quick = 2e6; // steps of about a second
        if (seconds / step < quick) _ensemble.Advance(seconds, step);
        else
            bench.LongWork($"{_scenario.Name}: {seconds:0} s in steps of {step:G2} s", parts, done =>
            {
                for (var i = 0; i < parts; i++, done()) _ensemble.Advance(seconds / parts, step);
            });
    }
}
