using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Circulation;

/// <summary>Eight people and their scenarios as the lanes of the closed loop; empty lanes repeat the first member, they cost nothing.</summary>
internal sealed class EightBodies
{
    /// <summary>Capacity of all systemic veins, mL/mmHg (Heldt 2004): blood at hand where veins can squeeze; the resting loop counts only those near the heart.</summary>
    private const double AllVeins = 7 + 5 + 60 + 20 + 1.3 + .5 + 1.3;

    /// <summary>Pressure of the assist pump, mmHg per (rev/min)²: Simaan et al. 2009.</summary>
    private const double PumpHeadPerRpm2 = 9.9025e-7;

    private readonly (HeartParameters Heart, CirculationScenario Scenario)[] _members;
    private readonly Lanes _elvS, _ervS, _rsys, _avDelay, _intervals, _bleeding, _bleedSeconds;

    public EightBodies(IReadOnlyList<(HeartParameters Heart, CirculationScenario Scenario)> members)
    {
        _members = [.. Enumerable.Range(0, Lanes.Count).Select(lane => members[lane < members.Count ? lane : 0])];
        _elvS = Each((heart, scenario) => heart.ElvS * scenario.LvContractility);
        _ervS = Each((heart, _) => heart.ErvS);
        _rsys = Each((heart, scenario) => heart.Rsys * scenario.SvrFactor);
        _avDelay = Each((_, scenario) => scenario.AvDelaySeconds ?? -1);
        _intervals = Each((heart, scenario) => 60 / (scenario.HeartRate ?? heart.HeartRate));
        LongestPacedInterval = Each((_, scenario) => scenario.PacedRate is { } rate ? 60 / rate : double.MaxValue);
        _bleeding = Each((heart, scenario) => scenario.BleedFraction * heart.BloodVolume / scenario.BleedSeconds);
        _bleedSeconds = Each((_, scenario) => scenario.BleedSeconds);
    }

    /// <summary>The pacemakers let no beat last longer, s.</summary>
    public Lanes LongestPacedInterval { get; }

    /// <summary>Blood the scenarios lose at a time after the start, mL/s.</summary>
    public Lanes Bleeding(double seconds) => Lanes.Select(seconds < _bleedSeconds, _bleeding, Lanes.Zero);

    /// <summary>The hearts' own beat intervals, s.</summary>
    public Lanes Intervals() => _intervals;

    /// <summary>How strongly a reflex answers; 0 where none does.</summary>
    public Lanes Reflexive() => Each((_, scenario) => scenario.Reflex ? scenario.ReflexGain : 0);

    /// <summary>Share of the reflexes' effect through beta receptors that is left.</summary>
    public Lanes BetaReflex() => Each((_, scenario) => scenario.BetaReflex);

    public ClosedLoop.Parameters Parameters() => new()
    {
        ElvD = Each((heart, _) => heart.ElvD), ErvD = Each((heart, _) => heart.ErvD),
        ElaMin = Each((heart, _) => heart.ElaMin), ElaMax = Each((heart, _) => heart.ElaMax),
        EraMin = Each((heart, _) => heart.EraMin), EraMax = Each((heart, _) => heart.EraMax),
        V0lv = Each((heart, _) => heart.V0lv), V0rv = Each((heart, _) => heart.V0rv), V0la = Each((heart, _) => heart.V0la), V0ra = Each((heart, _) => heart.V0ra),
        CQao = Each(Aortic), BackAo = Each((heart, scenario) => -scenario.AorticRegurgitantFraction * Aortic(heart, scenario)),
        CQmi = Each(Mitral), BackMi = Each((heart, scenario) => -scenario.MitralRegurgitantFraction * Mitral(heart, scenario)),
        CQpo = Each((heart, _) => heart.CQaoPo), CQti = Each((heart, _) => heart.CQmiTi),
        PerCsas = Each((heart, _) => 1 / heart.Csas), PerCsat = Each((heart, scenario) => 1 / (heart.Csat * scenario.ArterialComplianceFactor)),
        PerCsvn = Each((heart, scenario) => 1 / (scenario.NeedsVenousReserve ? Math.Max(AllVeins, heart.Csvn) : heart.Csvn)),
        PerCpas = Each((heart, _) => 1 / heart.Cpas), PerCpat = Each((heart, _) => 1 / heart.Cpat), PerCpvn = Each((heart, _) => 1 / heart.Cpvn),
        PerLsas = Each((heart, _) => 1 / heart.Lsas), PerLsat = Each((heart, _) => 1 / heart.Lsat),
        PerLpas = Each((heart, _) => 1 / heart.Lpas), PerLpat = Each((heart, _) => 1 / heart.Lpat),
        Rsas = Each((heart, _) => heart.Rsas), Rpas = Each((heart, _) => heart.Rpas),
        PerRsvn = Each((heart, _) => 1 / heart.Rsvn), PerRpvn = Each((heart, _) => 1 / heart.Rpvn),
    };

    public ClosedLoop.Inputs Inputs()
    {
        var interval = Lanes.Min(_intervals, LongestPacedInterval);
        return new()
        {
            BeatsPerSecond = 1 / interval, AtriumOnset = AtriumOnset(interval), ElvS = _elvS, ErvS = _ervS, Rsys = _rsys,
            Rpul = Each((heart, scenario) => heart.Rpul * scenario.PvrFactor),
            Pericardium = Each((_, scenario) => scenario.PericardialPressure),
            PumpHead = Each((_, scenario) => PumpHeadPerRpm2 * scenario.LvadRpm * scenario.LvadRpm), PumpRuns = Each((_, scenario) => scenario.LvadRpm > 0 ? 1 : 0),
        };
    }

    /// <summary>Where in the beat the atria begin; a set AV delay is a time, the model's own a share of the beat.</summary>
    public Lanes AtriumOnset(Lanes interval) => Lanes.Select(_avDelay < Lanes.Zero, Elastance.AtriumOnset, 1 - _avDelay / interval);

    /// <summary>All stressed blood in the ventricles, five ninths in the left; everything else slack.</summary>
    public ClosedLoop.State EmptyVessels()
    {
        var stressed = Each((heart, scenario) => heart.StressedVolume * scenario.StressedVolumeFactor);
        return new()
        {
            LeftVentricle = Each((heart, _) => heart.V0lv) + stressed * (5d / 9), RightVentricle = Each((heart, _) => heart.V0rv) + stressed * (4d / 9),
            LeftAtrium = Each((heart, _) => heart.V0la), RightAtrium = Each((heart, _) => heart.V0ra),
        };
    }

    /// <summary>Puts the lanes that need the person's rest there; more or less stressed blood is more or less pressure everywhere.</summary>
    public void StartFromRest(in ClosedLoop.State rest, ref ClosedLoop.State state)
    {
        var settled = rest;
        var factor = Each((_, scenario) => scenario.StressedVolumeFactor);
        foreach (ref var pressureOrFlow in StateLanes.Of(ref settled)[4..^1]) pressureOrFlow *= factor;
        Stretch(ref settled.LeftVentricle, Each((heart, _) => heart.V0lv));
        Stretch(ref settled.RightVentricle, Each((heart, _) => heart.V0rv));
        Stretch(ref settled.LeftAtrium, Each((heart, _) => heart.V0la));
        Stretch(ref settled.RightAtrium, Each((heart, _) => heart.V0ra));
        var reserve = Each((_, scenario) => scenario.NeedsVenousReserve ? 1 : 0) > Lanes.Zero;
        var from = StateLanes.Of(ref settled);
        var to = StateLanes.Of(ref state);
        for (var i = 0; i < from.Length; i++) to[i] = Lanes.Select(reserve, from[i], to[i]);

        void Stretch(ref Lanes volume, Lanes slack) => volume = slack + (volume - slack) * factor;
    }

    /// <summary>Puts what the reflexes ask for into the loop.</summary>
    public void Regulate(ref ClosedLoop.Inputs inputs, Lanes reflexive, Baroreflex reflex)
    {
        inputs.Rsys = _rsys * (1 + reflexive * (reflex.Resistance - 1));
        inputs.ElvS = Lanes.Max(_elvS + reflexive * reflex.LeftElastance, .2 * _elvS);
        inputs.ErvS = Lanes.Max(_ervS + reflexive * reflex.RightElastance, .2 * _ervS);
    }

    /// <summary>Volumes of the chambers and the stretch of the vessels, mL.</summary>
    public static double Volume(in ClosedLoop.State y, in ClosedLoop.Parameters p, int lane) =>
        (y.LeftVentricle + y.RightVentricle + y.LeftAtrium + y.RightAtrium
            + y.Psas / p.PerCsas + y.Psat / p.PerCsat + y.Psvn / p.PerCsvn + y.Ppas / p.PerCpas + y.Ppat / p.PerCpat + y.Ppvn / p.PerCpvn)[lane];

    private static double Aortic(HeartParameters heart, CirculationScenario scenario) =>
        (scenario.AorticValveAreaCm2 ?? heart.AorticValveAreaCm2) * CirculationEnsemble.OrificePerCm2 ?? heart.CQaoPo;

    private static double Mitral(HeartParameters heart, CirculationScenario scenario) =>
        scenario.MitralValveAreaCm2 * CirculationEnsemble.OrificePerCm2 ?? heart.CQmiTi;

    private Lanes Each(Func<HeartParameters, CirculationScenario, double> value)
    {
        Span<double> lanes = stackalloc double[Lanes.Count];
        for (var lane = 0; lane < Lanes.Count; lane++) lanes[lane] = value(_members[lane].Heart, _members[lane].Scenario);
        return Lanes.Of(lanes);
    }
}
