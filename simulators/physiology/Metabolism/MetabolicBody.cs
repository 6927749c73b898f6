using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Filtering;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>
/// A metabolism as an ensemble carries it. A member's vector holds the model's state, then the glucose that no input explains
/// (mg/kg/min), the sensor's present error (mg/dL), then the logarithms of the personal parameters relative to the typical person.
/// </summary>
internal abstract class MetabolicBody : IMemberFlow
{
    /// <summary>Inputs of the stretch ahead.</summary>
    public List<Drive> Drives { get; } = [];

    /// <summary>Name and version of model and prior.</summary>
    public abstract string Version { get; }

    public abstract int StateCount { get; }

    public abstract IReadOnlyList<PersonalParameter> Personal { get; }

    public int Dimension => StateCount + 2 + Personal.Count;

    public int Unexplained => StateCount;

    /// <summary>How far the sensor reads off at present, mg/dL.</summary>
    public int SensorError => StateCount + 1;

    public int FirstPersonal => StateCount + 2;

    /// <summary>Where sensor glucose stands in the state, mg/kg.</summary>
    public abstract int Gs { get; }

    /// <summary>Where plasma glucose stands in the state, mg/kg.</summary>
    public abstract int Gp { get; }

    /// <summary>Where tissue glucose stands in the state, mg/kg.</summary>
    public abstract int Gt { get; }

    /// <summary>Distribution volume of glucose, dL/kg.</summary>
    public abstract double Vg { get; }

    /// <summary>How much glucose comes and goes without a known cause.</summary>
    public abstract UnexplainedGlucose Wandering { get; }

    /// <summary>Longest solver step that is stable and, beside what is not known, exact.</summary>
    public abstract double LongestStepMin { get; }

    /// <summary>Typical basal glucose, mg/dL.</summary>
    public double BasalMgPerDl => Personal[0].Typical;

    public abstract double WeightKg { get; }

    /// <summary>Insulin that holds the typical steady state, pmol/kg/min; 0 where the body makes its own.</summary>
    public abstract double HoldingInsulin { get; }

    public double TypicalBasalIUPerH => HoldingInsulin * WeightKg / InsulinDose.PmolPerIU * 60;

    /// <summary>Insulin under the skin that is in the steady state of a body which also makes its own, pmol/kg/min: what is given counts as more or less than it.</summary>
    public virtual double PrescribedInsulin => 0;

    /// <summary>Insulin need that a prescription tells, relative to the typical person; 1 where none does.</summary>
    public virtual double PrescribedNeed => 1;

    /// <summary>Insulin need relative to the typical person.</summary>
    public double InsulinNeed { get; set; } = 1;

    /// <summary>The model of a patient's kind; a weight beyond reason is held within it.</summary>
    public static MetabolicBody Of(MetabolismPatient patient)
    {
        var held = patient with { WeightKg = double.IsFinite(patient.WeightKg) ? Math.Clamp(patient.WeightKg, 3, 300) : 70 };
        return patient.Kind == MetabolismKind.Type1 ? new Type1Body(held) : new OwnInsulinBody(held);
    }

    /// <summary>The typical basal state.</summary>
    public abstract void Basal(Span<double> state);

    /// <summary>The same insulin effect in a body whose insulin need is so many times what was believed.</summary>
    public abstract void RescaleInsulin(Span<double> state, double ratio);

    /// <summary>Empties stomach and gut, and the depots under the skin of all but the insulin that holds the steady state.</summary>
    public abstract void ForgetIntake(Span<double> state);

    /// <summary>How the state differs per mg/dL of glucose above basal whose cause is not known: glucose has risen, and no insulin has answered yet.</summary>
    /// <remarks>
    /// An answer at full work without the glucose that it answers to is no state a body comes to: it would foretell a low to whoever once showed 140 mg/dL.
    /// </remarks>
    public void Rise(Span<double> direction)
    {
        direction.Clear();
        direction[Gp] = direction[Gs] = Vg;
        direction[Gt] = 0.5 * Exchange * Vg;
    }

    /// <summary>How somebody differs from the typical person, steady state and parameter, per logarithm of fasting glucose, the first of the personal parameters.</summary>
    public void Standing(Span<double> direction)
    {
        direction.Clear();
        direction[Gp] = direction[Gs] = BasalMgPerDl * Vg;
        direction[Gt] = StandingTissue * BasalMgPerDl * Vg;
        direction[FirstPersonal] = 1;
    }

    /// <summary>Glucose in slow tissues per glucose in plasma where nothing but their exchange moves it.</summary>
    protected abstract double Exchange { get; }

    /// <summary>How much more glucose stands in slow tissues per glucose in plasma, both mg/kg, in somebody whose fasting glucose is higher.</summary>
    protected abstract double StandingTissue { get; }

    /// <summary>How the state differs per insulin at work, relative to basal.</summary>
    public abstract void InsulinAtWork(Span<double> direction);

    /// <summary>What a sensor shows (mg/dL) per unit of each component.</summary>
    public void Reading(Span<double> direction)
    {
        direction.Clear();
        direction[Gs] = 1 / Vg;
        direction[SensorError] = 1;
    }

    public abstract void Carry(Span<Lanes> members, int groups);

    public void Restrain(Span<Lanes> member)
    {
        RestrainState(member);
        member[Unexplained] = Lanes.Clamp(member[Unexplained], -15, 25);
        member[SensorError] = Lanes.Clamp(member[SensorError], -60, 60);
        for (var i = 0; i < Personal.Count; i++)
        {
            var most = 2.5 * Personal[i].LogSpread;
            member[FirstPersonal + i] = Lanes.Clamp(member[FirstPersonal + i], -most, most);
        }
    }

    protected abstract void RestrainState(Span<Lanes> member);
}
