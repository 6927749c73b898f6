using TwinGrid.Physiology.Pharmacogenomics;

namespace TwinGrid.Physiology.Tests.Pharmacogenomics;

/// <summary>A white person of 65 years, 170 cm and 75 kg, beside independent implementations of the consortium's algorithms.</summary>
public sealed class Warfarin_is_dosed
{
    private static readonly WarfarinPatient Patient = new(65, 170, 75, "GG", "*1/*1");

    [Theory]
    [InlineData("GG", "*1/*1", false, 41.925625)]
    [InlineData("AG", "*1/*2", false, 25.869430)]
    [InlineData("AA", "*3/*3", false, 5.984873)]
    [InlineData("AA", "*1/*3", true, 10.834631)]
    public void by_genes(string vkorc1, string cyp2c9, bool amiodarone, double mgPerWeek) =>
        WarfarinDose.WithGenes(Patient with { Vkorc1 = vkorc1, Cyp2c9 = cyp2c9, TakesAmiodarone = amiodarone }).ShouldBe(mgPerWeek, 5e-7);

    [Fact]
    public void without_genes() => WarfarinDose.Clinical(Patient).ShouldBe(30.481441, 5e-7);

    [Fact]
    public void whole_decades_count() => WarfarinDose.WithGenes(Patient with { AgeYears = 69.9 }).ShouldBe(WarfarinDose.WithGenes(Patient with { AgeYears = 60 }));

    [Fact]
    public void what_is_not_known_has_its_own_coefficient_and_what_is_nonsense_is_refused()
    {
        WarfarinDose.WithGenes(Patient with { Vkorc1 = null, Cyp2c9 = null }).ShouldBe(Math.Pow(Math.Sqrt(41.925625) - .4854 - .2188, 2), 1e-5);
        Should.Throw<UnknownGenotypeException>(() => WarfarinDose.WithGenes(Patient with { Vkorc1 = "TT" })).Message.ShouldContain("none of GG, AG, AA");
        Should.Throw<ArgumentOutOfRangeException>(() => WarfarinDose.WithGenes(Patient with { AgeYears = 8 })).Message.ShouldContain("for adults");
    }
}
