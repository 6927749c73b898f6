using TwinGrid.Lab.Forecasts.GlucoBench;

namespace TwinGrid.Lab.Tests.Forecasts;

/// <summary>Gaps of more than 30 min cut, 10 readings are a segment, pieces are 10 long with 5 of context.</summary>
public sealed class A_recording_is_cut
{
    private static readonly DataSetRules Rules = new(LongestGapMin: 30, ShortestSegment: 10, Piece: 10, Context: 5, LinearLags: 3);

    [Fact]
    public void at_long_gaps_and_onto_the_grid()
    {
        CgmReading[] readings = [.. Enumerable.Range(0, 12).Select(i => new CgmReading(1000 + 5 * i + (i == 4 ? 2 : 0), 100 + i)), new(1085, 200), new(1116, 90)];
        var segments = Segment.Of("p", readings, Rules);
        var only = segments.ShouldHaveSingleItem();
        only.StartMinute.ShouldBe(1000);
        only.Length.ShouldBe(18);
        only.MgPerDl[3].ShouldBe(103);
        only.MgPerDl[4].ShouldBe(103 + 5.0 / 7, 1e-9); // the reading of 1020 came at 1022
        only.MgPerDl[14].ShouldBe(111 + 89 * 15 / 30.0, 1e-9); // a gap of exactly half an hour is bridged
        only.MgPerDl[17].ShouldBe(200);
    }

    [Theory]
    [InlineData(35, "0..15", "10..25", "20..35")] // context + 3 pieces: train, validation and test
    [InlineData(34, "0..24", "", "19..34")] // less, and nothing before: no validation
    [InlineData(25, "0..15", "", "10..25")]
    [InlineData(24, "0..24", "", "")] // too short to be tested
    public void one_stretch_into_training_validation_and_test(int length, string train, string validation, string test)
    {
        var pieces = PersonPieces.Of([Stretch(length)], Rules);
        Show(pieces.Test).ShouldBe(test);
        Show(pieces.Validation).ShouldBe(validation);
        Show(pieces.Train).ShouldBe(train);
    }

    [Fact]
    public void the_last_stretch_is_tested_whole_where_it_is_short_and_the_one_before_gives_validation()
    {
        var pieces = PersonPieces.Of([Stretch(30), Stretch(24, 5000)], Rules);
        Show(pieces.Test).ShouldBe("1000..1024");
        Show(pieces.Validation).ShouldBe("15..30");
        Show(pieces.Train).ShouldBe("0..20");
    }

    [Fact]
    public void strangers_not_listed_are_drawn_the_same_each_time()
    {
        string[] people = [.. Enumerable.Range(0, 25).Select(i => $"p{i}")];
        var (sets, listed) = Strangers.Of(null, "anything", people, 10);
        listed.ShouldBeFalse();
        sets.ShouldAllBe(set => set.Count == 2);
        sets.Select(set => string.Join(' ', set.Order(StringComparer.Ordinal))).Distinct(StringComparer.Ordinal).Count().ShouldBeGreaterThan(5);
        Strangers.Of(null, "anything", people, 10).Sets.Zip(sets).ShouldAllBe(pair => pair.First.SetEquals(pair.Second));
    }

    private static Segment Stretch(int length, long start = 0) => new("p", start, [.. Enumerable.Range(0, length).Select(i => 100.0 + i)]);

    private static string Show(IReadOnlyList<Segment> pieces) => string.Join(" ", pieces.Select(piece => $"{piece.StartMinute / 5}..{piece.StartMinute / 5 + piece.Length}"));
}
