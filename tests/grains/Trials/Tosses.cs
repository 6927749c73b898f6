using System.Buffers.Binary;
using TwinGrid.Grains.Trials;
using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Tests.Trials;

/// <summary>
/// Trials whose protocol is <c>shards patients</c> and whose patients are coins: small enough to be counted one by one, and its sum is of floating point, so that another order shows.
/// </summary>
internal sealed class Tosses : ITrialMethod
{
    private int _conducted;

    /// <summary>Shards that were run, those that were run twice included.</summary>
    public int Conducted => _conducted;

    /// <summary>Runs before a shard; null for nothing.</summary>
    public Action<int, CancellationToken>? Before { get; set; }

    /// <summary>Sums that were stored cannot be read, as after another version of the grid.</summary>
    public bool CountsOtherwise { get; set; }

    public IReadOnlyList<TrialExample> Examples { get; } = [new("coins", "4 10")];

    public (IReadTrial? Trial, IReadOnlyList<TrialFault> Faults) Read(string protocol)
    {
        var words = protocol.Split(' ');
        return words.Length == 2 && int.TryParse(words[0], out var shards) && int.TryParse(words[1], out var patients)
            ? (new Coins(this, shards, patients), [])
            : (null, [new TrialFault("shards", 1, "is no number")]);
    }

    private sealed class Coins(Tosses tosses, int shards, int patients) : IReadTrial
    {
        public TrialOutline Outline { get; } = new("coins", "00", 1, ["heads", "tails"], 1, (long)shards * patients, shards, IsOfGrid: false);

        public (byte[] Sums, long Patients) Conduct(int shard, CancellationToken cancel)
        {
            tosses.Before?.Invoke(shard, cancel);
            Interlocked.Increment(ref tosses._conducted);
            var bytes = new byte[16];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, patients);
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8), 1d / (shard + 3));
            return (bytes, patients);
        }

        public ITwinSums Gather() => throw new NotSupportedException("Coins are no patients.");

        public ITrialSums Sums(ReadOnlyMemory<byte> soFar) => tosses.CountsOtherwise && soFar.Length > 0 ? throw new InvalidDataException("The sums are of another version.") : new Sum(soFar.Span);
    }

    private sealed class Sum : ITrialSums
    {
        private long _patients;
        private double _sum;

        public Sum(ReadOnlySpan<byte> soFar)
        {
            if (soFar.Length > 0) (_patients, _sum) = (BinaryPrimitives.ReadInt64LittleEndian(soFar), BinaryPrimitives.ReadDoubleLittleEndian(soFar[8..]));
        }

        public void Add(ReadOnlyMemory<byte> outcome)
        {
            _patients += BinaryPrimitives.ReadInt64LittleEndian(outcome.Span);
            _sum = _sum * .75 + BinaryPrimitives.ReadDoubleLittleEndian(outcome.Span[8..]);
        }

        public byte[] ToBytes()
        {
            var bytes = new byte[16];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, _patients);
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8), _sum);
            return bytes;
        }

        public byte[] Write(TrialPaper paper) => ToBytes();
    }
}
