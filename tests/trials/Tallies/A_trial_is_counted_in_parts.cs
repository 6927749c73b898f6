using CsCheck;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Tests.Tallies;

public sealed class A_trial_is_counted_in_parts
{
    private const int Patients = 400;

    [Fact]
    public void any_split_merged_in_any_order_is_the_whole_to_the_last_bit()
    {
        var whole = InventedTrial.Count(Enumerable.Range(0, Patients)).ToBytes();
        Gen.Select(Gen.Int[0, 5].Array[Patients], Gen.Shuffle(new[] { 0, 1, 2, 3, 4, 5 })).Sample((owners, order) =>
        {
            var parts = order.Select(owner => InventedTrial.Count(Enumerable.Range(0, Patients).Reverse().Where(i => owners[i] == owner))).ToArray();
            var merged = new TrialTally(InventedTrial.Layout);
            foreach (var part in parts) merged.Merge(part);
            return merged.ToBytes().AsSpan().SequenceEqual(whole);
        }, iter: 20);
    }

    [Fact]
    public void a_part_travels_as_bytes()
    {
        var bytes = InventedTrial.Count(Enumerable.Range(0, Patients)).ToBytes();
        TrialTally.FromBytes(InventedTrial.Layout, bytes).ToBytes().ShouldBe(bytes);
        bytes.Length.ShouldBeLessThan(100_000);
        new TrialTally(InventedTrial.Layout).ToBytes().Length.ShouldBeLessThan(1000);
    }

    [Fact]
    public void torn_and_foreign_bytes_are_refused()
    {
        var bytes = InventedTrial.Count(Enumerable.Range(0, 50)).ToBytes();
        for (var length = 0; length < bytes.Length; length += 7) Should.Throw<InvalidDataException>(() => TrialTally.FromBytes(InventedTrial.Layout, bytes.AsSpan(0, length)));
        for (var place = 0; place < bytes.Length; place += 13)
        {
            var torn = bytes.ToArray();
            torn[place] ^= 0x10;
            Should.Throw<InvalidDataException>(() => TrialTally.FromBytes(InventedTrial.Layout, torn));
        }
        Should.Throw<InvalidDataException>(() => TrialTally.FromBytes(InventedTrial.Layout with { Arms = ["a", "b", "c"] }, bytes)).Message.ShouldContain("another layout");
        Should.Throw<ArgumentException>(() => new TrialTally(InventedTrial.Layout).Merge(new(InventedTrial.Layout with { Arms = ["a", "b", "c"] }))).Message.ShouldContain("another layout");
    }

    [Fact]
    public void a_patient_in_no_arm_is_refused_and_not_counted()
    {
        var (tally, patient) = (new TrialTally(InventedTrial.Layout), new PatientOutcome(InventedTrial.Layout) { Arm = 3 });
        Should.Throw<ArgumentOutOfRangeException>(() => tally.Add(patient)).Message.ShouldContain("arm is one of 3");
        tally.Screened.ShouldBe(0);
    }
}
