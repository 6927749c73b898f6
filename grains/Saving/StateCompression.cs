using System.Collections.Concurrent;
using ZstdSharp;

namespace TwinGrid.Grains.Saving;

/// <summary>
/// Makes states of one kind small while they rest. Such states are alike, and each too short to show it by itself: they are compressed against a few that rested before.
/// What is compressed never leaves the process. Safe for concurrent use.
/// </summary>
public sealed class StateCompression
{
    /// <summary>Of zstd: higher ones take ten times as long and save a hundredth.</summary>
    private const int Level = 3;

    /// <summary>States to compare with, the last that rested.</summary>
    private const int Examples = 4;

    /// <summary>After so many states the examples are chosen anew: the first may belong to twins that have hardly lived.</summary>
    private static readonly long[] ChosenAt = [Examples, 256, 16_384, 1_048_576];

    private readonly Lock _choosing = new();
    private readonly byte[][] _last = new byte[Examples][];
    private volatile Edition[] _editions = [new([])];
    private long _count;

    /// <summary>A state in few bytes, and the edition of the examples that <see cref="Expand"/> needs.</summary>
    public (byte[] Bytes, byte Edition) Compress(byte[] state)
    {
        var editions = Editions(state);
        return (editions[^1].Compress(state), (byte)(editions.Length - 1));
    }

    /// <summary>The state again.</summary>
    public byte[] Expand(byte[] compressed, byte edition) => _editions[edition].Expand(compressed);

    /// <summary>The editions, a new one included where this state makes it due.</summary>
    private Edition[] Editions(byte[] state)
    {
        lock (_choosing)
        {
            _last[_count++ % Examples] = state;
            if (_editions.Length <= ChosenAt.Length && _count == ChosenAt[_editions.Length - 1]) _editions = [.. _editions, new([.. _last.SelectMany(last => last)])];
            return _editions;
        }
    }

    /// <summary>Examples, with the compressors that know them: as many as were ever at work at the same time.</summary>
    private sealed class Edition(byte[] examples)
    {
        private readonly ConcurrentBag<Compressor> _compressors = [];
        private readonly ConcurrentBag<Decompressor> _decompressors = [];

        public byte[] Compress(byte[] state)
        {
            if (!_compressors.TryTake(out var compressor))
            {
                compressor = new(Level);
                if (examples.Length > 0) compressor.LoadDictionary(examples);
            }
            var compressed = compressor.Wrap(state).ToArray();
            _compressors.Add(compressor); // one that failed is not used again
            return compressed;
        }

        public byte[] Expand(byte[] compressed)
        {
            if (!_decompressors.TryTake(out var decompressor))
            {
                decompressor = new();
                if (examples.Length > 0) decompressor.LoadDictionary(examples);
            }
            var state = decompressor.Unwrap(compressed).ToArray();
            _decompressors.Add(decompressor);
            return state;
        }
    }
}
