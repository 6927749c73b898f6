using System.Security.Cryptography;
using System.Text;
using TwinGrid.Access;
using TwinGrid.HealthRecords;
using TwinGrid.Keys;
using TwinGrid.Keys.Sealing;
using TwinGrid.Patients;

namespace TwinGrid.Storage.HealthRecords;

/// <summary>
/// Seals resources on the way into the store and opens them on the way out. What they are found by is hashed with the patient's key, so that a backup tells neither a diagnosis nor a drug once
/// the key is destroyed. What belongs to no patient lies in the open. Safe for concurrent use.
/// </summary>
internal sealed class RecordSeals(PatientKeys keys)
{
    /// <summary>Bytes of a token; of what tells contents and origins apart.</summary>
    private const int Token = 8, Mark = 16;

    private const int Longest = 256;

    public async Task<SealedWrite[]> Seal(IReadOnlyList<ResourceWrite> writes, CancellationToken cancel)
    {
        var sealedWrites = new SealedWrite[writes.Count];
        for (var place = 0; place < sealedWrites.Length; place++) sealedWrites[place] = Seal(writes[place], await Key(writes[place].Twin, cancel));
        return sealedWrites;
    }

    /// <summary>The key of a record that is written to; null for what belongs to no patient.</summary>
    public async ValueTask<PatientKey?> Key(TwinId? twin, CancellationToken cancel)
    {
        if (twin is not { } owner) return null;
        try
        {
            return await keys.ForWriting(owner, cancel);
        }
        catch (KeysException error)
        {
            throw new StorageException($"Nothing was written: {error.Message}", error);
        }
    }

    /// <summary>The key of a record that is read; false when it was destroyed, or the record never was.</summary>
    public async ValueTask<(bool Exists, PatientKey? Key)> Find(TwinId? twin, CancellationToken cancel)
    {
        if (twin is not { } owner) return (true, null);
        try
        {
            var found = await keys.Find(owner, cancel);
            return found.State == KeyState.Kept ? (true, found.Key) : (false, null);
        }
        catch (KeysException error)
        {
            throw new StorageException(error.Message, error);
        }
    }

    /// <summary>What a word is stored as.</summary>
    public static byte[] TokenOf(in PatientKey? key, string word) => Hash(key, 't', word, Token);

    public static byte[] OriginOf(in PatientKey? key, string words) => Hash(key, 'o', words, Mark);

    public async Task<StoredResource?> Open(ResourceRow row, CancellationToken cancel)
    {
        if (row.Twin.Length == 0) return Opened(row, null, row.Body);
        var twin = TwinId.Parse(row.Twin);
        var (exists, key) = await Find(twin, cancel);
        return exists ? Opened(row, twin, Open(key!.Value, row.Body, $"resource\0{row.Name}\0{row.Version}", $"{row.Name}")) : null;
    }

    public static byte[] Open(in PatientKey key, byte[] sealedBytes, string bound, string what)
    {
        var open = new byte[PatientSeal.OpenLength(sealedBytes)];
        Span<byte> associated = stackalloc byte[Longest];
        return PatientSeal.TryOpen(key, sealedBytes, associated[..Encoding.UTF8.GetBytes(bound, associated)], open)
            ? open
            : throw new StorageException($"{what} is not what was sealed there: it was changed, or the store of keys belongs to another storage.");
    }

    private static StoredResource Opened(ResourceRow row, TwinId? twin, byte[] body) =>
        new(row.Name, twin, row.Version, DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt), (DataClass)row.Data, row.Place, body) { SortKey = row.SortKey };

    private SealedWrite Seal(ResourceWrite write, PatientKey? key)
    {
        var owner = write.Twin?.Value ?? "";
        return new SealedWrite(
            write.Name, owner, write.ExpectedVersion, write.At.ToUnixTimeMilliseconds(), (long)write.Data, write.From?.ToUnixTimeMilliseconds(), write.To?.ToUnixTimeMilliseconds(),
            Hash(key, 'c', write.Content, Mark), write.Origin is { } origin ? OriginOf(key, origin) : null, TokensOf(key, write.Tokens),
            key is { } k && write.Facts.Count > 0 ? Seal(k, owner, FactsOf(write.Name, write.Version), RecordForms.Of(write.Facts)) : null,
            key is { } s ? Seal(s, owner, $"resource\0{write.Name}\0{write.Version}", write.Body) : write.Body,
            key is { } f && write.Signs.Count > 0 ? Seal(f, owner, Fed, RecordForms.Of(write.Device, write.Signs)) : null);
    }

    /// <summary>What a resource's facts are bound to.</summary>
    public static string FactsOf(in ResourceName name, long version) => $"facts\0{name}\0{version}";

    /// <summary>What signs that wait are bound to.</summary>
    public const string Fed = "record-feed";

    private byte[] Seal(in PatientKey key, string owner, string bound, byte[] plain)
    {
        var bytes = new byte[PatientSeal.Length(owner, plain.Length)];
        Span<byte> associated = stackalloc byte[Longest];
        PatientSeal.Seal(keys, key, owner, associated[..Encoding.UTF8.GetBytes(bound, associated)], plain, bytes);
        return bytes;
    }

    private static byte[] TokensOf(in PatientKey? key, IReadOnlyList<string> words)
    {
        var bytes = new byte[words.Count * Token];
        for (var place = 0; place < words.Count; place++) TokenOf(key, words[place]).CopyTo(bytes, place * Token);
        return bytes;
    }

    private static byte[] Hash(in PatientKey? key, char purpose, string words, int length)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var text = Encoding.UTF8.GetBytes($"record-{purpose}\0{words}");
        if (key is { } secret) HMACSHA256.HashData(secret.Mask, text, hash);
        else SHA256.HashData(text, hash);
        return hash[..length].ToArray();
    }
}
