using TwinGrid.Physiology.Circulation;
using TwinGrid.Testbed;
using static TwinGrid.Physiology.Tests.Circulation.ReferenceHeart;

namespace TwinGrid.Physiology.Tests.Circulation;

public sealed class The_circulation_beside_an_independent_implementation
{
    [SkippableFact]
    public void every_row_agrees()
    {
        var rows = Rows("heart_calibrated_reference.csv").Where(row => !((string)row["scenario"]).StartsWith("conv", StringComparison.Ordinal)).ToArray();
        rows.Length.ShouldBe(20);
        foreach (var group in rows.Chunk(8))
        {
            var beats = Settle(Parameters(), [.. group.Select(row => ScenarioOf((string)row["scenario"]))]);
            foreach (var (row, beat) in group.Zip(beats)) Compare(row, beat);
        }
    }

    [SkippableFact]
    public void the_parameter_file_holds_the_defaults()
    {
        var read = Parameters();
        foreach (var property in typeof(HeartParameters).GetProperties().Where(property => property.PropertyType == typeof(double)))
            ((double)property.GetValue(read)!).ShouldBe((double)property.GetValue(new HeartParameters())!, 1e-12, property.Name);
    }

    [SkippableFact]
    public void coronary_rows_agree()
    {
        foreach (var row in Rows("ffr_reference.csv"))
        {
            var stenosis = new CoronaryStenosis(row.Number("diam_stenosis_pct"), row.Number("length_mm"));
            stenosis.ViscousLoss.ShouldBe(row.Number("kv_mmHg_s_mL"), 1e-4 * stenosis.ViscousLoss + 1e-4);
            stenosis.ExpansionLoss.ShouldBe(row.Number("ks_mmHg_s2_mL2"), 1e-4 * stenosis.ExpansionLoss + 1e-4);
            stenosis.HyperaemicFlow.ShouldBe(row.Number("Qhyper_mL_s"), .002);
            stenosis.PressureLoss.ShouldBe(row.Number("dP_mmHg"), .02);
            stenosis.FractionalFlowReserve.ShouldBe(row.Number("FFR"), .002);
        }
    }

    private static void Compare(IDictionary<string, object> row, BeatFigures beat)
    {
        var name = (string)row["scenario"];
        foreach (var (column, value) in new[]
        {
            ("SBP", beat.Systolic), ("DBP", beat.Diastolic), ("MAP", beat.MeanArterial), ("LVSP", beat.LvSystolic),
            ("PAS", beat.PulmonarySystolic), ("PAD", beat.PulmonaryDiastolic), ("PAM", beat.PulmonaryMean),
            ("RAPmean", beat.RightAtrialMean), ("LAPmean", beat.LeftAtrialMean),
            ("EDV", beat.EndDiastolicVolume), ("ESV", beat.EndSystolicVolume), ("SV", beat.StrokeVolume),
        }) value.ShouldBe(row.Number(column), .1, $"{name} {column}");
        foreach (var (column, value) in new[] { ("AoGradMean", beat.AorticGradientMean), ("AoGradPeak", beat.AorticGradientPeak), ("MitralGradMean", beat.MitralGradientMean) })
            value.ShouldBe(row.Number(column), .03 * row.Number(column) + .005, $"{name} {column}");
        beat.CardiacOutput.ShouldBe(row.Number("CO_Lmin"), .01, name);
        beat.PumpFlow.ShouldBe(row.Number("PumpFlow_Lmin"), .01, name);
        beat.EjectionFraction.ShouldBe(row.Number("EF"), .002, name);
        beat.GorlinArea.ShouldBe(row.Number("AVA_gorlin"), .01 + .01 * row.Number("AVA_gorlin"), name);
        beat.OrificeArea.ShouldBe(row.Number("EOA_orifice"), .01 + .01 * row.Number("EOA_orifice"), name);
        beat.HeartRate.ShouldBe(row.Number("HR"), 1e-9);
    }
}

public sealed class A_parameter_file_is_wrong
{
    [SkippableTheory]
    [InlineData("\"Csat\": 1.342", "\"Csat\": \"stiff\"", "Csat is no number")]
    [InlineData("\"V0_lv\": 5,", "", "fixed.V0_lv is missing")]
    [InlineData("\"Ts1_frac\": 0.3", "\"Ts1_frac\": 0.4", "fixed.Ts1_frac is 0.4")]
    [InlineData("\"HR\": 70,", "\"HR\": 70", "Line 12, column")]
    public void the_message_says_where(string right, string wrong, string message)
    {
        var json = File.ReadAllText(SharedData.Path("reference", "circulation", "heart_calibrated_parameters.json"));
        json.ShouldContain(right);
        Should.Throw<FormatException>(() => HeartParameterFile.Parse(json.Replace(right, wrong, StringComparison.Ordinal))).Message.ShouldContain(message);
    }
}
