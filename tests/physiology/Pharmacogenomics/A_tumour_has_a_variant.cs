using TwinGrid.Physiology.Pharmacogenomics;

namespace TwinGrid.Physiology.Tests.Pharmacogenomics;

public sealed class A_tumour_has_a_variant
{
    [Fact]
    public void what_trials_reported_of_it_and_the_drug_is_told()
    {
        DrugVariants.Of("docetaxel", ["BRCA2"]).ShouldHaveSingleItem().Text.ShouldBe("33.3 % answered to docetaxel and 68.0 % to carboplatin.");
        DrugVariants.Of("fluorouracil", ["DPYD"]).Count().ShouldBe(4);
        DrugVariants.Of("docetaxel", ["EGFR"]).ShouldBeEmpty();
    }

    [Fact]
    public void every_row_names_its_trial_and_lies_within_its_limits()
    {
        foreach (var row in DrugVariants.All)
        {
            row.Source.ShouldContain("20");
            if (row.Low is { } low) row.Value.ShouldBeInRange(low, row.High!.Value);
        }
    }
}
