using System.Globalization;

namespace TwinGrid.Physiology.Pharmacogenomics.Genomes;

/// <summary>Puts a file's records to the positions of genes.</summary>
internal sealed class GatheredCalls
{
    private readonly Dictionary<string, List<Slot>> _byChromosome = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Slot[]> _byGene = new(StringComparer.Ordinal);

    public GatheredCalls(GenomeDefinitions definitions)
    {
        foreach (var gene in definitions.Genes.Values)
        {
            var slots = gene.Positions.Select(position => new Slot(position)).ToArray();
            _byGene[gene.Gene] = slots;
            if (!_byChromosome.TryGetValue(gene.Chromosome, out var all)) _byChromosome[gene.Chromosome] = all = [];
            all.AddRange(slots);
        }
        foreach (var all in _byChromosome.Values) all.Sort((one, other) => one.Position.At.CompareTo(other.Position.At));
    }

    /// <summary>Whether a line's chromosome is one that is looked at; so that the millions of other lines cost little.</summary>
    public bool Concerns(string line)
    {
        var end = line.IndexOf('\t', StringComparison.Ordinal);
        return end < 0 || _byChromosome.ContainsKey(VcfLine.Prefixed(line[..end]));
    }

    public void Take(VcfLine line)
    {
        if (!_byChromosome.TryGetValue(line.Chromosome, out var slots)) return;
        var first = FirstEndingAt(slots, line.At - 1);
        for (var i = first; i < slots.Count && slots[i].Position.At <= line.End + 1; i++) slots[i].Take(line);
    }

    public IReadOnlyDictionary<string, PositionCall[]> Calls() => _byGene.ToDictionary(gene => gene.Key, gene => gene.Value.Select(slot => slot.Call).ToArray(), StringComparer.Ordinal);

    /// <summary>Positions are few and short: a handful of bases before the record is enough.</summary>
    private static int FirstEndingAt(List<Slot> slots, int at)
    {
        const int longest = 64;
        var (low, high) = (0, slots.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (slots[middle].Position.At < at - longest) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private sealed class Slot(GenePosition position)
    {
        private bool _isBlock = true;

        public GenePosition Position => position;

        public PositionCall Call { get; private set; } = PositionCall.Unknown(PositionCall.NotInFile);

        public void Take(VcfLine line)
        {
            var isBlock = line.Alternates.All(alternate => alternate is "<NON_REF>" or "<*>");
            if (isBlock ? line.At > position.At || line.End < position.At : !IsAbout(line)) return;
            if (!_isBlock && isBlock) return; // a record of the position itself says more than a stretch around it
            var read = Of(line);
            if (read is null) return;
            Call = _isBlock || isBlock || !Call.IsKnown ? read : Joined(Call, read);
            _isBlock &= isBlock;
        }

        /// <summary>A record is about the position where it starts there, or where it writes one of its changes in another way.</summary>
        private bool IsAbout(VcfLine line) => line.At == position.At || line.Alternates.Any(alternate => position.Read(line.At, line.Reference, alternate) is { } bases && bases != position.Reference);

        /// <summary>What the record says; null where it is of another change that begins at the same base.</summary>
        private PositionCall? Of(VcfLine line)
        {
            if (!line.Passed) return PositionCall.Unknown($"filtered: {line.Filter}");
            if (line.At == position.At && !SameStart(line.Reference, position.Reference)) return PositionCall.Unknown($"REF is {line.Reference} where GRCh38 has {position.Reference}");
            if (line.Genotype is not { } genotype) return PositionCall.Unknown("no genotype");
            var isPhased = genotype.Contains('|', StringComparison.Ordinal);
            var places = genotype.Split('|', '/');
            if (places.Length != 2) return PositionCall.Unknown($"genotype '{genotype}' is not of two chromosomes");
            var bases = new string[2];
            for (var i = 0; i < 2; i++)
            {
                if (places[i] == ".") return PositionCall.Unknown("no call");
                if (!int.TryParse(places[i], NumberStyles.None, CultureInfo.InvariantCulture, out var place) || place > line.Alternates.Count) throw new UnreadableGenomeException(line.Number, $"genotype '{genotype}' names an allele that the record has not");
                bases[i] = place == 0 ? position.Reference : position.Read(line.At, line.Reference, line.Alternates[place - 1]) ?? $"{line.Reference}>{line.Alternates[place - 1]}";
            }
            return new(bases[0], bases[1], isPhased ? line.PhaseSet ?? "" : null);
        }

        private static bool SameStart(string one, string other) => one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal);

        /// <summary>Several records of one position, as where each change has a line of its own.</summary>
        private PositionCall Joined(PositionCall one, PositionCall other)
        {
            if (!other.IsKnown) return one;
            string? Of(string a, string b) => a == position.Reference ? b : b == position.Reference || a == b ? a : null;
            if (one.First == one.Second && one.First == position.Reference) return other;
            if (other.First == other.Second && other.First == position.Reference) return one;
            var isUnphased = !one.IsPhased || !other.IsPhased;
            if (isUnphased && !(one.First == one.Second || other.First == other.Second))
            {
                var changes = new[] { one.First!, one.Second!, other.First!, other.Second! }.Where(bases => bases != position.Reference).Distinct(StringComparer.Ordinal).ToArray();
                return changes.Length == 2 ? new(changes[0], changes[1]) : changes.Length == 1 ? one : PositionCall.Unknown("records of the position contradict each other");
            }
            return Of(one.First!, other.First!) is { } first && Of(one.Second!, other.Second!) is { } second ? new(first, second, isUnphased ? null : one.Block) : PositionCall.Unknown("records of the position contradict each other");
        }
    }
}
