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
    private const int Ways = 8, Fewest = 128 * Ways;

    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));
    private readonly Lock _gate = new();
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
            ref var slot = ref Find(_slots, hash);
            key = slot.Key;
            return slot.Twin == hash;
        }
    }

    public void Put(string twin, PatientKey key)
    {
        var hash = Hash(twin);
        lock (_gate)
        {
            if (_count >= _slots.Length * 3 / 4 && _slots.Length < most) Grow();
            _count += Put(_slots, hash, key);
        }
    }

    public void Remove(string twin)
    {
        var hash = Hash(twin);
        lock (_gate)
        {
            ref var slot = ref Find(_slots, hash);
            if (slot.Twin != hash) return;
            slot = default;
            _count--;
        }
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

    /// <summary>The place of a patient, else a free one, else one of another patient.</summary>
    private ref Slot Find(Slot[] slots, UInt128 twin)
    {
        var first = (int)((uint)twin % (uint)(slots.Length / Ways)) * Ways;
        var free = -1;
        for (var place = first; place < first + Ways; place++)
        {
            if (slots[place].Twin == twin) return ref slots[place];
            if (slots[place].Twin == 0) free = place;
        }
        return ref slots[free >= 0 ? free : first + (_next++ & (Ways - 1))];
    }

    /// <returns>How many more there are.</returns>
    private int Put(Slot[] slots, UInt128 twin, PatientKey key)
    {
        ref var slot = ref Find(slots, twin);
        var isNew = slot.Twin == 0;
        slot = new Slot(twin, key);
        return isNew ? 1 : 0;
    }

    private void Grow()
    {
        var (larger, count) = (new Slot[_slots.Length * 2], 0);
        foreach (var slot in _slots)
            if (slot.Twin != 0) count += Put(larger, slot.Twin, slot.Key);
        Array.Clear(_slots);
        (_slots, _count) = (larger, count);
    }

    private UInt128 Hash(string twin)
    {
        Span<byte> ascii = stackalloc byte[64];
        return Hash(ascii[..Encoding.ASCII.GetBytes(twin, ascii)]);
    }

    private UInt128 Hash(ReadOnlySpan<byte> twin) => XxHash128.HashToUInt128(twin, _seed) is var hash && hash == 0 ? 1 : hash;

    private readonly record struct Slot(UInt128 Twin, PatientKey Key);
}
