namespace TwinGrid.Physiology.Pharmacogenomics;

/// <summary>A gene's table: what its alleles do, and which phenotype two of them make. Never changes.</summary>
public sealed class Gene
{
    private readonly IReadOnlyDictionary<string, Allele> _alleles;
    private readonly IReadOnlyList<Phenotype> _ladder;
    private readonly IReadOnlyDictionary<string, string> _pairs;

    internal Gene(string name, string version, string source, IReadOnlyDictionary<string, Allele> alleles, IReadOnlyList<Phenotype> ladder, IReadOnlyDictionary<string, string> pairs)
    {
        (Name, Version, Source, _alleles, _ladder, _pairs) = (name, version, source, alleles, ladder, pairs);
        HasScores = pairs.Count == 0;
    }

    /// <summary>Such as CYP2D6.</summary>
    public string Name { get; }

    /// <summary>Of the table.</summary>
    public string Version { get; }

    /// <summary>Where the table comes from.</summary>
    public string Source { get; }

    /// <summary>Whether alleles carry activities that add up; else pairs of functions are looked up.</summary>
    public bool HasScores { get; }

    /// <summary>Alleles the table knows.</summary>
    public IEnumerable<string> Alleles => _alleles.Keys;

    /// <summary>What a diplotype means.</summary>
    /// <param name="diplotype">Two alleles, such as <c>*1/*4</c>; copies as in <c>*1x2/*4</c>.</param>
    /// <param name="modifiers">What other drugs do to the gene's enzyme.</param>
    /// <exception cref="UnknownGenotypeException">The diplotype cannot be read, or an allele is not in the table.</exception>
    public GeneCall Call(string diplotype, params IReadOnlyCollection<Modifier> modifiers)
    {
        ArgumentNullException.ThrowIfNull(diplotype);
        ArgumentNullException.ThrowIfNull(modifiers);
        var parts = diplotype.Split('/', StringSplitOptions.TrimEntries);
        if (parts.Length != 2) throw new UnknownGenotypeException($"{Name} '{diplotype}' is no pair of alleles such as {_alleles.Keys.First()}/{_alleles.Keys.Last()}.");
        var (first, second) = (Read(parts[0]), Read(parts[1]));
        if (HasScores)
        {
            var inborn = first.Allele.Activity!.Value * first.Copies + second.Allele.Activity!.Value * second.Copies;
            var score = inborn;
            foreach (var modifier in modifiers)
                score *= modifier.Effect switch { ModifierEffect.StrongInhibitor => 0, ModifierEffect.ModerateInhibitor => .5, _ => 1 };
            var place = Place(score) + modifiers.Count(modifier => modifier.Effect == ModifierEffect.Inducer);
            return new(Name, diplotype, inborn, _ladder[Place(inborn)], score, _ladder[Math.Min(place, _ladder.Count - 1)], Version, Source);
        }
        if (first.Copies != 1 || second.Copies != 1) throw new UnknownGenotypeException($"{Name} '{diplotype}' has copies, and the table does not say what they do.");
        var found = _pairs.TryGetValue($"{first.Allele.Function}/{second.Allele.Function}", out var name) || _pairs.TryGetValue($"{second.Allele.Function}/{first.Allele.Function}", out name)
            ? PlaceOf(name!)
            : throw new UnknownGenotypeException($"{Name} '{diplotype}': the table does not say what {first.Allele.Function} with {second.Allele.Function} function makes.");
        var shifted = found;
        foreach (var modifier in modifiers)
            shifted = modifier.Effect switch { ModifierEffect.StrongInhibitor => 0, ModifierEffect.ModerateInhibitor => Math.Max(shifted - 1, 0), _ => Math.Min(shifted + 1, _ladder.Count - 1) };
        return new(Name, diplotype, null, _ladder[found], null, _ladder[shifted], Version, Source);
    }

    private (Allele Allele, int Copies) Read(string text)
    {
        var (name, copies) = (text, 1);
        var cross = text.LastIndexOf('x');
        if (!_alleles.ContainsKey(text) && cross > 0 && int.TryParse(text.AsSpan(cross + 1), System.Globalization.NumberStyles.None, null, out var count) && count > 0) (name, copies) = (text[..cross], count);
        return _alleles.TryGetValue(name, out var allele) ? (allele, copies) : throw new UnknownGenotypeException($"{Name} '{text}' is not in the table; known are {string.Join(", ", _alleles.Keys)}.");
    }

    /// <summary>The last rung that begins at or below a score.</summary>
    private int Place(double score)
    {
        var place = 0;
        while (place + 1 < _ladder.Count && score >= _ladder[place + 1].From!.Value - 1e-9) place++;
        return place;
    }

    private int PlaceOf(string abbreviation) => Enumerable.Range(0, _ladder.Count).First(i => string.Equals(_ladder[i].Abbreviation, abbreviation, StringComparison.Ordinal));
}

/// <summary>What an allele does: an activity, or a function by name.</summary>
internal sealed record Allele(double? Activity, string? Function);

/// <summary>A rung of a gene's ladder, least active first.</summary>
/// <param name="Name">In full.</param>
/// <param name="Abbreviation">Such as PM.</param>
/// <param name="From">Least score, where the gene has scores.</param>
public sealed record Phenotype(string Name, string Abbreviation, double? From = null);

/// <summary>What a diplotype means.</summary>
/// <param name="Gene">Such as CYP2D6.</param>
/// <param name="Diplotype">As it was given.</param>
/// <param name="InbornScore">Before other drugs; null where the gene has no scores.</param>
/// <param name="Inborn">Before other drugs.</param>
/// <param name="Score">Under the other drugs.</param>
/// <param name="Phenotype">Under the other drugs.</param>
/// <param name="Version">Of the table.</param>
/// <param name="Source">Of the table.</param>
public sealed record GeneCall(string Gene, string Diplotype, double? InbornScore, Phenotype Inborn, double? Score, Phenotype Phenotype, string Version, string Source);

/// <summary>A genotype that cannot be read or is not in a table: who called the gene must act.</summary>
public sealed class UnknownGenotypeException(string message) : Exception(message);

/// <summary>What another drug does to an enzyme.</summary>
public enum ModifierEffect
{
    StrongInhibitor = 0,
    ModerateInhibitor = 1,
    Inducer = 2,
}

/// <summary>A drug that changes what a gene's enzyme does.</summary>
public sealed record Modifier(string Drug, string Gene, ModifierEffect Effect);
