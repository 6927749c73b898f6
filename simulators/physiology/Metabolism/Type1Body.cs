using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>Type 1 diabetes: the UVA/Padova model around the typical person of the age, at the patient's weight.</summary>
internal sealed class Type1Body : MetabolicBody<UvaPadova, UvaPadova.State, UvaPadova.Parameters>
{
    private readonly UvaPadovaPatient _typical;
    private readonly double? _prescribedIUPerH;
    private UvaPadova.Parameters _person;
    private double _needOfPerson;

    public Type1Body(MetabolismPatient patient)
    {
        _typical = UvaPadovaPopulation.OfAge(patient.AgeYears) with { BW = patient.WeightKg };
        _prescribedIUPerH = patient.BasalIUPerDay / 24;
        var spread = UvaPadovaPopulation.LogSpread;
        Personal =
        [
            new("fasting glucose", _typical.Gb, 0.25, TimeSpan.FromHours(24), "mg/dL"),
            new("insulin sensitivity", _typical.Vmx, spread.Vmx, TimeSpan.FromDays(7), "mg/kg/min/(pmol/L)"),
            new("insulin sensitivity of the liver", _typical.kp3, spread.kp3, TimeSpan.FromDays(7), "mg/kg/min/(pmol/L)"),
            new("gastric emptying", _typical.kmax, spread.kmax, TimeSpan.FromDays(7), "/min"),
            new("carbohydrate absorbed", _typical.f, 0.2, TimeSpan.FromDays(2), "1"),
        ];
    }

    public override string Version => "uva-padova-s2008/1";

    public override IReadOnlyList<PersonalParameter> Personal { get; }

    /// <summary>Fitted to nine people (D1NAMO) whose meals and doses were not told.</summary>
    public override UnexplainedGlucose Wandering => new(3.5, 25);

    public override double LongestStepMin => 2.5;

    public override int Gp => 3;

    public override int Gt => 4;

    public override int Gs => 12;

    public override double Vg => _typical.Vg;

    public override double WeightKg => _typical.BW;

    public override double HoldingInsulin => _typical.BasalInsulin;

    public override double PrescribedNeed => _prescribedIUPerH is > 0 and var rate ? MetabolicIntake.NeedOf(rate, TypicalBasalIUPerH) : 1;

    protected override double Exchange => _typical.k1 / _typical.k2;

    protected override double StandingTissue => (_typical.k1 + (_typical.Gb * Vg > _typical.ke2 ? _typical.ke1 : 0)) / _typical.k2;

    public override void Basal(Span<double> state)
    {
        var basal = AtNeed().ToBasalState();
        var lanes = StateLanes.Of(ref basal);
        for (var i = 0; i < StateCount; i++) state[i] = lanes[i][0];
    }

    public override void ForgetIntake(Span<double> state)
    {
        Span<double> basal = stackalloc double[StateCount];
        Basal(basal);
        state[..3].Clear(); // Qsto1, Qsto2, Qgut
        basal[10..12].CopyTo(state[10..]); // Isc1, Isc2
    }

    public override void InsulinAtWork(Span<double> direction)
    {
        var basal = _typical.Ib * InsulinNeed;
        var more = new UvaPadova.State { Ip = basal * _typical.Vi, X = basal, I1 = basal, Id = basal };
        direction.Clear();
        var lanes = StateLanes.Of(ref more);
        for (var i = 0; i < StateCount; i++) direction[i] = lanes[i][0];
    }

    public override void RescaleInsulin(Span<double> state, double ratio)
    {
        for (var i = 5; i <= 11; i++) state[i] *= ratio; // Ip, X, I1, Id, Il, Isc1, Isc2
    }

    protected override void RestrainState(Span<Lanes> member)
    {
        ref var y = ref StateLanes.At<UvaPadova.State>(member);
        y.Qsto1 = Lanes.Max(y.Qsto1, 0);
        y.Qsto2 = Lanes.Max(y.Qsto2, 0);
        y.Qgut = Lanes.Max(y.Qgut, 0);
        y.Gp = Lanes.Clamp(y.Gp, 10 * Vg, 1500 * Vg);
        y.Gt = Lanes.Clamp(y.Gt, 1, 3000);
        y.Gs = Lanes.Clamp(y.Gs, 10 * Vg, 1500 * Vg);
    }

    /// <summary>The typical person with this patient's insulin need: more insulin for the same effect.</summary>
    private UvaPadovaPatient AtNeed() => _typical with
    {
        Ib = _typical.Ib * InsulinNeed,
        Vmx = _typical.Vmx / InsulinNeed,
        kp3 = _typical.kp3 / InsulinNeed,
    };

    protected override void Person(ReadOnlySpan<Lanes> logs, out UvaPadova.Parameters p)
    {
        if (_needOfPerson != InsulinNeed) (_needOfPerson, _person) = (InsulinNeed, AtNeed().ToParameters());
        p = _person;
        var basal = p.Vg * _typical.Gb * Lanes.Exp(logs[0]);
        p.Vmx *= Lanes.Exp(logs[1]);
        p.kp3 *= Lanes.Exp(logs[2]);
        var emptying = Lanes.Exp(logs[3]);
        p.kmax *= emptying;
        p.kmin *= emptying;
        p.f *= Lanes.Exp(logs[4]);
        var renal = p.ke1 * Lanes.Max(basal - p.ke2, 0);
        var tissue = (p.Fcns + renal + p.k1 * basal - _typical.EGPb) / p.k2;
        p.Vm0 = (_typical.EGPb - p.Fcns - renal) * (p.Km0 + tissue) / tissue;
        p.kp1 = _typical.EGPb + p.kp2 * basal + p.kp3 * p.Ib;
    }
}
