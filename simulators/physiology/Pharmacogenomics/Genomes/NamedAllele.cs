namespace TwinGrid.Physiology.Pharmacogenomics.Genomes;

/// <summary>A named form of a gene: what differs from the reference on a chromosome that has it.</summary>
/// <param name="Name">Such as *2.</param>
/// <param name="TableName">What the gene's table of phenotypes calls it.</param>
/// <param name="Bases">At each of the gene's positions: what stands there; more than one where people with this form differ.</param>
/// <param name="Source">Who defines it.</param>
public sealed record NamedAllele(string Name, string TableName, IReadOnlyList<IReadOnlyList<string>> Bases, string Source)
{
    /// <summary>Which positions make it: there it is never the reference.</summary>
    public required IReadOnlyList<int> Core { get; init; }

    /// <summary>Positions at which people with this form differ.</summary>
    public required IReadOnlyList<int> Varying { get; init; }

    /// <summary>Several forms on one chromosome, for genes of which each variant has a name.</summary>
    public static NamedAllele Together(IReadOnlyList<NamedAllele> parts, GeneDefinition gene)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(gene);
        var bases = gene.Positions.Select((position, i) => parts.Select(part => part.Bases[i]).FirstOrDefault(found => found is not [var only] || only != position.Reference) ?? [position.Reference]);
        return new($"[{string.Join(" + ", parts.Select(part => part.Name))}]", string.Join(" + ", parts.Select(part => part.TableName)), [.. bases], string.Join("; ", parts.Select(part => part.Source)))
        {
            Core = [.. parts.SelectMany(part => part.Core).Distinct().Order()], Varying = [.. parts.SelectMany(part => part.Varying).Distinct().Order()],
        };
    }
}
