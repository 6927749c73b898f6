using System.Xml.Linq;
using Parquet;
using SkiaSharp;

namespace TwinGrid.Lab.Tests.Results;

public sealed class Results_are_written : IDisposable
{
    private readonly Lab _lab = new();

    public static TheoryData<string> Drawn() =>
    [
        "simulate uva-padova --parameters patients.csv --patient anna --scenario day.json", "simulate dalla-man --population t2d --scenario day.json",
        "simulate circulation --scenario {}", "simulate coronary --diameterStenosisPct 60 --lengthMm 10", "simulate lung --scenario {}",
        "calibrate --cgm cgm.csv --scenario day.json --population adult",
    ];

    public Results_are_written()
    {
        _lab.Put("patients.csv", Anna.Patients);
        _lab.Put("day.json", """{"durationMin": 300, "mealsG": {"30": 50}, "bolusU": {"30": 4}}""");
        _lab.Put("{}", "{}");
        _lab.Run(Line("simulate uva-padova --parameters patients.csv --patient anna --scenario day.json --out cgm.csv")).ShouldBe(0, _lab.Errors);
    }

    [Fact]
    public void the_same_table_goes_to_a_file_to_a_dash_and_to_nothing()
    {
        const string Simulate = "simulate uva-padova --parameters patients.csv --patient anna --scenario day.json";
        _lab.Run(Line(Simulate)).ShouldBe(0);
        _lab.Output.ShouldBe(File.ReadAllText(_lab.At("cgm.csv")));
        _lab.Output.ShouldStartWith("t_min,cgm_mgdl,plasma_glucose_mgdl,plasma_insulin_pmolL\n0,142.63,142.63,107.2\n");
        _lab.Run(Line($"{Simulate} --out -")).ShouldBe(0);
        _lab.Output.ShouldBe(File.ReadAllText(_lab.At("cgm.csv")));
    }

    [Fact]
    public async Task parquet_holds_the_same_numbers_in_full()
    {
        _lab.Run(Line("simulate circulation --scenario {} --out rest.parquet")).ShouldBe(0, _lab.Errors);
        var csv = _lab.Table(Line("simulate circulation --scenario {}"));
        await using var parquet = await ParquetReader.CreateAsync(_lab.At("rest.parquet"));
        parquet.Schema.DataFields.Select(field => field.Name).ShouldBe(csv.Names);
        using var rows = parquet.OpenRowGroupReader(0);
        var names = new string[1];
        await rows.ReadAsync(parquet.Schema.DataFields[0], names);
        names.ShouldBe(["{}"]);
        foreach (var field in parquet.Schema.DataFields.Skip(1))
        {
            var values = new double[1];
            await rows.ReadAsync<double>(field, values);
            values[0].ShouldBe(csv[field.Name][0], 1e-9 * Math.Abs(values[0]), field.Name);
        }
    }

    [Theory, MemberData(nameof(Drawn))]
    public void every_result_can_be_drawn(string command)
    {
        _lab.Run(Line($"{command} --plot drawn.png")).ShouldBe(0, _lab.Errors);
        using var picture = SKBitmap.Decode(_lab.At("drawn.png"));
        (picture.Width, picture.Height).ShouldBe((1200, 700));
        picture.Pixels.Distinct().Count().ShouldBeGreaterThan(50);

        _lab.Run(Line($"{command} --plot drawn.svg")).ShouldBe(0, _lab.Errors);
        var drawing = XDocument.Load(_lab.At("drawn.svg"));
        drawing.Root!.Name.LocalName.ShouldBe("svg");
        drawing.Descendants().Count(part => part.Name.LocalName == "path").ShouldBeGreaterThan(5);
    }

    [Fact]
    public void a_file_that_is_there_is_replaced_and_nothing_else_is_left()
    {
        _lab.Put("out.csv", "old");
        var before = _lab.Files.ToArray();
        _lab.Run(Line("simulate lung --scenario {} --out out.csv")).ShouldBe(0, _lab.Errors);
        _lab.Output.ShouldBeEmpty();
        File.ReadAllText(_lab.At("out.csv")).ShouldStartWith("t_min,RR,");
        _lab.Files.ShouldBe(before);
    }

    private string[] Line(string command) => [.. command.Split(' ').Select(word => word.Contains('.', StringComparison.Ordinal) || word is "{}" ? _lab.At(word) : word)];

    public void Dispose() => _lab.Dispose();
}
