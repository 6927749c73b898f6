using System.CommandLine;
using TwinGrid.Formats;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Lab.Results;

namespace TwinGrid.Lab.Imports;

/// <summary>A command that reads a file, writes a report of it, and sends the file into a grid where that was asked for.</summary>
internal static class ReportCommand
{
    /// <param name="what">What file it is, in words.</param>
    /// <param name="read">Makes the report; may throw <see cref="UnreadableFileException"/>.</param>
    /// <param name="tell">Says the most important of it on standard error.</param>
    public static Command Make<T>(Workbench bench, string name, string summary, string explanation, string what, Func<Stream, ParseResult, T> read, Action<T> tell, params IEnumerable<Option> options)
        where T : class
    {
        var file = new Argument<string>("file") { Description = what, HelpName = "file" };
        var command = new ExplainedCommand(name, summary, explanation) { file };
        foreach (var option in options) command.Options.Add(option);
        var (results, sending) = (ResultOptions.ForReport(withPicture: false), new SendOptions(bench));
        results.AddTo(command);
        sending.AddTo(command);
        bench.Do(command, parsed =>
        {
            var (place, path) = (results.Read(parsed, bench), parsed.GetRequiredValue(file));
            try
            {
                var report = WatchedFile.Through(bench, path, stream => read(stream, parsed));
                sending.Send(parsed, path);
                place.WriteReport(report);
                tell(report);
            }
            catch (UnreadableFileException wrong)
            {
                throw new RefusedInputException($"'{path}', {wrong.Message}.", wrong);
            }
        });
        return command;
    }
}
