using System.Globalization;
using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Solvers;
using TwinGrid.Testbed;

namespace TwinGrid.Physiology.Tests.Drugs;

/// <summary>2.5 mg S-warfarin a day for 60 days at 71 years, eighteen genotypes, beside the model in mrgsolve.</summary>
public sealed class Warfarin_thins_the_blood
{
    [SkippableFact]
    public void concentration_and_clotting_of_every_genotype()
    {
        var rows = File.ReadAllLines(SharedData.Path("reference", "pharmacology", "ref_warfarin_hamberg2007.csv"))[1..].Select(line => line.Split(',')).ToArray();
        var solver = new DormandPrince853<HambergWarfarin, HambergWarfarin.State, HambergWarfarin.Rates, HambergWarfarin.Nothing>(new(1e-8, 1e-11));
        foreach (var genotype in rows.GroupBy(row => (Cyp2c9: row[0], Vkorc1: row[1])))
        {
            var rates = HambergWarfarin.Of(71, genotype.Key.Cyp2c9, genotype.Key.Vkorc1);
            var (y, now) = (HambergWarfarin.Rest, 0.0);
            foreach (var row in genotype)
            {
                double[] seen = [.. row[2..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
                if (seen[0] > now) solver.Advance(ref y, in rates, default, now, seen[0], [], [], 1);
                now = seen[0];
                HambergWarfarin.Figure(in y, in rates)[0].ShouldBe(seen[1], 1e-7, $"{genotype.Key} at {now} h");
                HambergWarfarin.Inr(in y, 0).ShouldBe(seen[2], 1e-6, $"{genotype.Key} at {now} h");
                y.Depot += 2.5;
            }
        }
    }
}
