using System.IO.Hashing;
using System.Text;

namespace TwinGrid.Access;

/// <summary>Who looked at one patient's data, for the patient to read; its key is the twin's id. It is made from the audit trails of all gateways, which stay the proof.</summary>
[Alias("TwinGrid.IAccessBook")]
public interface IAccessBook : IGrainWithStringKey
{
    /// <summary>
    /// Takes accesses down, in the order of their trail. What was taken down before changes nothing; a note that stands for several must hold none that was taken down without the others.
    /// Durable when it returns.
    /// </summary>
    [Alias("Note")] Task Note(IReadOnlyList<AccessNote> notes);

    /// <summary>Accesses, the newest hour first.</summary>
    /// <param name="after">Where the page before ended; null for the newest.</param>
    [Alias("Read")] Task<AccessPage> Read(string? after, int limit);
}

/// <summary>One access, as the trail has it.</summary>
/// <param name="Shard">The trail it stands in.</param>
/// <param name="Index">Its place there.</param>
/// <param name="By">Who, as the issuer names him.</param>
/// <param name="What">Method and route.</param>
/// <param name="Ground">Why it was given or refused.</param>
/// <param name="Consent">The consent that decided, with its version; null where a default did.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.AccessNote")]
public sealed record AccessNote(
    [property: Id(0)] string Shard,
    [property: Id(1)] long Index,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] string By,
    [property: Id(4)] string Role,
    [property: Id(5)] string Client,
    [property: Id(6)] string Purpose,
    [property: Id(7)] string What,
    [property: Id(8)] IReadOnlyList<string> Data,
    [property: Id(9)] bool Given,
    [property: Id(10)] string Ground,
    [property: Id(11)] string? Consent,
    [property: Id(12)] IReadOnlyList<string> Models)
{
    /// <summary>What it stands for beside itself; null: nothing.</summary>
    [Id(13)] public AccessRepeats? Repeats { get; init; }

    /// <summary>Who did what for which purpose and why he might: accesses of one kind are counted together, hour by hour.</summary>
    public string Kind => string.Join('\n', [By, Role, Client, Purpose, What, Given ? "given" : "refused", Ground, Consent ?? "", .. Data]);

    /// <summary>Whether another is of the same <see cref="Kind"/>, which need not be put together for it.</summary>
    public bool IsOfKind(AccessNote other) =>
        Given == other.Given && Same(By, other.By) && Same(Role, other.Role) && Same(Client, other.Client) && Same(Purpose, other.Purpose) && Same(What, other.What) && Same(Ground, other.Ground)
        && Same(Consent ?? "", other.Consent ?? "") && (ReferenceEquals(Data, other.Data) || Data.SequenceEqual(other.Data, StringComparer.Ordinal));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);

    /// <summary>The hour it fell into, counted from the year 1.</summary>
    public long Hour => At.UtcTicks / TimeSpan.TicksPerHour;

    /// <summary>Key of the row of its book in which it is counted: the newest hour comes first in the order of keys.</summary>
    public string RowKey => $"{HourKey(Hour)}-{XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(Kind)):x32}";

    /// <summary>What keys of an hour's rows begin with.</summary>
    public static string HourKey(long hour) => $"{long.MaxValue - hour:x16}";
}

/// <summary>Equal accesses that a note stands for, itself among them.</summary>
/// <param name="LastIndex">Place of the last in their trail.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.AccessRepeats")]
public sealed record AccessRepeats([property: Id(0)] int Times, [property: Id(1)] DateTimeOffset LastAt, [property: Id(2)] long LastIndex);

/// <summary>Equal accesses of one hour: who did the same for the same purpose, how often, and when first and last.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.AccessRow")]
public sealed record AccessRow([property: Id(0)] AccessNote First, [property: Id(1)] DateTimeOffset LastAt, [property: Id(2)] int Times, [property: Id(3)] IReadOnlyList<string> Models)
{
    /// <summary>The last entry counted, of each trail.</summary>
    [Id(4)] public IReadOnlyDictionary<string, long> Marks { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);
}

/// <param name="Next">Where to go on; null at the end.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.AccessPage")]
public sealed record AccessPage([property: Id(0)] IReadOnlyList<AccessRow> Rows, [property: Id(1)] string? Next);
