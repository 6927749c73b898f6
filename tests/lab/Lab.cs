using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Tests;

/// <summary>The program as a shell runs it, in a folder of its own.</summary>
internal sealed class Lab : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("twingrid-lab-").FullName;

    /// <summary>Everything it wrote to standard output and to standard error in the last run.</summary>
    public string Output { get; private set; } = "";

    /// <inheritdoc cref="Output"/>
    public string Errors { get; private set; } = "";

    /// <summary>Names of all files in the folder.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFiles(_folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal);

    /// <summary>Full path of a file in the folder.</summary>
    public string At(string name) => Path.Combine(_folder, name);

    /// <summary>Puts a file into the folder and says where it is.</summary>
    public string Put(string name, string content)
    {
        File.WriteAllText(At(name), content);
        return At(name);
    }

    /// <summary>Runs a command and says how it ended.</summary>
    public int Run(params string[] args)
    {
        using StringWriter output = new(), errors = new();
        var exit = LabCommand.Run(args, output, errors);
        (Output, Errors) = (output.ToString(), errors.ToString());
        return exit;
    }

    /// <summary>Runs a command that must succeed and gives its table.</summary>
    public ResultTable Table(params string[] args)
    {
        Run(args).ShouldBe(0, Errors);
        return ResultTable.Parse(Output);
    }

    /// <summary>Runs a command that must be refused, writes nothing, and gives the one sentence that says why.</summary>
    public string Refusal(params string[] args)
    {
        var before = Files.ToArray();
        Run(args).ShouldBe(2, Errors);
        Output.ShouldBeEmpty();
        Files.ShouldBe(before);
        var lines = Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(1, Errors);
        Errors.ShouldNotContain("   at ");
        return lines[0];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
