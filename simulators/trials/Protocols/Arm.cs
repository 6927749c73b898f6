using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Trials.Protocols;

/// <summary>What some of the patients get.</summary>
/// <param name="Name">As the report says it.</param>
public sealed record Arm(string Name)
{
    /// <summary>Of the library; null: none.</summary>
    public Drug? Drug { get; init; }

    /// <summary>Amounts in the drug's unit, or per what <see cref="Per"/> says; null: no doses.</summary>
    public Regimen? Regimen { get; init; }

    /// <summary>What amounts are counted per.</summary>
    public DosePer Per { get; init; }

    /// <summary>Whether doses outside the drug's label are meant.</summary>
    public bool IsOffLabel { get; init; }

    /// <summary>How patients leave; null: nobody does.</summary>
    public Dropout? Dropout { get; init; }

    /// <summary>Chance that a dose is taken.</summary>
    public double Adherence { get; init; } = 1;

    /// <summary>How doses follow blood cells; null: they do not.</summary>
    public Conduct.DoseAdaptation? Adaptation { get; init; }

    /// <summary>How doses follow concentrations; null: they do not.</summary>
    public Titration? Titration { get; init; }

    /// <summary>What the model asks of an arm beside the drug, by name: an effect, a hazard ratio.</summary>
    public IReadOnlyDictionary<string, Formula> Effects { get; init; } = new Dictionary<string, Formula>(StringComparer.Ordinal);

    /// <summary>What a dose's amount is multiplied with in a patient.</summary>
    /// <exception cref="Conduct.TrialException">What it is counted per is not above 0.</exception>
    public double Scale(Covariates patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        return Per switch
        {
            DosePer.SquareMetre => Positive("BSA"),
            DosePer.Kilogram => Positive("WT"),
            DosePer.Calvert => Calvert.Dose(1, Math.Min(Positive("GFR"), 300)),
            _ => 1,
        };

        double Positive(string name) => patient[name] is > 0 and < 1e6 and var value ? value : throw new Conduct.TrialException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Doses are counted per {name}, which is {patient[name]} in a patient: cut the variable off above 0."));
    }
}

/// <summary>What amounts are counted per.</summary>
public enum DosePer
{
    /// <summary>Patient.</summary>
    Patient = 0,

    /// <summary>m² of body surface (BSA).</summary>
    SquareMetre = 1,

    /// <summary>kg (WT).</summary>
    Kilogram = 2,

    /// <summary>mg/mL·min under the curve, by Calvert's formula (GFR).</summary>
    Calvert = 3,
}
