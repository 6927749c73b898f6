using System.CommandLine;
using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Tests.CommandLine;

public sealed class Help_is_asked_for : IDisposable
{
    private readonly Lab _lab = new();

    public static TheoryData<string> Commands()
    {
        var lines = new TheoryData<string>();
        using var none = new StringWriter();
        Collect(LabCommand.Make(new Workbench(none, none)), "");
        return lines;

        void Collect(Command command, string path)
        {
            if (command.Subcommands.Count == 0) lines.Add(path.Trim());
            foreach (var inner in command.Subcommands) Collect(inner, $"{path} {inner.Name}");
        }
    }

    [Theory, MemberData(nameof(Commands))]
    public void every_command_shows_an_example_of_itself(string command)
    {
        _lab.Run([.. command.Split(' '), "--help"]).ShouldBe(0);
        _lab.Errors.ShouldBeEmpty();
        _lab.Output.ShouldContain("Example");
        _lab.Output.ShouldContain($"twingrid-lab {command} ");
    }

    public void Dispose() => _lab.Dispose();
}
