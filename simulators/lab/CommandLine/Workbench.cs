using System.CommandLine;
using Spectre.Console;

namespace TwinGrid.Lab.CommandLine;

/// <summary>What every command works at: where tables and notes go, a bar for long work, and one sentence for what cannot be used.</summary>
/// <param name="output">Tables without a file.</param>
/// <param name="errors">Notes, progress, and what is wrong.</param>
public sealed class Workbench(TextWriter output, TextWriter errors)
{
    /// <summary>Where a table goes that has no file.</summary>
    public TextWriter Output => output;

    /// <summary>Says something beside the result.</summary>
    public void Note(string sentence) => errors.WriteLine(sentence);

    /// <summary>Makes the command do this; what cannot be used becomes one sentence and exit code 2.</summary>
    public void Do(Command command, Action<ParseResult> work)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.SetAction(parsed =>
        {
            try
            {
                work(parsed);
                return 0;
            }
            catch (Exception refusal) when (refusal is RefusedInputException or IOException or UnauthorizedAccessException or ArithmeticException)
            {
                Note(OneLine(refusal.Message));
                return LabCommand.Refused;
            }
        });
    }

    /// <summary>What a file holds may stand in a sentence: no control character of it reaches the screen.</summary>
    private static string OneLine(string message) => string.Concat(message.ReplaceLineEndings(" ").Select(letter => char.IsControl(letter) ? '?' : letter));

    /// <summary>Work that a person waits for: shows a bar where standard error is a terminal.</summary>
    /// <param name="what">What is being done.</param>
    /// <param name="parts">How many parts it has.</param>
    /// <param name="work">The work; it calls what it is given after each part.</param>
    public void LongWork(string what, int parts, Action<Action> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(errors) });
        if (!screen.Profile.Out.IsTerminal)
        {
            work(() => { });
            return;
        }
        screen.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(progress =>
        {
            var task = progress.AddTask(Markup.Escape(what), maxValue: parts);
            work(() => task.Increment(1));
        });
    }
}
