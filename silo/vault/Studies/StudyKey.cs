using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TwinGrid.Patients;
using TwinGrid.Vault.Keys;

namespace TwinGrid.Vault.Studies;

/// <summary>What a study's own random key makes: pseudonyms, and the list that leads back from them.</summary>
internal sealed class StudyKey(string study, byte[] secret)
{
    private readonly VaultKey _list = new(secret);
    private readonly byte[] _naming = VaultKey.Derive(secret, "twingrid study pseudonym 1", VaultKey.Bytes);
    private readonly byte[] _shifting = VaultKey.Derive(secret, "twingrid study date shift 1", VaultKey.Bytes);

    /// <summary>The pseudonym of a twin: the first 65 bits of an HMAC-SHA-256.</summary>
    /// <param name="attempt">0, and more only where another twin has that pseudonym already.</param>
    public StudyPseudonym Pseudonym(TwinId twin, byte attempt) => StudyPseudonym.OfBits(HMACSHA256.HashData(_naming, (byte[])[attempt, .. Encoding.ASCII.GetBytes(twin.Value)]));

    /// <summary>By how much a twin's times are shifted: 7 to 182 days and up to a quarter of an hour, either way.</summary>
    public TimeSpan Shift(TwinId twin)
    {
        var bits = HMACSHA256.HashData(_shifting, Encoding.ASCII.GetBytes(twin.Value));
        var (days, seconds) = ((int)(BinaryPrimitives.ReadUInt64BigEndian(bits) % (2 * 176)), (int)(BinaryPrimitives.ReadUInt64BigEndian(bits.AsSpan(8)) % 1801) - 900);
        return TimeSpan.FromDays(days < 176 ? days - 182 : days - 176 + 7) + TimeSpan.FromSeconds(seconds);
    }

    /// <summary>What the list has a twin under.</summary>
    public byte[] Tag(TwinId twin) => _list.Tag(twin.Value);

    public byte[] Seal(TwinId twin, StudyPseudonym pseudonym) => _list.Seal(Encoding.ASCII.GetBytes(twin.Value), Row(pseudonym));

    public TwinId Open(byte[] made, StudyPseudonym pseudonym) => TwinId.Parse(Encoding.ASCII.GetString(_list.Open(made, Row(pseudonym))));

    private string Row(StudyPseudonym pseudonym) => $"pseudonym\n{study}\n{pseudonym.Value}";
}
