using TwinGrid.Forecasts;
using TwinGrid.Gateway.Pages.Frame;
using TwinGrid.Gateway.Pages.Signs;
using TwinGrid.History;
using TwinGrid.Vitals;
using Vizor.ECharts;

namespace TwinGrid.Gateway.Pages.Charts;

/// <summary>Draws a twin's courses as one chart of stacked panels that share time and cursor.</summary>
internal sealed class TwinChartOptions(TwinCourses courses, IReadOnlyList<WhatIf> whatIfs, ChartColours colours)
{
    private const int Top = 26;
    private const int Between = 40;
    private const int Bottom = 34;

    private readonly IReadOnlyList<ChartPanel> _panels = courses.Panels;

    /// <summary>px.</summary>
    public static int Height(IReadOnlyList<ChartPanel> panels) => Top + panels.Sum(panel => panel.Height) + ((panels.Count - 1) * Between) + Bottom;

    public ChartOptions Build() => new()
    {
        Animation = false,
        Aria = new { enabled = true, label = new { description = Strings.ChartLabel } },
        TextStyle = new TextStyle { Color = colours.Text, FontFamily = Look.FontFamily },
        GridList = [.. _panels.Select((panel, i) => new Grid { Left = 46, Right = 14, Top = PanelTop(i), Height = panel.Height })],
        XAxisList = [.. _panels.Select((_, i) => TimeAxis(i))],
        YAxisList = [.. _panels.Select(ValueAxis)],
        AxisPointer = new AxisPointer { Link = [new { xAxisIndex = "all" }], LineStyle = new LineStyle { Color = colours.Quiet }, Label = new Label { Show = false } },
        Tooltip = new Tooltip
        {
            Trigger = TooltipTrigger.Axis, Confine = true, TransitionDuration = 0, BackgroundColor = colours.Surface, BorderColor = colours.Lines,
            TextStyle = new TextStyle { Color = colours.Text, FontSize = 12 }, Formatter = new JavascriptFunction("twinGrid.tooltip"),
        },
        Series = [.. _panels.SelectMany(PanelSeries)],
    };

    private int PanelTop(int index) => Top + _panels.Take(index).Sum(panel => panel.Height + Between);

    private XAxis TimeAxis(int index) => new()
    {
        GridIndex = index, Type = AxisType.Time,
        Min = (double)(courses.Now - courses.Span.Back).ToUnixTimeMilliseconds(), Max = (double)(courses.Now + courses.Span.Ahead).ToUnixTimeMilliseconds(),
        AxisLabel = new AxisLabel { Show = index == _panels.Count - 1, Color = colours.Quiet, HideOverlap = true },
        AxisLine = new AxisLine { OnZero = false, LineStyle = new LineStyle { Color = colours.Lines } },
        AxisTick = new AxisTick { Show = false },
        SplitLine = new SplitLine { Show = true, LineStyle = new LineStyle { Color = colours.Lines, Opacity = .6 } },
    };

    private YAxis ValueAxis(ChartPanel panel, int index)
    {
        var scale = Scale.Around(ValuesOf(panel), panel.LeastLow, panel.LeastHigh, panel.Height > 150 ? 5 : 3);
        return new YAxis
        {
            GridIndex = index, Type = AxisType.Value, Min = scale.Low, Max = scale.High, Interval = scale.Step,
            Name = $"{panel.Title}  {panel.Unit}", NameLocation = NameLocation.End, NameGap = 10,
            NameTextStyle = new NameTextStyle { Align = HorizontalAlign.Left, Color = colours.Text, FontWeight = FontWeight.Bold, FontSize = 13, Padding = new Padding(0, 0, 0, -40) },
            AxisLabel = new AxisLabel { Color = colours.Quiet },
            SplitLine = new SplitLine { LineStyle = new LineStyle { Color = colours.Lines, Opacity = .6 } },
        };
    }

    private IEnumerable<double> ValuesOf(ChartPanel panel)
    {
        var ofSignals = panel.Signals.Select(signal => courses.Of[signal]).SelectMany(course => course.Past
            .SelectMany(bucket => new[] { bucket.Low, bucket.High }).Concat(ValuesOf(AheadOf(course))).Concat(ValuesOf(ImaginedOf(course.Signal)?.WithScenario)));
        return HoldsGlucose(panel) ? ofSignals.Concat(courses.FingerSticks.Select(stick => stick.Value)) : ofSignals;
    }

    private static IEnumerable<double> ValuesOf(Forecast? forecast) => forecast is { IsDeclined: false } ? forecast.Quantiles[0].Concat(forecast.Quantiles[^1]) : [];

    /// <summary>While a scenario is shown, the course beside it is the scenario's own baseline: both stand on the same members.</summary>
    private Forecast? AheadOf(SignalCourse course) => ImaginedOf(course.Signal) is { Baseline: { IsDeclined: false } baseline } ? baseline : course.Ahead;

    private WhatIf? ImaginedOf(Signal signal) => whatIfs.FirstOrDefault(whatIf => whatIf.Baseline.Signal == signal);

    private static bool HoldsGlucose(ChartPanel panel) => panel.Signals[0] == Signal.Glucose;

    private IEnumerable<ISeries> PanelSeries(ChartPanel panel, int index)
    {
        foreach (var signal in panel.Signals)
            foreach (var series in SignalSeries(panel, index, signal)) yield return series;
        if (!HoldsGlucose(panel)) yield break;
        yield return Points("sticks", Strings.BloodGlucose, index, "circle", courses.FingerSticks, stick => stick.Value, SignText.Unit(Signal.BloodGlucose), lift: null);
        var floor = Scale.Around(ValuesOf(panel), panel.LeastLow, panel.LeastHigh, 5).Low;
        yield return Points("meals", Strings.Carbohydrate, index, "triangle", courses.Meals, _ => floor, "g", lift: -6);
        yield return Points("boluses", Strings.Insulin, index, "diamond", courses.Boluses, _ => floor, "IU", lift: -30);
    }

    private IEnumerable<ISeries> SignalSeries(ChartPanel panel, int index, Signal signal)
    {
        var course = courses.Of[signal];
        var (key, colour, round) = (signal.ToString(), colours.Of(signal), Rounded(signal));
        var past = course.Past;
        yield return Shade($"{key}:low", key, index, colour, 0, WithGaps(past, b => [round(b.Low)]));
        yield return Shade($"{key}:span", key, index, colour, .22, WithGaps(past, b => [round(b.High - b.Low)]));
        yield return new LineSeries
        {
            Id = $"{key}:mean", Name = $"{SignText.Name(signal)}|{panel.Unit}", XAxisIndex = index, YAxisIndex = index, Z = 5, Silent = true,
            ShowSymbol = past.Count is > 0 and < 12, Symbol = "circle", SymbolSize = 4, ConnectNulls = false,
            ItemStyle = new ItemStyle { Color = colour }, LineStyle = new LineStyle { Color = colour, Width = 2 },
            Data = WithGaps(past, b => [round(b.Mean), round(b.Low), round(b.High)]), MarkLine = NowLine(isTop: index == 0), MarkArea = TargetArea(panel),
        };
        yield return new LineSeries
        {
            Id = $"{key}:model", Name = $"{SignText.Name(signal)} {Strings.ModelCourse}|{panel.Unit}", XAxisIndex = index, YAxisIndex = index, Z = 6, Silent = true,
            ShowSymbol = false, ConnectNulls = false, ItemStyle = new ItemStyle { Color = colours.Text }, LineStyle = new LineStyle { Color = colours.Text, Width = 1, Opacity = .85 },
            Data = Believed(course.Model, round),
        };
        var fan = new Fan(key, $"{SignText.Name(signal)} {Strings.MedianForecast}|{panel.Unit}", index, colour, LineTypeStyle.Dashed);
        foreach (var series in fan.Series(AheadOf(course), round)) yield return series;
        var scenario = new Fan($"{key}:whatif", $"{SignText.Name(signal)} {Strings.ScenarioForecast}|{panel.Unit}", index, colours.Scenario, LineTypeStyle.Dotted);
        foreach (var series in scenario.Series(ImaginedOf(signal)?.WithScenario, round)) yield return series;
    }

    private static List<object?[]> Believed(ModelCourse? model, Func<double, double> round) => model is null
        ? []
        : [.. model.Values.Select((value, i) => new object?[] { (model.Start + (model.Step * i)).ToUnixTimeMilliseconds(), double.IsFinite(value) ? round(value) : null })];

    private static LineSeries Shade(string id, string stack, int panel, string colour, double opacity, List<object?[]> data) => new()
    {
        Id = id, Name = id, XAxisIndex = panel, YAxisIndex = panel, Stack = $"{stack}:range", StackStrategy = StackStrategy.All, ShowSymbol = false, Silent = true, Z = 3,
        ItemStyle = new ItemStyle { Color = colour }, LineStyle = new LineStyle { Width = 0, Opacity = 0 },
        AreaStyle = opacity == 0 ? null : new AreaStyle { Opacity = opacity }, Data = data,
    };

    /// <summary>The line breaks where nothing was observed for several buckets: a gap is no course.</summary>
    private static List<object?[]> WithGaps(IReadOnlyList<HistoryBucket> past, Func<HistoryBucket, object?[]> values)
    {
        var points = new List<object?[]>(past.Count);
        var usual = past.Count < 3 ? TimeSpan.MaxValue : past.Zip(past.Skip(1), (a, b) => b.At - a.At).Order().ElementAt((past.Count - 1) / 2);
        for (var i = 0; i < past.Count; i++)
        {
            if (i > 0 && usual < TimeSpan.MaxValue && past[i].At - past[i - 1].At > usual * 4) points.Add([(past[i - 1].At + usual).ToUnixTimeMilliseconds(), .. new object?[values(past[i]).Length]]);
            points.Add([past[i].At.ToUnixTimeMilliseconds(), .. values(past[i])]);
        }
        return points;
    }

    private ScatterSeries Points(string id, string name, int panel, string symbol, IReadOnlyList<HistoryPoint> points, Func<HistoryPoint, double> height, string unit, double? lift) => new()
    {
        Id = id, Name = $"{name}|{unit}", XAxisIndex = panel, YAxisIndex = panel, Symbol = symbol, SymbolSize = 9, Z = 6, Silent = true, Clip = false,
        ItemStyle = new ItemStyle { Color = colours.Surface, BorderColor = colours.Text, BorderWidth = 1.5 },
        SymbolOffset = new NumberOrNumberArray([0.0, lift ?? 0]),
        Label = new Label { Show = lift is not null, Position = LabelPosition.Top, Formatter = $"{{@[2]}} {unit}", Color = colours.Text, FontSize = 11 },
        Data = points.Select(point => new object?[] { point.ObservedAt.ToUnixTimeMilliseconds(), height(point), Math.Round(point.Value, 1) }).ToList(),
    };

    private MarkLine NowLine(bool isTop) => new()
    {
        Silent = true, Symbol = "none", Animation = false,
        LineStyle = new LineStyle { Color = colours.Text, Type = LineTypeStyle.Solid, Width = 1 },
        Label = new Label { Show = isTop, Formatter = Strings.Now, Color = colours.Text, Distance = 4 },
        Data = new[] { new { xAxis = courses.Now.ToUnixTimeMilliseconds() } },
    };

    private MarkArea? TargetArea(ChartPanel panel) => panel.Target is not { } target ? null : new MarkArea
    {
        Silent = true, Animation = false, ItemStyle = new ItemStyle { Color = colours.Target, Opacity = .1 },
        Label = new Label { Show = true, Position = LabelPosition.InsideTopLeft, Formatter = Strings.Target, Color = colours.Quiet, FontSize = 11 },
        Data = new[] { new[] { new { yAxis = target.Low }, new { yAxis = target.High } } },
    };

    private static Func<double, double> Rounded(Signal signal)
    {
        var decimals = SignalCatalogue.Of(signal).Decimals + 1;
        return value => Math.Round(value, decimals);
    }
}
