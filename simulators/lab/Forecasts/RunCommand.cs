using System.CommandLine;
using System.Globalization;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Forecasts.GlucoBench;
using TwinGrid.Lab.Forecasts.Training;
using TwinGrid.Lab.Inputs;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Forecasting;
using TwinGrid.Physiology.Forecasting.Learned;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Forecasts;

/// <summary><c>forecast run</c>: foresees the glucose of recorded people.</summary>
internal static class RunCommand
{
    private const string Summary = "Foresees the glucose of everybody in a recording from its last reading on, as quantiles.";

    private const string Explanation =
        $"""
        {CgmOptions.Help}
        Columns: id, made_at, t_min (min after it), time, q05_mgdl, q25_mgdl, q50_mgdl, q75_mgdl, q95_mgdl, model.
        The filter follows each person from the last gap on; with 6 h of readings the learned part joins in.

        Example:
          twingrid-lab forecast run --cgm hall2018_cgm.csv --person 2133-004 --at "2017-01-12 18:00" --horizon-min 240 --plot fan.png
        """;

    private const string TimeFormat = "yyyy-MM-dd HH:mm";

    private static readonly DataSetRules AnyLength = new(LongestGapMin: 30, ShortestSegment: 2, Piece: 1, Context: 1, LinearLags: null);

    public static Command Make(Workbench bench)
    {
        var cgm = new CgmOptions(required: true);
        var person = new Option<string?>("--person") { Description = "Only this person (an id of the file).", HelpName = "id" };
        var at = new Option<DateTime?>("--at") { Description = "Foresee from this time on, by the file's clock; nothing later is looked at.", HelpName = "time" };
        var horizon = NumberOption.Make("--horizon-min", "How far, min.", 5, 1440, 240);
        var model = new Option<string?>("--model") { Description = "A forecaster of one's own (ONNX); the shipped one unless given.", HelpName = "file" };
        var results = ResultOptions.ForTable();
        var command = new ExplainedCommand("run", Summary, Explanation) { person, at, horizon, model };
        cgm.AddTo(command);
        results.AddTo(command);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            var kind = cgm.Kind(parsed) ?? MetabolismKind.Healthy;
            using var own = parsed.GetValue(model) is { } file ? Load(file) : null;
            var forecaster = new GlucoseForecaster(own ?? LearnedForecast.ShippedFor(kind));
            var fans = new List<Fan>();
            foreach (var recording in cgm.Files(parsed))
                fans.AddRange(Foresee(recording, parsed.GetValue(person), parsed.GetValue(at), kind, forecaster, TimeSpan.FromMinutes(parsed.GetValue(horizon))));
            if (fans.Count == 0) throw new RefusedInputException(parsed.GetValue(person) is { } name ? $"Nobody called '{name}' has two readings in these files by then." : "Nobody has two readings in these files by then.");
            place.Write(TableOf(fans), () => ChartOf(fans[0]));
        });
        return command;
    }

    private static LearnedForecast Load(string file)
    {
        var content = InputFile.ReadBytes(file);
        try
        {
            return new(content);
        }
        catch (FormatException wrong)
        {
            throw new RefusedInputException($"'{file}': {wrong.Message}", wrong);
        }
    }

    private static IEnumerable<Fan> Foresee(string file, string? only, DateTime? at, MetabolismKind kind, GlucoseForecaster forecaster, TimeSpan horizon)
    {
        var until = at is { } time ? time.Ticks / TimeSpan.TicksPerMinute : long.MaxValue;
        foreach (var (name, readings) in CgmFile.Read(file).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (only is not null && !string.Equals(only, name, StringComparison.Ordinal)) continue;
            var segments = Segment.Of(name, [.. readings.TakeWhile(reading => reading.Minute <= until)], AnyLength);
            if (segments.Count > 0) yield return Foresee(segments, kind, forecaster, horizon);
        }
    }

    private static Fan Foresee(IReadOnlyList<Segment> segments, MetabolismKind kind, GlucoseForecaster forecaster, TimeSpan horizon)
    {
        var last = segments[^1];
        var twin = RowBuilder.Follow(last, kind);
        var minute = last.MinuteOf(last.Length - 1);
        var recent = new RecentGlucose(last.MgPerDl, minute % 1440, RowBuilder.HabitsOf(segments), minute % 1440);
        return new(last, forecaster.Forecast(twin, recent, horizon, [], []), forecaster.VersionFor(twin, recent));
    }

    private static Table TableOf(List<Fan> fans)
    {
        (Fan Fan, int Point)[] rows = [.. fans.SelectMany(fan => Enumerable.Range(0, fan.Course.Values[0].Length).Select(point => (fan, point)))];
        var table = new Table()
            .With("id", rows.Select(row => row.Fan.Past.Person))
            .With("made_at", rows.Select(row => Show(row.Fan.MadeAt)))
            .With("t_min", rows.Select(row => (double)Segment.StepMin * (row.Point + 1)))
            .With("time", rows.Select(row => Show(row.Fan.MadeAt + Segment.StepMin * (row.Point + 1))));
        for (var level = 0; level < MechanisticOutlook.Levels.Length; level++)
        {
            var which = level;
            table.With($"q{100 * MechanisticOutlook.Levels[level]:00}_mgdl", rows.Select(row => Math.Round(row.Fan.Course.Values[which][row.Point], 2)));
        }
        return table.With("model", rows.Select(row => row.Fan.Model));
    }

    private static Chart ChartOf(Fan fan)
    {
        const int Shown = 72;
        var past = fan.Past.MgPerDl[^Math.Min(Shown, fan.Past.Length)..];
        double[] before = [.. past.Select((_, i) => (i - past.Length + 1) * Segment.StepMin / 60.0)];
        double[] ahead = [.. Enumerable.Range(1, fan.Course.Values[0].Length).Select(step => step * Segment.StepMin / 60.0)];
        return new Chart($"Glucose of {fan.Past.Person} foreseen at {Show(fan.MadeAt)} by {fan.Model}", "time (h)", "glucose (mg/dL)")
            .Band("90 %", ahead, fan.Course.Values[0], fan.Course.Values[4])
            .Band("50 %", ahead, fan.Course.Values[1], fan.Course.Values[3])
            .Line("median", ahead, fan.Course.Values[2])
            .Points("measured", before, past);
    }

    private static string Show(long minute) => new DateTime(minute * TimeSpan.TicksPerMinute, DateTimeKind.Unspecified).ToString(TimeFormat, CultureInfo.InvariantCulture);

    private sealed record Fan(Segment Past, QuantileCourse Course, string Model)
    {
        public long MadeAt => Past.MinuteOf(Past.Length - 1);
    }
}
