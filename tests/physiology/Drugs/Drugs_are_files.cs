using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Testbed;

namespace TwinGrid.Physiology.Tests.Drugs;

public sealed class Drugs_are_files
{
    private static readonly Covariates Somebody = new(0, new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["CLCR"] = 100, ["WT"] = 75, ["TBW"] = 75, ["DIAL"] = 0, ["PF"] = 300, ["BSA"] = 1.95, ["AGE"] = 45, ["EGFR"] = 102.5, ["BILI"] = 8.8, ["GFR"] = 100,
    })
    {
        Genes = new Dictionary<string, GeneStatus>(StringComparer.Ordinal) { ["CYP2C19"] = new("NM"), ["CYP2D6"] = new("NM"), ["CYP2C9"] = new("NM", "*1/*1"), ["DPYD"] = new("NM") },
    };

    [Fact]
    public void every_drug_of_the_issue_is_carried_with_its_source()
    {
        DrugLibrary.All.Keys.Order(StringComparer.Ordinal).ShouldBe(
            ["amikacin", "atenolol", "bisoprolol", "capecitabine", "carboplatin", "carvedilol", "docetaxel", "donepezil", "escitalopram", "fluorouracil", "insulin", "metformin", "metoprolol", "paclitaxel", "piperacillin", "propranolol", "tobramycin", "vancomycin", "warfarin"]);
        foreach (var drug in DrugLibrary.All.Values)
        {
            drug.Label.Source.Length.ShouldBeGreaterThan(20, drug.Name);
            if (drug.Kinetics is { } kinetics) kinetics.Source.Length.ShouldBeGreaterThan(20, drug.Name);
            else if (drug.Equivalent is { } equal) DrugLibrary.Find(equal.Drug).Circulation.ShouldNotBeNull(drug.Name);
            else drug.Name.ShouldBe("insulin");
            if (drug.Circulation is not null || drug.Equivalent is not null) drug.Usual.ShouldNotBeNull(drug.Name);
        }
    }

    /// <summary>The typical patient's clearance is the one of the publication's table.</summary>
    [Theory]
    [InlineData("docetaxel", 35.7, 6.94)]
    [InlineData("paclitaxel", 26.04, 34.08)]
    [InlineData("carboplatin", 8.38, 15.4)]
    [InlineData("fluorouracil", 249, 5.56)]
    [InlineData("capecitabine", 230.9, 338)]
    [InlineData("metformin", 53.0, 438)]
    [InlineData("escitalopram", 16.3, 815)]
    [InlineData("donepezil", 10.0268, 26.2189)]
    public void the_typical_patients_clearance_and_volume(string name, double clearance, double volume)
    {
        var k = Typical(name, Somebody);
        k.Clearance[0].ShouldBe(clearance, 1e-9);
        k.Volume[3].ShouldBe(volume, 1e-9);
    }

    [Fact]
    public void genes_and_age_change_the_clearance_as_published()
    {
        Typical("escitalopram", With("CYP2C19", "PM")).Clearance[0].ShouldBe(16.3 * .479, 1e-9);
        Typical("escitalopram", Somebody with { Values = new Dictionary<string, double>(StringComparer.Ordinal) { ["AGE"] = 65 } }).Clearance[0].ShouldBe(16.3 * (1 - .0077 * 20), 1e-9);
        Typical("donepezil", With("CYP2D6", "UM")).Clearance[0].ShouldBe(10.0268 * 1.24, 1e-9);
        Typical("fluorouracil", With("DPYD", "IM")).Clearance[0].ShouldBe(249 * .5, 1e-9);
        Typical("warfarin", With("CYP2C9", "PM", "*3/*2")).Clearance[0].ShouldBe(.314 * (1 + .0091 * 26) * .310, 1e-9);
        Should.Throw<TwinGrid.Physiology.Pharmacogenomics.UnknownGenotypeException>(() => Typical("escitalopram", With("CYP2C19", "UM"))).Message
            .ShouldBe("CYP2C19 UM: what the drug does was published for NM, IM, PM only.");
        Should.Throw<MissingCovariateException>(() => Typical("donepezil", Covariates.Of())).Message.ShouldBe("The gene 'CYP2D6' is not called, and the model needs it.");
    }

    /// <summary>Beside mrgsolve's course of S-warfarin; half of each racemic dose is S-warfarin.</summary>
    [SkippableFact]
    public void warfarins_concentrations_are_those_of_the_reference()
    {
        foreach (var genotype in File.ReadAllLines(SharedData.Path("reference", "pharmacology", "ref_warfarin_hamberg2007.csv"))[1..].Select(line => line.Split(',')).Where(row => row[1] == "GG").GroupBy(row => row[0], StringComparer.Ordinal))
        {
            var known = Covariates.Of(("AGE", 71)) with { Genes = new Dictionary<string, GeneStatus>(StringComparer.Ordinal) { ["CYP2C9"] = new("?", genotype.Key) } };
            Measurement[] seen = [.. genotype.Select(row => new Measurement(Number(row[2]), Number(row[3])))];
            var found = new Lanes[seen.Length];
            var course = new KineticCourse(DrugLibrary.Kinetics["warfarin"], new() { Regimen = RegimenText.Read("5 mg oral every 24 h x 60"), Measurements = seen, Covariates = [known] });
            course.Run(new Lanes[course.Effects], found);
            for (var i = 0; i < seen.Length; i++) found[i][0].ShouldBe(seen[i].Concentration, 1e-7, $"{genotype.Key} at {seen[i].Time} h");
        }
    }

    [Theory]
    [InlineData("docetaxel", "195 mg over 1 h every 21 d x 4", null)]
    [InlineData("docetaxel", "240 mg over 1 h", "Dose 1, at 0 h: 123.1 mg/m² lies outside the label's 55 to 100 mg/m² (breast cancer; every 3 weeks, 55 after reductions; docetaxel, US prescribing information, sections 2.1 and 2.7).")]
    [InlineData("carboplatin", "625 mg over 1 h", null)]
    [InlineData("carboplatin", "1250 mg over 1 h", "Dose 1, at 0 h: 10 mg/mL·min lies outside the label's 4 to 7 mg/mL·min (every 3 to 4 weeks; carboplatin concentrate, UK summary of product characteristics, section 4.2; dose by Calvert, Newell, Gumbrell, et al., J Clin Oncol 7:1748, 1989).")]
    [InlineData("metformin", "1000 mg oral every 12 h x 6", null)]
    [InlineData("metformin", "1000 mg oral every 6 h x 6", "Dose 3, at 12 h: 3000 mg a day lies outside the label's 500 to 2550 mg a day (type 2 diabetes, in two or three doses; metformin hydrochloride tablets, US prescribing information, section 2).")]
    [InlineData("fluorouracil", "4800 mg over 46 h every 14 d x 2", null)]
    public void doses_outside_the_label_are_named(string name, string regimen, string? fault) => DrugLibrary.Find(name).Label.Fault(RegimenText.Read(regimen), Somebody).ShouldBe(fault);

    [Fact]
    public void a_label_that_counts_by_what_is_not_known_says_so() =>
        Should.Throw<MissingCovariateException>(() => DrugLibrary.Find("docetaxel").Label.Fault(RegimenText.Read("195 mg"), Covariates.Of())).Covariate.ShouldBe("BSA");

    /// <summary>Calvert 1989: dose = area × (filtration + 25).</summary>
    [Fact]
    public void carboplatin_is_dosed_by_the_kidneys()
    {
        Calvert.Dose(5, 100).ShouldBe(625);
        Calvert.Exposure(625, 100).ShouldBe(5);
        BodySize.Surface(170, 70).ShouldBe(1.8097, 1e-3);
        BodySize.CreatinineClearance(60, 72, 1, isFemale: true).ShouldBe(80 * .85, 1e-9);
    }

    [Theory]
    [InlineData("\"volume\": 30", "\"volume\": {\"typical\": -1}", "kinetics.volume.typical is -1, but must be above 0.")]
    [InlineData("\"volume\": 30", "\"volum\": 30", "kinetics.parameters has no volume.")]
    [InlineData("\"volume\": 30", "\"volume\": 30, \"bioavailabilty\": 1", "kinetics.parameters has 'bioavailabilty', which is not known; known are")]
    [InlineData("\"effect\": \"a\"", "\"effect\": \"b\"", "kinetics.clearance.effect is 'b', but the effects are a.")]
    [InlineData("\"WT\": \"kg\"", "\"W\": \"kg\"", "kinetics.covariates does not say what 'WT' is.")]
    [InlineData("\"power\": 0.75", "\"pow\": 0.75", "could not be mapped")]
    [InlineData("\"unit\": \"mg/kg\"", "\"unit\": \"g/kg\"", "label.ranges[0].unit is 'g/kg', but must be mg, mg/m2, mg/kg or AUC.")]
    [InlineData("\"atc\": \"X\",", "", "missing required properties")]
    public void a_file_that_cannot_be_used_is_named_with_the_place(string right, string wrong, string reason)
    {
        DrugFile.Read("mine.json", Mine).Kinetics!.Name.ShouldBe("mine");
        var said = Should.Throw<DrugFileException>(() => DrugFile.Read("mine.json", Mine.Replace(right, wrong, StringComparison.Ordinal))).Message;
        said.ShouldStartWith("mine.json: ");
        said.ShouldContain(reason);
    }

    private const string Mine =
        """
        { "drug": "mine", "atc": "X", "unit": "mg", "molarMass": 300,
          "kinetics": { "source": "invented for this test", "validity": "nobody", "compartments": 1, "effects": [{ "name": "a", "variance": 0.1 }], "error": { "proportional": 0.2 },
            "covariates": { "WT": "kg" },
            "parameters": { "volume": 30, "clearance": { "typical": 4, "effect": "a", "factors": [{ "covariate": "WT", "reference": 70, "power": 0.75 }] } } },
          "label": { "source": "none", "ranges": [{ "use": "any", "per": "dose", "least": 1, "most": 2, "unit": "mg/kg" }] } }
        """;

    private static KineticParameters Typical(string name, Covariates known)
    {
        var model = DrugLibrary.Kinetics[name];
        return model.Parameters(new Lanes[model.Covariance.GetLength(0)], new Lanes[model.OccasionCovariance.GetLength(0)], known);
    }

    private static Covariates With(string gene, string phenotype, string? diplotype = null) =>
        Somebody with { Genes = new Dictionary<string, GeneStatus>(StringComparer.Ordinal) { [gene] = new(phenotype, diplotype) } };

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
