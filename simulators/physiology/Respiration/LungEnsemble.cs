using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Respiration;

/// <summary>Up to eight breathing people side by side: eight patients, or one patient's what-ifs. All begin at rest.</summary>
/// <remarks>Advancing allocates nothing. Not thread-safe.</remarks>
public sealed class LungEnsemble
{
    /// <summary>A step that keeps every pressure to .001 mmHg, min.</summary>
    public const double StandardStep = .01;

    private readonly LungParameters[] _lungs;
    private readonly LungScenario[] _scenarios;
    private readonly GasExchange.Parameters _parameters;

    private GasExchange.State _state;
    private GasExchange.Inputs _inputs;

    /// <summary>People at rest whose scenarios begin now.</summary>
    /// <exception cref="ArgumentException">No member, or more than eight.</exception>
    public LungEnsemble(IReadOnlyList<(LungParameters Lung, LungScenario Scenario)> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count is 0 or > Lanes.Count) throw new ArgumentException($"1 to {Lanes.Count} people breathe together, not {members.Count}.", nameof(members));
        Members = members.Count;
        _lungs = [.. Enumerable.Range(0, Lanes.Count).Select(lane => members[lane < Members ? lane : 0].Lung)];
        _scenarios = [.. Enumerable.Range(0, Lanes.Count).Select(lane => members[lane < Members ? lane : 0].Scenario)];
        RestingBreath[] rest = [.. _lungs.Select(lung => new RestingBreath(lung))];
        _parameters = new()
        {
            Shunt = Each(lane => _lungs[lane].Shunt), Haemoglobin = Each(lane => _lungs[lane].Haemoglobin),
            DeadSpace = Each(lane => _lungs[lane].DeadSpace), AlveolarDeadSpace = Each(lane => _lungs[lane].AlveolarDeadSpace),
            CentralGain = Each(lane => _lungs[lane].CentralGain), PeripheralGain = Each(lane => rest[lane].PeripheralGain),
            CentralThreshold = Each(lane => rest[lane].CentralThreshold), PeripheralThreshold = Each(lane => _lungs[lane].PeripheralThreshold),
            // Hey's line goes through the person's resting breath and meets no ventilation at half its volume.
            PatternSlope = Each(lane => 2 * _lungs[lane].RespiratoryRate), PatternVolume = Each(lane => rest[lane].Ventilation / _lungs[lane].RespiratoryRate / 2),
        };
        _state = new()
        {
            AlveolarO2 = Each(lane => rest[lane].AlveolarO2), AlveolarCO2 = Each(lane => rest[lane].AlveolarCO2),
            VenousO2 = Each(lane => rest[lane].VenousO2), VenousCO2 = Each(lane => rest[lane].VenousCO2),
            CentralCO2 = Each(lane => _lungs[lane].CarbonDioxide), CarotidCO2 = Each(lane => _lungs[lane].CarbonDioxide), CarotidO2 = Each(lane => rest[lane].ArterialO2),
        };
        TakeIn();
    }

    /// <summary>How many members there are.</summary>
    public int Members { get; }

    /// <summary>Time since the start, min.</summary>
    public double Minutes { get; private set; }

    /// <summary>From now on a member lives in another scenario; what the circulation delivers comes in this way.</summary>
    public void Change(int member, LungScenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        _scenarios[Existing(member)] = scenario;
        TakeIn();
    }

    /// <summary>Lets all members breathe on.</summary>
    /// <param name="minutes">How long.</param>
    /// <param name="step">Step of the solver, min, at most <see cref="StandardStep"/>.</param>
    public void Advance(double minutes, double step = StandardStep)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, StandardStep);
        var steps = (int)Math.Round(minutes / step);
        RungeKutta4.Advance<GasExchange, GasExchange.State, GasExchange.Parameters, GasExchange.Inputs>(ref _state, in _parameters, in _inputs, step, steps);
        Minutes += steps * step;
    }

    /// <summary>A member's breathing now.</summary>
    public LungFigures Look(int member)
    {
        _ = Existing(member);
        GasExchange.Breathing(in _state, in _parameters, in _inputs, out var ventilation, out var rate);
        GasExchange.Arterial(in _state, in _parameters, in _inputs, out var o2, out var co2, out _, out _);
        var saturation = BloodGas.Saturation(o2, co2);
        var venous = BloodGas.OxygenPressure(_state.VenousO2, co2 + 6, _parameters.Haemoglobin);
        return new(
            rate[member], rate[member] > 0 ? 1000 * ventilation[member] / rate[member] : 0, ventilation[member],
            ventilation[member] - _parameters.DeadSpace[member] * rate[member], 100 * saturation[member],
            o2[member], co2[member], _state.AlveolarO2[member], venous[member]);
    }

    private void TakeIn() => _inputs = new()
    {
        InspiredO2 = Each(lane => _scenarios[lane].InspiredOxygen * (Air.At(_scenarios[lane].AltitudeM) - Air.WaterVapour)),
        InspiredCO2 = Each(lane => _scenarios[lane].InspiredCarbonDioxide * (Air.At(_scenarios[lane].AltitudeM) - Air.WaterVapour)),
        CardiacOutput = Each(lane => _scenarios[lane].CardiacOutput ?? _lungs[lane].CardiacOutput),
        OxygenUse = Each(lane => _lungs[lane].OxygenUse * _scenarios[lane].Metabolism),
        CarbonDioxideMade = Each(lane => _lungs[lane].CarbonDioxideMade * _scenarios[lane].Metabolism),
        Opioid = Each(lane => _scenarios[lane].OpioidDepression),
        AddedShunt = Each(lane => (_scenarios[lane].Shunt ?? _lungs[lane].Shunt) - _lungs[lane].Shunt),
    };

    private static Lanes Each(Func<int, double> value)
    {
        Span<double> lanes = stackalloc double[Lanes.Count];
        for (var lane = 0; lane < Lanes.Count; lane++) lanes[lane] = value(lane);
        return Lanes.Of(lanes);
    }

    private int Existing(int member) =>
        member >= 0 && member < Members ? member : throw new ArgumentOutOfRangeException(nameof(member), member, $"The members are 0 to {Members - 1}.");
}
