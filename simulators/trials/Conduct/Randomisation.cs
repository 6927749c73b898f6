using TwinGrid.Physiology.Ensembles;
using TwinGrid.Trials.Protocols;
using TwinGrid.Trials.Populations;

namespace TwinGrid.Trials.Conduct;

/// <summary>Assigns patients to arms in the order in which they come: one by one, or in permuted blocks within strata.</summary>
internal sealed class Randomisation
{
    private readonly TrialProtocol _protocol;
    private readonly CounterNoise _noise;
    private readonly int[] _strata, _levels, _cards;
    private readonly Block[] _blocks;

    public Randomisation(TrialProtocol protocol, CounterNoise noise)
    {
        (_protocol, _noise) = (protocol, noise);
        _strata = [.. protocol.Allocation.Strata.Select(protocol.Population.Patients.Find)];
        _levels = [.. _strata.Select(place => protocol.Population.Variables[place].Words.Count)];
        _blocks = [.. Enumerable.Range(0, _levels.Aggregate(1, (product, levels) => product * levels)).Select(_ => new Block())];
        _cards = [.. protocol.Allocation.Ratio.SelectMany((times, arm) => Enumerable.Repeat(arm, times))];
    }

    /// <summary>A patient's stratum.</summary>
    public int Stratum(double[] variables)
    {
        var stratum = 0;
        for (var i = 0; i < _strata.Length; i++) stratum = stratum * _levels[i] + (int)variables[_strata[i]];
        return stratum;
    }

    /// <summary>The names of all strata, in their order.</summary>
    public static IReadOnlyList<string> Names(TrialProtocol protocol)
    {
        IEnumerable<string> names = [""];
        foreach (var name in protocol.Allocation.Strata)
        {
            var words = protocol.Population.Variables.First(variable => variable.Name == name).Words;
            names = names.SelectMany(before => words.Select(word => before.Length > 0 ? $"{before}, {name} {word}" : $"{name} {word}"));
        }
        return protocol.Allocation.Strata.Count == 0 ? ["all"] : [.. names];
    }

    /// <summary>The next patient's arm.</summary>
    public int Arm(long patient, int stratum)
    {
        if (_protocol.Allocation.Blocks.Count == 0) return _cards[(int)(_noise.Uniform(patient, 0, Streams.Arm) * _cards.Length)];
        var block = _blocks[stratum];
        if (block.Next == block.Arms.Length) Deal(block, stratum);
        return block.Arms[block.Next++];
    }

    private void Deal(Block block, int stratum)
    {
        var sizes = _protocol.Allocation.Blocks;
        var size = sizes[(int)(_noise.Uniform(stratum, block.Number, Streams.BlockSize) * sizes.Count)];
        if (block.Arms.Length != size) block.Arms = new int[size];
        for (var i = 0; i < size; i++) block.Arms[i] = _cards[i % _cards.Length];
        var place = ((long)stratum << 32) + block.Number;
        for (var i = size - 1; i > 0; i--)
        {
            var other = (int)(_noise.Uniform(place, i, Streams.BlockOrder) * (i + 1));
            (block.Arms[i], block.Arms[other]) = (block.Arms[other], block.Arms[i]);
        }
        block.Number++;
        block.Next = 0;
    }

    private sealed class Block
    {
        public int Number, Next;
        public int[] Arms = [];
    }
}
