using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>A body that makes its own insulin, healthy or type 2: the Dalla Man model around the paper's average person, at the patient's weight.</summary>
/// <remarks>
/// Basal insulin that is prescribed is in the steady state, and what is measured was measured under it: the state holds what differs from it. Who stands where others stand only with
/// so much more insulin needs more for the same effect, by the ratio of both (as in type 1).
/// </remarks>
internal sealed class OwnInsulinBody : MetabolicBody<DallaMan2007, DallaMan2007.State, DallaMan2007.Parameters>
{
    private readonly DallaManPerson _typical;
    private readonly DallaMan2007.Parameters _person;

    /// <summary>The least that plasma insulin (pmol/L) can differ by from what the body makes: all that is prescribed being left away.</summary>
    private readonly double _leastInsulin;

    public OwnInsulinBody(MetabolismPatient patient)
    {
        var isType2 = patient.Kind == MetabolismKind.Type2;
        _typical = (isType2 ? DallaManPerson.Type2 : DallaManPerson.Healthy) with { BW = patient.WeightKg };
        Version = isType2 ? "dalla-man-2007-type-2/1" : "dalla-man-2007-healthy/1";
        Wandering = isType2 ? new(2, 20) : new(1.2, 15); // healthy: fitted to the people of Hall 2018; type 2: between the two others
        LongestStepMin = isType2 ? 1.25 : 2;
        _person = _typical.ToParameters();
        var need = 1.0;
        if (patient.BasalIUPerDay is > 0 and var basal)
        {
            PrescribedInsulin = basal / 1440 * InsulinDose.PmolPerIU / patient.WeightKg;
            var cleared = _typical.m4 + _typical.m2 * _typical.HEb; // of what is in plasma, the liver takes m2 and gives back all but its extraction
            _leastInsulin = -PrescribedInsulin / cleared / _typical.VI;
            need = (_typical.Ib - _leastInsulin) / _typical.Ib;
            _person.Vmx /= need;
            _person.kp1 -= (_person.kp3 - _person.kp3 / need) * _typical.Ib;
            _person.kp3 /= need;
        }
        Personal =
        [
            new("fasting glucose", _typical.Gb, isType2 ? 0.25 : 0.12, TimeSpan.FromHours(48), "mg/dL"),
            new("insulin sensitivity", _typical.Vmx / need, 0.4, TimeSpan.FromDays(7), "mg/kg/min/(pmol/L)"),
            new("beta-cell response", _typical.beta, 0.4, TimeSpan.FromDays(7), "pmol/kg/min/(mg/dL)"),
            new("gastric emptying", _typical.kmax, 0.3, TimeSpan.FromDays(7), "/min"),
            new("carbohydrate absorbed", _typical.f, 0.2, TimeSpan.FromDays(2), "1"),
        ];
    }

    public override string Version { get; }

    public override IReadOnlyList<PersonalParameter> Personal { get; }

    public override UnexplainedGlucose Wandering { get; }

    /// <remarks>
    /// Hepatic extraction makes the insulin of type 2 too fast for longer steps: its largest rate, without secretion, is 2.1/min, and
    /// Runge and Kutta bear 2.78 a step.
    /// </remarks>
    public override double LongestStepMin { get; }

    public override int Gp => 3;

    public override int Gt => 4;

    public override int Gs => 12;

    public override double Vg => _typical.VG;

    public override double WeightKg => _typical.BW;

    public override double HoldingInsulin => 0;

    public override double PrescribedInsulin { get; }

    protected override double Exchange => _typical.k1 / _typical.k2;

    protected override double StandingTissue => (_typical.k1 + _typical.kp2 + (_typical.Eb > 0 ? _typical.ke1 : 0)) / _typical.k2;

    public override void Basal(Span<double> state)
    {
        var basal = _typical.ToBasalState();
        var lanes = StateLanes.Of(ref basal);
        for (var i = 0; i < StateCount; i++) state[i] = lanes[i][0];
    }

    public override void RescaleInsulin(Span<double> state, double ratio)
    {
    }

    public override void ForgetIntake(Span<double> state)
    {
        state[..3].Clear(); // Qsto1, Qsto2, Qgut
        state[13..15].Clear(); // Isc1, Isc2
    }

    public override void InsulinAtWork(Span<double> direction)
    {
        var more = new DallaMan2007.State { Ip = _typical.Ib * _typical.VI, X = _typical.Ib, I1 = _typical.Ib, Id = _typical.Ib };
        direction.Clear();
        var lanes = StateLanes.Of(ref more);
        for (var i = 0; i < StateCount; i++) direction[i] = lanes[i][0];
    }

    protected override void RestrainState(Span<Lanes> member)
    {
        ref var y = ref StateLanes.At<DallaMan2007.State>(member);
        y.Qsto1 = Lanes.Max(y.Qsto1, 0);
        y.Qsto2 = Lanes.Max(y.Qsto2, 0);
        y.Qgut = Lanes.Max(y.Qgut, 0);
        y.Gp = Lanes.Clamp(y.Gp, 10 * Vg, 1500 * Vg);
        y.Gt = Lanes.Clamp(y.Gt, 1, 3000);
        y.Gs = Lanes.Clamp(y.Gs, 10 * Vg, 1500 * Vg);
        y.Ip = Lanes.Max(y.Ip, _leastInsulin * _typical.VI);
        y.Il = Lanes.Max(y.Il, _leastInsulin * _typical.VI);
        y.Ipo = Lanes.Max(y.Ipo, 0);
        y.I1 = Lanes.Max(y.I1, _leastInsulin);
        y.Id = Lanes.Max(y.Id, _leastInsulin);
        y.X = Lanes.Max(y.X, _leastInsulin - _typical.Ib);
        y.Y = Lanes.Max(y.Y, -_typical.Sb);
    }

    protected override void Person(ReadOnlySpan<Lanes> logs, out DallaMan2007.Parameters p)
    {
        p = _person;
        p.Gb *= Lanes.Exp(logs[0]);
        p.Vmx *= Lanes.Exp(logs[1]);
        var response = Lanes.Exp(logs[2]);
        p.beta *= response;
        p.K *= response;
        var emptying = Lanes.Exp(logs[3]);
        p.kmax *= emptying;
        p.kmin *= emptying;
        p.kgri *= emptying;
        p.f *= Lanes.Exp(logs[4]);
        var basal = p.Gb * p.VG;
        var renal = p.ke1 * Lanes.Max(basal - p.ke2, 0);
        var production = p.kp1 - p.kp2 * basal - p.kp3 * p.Ib - p.kp4 * _typical.Ipob;
        var tissue = (p.Fcns + renal - production + p.k1 * basal) / p.k2;
        p.Vm0 = (production - p.Fcns - renal) * (p.Km0 + tissue) / tissue;
    }
}
