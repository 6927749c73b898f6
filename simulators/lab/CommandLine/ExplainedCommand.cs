using System.CommandLine;

namespace TwinGrid.Lab.CommandLine;

/// <summary>A command whose help goes on after its options: columns with units, files, an example.</summary>
/// <param name="name">The word for it.</param>
/// <param name="summary">One sentence, for the list of commands too.</param>
/// <param name="explanation">What else its help says; it ends in an example.</param>
internal sealed class ExplainedCommand(string name, string summary, string explanation) : Command(name, summary)
{
    public string Explanation { get; } = explanation;
}
