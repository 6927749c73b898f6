using System.Globalization;

namespace TwinGrid.Faults;

/// <summary><c>list | all | NAME… [--rounds N] [--seed S] [--short] [--kafka] [--histories FOLDER]</c></summary>
internal sealed record CommandLine(bool List, IReadOnlyList<IFault> Faults, int? Rounds, int Seed, bool Short, bool Kafka, string Histories)
{
    private const string Usage = "dotnet run -c Release --project tests/faults -- list | all | NAME… [--rounds N] [--seed S] [--short] [--kafka] [--histories FOLDER]";

    /// <summary>Null when it could be read; else what is wrong with it.</summary>
    public static string? Parse(string[] arguments, out CommandLine asked)
    {
        asked = new CommandLine(false, [], null, (int)(TimeProvider.System.GetTimestamp() % 1_000_000), false, false, Path.Combine(Path.GetTempPath(), "twingrid-faults"));
        var faults = new List<IFault>();
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "list": asked = asked with { List = true }; break;
                case "all": faults.AddRange(FaultList.All); break;
                case "--kafka": asked = asked with { Kafka = true }; break;
                case "--short": asked = asked with { Short = true }; break;
                case "--rounds" when i + 1 < arguments.Length && int.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out var rounds) && rounds > 0: asked = asked with { Rounds = rounds }; i++; break;
                case "--seed" when i + 1 < arguments.Length && int.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out var seed): asked = asked with { Seed = seed }; i++; break;
                case "--histories" when i + 1 < arguments.Length: asked = asked with { Histories = arguments[i + 1] }; i++; break;
                case var name when FaultList.Find(name) is { } fault: faults.Add(fault); break;
                default: return $"'{arguments[i]}' is no fault and no option, or lacks its value.\n{Usage}\nFaults: {string.Join(", ", FaultList.All.Select(fault => fault.Name))}";
            }
        }
        if (!asked.List && faults.Count == 0) return $"No fault was named.\n{Usage}";
        Directory.CreateDirectory(asked.Histories);
        asked = asked with { Faults = faults };
        return null;
    }
}
