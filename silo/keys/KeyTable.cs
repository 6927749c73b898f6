using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace TwinGrid.Keys;

/// <summary>
/// Keys at hand, in one flat table: an object for each patient would cost more than the key. Patients are told apart by 128 bits of a hash with a seed that nobody
/// knows. A full table lets go of some. Safe for concurrent use.
/// </summary>
internal sealed class KeyTable(int most)
{
    private const int Fewest = 1024;

    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));
    private readonly Lock _gate = new();

    /// <summary>A power of two of places; a patient stands at the first free one from where the hash points.</summary>
    private Slot[] _slots = new Slot[Fewest];
    private int _count;
    private int _next;

    /// <summary>Keys at hand.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _count;
        }
    }

    public bool TryFind(ReadOnlySpan<byte> twin, out PatientKey key)
    {
        var hash = Hash(twin);
        lock (_gate)
        {
            var slot = _slots[Place(_slots, hash)];
            key = slot.Key;
            return slot.Twin == hash;
        }
    }

    public void Put(string twin, PatientKey key)
    {
        var hash = Hash(twin);
        lock (_gate)
        {
            if (_slots[Place(_slots, hash)].Twin != hash && ++_count > _slots.Length / 5 * 4) MakeRoom();
            _slots[Place(_slots, hash)] = new Slot(hash, key);
        }
    }

    public void Remove(string twin)
    {
        var hash = Hash(twin);
        lock (_gate)
            if (Place(_slots, hash) is var place && _slots[place].Twin == hash) Free(place);
    }

    /// <summary>Lets go of all keys.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            Array.Clear(_slots);
            _count = 0;
        }
    }

    /// <summary>Where a patient stands, or would stand.</summary>
    private static int Place(Slot[] slots, UInt128 twin)
    {
        var place = Home(slots, twin);
        while (slots[place].Twin != 0 && slots[place].Twin != twin) place = (place + 1) & (slots.Length - 1);
        return place;
    }

    private static int Home(Slot[] slots, UInt128 twin) => (int)(uint)twin & (slots.Length - 1);

    /// <summary>Grows, as long as it may; then lets go of some that stand in a row, in turn.</summary>
    private void MakeRoom()
    {
        if (_slots.Length * 2L <= most)
        {
            var larger = new Slot[_slots.Length * 2];
            foreach (var slot in _slots)
                if (slot.Twin != 0) larger[Place(larger, slot.Twin)] = slot;
            Array.Clear(_slots);
            _slots = larger;
            return;
        }
        for (var gone = 0; gone < _slots.Length / 64;)
        {
            _next = (_next + 1) & (_slots.Length - 1);
            if (_slots[_next].Twin == 0) continue;
            Free(_next);
            gone++;
        }
    }

    /// <summary>Takes a place out; those behind it that it had pushed on move up.</summary>
    private void Free(int place)
    {
        _count--;
        for (var next = (place + 1) & (_slots.Length - 1); _slots[next].Twin != 0; next = (next + 1) & (_slots.Length - 1))
        {
            var home = Home(_slots, _slots[next].Twin);
            if (((next - home) & (_slots.Length - 1)) < ((next - place) & (_slots.Length - 1))) continue; // it stands between its home and the place: it may not move over its home
            _slots[place] = _slots[next];
            place = next;
        }
        _slots[place] = default;
    }

    private UInt128 Hash(string twin)
    {
        Span<byte> ascii = stackalloc byte[64];
        return Hash(ascii[..Encoding.ASCII.GetBytes(twin, ascii)]);
    }

    private UInt128 Hash(ReadOnlySpan<byte> twin) => XxHash128.HashToUInt128(twin, _seed) is var hash && hash == 0 ? 1 : hash;

    private readonly record struct Slot(UInt128 Twin, PatientKey Key);
}
