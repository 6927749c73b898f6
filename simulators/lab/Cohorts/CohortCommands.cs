using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Physiology.Cohorts;
using TwinGrid.Physiology.Neutropenia;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Tumours;

namespace TwinGrid.Lab.Cohorts;

/// <summary>The four workloads that engines are compared by.</summary>
internal static class CohortCommands
{
    private const string Tables =
        """
        The subjects' file has a column ID and any of the parameters above; a parameter without a column is the typical one.
        Columns of the summary: time, and over all subjects mean, sd, p05, p50, p95 (type 7) and min. Of --per-subject: ID, last, min, max, mean over the records.
        The last line on standard error says how many subjects a second of processor time simulates, alone and with everything around it.
        """;

    public static IEnumerable<Command> Make(Workbench bench)
    {
        TwoCompartmentPerson typical = new(5, 50, 10, 100, 1);
        yield return new CohortCommand<TwoCompartmentPerson>(
            Workloads.TwoCompartments, ["CL", "V2", "Q", "V3", "KA"],
            row => new(row["CL", typical.Clearance], row["V2", typical.CentralVolume], row["Q", typical.Exchange], row["V3", typical.PeripheralVolume], row["KA", typical.Absorption]), "ode")
            .Make(bench, "pk2", "A cohort swallows 100 mg every 12 hours for a week: two compartments, concentration each hour.",
                $"""
                Parameters: CL clearance 5 L/h, V2 central volume 50 L, Q exchange 10 L/h, V3 peripheral volume 100 L, KA absorption 1/h.
                Recorded: concentration, mg/L, from 0 to 168 h.
                {Tables}

                Example:
                  twingrid-lab simulate pk2 --subjects subjects.csv --rtol 1e-6 --atol 1e-8 --summary summary.csv --per-subject subjects-out.csv
                """, "concentration (mg/L)", "h");

        var blood = new NeutropeniaPerson();
        yield return new CohortCommand<NeutropeniaPerson>(
            Workloads.Neutropenia, ["CL", "V1", "K12", "K21", "K13", "K31", "CIRC0", "MTT", "GAM", "SLP"],
            row => new()
            {
                Clearance = row["CL", blood.Clearance], Volume = row["V1", blood.Volume], K12 = row["K12", blood.K12], K21 = row["K21", blood.K21], K13 = row["K13", blood.K13],
                K31 = row["K31", blood.K31], CellsAtRest = row["CIRC0", blood.CellsAtRest], MeanTransitTime = row["MTT", blood.MeanTransitTime], Feedback = row["GAM", blood.Feedback],
                Slope = row["SLP", blood.Slope],
            }, "ode")
            .Make(bench, "fri", "A cohort gets 180 mg docetaxel every three weeks, four times: neutrophils each 6 hours (Friberg).",
                $"""
                The drug has three compartments, in closed form; the cells are integrated.
                Parameters: CL 35.6 L/h, V1 8.31 L, K12 1.07, K21 1.74, K13 1.28, K31 0.0787 1/h; CIRC0 5.05 cells at rest (10^9/L), MTT mean transit time 88.7 h,
                GAM feedback 0.161, SLP effect 8.58 L/umol.
                Recorded: neutrophils, 10^9/L, from 0 to 2016 h.
                {Tables}

                Example:
                  twingrid-lab simulate fri --subjects subjects.csv --summary summary.csv --plot neutrophils.png
                """, "neutrophils (10⁹/L)", "h");

        var tumour = new ClaretPerson();
        yield return new CohortCommand<ClaretPerson>(
            Workloads.Claret, ["KL", "KD", "LAM", "Y0", "KDE"],
            row => new() { Growth = row["KL", tumour.Growth], Kill = row["KD", tumour.Kill], Resistance = row["LAM", tumour.Resistance], Size = row["Y0", tumour.Size], Leaving = row["KDE", tumour.Leaving] }, "exact")
            .Make(bench, "cla", "A cohort's tumours under a weekly dose for a year: size each day (Claret).",
                $"""
                Parameters: KL growth 0.003, KD kill 0.00357142857, LAM resistance 0.00757142857, KDE leaving of the exposure 0.35 (1/day), Y0 size at the start 70 mm.
                Recorded: size, mm, from 0 to 364 days.
                {Tables}

                Example:
                  twingrid-lab simulate cla --subjects subjects.csv --summary summary.csv
                """, "size (mm)", "days");

        var glioma = new RibbaPerson();
        yield return new CohortCommand<RibbaPerson>(
            Workloads.Ribba, ["KDE", "LP", "KPQ", "KQPP", "DQP", "GAMMA", "P0", "Q0"],
            row => new()
            {
                Leaving = row["KDE", glioma.Leaving], Growth = row["LP", glioma.Growth], ToQuiescence = row["KPQ", glioma.ToQuiescence], Repair = row["KQPP", glioma.Repair],
                Death = row["DQP", glioma.Death], Damage = row["GAMMA", glioma.Damage], Proliferating = row["P0", glioma.Proliferating], Quiescent = row["Q0", glioma.Quiescent],
            }, "ode")
            .Make(bench, "rib", "A cohort's low-grade gliomas under a weekly dose for a year: size at 365 times (Ribba).",
                $"""
                The drug is in closed form; the cells are integrated.
                Parameters: KDE leaving of the drug 0.24, LP growth 0.121, KPQ to quiescence 0.0295, KQPP repair 0.0031, DQP death 0.00867 (1/month), GAMMA damage 0.729;
                P0 proliferating 7.13 and Q0 quiescent 41.2 mm at the start.
                Recorded: size, mm, from 0 to 12 months.
                {Tables}

                Example:
                  twingrid-lab simulate rib --subjects subjects.csv --summary summary.csv
                """, "size (mm)", "months");
    }
}
