using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Neutropenia;
using TwinGrid.Physiology.Pharmacogenomics;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Treatments;
using TwinGrid.Physiology.Tumours;

namespace TwinGrid.Lab.Dosing;

/// <summary>One patient's doses, measurements and covariates as a data set in NONMEM's form.</summary>
internal static class PatientFile
{
    public const string Help =
        """
        The patient's file (CSV), a row an event, rising in time; an empty cell or a dot is nothing:
          TIME                       h
          AMT                        a dose, mg; into the depot where ROUTE is oral, else into the blood
          RATE or DUR                mg/h, or h: an infusion; nothing: at once
          ADDL, II, SS               so many more doses, each so many hours later; SS 1: given so since ever
          DV                         a concentration, mg/L
          COUNT                      a blood count, 10⁹/L, of the cells that the drug's model has
          SLD                        the sum of the target lesions' diameters (RECIST), mm
          OCC                        occasion, from 1, rising
        A column with the name of a gene that the drug depends on holds a diplotype (*1/*2) or a phenotype (PM, IM, NM …).
        Every other column is a covariate and must be filled.
        """;

    private static readonly string[] Known = ["ID", "TIME", "AMT", "RATE", "DUR", "ADDL", "II", "SS", "DV", "OCC", "ROUTE", "CMT", "EVID", "MDV", "COUNT", "SLD"];

    /// <summary>Reads a patient.</summary>
    /// <param name="genes">That the drug depends on.</param>
    /// <param name="file">CSV.</param>
    /// <param name="carry">How covariates reach the times between rows.</param>
    /// <exception cref="RefusedInputException">The file cannot be used; the message names line and column.</exception>
    public static PatientRecord Read(IReadOnlyCollection<string> genes, string file, CovariateCarry carry) => Rows(genes, file, carry) is { Regimen.Doses.Count: > 0 } patient
        ? patient
        : throw new RefusedInputException($"'{file}' has no dose: no row has an AMT.");

    /// <summary>Reads a patient with blood counts and scans, who need not have had a dose yet; covariates hold as they were last.</summary>
    /// <exception cref="RefusedInputException">The file cannot be used; the message names line and column.</exception>
    public static TreatmentRecord ReadTreatment(Drug drug, string? tumour, string file)
    {
        string[] genes = [.. drug.Genes.Concat(drug.Cells.SelectMany(cells => cells.Genes)).Distinct(StringComparer.Ordinal)];
        var patient = Rows(genes, file, CovariateCarry.Forwards);
        var (counts, scans) = (new List<CellCount>(), new List<TumourScan>());
        foreach (var row in CsvInput.Read(file, ["TIME"]))
        {
            var time = row.Number("TIME", -1e6, 1e6);
            if (Number(row, "COUNT", 1e-3, 1e3) is { } count) counts.Add(new(time, count));
            if (Number(row, "SLD", 0, 1e4) is { } sum) scans.Add(new(time, sum));
        }
        return new() { Drug = drug, Given = patient.Regimen, Patient = patient.Covariates[^1], Concentrations = patient.Measurements, Counts = counts, Scans = scans, Tumour = tumour };
    }

    private static PatientRecord Rows(IReadOnlyCollection<string> genes, string file, CovariateCarry carry)
    {
        var rows = CsvInput.Read(file, ["TIME"]);
        var (doses, measurements, covariates, occasions) = (new List<Dose>(), new List<Measurement>(), new List<Covariates>(), new List<double>());
        var (last, occasion) = (double.NegativeInfinity, 1.0);
        foreach (var row in rows)
        {
            var time = Number(row, "TIME", -1e6, 1e6) ?? throw row.Wrong("TIME", "a time is missing.");
            if (time < last) throw row.Wrong("TIME", $"the time {time} h follows {last} h.");
            last = time;
            if (Number(row, "AMT", 0, 1e9) is { } amount and > 0) doses.Add(DoseOf(row, time, amount));
            if (Number(row, "DV", 0, 1e9) is { } concentration) measurements.Add(new(time, concentration));
            covariates.Add(CovariatesOf(row, time, genes));
            var now = Number(row, "OCC", 1, 1000) ?? occasion;
            if (now < occasion) throw row.Wrong("OCC", $"the occasion {now} follows {occasion}.");
            for (; occasion < now; occasion++) occasions.Add(time);
        }
        return new() { Regimen = new(doses), Measurements = measurements, Covariates = covariates, Carry = carry, OccasionStarts = occasions };
    }

    private static Dose DoseOf(CsvInputRow row, double time, double amount)
    {
        var (rate, duration) = (Number(row, "RATE", 0, 1e9) ?? 0, Number(row, "DUR", 0, 1e6) ?? 0);
        if (rate > 0 && duration > 0) throw row.Wrong("DUR", "a dose has a RATE or a DUR, not both.");
        var dose = new Dose(
            time, amount, rate > 0 ? amount / rate : duration, Number(row, "II", 0, 1e6) ?? 0, (int)(Number(row, "ADDL", 0, 100_000) ?? 0),
            row.Has("ROUTE") && row.Text("ROUTE") is "oral" ? DoseRoute.Depot : DoseRoute.Central, Number(row, "SS", 0, 1) is 1);
        return dose.Fault is { } fault ? throw row.Wrong("AMT", fault) : dose;
    }

    private static Covariates CovariatesOf(CsvInputRow row, double time, IReadOnlyCollection<string> genes)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var column in row.Columns.Except(Known, StringComparer.Ordinal).Except(genes, StringComparer.Ordinal))
            values[column] = Number(row, column, -1e9, 1e9) ?? throw row.Wrong(column, "a covariate is missing.");
        return new(time, values) { Genes = genes.Where(row.Has).ToDictionary(gene => gene, gene => Status(row, gene), StringComparer.Ordinal) };
    }

    private static GeneStatus Status(CsvInputRow row, string gene)
    {
        var text = row.Text(gene);
        if (text is "" or ".") throw row.Wrong(gene, "the gene is not called.");
        if (!text.Contains('/', StringComparison.Ordinal)) return new(text);
        try
        {
            return new(PharmacogenomicTables.Shipped.Genes[gene].Call(text).Phenotype.Abbreviation, text);
        }
        catch (UnknownGenotypeException unknown)
        {
            throw row.Wrong(gene, unknown.Message);
        }
    }

    private static double? Number(CsvInputRow row, string column, double low, double high) =>
        !row.Has(column) || row.Text(column) is "." or "" ? null : row.Number(column, low, high);
}
