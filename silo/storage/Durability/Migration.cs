using System.Reflection;

namespace TwinGrid.Durability;

/// <summary>One numbered step of a schema. Steps are only ever added, never changed.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>The steps embedded as <c>Schema/{set}/NNNN-name.sql</c>, in order, numbered from 1 without gaps.</summary>
    public static IReadOnlyList<Migration> Embedded(Assembly assembly, string set)
    {
        var prefix = $"Schema/{set}/";
        var steps = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => new Migration(int.Parse(name.AsSpan(prefix.Length, 4)), name[(prefix.Length + 5)..^4], Text(assembly, name)))
            .OrderBy(step => step.Number)
            .ToList();
        for (var place = 0; place < steps.Count; place++)
            if (steps[place].Number != place + 1) throw new InvalidOperationException($"Schema step {place + 1} of {set} is missing from the build.");
        return steps.Count > 0 ? steps : throw new InvalidOperationException($"No schema steps are embedded for {set}.");
    }

    /// <summary>The steps still to be taken from a version on.</summary>
    /// <exception cref="SchemaRefusedException">The stored version is newer than the last step known.</exception>
    public static IEnumerable<Migration> After(int stored, IReadOnlyList<Migration> steps, string room) =>
        stored <= steps[^1].Number
            ? steps.Skip(stored)
            : throw new SchemaRefusedException(
                $"The {room} schema is at version {stored}, this program knows versions up to {steps[^1].Number}: it was written by a newer TwinGrid. Start that version again, or restore the backup made before the upgrade.");

    private static string Text(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
