using System.Globalization;
using TwinGrid.Disclosure.Anonymity;

namespace TwinGrid.Disclosure.Tests;

/// <summary>Tables of many kinds, checked by what they say alone, by code that shares nothing with what made them.</summary>
public sealed class People_are_made_alike
{
    private static readonly string[] Codes = ["pregnancy", "diabetes-type-1", "diabetes-type-2", "reduced-ejection-fraction", "severe-aortic-stenosis"];

    public static TheoryData<int, int> Cohorts()
    {
        var cohorts = new TheoryData<int, int>();
        foreach (var size in (int[])[10, 11, 19, 37, 100, 1000, 5000])
            foreach (var seed in Enumerable.Range(1, 4)) cohorts.Add(size, seed);
        return cohorts;
    }

    [Theory, MemberData(nameof(Cohorts))]
    public void nobody_stands_out(int size, int seed)
    {
        var people = Many(size, seed);
        var table = AnonymousTable.Of(people, new AnonymityBar());
        table.Classes.SelectMany(one => one.Members).Order().ShouldBe(Enumerable.Range(0, size), "everybody is in one class");
        Check(people, table);
        if (size >= 1000) table.Reached.InformationLoss.ShouldBeLessThan(.5, "many people can be told more exactly");
    }

    [Theory, MemberData(nameof(Cohorts))]
    public void nobody_stands_out_after_some_have_left(int size, int seed)
    {
        var people = Many(size, seed);
        var random = new Random(seed);
        var table = AnonymousTable.Of(people, new AnonymityBar());
        try
        {
            for (var round = 0; round < 4; round++)
            {
                var gone = Enumerable.Range(0, size).Where(_ => random.Next(12) == 0).ToHashSet();
                table = table.Without(gone);
                table.Classes.SelectMany(one => one.Members).ShouldAllBe(member => !gone.Contains(member));
                Check(people, table);
            }
        }
        catch (AnonymityRefusedException)
        {
            size.ShouldBeLessThan(100, "of so many some can always be made alike");
        }
    }

    [Fact]
    public void one_of_103_years_is_among_the_oldest_and_no_more()
    {
        var people = Many(300, 5).Select(one => one with { AgeYears = Math.Min(one.AgeYears, 70) }).Append(new Person(103, 1, 160, 50, [])).ToList();
        var table = AnonymousTable.Of(people, new AnonymityBar());
        Check(people, table);
        var oldest = table.Classes.Single(one => one.Members.Contains(300));
        (oldest.Age.EndsWith('+') || oldest.Age == "any").ShouldBeTrue(oldest.Age);
        int.Parse(oldest.Age.TrimEnd('+').Split('-')[0].Replace("any", "0", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(65);
        table.Classes.ShouldAllBe(one => !one.Age.Contains("103", StringComparison.Ordinal) && !one.Age.Contains("100", StringComparison.Ordinal));
    }

    [Fact]
    public void however_many_are_over_ninety_they_are_over_ninety()
    {
        var people = Many(200, 6).Concat(Enumerable.Range(0, 50).Select(i => new Person(95 + i % 10, i % 2 + 1, 150 + i % 20, 45 + i % 20, i % 3 == 0 ? ["diabetes-type-2"] : []))).ToList();
        var table = AnonymousTable.Of(people, new AnonymityBar());
        foreach (var one in table.Classes) foreach (var number in Numbers(one.Age)) number.ShouldBeLessThanOrEqualTo(90);
    }

    [Fact]
    public void a_giant_is_among_the_tall()
    {
        var people = Many(300, 7).Append(new Person(40, 2, 231, 190, [])).ToList();
        var table = AnonymousTable.Of(people, new AnonymityBar());
        var his = table.Classes.Single(one => one.Members.Contains(300));
        foreach (var number in Numbers(his.Height)) number.ShouldBeLessThan(205);
        foreach (var number in Numbers(his.Weight)) number.ShouldBeLessThan(140);
    }

    [Fact]
    public void a_code_that_few_carry_is_shown_of_nobody()
    {
        List<Person> people = [.. Many(200, 8).Select((one, i) => one with { Diagnoses = i < 9 ? [.. one.Diagnoses, "severe-aortic-stenosis"] : [.. one.Diagnoses.Where(code => code != "severe-aortic-stenosis")] })];
        var table = AnonymousTable.Of(people, new AnonymityBar());
        Enumerable.Range(0, 200).ShouldAllBe(one => !table.DiagnosesOf(one).Contains("severe-aortic-stenosis", StringComparer.Ordinal));
        table.Reached.RareCodes.ShouldBeGreaterThanOrEqualTo(1);
        Check(people, table);
    }

    [Fact]
    public void a_combination_that_few_carry_loses_its_rarest_code()
    {
        List<Person> people = [.. Enumerable.Range(0, 100).Select(i => new Person(50, 1, 165, 60, i < 40 ? ["diabetes-type-2"] : i < 60 ? ["reduced-ejection-fraction"] : i < 63 ? ["diabetes-type-2", "reduced-ejection-fraction"] : []))];
        var table = AnonymousTable.Of(people, new AnonymityBar());
        table.DiagnosesOf(61).ShouldBe(["diabetes-type-2"]);
        table.Reached.PeopleShortened.ShouldBe(3);
        Check(people, table);
    }

    [Fact]
    public void where_everybody_is_equal_nothing_is_told_apart_and_no_diagnosis_is_shown()
    {
        List<Person> people = [.. Enumerable.Repeat(new Person(50, 1, 165, 60, ["diabetes-type-1"]), 40)];
        var table = AnonymousTable.Of(people, new AnonymityBar());
        var all = table.Classes.ShouldHaveSingleItem();
        (all.Members.Count, all.Age, all.Height, all.Weight).ShouldBe((40, "any", "any", "any"));
        (table.HidesDiagnoses, table.DiagnosesOf(0).Count, table.Reached.L, table.Reached.CommonCodes).ShouldBe((true, 0, 0, 1));
    }

    [Fact]
    public void fewer_than_ten_are_refused_with_the_reason() =>
        Should.Throw<AnonymityRefusedException>(() => AnonymousTable.Of(Many(9, 1), new AnonymityBar())).Message.ShouldContain("Fewer than 10");

    [Fact]
    public void a_higher_bar_is_held_too()
    {
        var people = Many(1000, 9);
        var bar = new AnonymityBar { K = 25, L = 3, MostShare = .6 };
        Check(people, AnonymousTable.Of(people, bar), bar);
    }

    [Fact]
    public void half_a_million_take_seconds()
    {
        var people = Many(500_000, 10);
        var table = AnonymousTable.Of(people, new AnonymityBar());
        table.Reached.People.ShouldBe(500_000);
        table.Reached.K.ShouldBeGreaterThanOrEqualTo(10);
    }

    private static void Check(List<Person> people, AnonymousTable table, AnonymityBar? bar = null)
    {
        bar ??= new AnonymityBar();
        // What is shown of each: a row of words, as it would be written.
        var rows = table.Classes.SelectMany(one => one.Members.Select(member => (Known: $"{one.Age}|{one.Sex}|{one.Height}|{one.Weight}", Class: one, Member: member, Codes: table.DiagnosesOf(member)))).ToList();
        foreach (var alike in rows.GroupBy(row => row.Known, StringComparer.Ordinal))
        {
            alike.Count().ShouldBeGreaterThanOrEqualTo(bar.K, alike.Key);
            if (table.HidesDiagnoses) continue;
            foreach (var group in alike.GroupBy(row => row.Class))
            {
                group.Select(row => string.Join('+', row.Codes)).Distinct(StringComparer.Ordinal).Count().ShouldBeGreaterThanOrEqualTo(bar.L);
                foreach (var code in Codes) group.Count(row => row.Codes.Contains(code, StringComparer.Ordinal)).ShouldBeLessThanOrEqualTo((int)(bar.MostShare * group.Count()));
            }
        }
        foreach (var code in Codes) rows.Count(row => row.Codes.Contains(code, StringComparer.Ordinal)).ShouldNotBeInRange(1, bar.K - 1);
        foreach (var set in rows.Where(row => row.Codes.Count > 0).GroupBy(row => string.Join('+', row.Codes), StringComparer.Ordinal)) set.Count().ShouldBeGreaterThanOrEqualTo(bar.K, set.Key);
        foreach (var row in rows)
        {
            row.Codes.Except(people[row.Member].Diagnoses, StringComparer.Ordinal).ShouldBeEmpty();
            Holds(row.Class.Age, people[row.Member].AgeYears);
            Holds(row.Class.Height, people[row.Member].HeightCm);
            Holds(row.Class.Weight, people[row.Member].WeightKg);
        }
    }

    /// <summary>A band says the truth, and is five wide at least.</summary>
    private static void Holds(string band, double value)
    {
        if (band == "any") return;
        if (band.EndsWith('+')) value.ShouldBeGreaterThanOrEqualTo(Numbers(band).Single());
        else if (band.StartsWith('<')) value.ShouldBeLessThan(Numbers(band).Single());
        else
        {
            var (low, high) = (Numbers(band).First(), Numbers(band).Last());
            value.ShouldBeInRange(low, high + .999999);
            (high - low).ShouldBeGreaterThanOrEqualTo(4);
        }
    }

    private static List<int> Numbers(string band) => band == "any" ? [] : [.. band.Trim('<', '+').Split('-').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];

    private static List<Person> Many(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new Person(
            random.Next(0, 102), random.Next(20) == 0 ? 0 : random.Next(1, 3), 150 + 30 * random.NextDouble() + 10 * random.NextDouble(), 40 + 60 * random.NextDouble() * random.NextDouble() + 10,
            [.. Codes.Where((_, i) => random.Next(4 + i * i * 4) == 0)]))];
    }
}
