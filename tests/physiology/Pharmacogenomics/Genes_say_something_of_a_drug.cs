using TwinGrid.Physiology.Pharmacogenomics;

namespace TwinGrid.Physiology.Tests.Pharmacogenomics;

public sealed class Genes_say_something_of_a_drug
{
    private static readonly PharmacogenomicTables Tables = PharmacogenomicTables.Shipped;

    [Theory]
    [InlineData("CYP2D6", "*1/*1", 2.0, "NM")]
    [InlineData("CYP2D6", "*4/*5", 0.0, "PM")]
    [InlineData("CYP2D6", "*4/*10", .25, "IM")]
    [InlineData("CYP2D6", "*10/*41", .75, "IM")]
    [InlineData("CYP2D6", "*1/*10", 1.25, "NM")]
    [InlineData("CYP2D6", "*1x2/*1", 3.0, "UM")]
    [InlineData("CYP2D6", "*2x3/*4", 3.0, "UM")]
    [InlineData("CYP2C9", "*1/*2", 1.5, "IM")]
    [InlineData("CYP2C9", "*1/*3", 1.0, "IM")]
    [InlineData("CYP2C9", "*2/*3", .5, "PM")]
    [InlineData("DPYD", "*1/*1", 2.0, "NM")]
    [InlineData("DPYD", "*1/*2A", 1.0, "IM")]
    [InlineData("DPYD", "*1/HapB3", 1.5, "IM")]
    [InlineData("DPYD", "c.2846A>T/c.1905+1G>A", .5, "PM")]
    [InlineData("DPYD", "*2A/*13", 0.0, "PM")]
    [InlineData("CYP2C19", "*2/*17", null, "IM")]
    [InlineData("CYP2C19", "*17/*1", null, "RM")]
    [InlineData("CYP2C19", "*17/*17", null, "UM")]
    [InlineData("CYP2C19", "*2/*3", null, "PM")]
    [InlineData("UGT1A1", "*28/*28", null, "PM")]
    [InlineData("TPMT", "*1/*3A", null, "IM")]
    [InlineData("NUDT15", "*3/*3", null, "PM")]
    [InlineData("SLCO1B1", "*1/*5", null, "DF")]
    [InlineData("VKORC1", "G/A", null, "AG")]
    public void a_diplotype_is_a_phenotype(string gene, string diplotype, double? score, string phenotype)
    {
        var call = Tables.Genes[gene].Call(diplotype);
        call.Score.ShouldBe(score);
        call.Phenotype.Abbreviation.ShouldBe(phenotype);
    }

    [Theory]
    [InlineData("fluorouracil", "DPYD", "*1/*2A", .5, false, "strong")]
    [InlineData("capecitabine", "DPYD", "*1/HapB3", .5, false, "moderate")]
    [InlineData("capecitabine", "DPYD", "*2A/*2A", null, true, "strong")]
    [InlineData("codeine", "CYP2D6", "*1x2/*1", null, true, "strong")]
    [InlineData("codeine", "CYP2D6", "*4/*4", null, true, "strong")]
    [InlineData("citalopram", "CYP2C19", "*2/*2", .5, false, "strong")]
    [InlineData("sertraline", "CYP2C19", "*2/*3", .5, false, "moderate")]
    [InlineData("clopidogrel", "CYP2C19", "*1/*2", null, true, "strong")]
    [InlineData("irinotecan", "UGT1A1", "*28/*28", .7, false, "strong")]
    [InlineData("simvastatin", "SLCO1B1", "*1/*1", 1.0, false, "strong")]
    public void a_drug_has_a_recommendation_with_strength_source_and_version(string drug, string gene, string diplotype, double? factor, bool avoid, string strength)
    {
        var found = Tables.Recommend(drug, Genotypes((gene, diplotype)));
        (found.StartDoseFactor, found.Avoid, found.Strength).ShouldBe((factor, avoid, strength));
        found.Source.ShouldNotBeEmpty();
        found.Version.ShouldNotBeEmpty();
    }

    [Fact]
    public void every_table_answers_every_pair_of_its_alleles()
    {
        foreach (var drug in Tables.Drugs)
        {
            string[][] pairs = [.. Tables.GenesFor(drug).Select(gene => Tables.Genes[gene].Alleles.SelectMany(a => Tables.Genes[gene].Alleles.Select(b => $"{a}/{b}")).ToArray())];
            foreach (var first in pairs[0])
                foreach (var second in pairs.Length > 1 ? pairs[1] : [""])
                {
                    var genotypes = Genotypes((Tables.GenesFor(drug)[0], first));
                    if (pairs.Length > 1) genotypes[Tables.GenesFor(drug)[1]] = second;
                    Tables.Recommend(drug, genotypes).Text.ShouldNotBeEmpty();
                }
        }
    }

    [Fact]
    public void another_drug_shifts_the_phenotype()
    {
        var found = Tables.Recommend("codeine", Genotypes(("CYP2D6", "*1/*1")), "paroxetine", "aspirin");
        var call = found.Calls.ShouldHaveSingleItem();
        (call.Inborn.Abbreviation, call.Phenotype.Abbreviation, call.Score).ShouldBe(("NM", "PM", 0.0));
        found.Avoid.ShouldBeTrue();
        Tables.Recommend("codeine", Genotypes(("CYP2D6", "*1/*1")), "duloxetine").Calls[0].Phenotype.Abbreviation.ShouldBe("IM");
        Tables.Recommend("clopidogrel", Genotypes(("CYP2C19", "*1/*1")), "omeprazole").Calls[0].Phenotype.Abbreviation.ShouldBe("IM");
        Tables.Recommend("clopidogrel", Genotypes(("CYP2C19", "*1/*2")), "rifampicin").Calls[0].Phenotype.Abbreviation.ShouldBe("NM");
    }

    [Fact]
    public void a_gene_that_is_not_called_or_not_known_is_named()
    {
        Should.Throw<UnknownGenotypeException>(() => Tables.Recommend("codeine", Genotypes())).Message.ShouldBe("CYP2D6 is not called, and codeine depends on it.");
        Should.Throw<UnknownGenotypeException>(() => Tables.Genes["DPYD"].Call("*1/*99")).Message.ShouldStartWith("DPYD '*99' is not in the table; known are");
        Should.Throw<UnknownGenotypeException>(() => Tables.Genes["TPMT"].Call("*1")).Message.ShouldStartWith("TPMT '*1' is no pair of alleles such as *1/*4");
        Should.Throw<ArgumentException>(() => Tables.Recommend("aspirin", Genotypes())).Message.ShouldContain("There is no table for 'aspirin'");
    }

    [Fact]
    public void a_newer_table_takes_the_place_of_an_older_one()
    {
        const string Newer = """{"gene":"CYP2D6","version":"2027-01","source":"a test","alleles":{"*1":{"activity":1},"*10":{"activity":0.1}},"phenotypes":[{"name":"Poor","abbreviation":"PM","from":0},{"name":"Normal","abbreviation":"NM","from":0.25}]}""";
        PharmacogenomicTables.Read(Newer).Genes["CYP2D6"].Call("*10/*10").Phenotype.Abbreviation.ShouldBe("PM");
    }

    private static Dictionary<string, string> Genotypes(params (string Gene, string Diplotype)[] calls) => calls.ToDictionary(call => call.Gene, call => call.Diplotype, StringComparer.Ordinal);
}
