using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Filtering;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>
/// A metabolism as an ensemble carries it. A member's vector holds the model's state, then the glucose that no input explains
/// (mg/kg/min), then the logarithms of the personal parameters relative to the typical person.
/// </summary>
internal abstract class MetabolicBody : IMemberFlow
{
    /// <summary>Time constant with which unexplained glucose fades.</summary>
    public const double UnexplainedMin = 40;

    /// <summary>Inputs of the stretch ahead.</summary>
    public List<Drive> Drives { get; } = [];

    /// <summary>Name and version of model and prior.</summary>
    public abstract string Version { get; }

    public abstract int StateCount { get; }

    public abstract IReadOnlyList<PersonalParameter> Personal { get; }

    public int Dimension => StateCount + 1 + Personal.Count;

    public int Unexplained => StateCount;

    public int FirstPersonal => StateCount + 1;

    /// <summary>Where sensor glucose stands in the state, mg/kg.</summary>
    public abstract int Gs { get; }

    /// <summary>Where plasma glucose stands in the state, mg/kg.</summary>
    public abstract int Gp { get; }

    /// <summary>Where tissue glucose stands in the state, mg/kg.</summary>
    public abstract int Gt { get; }

    /// <summary>Distribution volume of glucose, dL/kg.</summary>
    public abstract double Vg { get; }

    public abstract double WeightKg { get; }

    /// <summary>Insulin that holds the typical steady state, pmol/kg/min; 0 where the body makes its own.</summary>
    public abstract double HoldingInsulin { get; }

    public double TypicalBasalIUPerH => HoldingInsulin * WeightKg / InsulinDose.PmolPerIU * 60;

    /// <summary>Insulin need relative to the typical person.</summary>
    public double InsulinNeed { get; set; } = 1;

    /// <summary>The typical basal state.</summary>
    public abstract void Basal(Span<double> state);

    /// <summary>The same insulin effect in a body whose insulin need is so many times what was believed.</summary>
    public abstract void RescaleInsulin(Span<double> state, double ratio);

    /// <summary>How the state differs, in a slow change, per mg/dL of glucose above basal.</summary>
    public abstract void Rise(Span<double> direction);

    public abstract void Carry(Span<Lanes> members, int groups);

    public void Restrain(Span<Lanes> member)
    {
        RestrainState(member);
        member[Unexplained] = Lanes.Clamp(member[Unexplained], -15, 25);
        for (var i = 0; i < Personal.Count; i++)
        {
            var most = 2.5 * Personal[i].LogSpread;
            member[FirstPersonal + i] = Lanes.Clamp(member[FirstPersonal + i], -most, most);
        }
    }

    protected abstract void RestrainState(Span<Lanes> member);
}
