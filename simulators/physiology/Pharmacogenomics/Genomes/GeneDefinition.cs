using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwinGrid.Physiology.Pharmacogenomics.Genomes;

/// <summary>Which alleles a gene has and how a genome shows them. Never changes.</summary>
public sealed class GeneDefinition
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
    };

    private GeneDefinition(FileForm file)
    {
        (Gene, Version, Chromosome, Combines, Note) = (file.Gene, file.Version, file.Chromosome, file.Combines, file.Note);
        if (file.Assembly != "GRCh38") throw new JsonException($"{Gene} is defined on '{file.Assembly}'; only GRCh38 is read.");
        Positions = [.. file.Positions.OrderBy(position => position.At)];
        Alleles = [.. file.Alleles.Select(Read)];
        Reference = Alleles.FirstOrDefault(allele => allele.Name == file.Reference) ?? throw new JsonException($"{Gene} has no allele '{file.Reference}' that is its reference.");
    }

    /// <summary>Such as CYP2C19.</summary>
    public string Gene { get; }

    /// <summary>Of the definitions.</summary>
    public string Version { get; }

    /// <summary>With its prefix: chr10.</summary>
    public string Chromosome { get; }

    /// <summary>Whether a chromosome may have several of the alleles at once, each being one variant.</summary>
    public bool Combines { get; }

    /// <summary>What a reader of the calls should know; null where nothing is special.</summary>
    public string? Note { get; }

    /// <summary>By place.</summary>
    public IReadOnlyList<GenePosition> Positions { get; }

    /// <summary>In the definitions' order.</summary>
    public IReadOnlyList<NamedAllele> Alleles { get; }

    /// <summary>What the assembly has.</summary>
    public NamedAllele Reference { get; }

    /// <summary>Definitions of one's own.</summary>
    /// <exception cref="JsonException">The text is no definition of a gene.</exception>
    public static GeneDefinition Read(string json) => new(JsonSerializer.Deserialize<FileForm>(json, Form) ?? throw new JsonException("The definition is empty."));

    private NamedAllele Read(AlleleForm form)
    {
        var bases = Positions.Select(position => (IReadOnlyList<string>)[position.Reference]).ToArray();
        var (core, varying) = (new List<int>(), new List<int>());
        foreach (var text in form.Variants)
        {
            var (word, varies) = text.EndsWith('?') ? (text[..^1], true) : (text, false);
            var mark = word.IndexOf('=', StringComparison.Ordinal);
            var place = PlaceOf(mark < 0 ? word : word[..mark]);
            var position = Positions[place];
            var alternate = mark < 0 ? position.Alternates[0] : word[(mark + 1)..];
            if (!position.Alternates.Contains(alternate, StringComparer.Ordinal)) throw new JsonException($"{Gene}{form.Name}: {position.Name} has no '{alternate}'.");
            bases[place] = varies ? [position.Reference, alternate] : [alternate];
            (varies ? varying : core).Add(place);
        }
        return new(form.Name, form.Table ?? form.Name, bases, form.Source) { Core = core, Varying = varying };
    }

    private int PlaceOf(string name)
    {
        for (var i = 0; i < Positions.Count; i++)
            if (Positions[i].Name == name) return i;
        throw new JsonException($"{Gene} has no position '{name}'.");
    }

    private sealed record FileForm(
        string Gene, string Version, string Assembly, string Chromosome, string Reference, IReadOnlyList<GenePosition> Positions, IReadOnlyList<AlleleForm> Alleles, bool Combines = false, string? Note = null);

    private sealed record AlleleForm(string Name, IReadOnlyList<string> Variants, string Source, string? Table = null);
}
