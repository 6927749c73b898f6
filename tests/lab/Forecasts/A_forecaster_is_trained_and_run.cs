using System.Globalization;
using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Lab.Tests.Forecasts;

public sealed class A_forecaster_is_trained_and_run : IDisposable
{
    private readonly Lab _lab = new();

    [Fact]
    public void the_same_people_give_the_same_file_that_says_what_it_learned_from()
    {
        Train("one.onnx").ShouldBe(0, _lab.Errors);
        Train("two.onnx").ShouldBe(0, _lab.Errors);
        File.ReadAllBytes(_lab.At("two.onnx")).ShouldBe(File.ReadAllBytes(_lab.At("one.onnx")));
        using var learned = new LearnedForecast(File.ReadAllBytes(_lab.At("one.onnx")));
        learned.Version.ShouldBe("trial/3");
        learned.TrainedOn.ShouldBe(["simulated"]);
    }

    [Fact]
    public void it_foresees_everybody_from_their_last_reading_on()
    {
        Train("own.onnx").ShouldBe(0, _lab.Errors);
        var fan = _lab.Table("forecast", "run", "--cgm", _lab.Put("people.csv", Recordings.Of(2, 2)), "--model", _lab.At("own.onnx"), "--horizon-min", "240");
        fan.Names.ShouldBe(["id", "made_at", "t_min", "time", "q05_mgdl", "q25_mgdl", "q50_mgdl", "q75_mgdl", "q95_mgdl", "model"]);
        fan.Rows.ShouldBe(2 * 48);
        fan.Texts("made_at")[0].ShouldBe(Recordings.Start.AddMinutes(5 * 575 - .5).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        fan.Texts("model").ShouldAllBe(model => model.EndsWith("+trial/3", StringComparison.Ordinal));
        for (var row = 0; row < fan.Rows; row++)
        {
            fan["q05_mgdl"][row].ShouldBeLessThan(fan["q50_mgdl"][row]);
            fan["q50_mgdl"][row].ShouldBeLessThan(fan["q95_mgdl"][row]);
        }
    }

    [Fact]
    public void nothing_after_the_asked_time_is_looked_at()
    {
        Train("own.onnx").ShouldBe(0, _lab.Errors);
        string[] asked = ["--model", _lab.At("own.onnx"), "--at", "2026-03-03 06:00"];
        var whole = _lab.Table(["forecast", "run", "--cgm", _lab.Put("whole.csv", Recordings.Of(1, 3)), .. asked]);
        var cut = _lab.Table(["forecast", "run", "--cgm", _lab.Put("cut.csv", Recordings.Of(1, 1.25)), .. asked]);
        whole["q50_mgdl"].ShouldBe(cut["q50_mgdl"]);
    }

    [Fact]
    public void with_few_readings_the_physiology_speaks_alone()
    {
        Train("own.onnx").ShouldBe(0, _lab.Errors);
        var fan = _lab.Table("forecast", "run", "--cgm", _lab.Put("short.csv", Recordings.Of(1, .2)), "--model", _lab.At("own.onnx"));
        fan.Texts("model").ShouldAllBe(model => model == "dalla-man-2007-healthy/1");
    }

    [Fact]
    public void a_file_that_is_no_forecaster_is_refused() =>
        _lab.Refusal("forecast", "run", "--cgm", _lab.Put("people.csv", Recordings.Of(1, 1)), "--model", _lab.Put("notes.onnx", "nothing")).ShouldContain("notes.onnx");

    [Fact]
    public void nobody_to_learn_from_is_refused() => _lab.Refusal("forecast", "train", "--simulated", "0", "--out", _lab.At("none.onnx")).ShouldContain("--cgm");

    private int Train(string file) => _lab.Run("forecast", "train", "--simulated", "6", "--version", "trial/3", "--out", _lab.At(file));

    public void Dispose() => _lab.Dispose();
}
