using System.CommandLine;
using System.Globalization;
using CsvHelper;
using TwinGrid.Formats;
using TwinGrid.Formats.AppleHealth;
using TwinGrid.Formats.Hl7;
using TwinGrid.Formats.Nightscout;
using TwinGrid.Formats.OpenMHealth;
using TwinGrid.Formats.Samples;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Lab.Results;

namespace TwinGrid.Lab.Imports;

/// <summary><c>import hl7</c>, <c>open-mhealth</c>, <c>apple-health</c> and <c>nightscout</c>: samples as a table, with what was left and why.</summary>
internal static class SamplesCommand
{
    private const int MostSamples = 5_000_000;

    private const string Columns =
        """
        Columns: place, taken (1 or 0), code (LOINC, or the kind in the file), value, unit (UCUM), observed_at, source, remark (what was understood, or why it was left; of those left the first hundred).
        """;

    public static Command OpenMHealth(Workbench bench)
    {
        var schema = new Option<string?>("--schema") { Description = "Of data points without a header, such as heart-rate/2.0; else the newest that has their fields.", HelpName = "name/version" };
        return Make(
            bench, "open-mhealth", "Data points of Open mHealth: one, an array, or one a line.", "twingrid-lab import open-mhealth points.json --out samples.csv", [schema],
            (file, sink, parsed) => OpenMHealthReader.Read(InputFile.ReadBytes(file), sink, parsed.GetValue(schema)));
    }

    public static Command AppleHealth(Workbench bench) => Make(
        bench, "apple-health", "An export of Apple Health: export.xml, or the export.zip around it.", "twingrid-lab import apple-health export.zip --out samples.csv", [],
        (file, sink, _) => WatchedFile.Through(bench, file, stream =>
        {
            AppleHealthReader.Read(stream, sink);
            return sink;
        }));

    public static Command Nightscout(Workbench bench) => Make(
        bench, "nightscout", "Entries and treatments of Nightscout: one, or an array.", "twingrid-lab import nightscout entries.json --to http://127.0.0.1:5080 --twin p1", [],
        (file, sink, _) => NightscoutReader.Read(InputFile.ReadBytes(file), sink));

    public static Command Hl7(Workbench bench) => Make(
        bench, "hl7", "Messages of HL7 v2: the results of ORU^R01, one message after the other.", "twingrid-lab import hl7 results.hl7 --to http://127.0.0.1:5080", [],
        (file, sink, _) => Results(InputFile.ReadBytes(file), sink));

    private static void Results(byte[] file, ISampleSink sink)
    {
        var number = 0;
        foreach (var bytes in Hl7File.Messages(file))
        {
            number++;
            var (message, left) = (Hl7Message.Read(bytes), new List<LeftOut>());
            if (message.Kind != "ORU")
            {
                sink.Leave(new($"message {number}", "message", "holds no results"));
                continue;
            }
            foreach (var observation in Hl7Observations.Read(message, left)) sink.Take(observation.Sample with { Place = $"message {number}, {observation.Sample.Place}", Remark = observation.Standing == Hl7Standing.Final ? observation.Sample.Remark : observation.Standing.ToString() });
            foreach (var one in left) sink.Leave(one with { Place = $"message {number}, {one.Place}" });
        }
    }

    private static ExplainedCommand Make(Workbench bench, string name, string summary, string example, IEnumerable<Option> options, Action<string, ISampleSink, ParseResult> read)
    {
        var file = new Argument<string>("file") { Description = "The file.", HelpName = "file" };
        var output = new Option<string?>("--out") { Description = "The samples: a .csv file; - or nothing for standard output.", HelpName = "file" };
        var command = new ExplainedCommand(name, summary, $"{Columns}\n\nExample:\n  {example}") { file, output };
        foreach (var option in options) command.Options.Add(option);
        var sending = new SendOptions(bench);
        sending.AddTo(command);
        bench.Do(command, parsed =>
        {
            var (input, place, gathered) = (parsed.GetRequiredValue(file), parsed.GetValue(output), new GatheredSamples(MostSamples));
            if (place is not (null or "-")) OutputFile.CheckPlace("--out", place);
            try
            {
                read(input, gathered, parsed);
            }
            catch (UnreadableFileException wrong)
            {
                throw new RefusedInputException($"'{input}', {wrong.Message}.", wrong);
            }
            sending.Send(parsed, input);
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            Write(text, gathered);
            if (place is null or "-") bench.Output.Write(text);
            else OutputFile.Write((place, System.Text.Encoding.UTF8.GetBytes(text.ToString())));
            bench.Note($"{gathered.Samples.Count} samples taken, {gathered.Reasons.Values.Sum()} left.");
            foreach (var (reason, count) in gathered.Reasons) bench.Note($"  {count} × {reason}");
        });
        return command;
    }

    private static void Write(StringWriter text, GatheredSamples gathered)
    {
        using var csv = new CsvWriter(text, CultureInfo.InvariantCulture, leaveOpen: true);
        Row(csv, "place", "taken", "code", "value", "unit", "observed_at", "source", "remark");
        foreach (var sample in gathered.Samples)
            Row(csv, sample.Place, "1", sample.Code, sample.Value.ToString("R", CultureInfo.InvariantCulture), sample.Unit, sample.At.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFzzz", CultureInfo.InvariantCulture), sample.Source, sample.Remark ?? "");
        foreach (var left in gathered.LeftOut) Row(csv, left.Place, "0", left.What, "", "", "", "", left.Reason);
    }

    private static void Row(CsvWriter csv, params IEnumerable<string> cells)
    {
        foreach (var cell in cells) csv.WriteField(cell);
        csv.NextRecord();
    }
}
