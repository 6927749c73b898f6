using System.Text;
using CsCheck;

namespace TwinGrid.Keys.Tests;

public sealed class Keys_are_at_hand
{
    [Fact]
    public void whatever_is_put_and_removed_in_any_order_a_key_is_its_own_patients_or_not_there() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 3_000]).Array[0, 6_000].Sample(
            steps =>
            {
                var (table, model) = (new KeyTable(most: 1 << 20), new Dictionary<string, PatientKey>(StringComparer.Ordinal));
                foreach (var (puts, number) in steps)
                {
                    var twin = $"twin-{number}";
                    if (puts) table.Put(twin, model[twin] = PatientKey.NewRandom());
                    else
                    {
                        table.Remove(twin);
                        model.Remove(twin);
                    }
                }
                return table.Count == model.Count && Enumerable.Range(0, 3_001).All(number => table.TryFind(Encoding.ASCII.GetBytes($"twin-{number}"), out var key)
                    ? model.TryGetValue($"twin-{number}", out var kept) && kept == key
                    : !model.ContainsKey($"twin-{number}"));
            },
            iter: 30);

    [Fact]
    public void a_full_table_lets_go_of_some_and_never_gives_another_patients_key()
    {
        var (table, keys) = (new KeyTable(most: 1_024), Enumerable.Range(0, 20_000).ToDictionary(number => $"twin-{number}", _ => PatientKey.NewRandom(), StringComparer.Ordinal));
        foreach (var (twin, key) in keys)
        {
            table.Put(twin, key);
            table.TryFind(Encoding.ASCII.GetBytes(twin), out var found).ShouldBeTrue("what was put last is there");
            found.ShouldBe(key);
        }
        table.Count.ShouldBeInRange(700, 820);
        var atHand = keys.Where(pair => table.TryFind(Encoding.ASCII.GetBytes(pair.Key), out _)).ToList();
        atHand.Count.ShouldBe(table.Count);
        foreach (var (twin, key) in atHand)
        {
            table.TryFind(Encoding.ASCII.GetBytes(twin), out var found);
            found.ShouldBe(key);
        }
    }
}
