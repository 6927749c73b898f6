using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Drugs;

/// <summary>Drugs whose dose is set by measured concentrations, as published for populations. Amounts in mg, concentrations in mg/L.</summary>
public static class DrugLibrary
{
    /// <summary>Covariates: CLCR (mL/min), WT (kg).</summary>
    public static DrugModel Tobramycin { get; } = new()
    {
        Name = "tobramycin",
        Source = "two compartments with exchange rates; parameters as in the comparison of posologyr with Monolix",
        Compartments = 2,
        Covariance = DrugModel.Diagonal(.08075, .01203),
        Error = new(0, .198),
        Parameters = (effects, _, known) =>
        {
            var volume = 19.8 * Math.Pow(known["WT"] / 66.4, .8) * Lanes.Exp(effects[1]);
            var elimination = .21 * Math.Pow(known["CLCR"] / 67.8, .89) * Math.Pow(known["WT"] / 66.4, -1.09) * Lanes.Exp(effects[0]);
            return new() { Clearance = elimination * volume, Volume = volume, Exchange = .041 * volume, SecondVolume = .041 / .12 * volume };
        },
    };

    /// <summary>Covariates: CLCR (mL/min), WT (kg), DIAL (1 while dialysed, else 0).</summary>
    public static DrugModel Vancomycin { get; } = new()
    {
        Name = "vancomycin",
        Source = "Goti, Chaturvedula, Fossler, Mok, Jacob, Ther Drug Monit 40:212, 2018",
        Compartments = 2,
        Covariance = DrugModel.Diagonal(.147, .510, .282),
        Error = new(3.4, .227, IsSum: true),
        Parameters = (effects, _, known) => new()
        {
            Clearance = 4.5 * Math.Pow(known["CLCR"] / 120, .8) * Math.Pow(.7, known["DIAL"]) * Lanes.Exp(effects[0]),
            Volume = 58.4 * (known["WT"] / 70) * Math.Pow(.5, known["DIAL"]) * Lanes.Exp(effects[1]),
            SecondVolume = 38.4 * Lanes.Exp(effects[2]),
            Exchange = 6.5,
        },
    };

    /// <summary>Covariates: CLCR (measured over 4 h, mL/min), TBW (kg), PF (PaO2/FiO2, mmHg).</summary>
    public static DrugModel Amikacin { get; } = new()
    {
        Name = "amikacin",
        Source = "Burdet, Pajot, Couffignal, et al., Eur J Clin Pharmacol 71:75, 2015",
        Compartments = 2,
        Covariance = DrugModel.Triangle(.1, .01, .05, .01, .02, .2, -.06, .004, .003, .08),
        Error = new(.2, .1),
        Parameters = (effects, _, known) => new()
        {
            Clearance = 4.3 * Math.Pow(known["CLCR"] / 82, .7) * Lanes.Exp(effects[0]),
            Volume = 15.9 * Math.Pow(known["TBW"] / 78, .9) * Math.Pow(known["PF"] / 169, .4) * Lanes.Exp(effects[1]),
            SecondVolume = 21.4 * Lanes.Exp(effects[2]),
            Exchange = 12.1 * Lanes.Exp(effects[3]),
        },
    };

    /// <summary>Covariate: TBW (kg). Clearance and central volume change from occasion to occasion.</summary>
    public static DrugModel Piperacillin { get; } = new()
    {
        Name = "piperacillin",
        Source = "Roberts, Kirkpatrick, Roberts, Dalley, Lipman, Int J Antimicrob Agents 35:156, 2010",
        Compartments = 2,
        Covariance = DrugModel.Diagonal(.1747673, .08507985, .0673745, .429067, .2247455),
        OccasionCovariance = DrugModel.Diagonal(.1934626, .05783106),
        Error = new(3.2, .253, IsSum: true),
        Parameters = (effects, onOccasion, known) => new()
        {
            Lag = .07 * Lanes.Exp(effects[0]),
            Clearance = 17.1 * (known["TBW"] / 70) * Lanes.Exp(effects[1] + onOccasion[0]),
            Volume = 7.2 * Lanes.Exp(effects[2] + onOccasion[1]),
            SecondVolume = 17.8 * Lanes.Exp(effects[3]),
            Exchange = 52 * Lanes.Exp(effects[4]),
        },
    };

    /// <summary>All of them by name.</summary>
    public static IReadOnlyDictionary<string, DrugModel> All { get; } =
        new[] { Tobramycin, Vancomycin, Amikacin, Piperacillin }.ToDictionary(drug => drug.Name, StringComparer.Ordinal);
}
