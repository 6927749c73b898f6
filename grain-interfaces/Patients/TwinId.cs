using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace TwinGrid.Patients;

/// <summary>
/// A twin's random pseudonym: 1–64 characters of <c>A–Z a–z 0–9 . _ -</c>, the first a letter or digit. Mint it with <see cref="NewRandom"/>;
/// a name or an insurance number must never be one.
/// </summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.TwinId")]
public readonly record struct TwinId
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    [Id(0)] private readonly string? _value;

    private TwinId(string value) => _value = value;

    /// <summary>The pseudonym as text; it is also the grain key.</summary>
    public string Value => _value ?? "";

    /// <summary>A fresh pseudonym of 128 random bits.</summary>
    public static TwinId NewRandom() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));

    /// <summary>Reads a pseudonym; false when the text cannot be one.</summary>
    public static bool TryParse(string? text, out TwinId id)
    {
        var valid = text is { Length: > 0 and <= 64 } && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(Allowed);
        id = valid ? new TwinId(text!) : default;
        return valid;
    }

    /// <summary>Reads a pseudonym.</summary>
    /// <exception cref="FormatException">The text cannot be a pseudonym.</exception>
    public static TwinId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is no twin id: 1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit.");

    /// <summary>The twin's partition among <paramref name="count"/>: stable for ever, on every machine.</summary>
    public int Partition(int count)
    {
        Span<byte> utf8 = stackalloc byte[64];
        var length = Encoding.ASCII.GetBytes(Value, utf8);
        return (int)(XxHash32.HashToUInt32(utf8[..length]) % (uint)count);
    }

    public override string ToString() => Value;}
