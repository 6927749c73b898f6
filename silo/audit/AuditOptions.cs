namespace TwinGrid.Audit;

/// <summary>Where the audit trail of one process lies and how hard it is written, section <c>TwinGrid:Audit</c>.</summary>
public sealed record AuditOptions
{
    public const string Section = "TwinGrid:Audit";

    /// <summary>Folder of the trail; null for <c>audit</c> in the data folder.</summary>
    public string? Folder { get; init; }

    /// <summary>Name of this process' shard, part of file names: two processes never share one. Null for the machine's name.</summary>
    public string? Shard { get; init; }

    /// <summary>Folder of the anchors, best on another machine's disk or one that can only be added to; null for <c>anchors</c> in <see cref="Folder"/>.</summary>
    public string? Anchors { get; init; }

    /// <summary>PEM file of the ECDSA P-256 key that signs anchors; null for <c>SHARD.signing-key.pem</c> in <see cref="Folder"/>, which is made where it is absent, with its public half beside it.</summary>
    public string? SigningKey { get; init; }

    /// <summary>Longest time until what the kernel has taken is forced onto the disk, milliseconds, 0 to 60000; 0 forces it before each answer.</summary>
    public int FlushMilliseconds { get; init; } = 200;

    /// <summary>Time between anchors, minutes, 1 to 1440.</summary>
    public int AnchorMinutes { get; init; } = 60;

    /// <summary>Longest time until an access like one of the same hour is counted in the patient's list, seconds, 3 to 600; the first of its kind stands there within some three seconds.</summary>
    public int BooksSeconds { get; init; } = 30;

    /// <summary>Size above which the next file of the trail is begun, bytes.</summary>
    internal long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>Size of the file in which entries wait for the trail, bytes: half of it is a fiftieth of a second of twenty thousand accesses, twice over.</summary>
    internal int PendingBytes { get; init; } = 4 << 20;

    /// <summary>What is wrong, in a sentence that names the setting; null when nothing is.</summary>
    public string? Fault()
    {
        if (FlushMilliseconds is < 0 or > 60_000) return $"{Section}:{nameof(FlushMilliseconds)} is {FlushMilliseconds}, but must be from 0 to 60000.";
        if (AnchorMinutes is < 1 or > 1440) return $"{Section}:{nameof(AnchorMinutes)} is {AnchorMinutes}, but must be from 1 to 1440.";
        if (BooksSeconds is < 3 or > 600) return $"{Section}:{nameof(BooksSeconds)} is {BooksSeconds}, but must be from 3 to 600.";
        return Shard is null || IsName(Shard) ? null : $"{Section}:{nameof(Shard)} is '{Shard}', but must be 1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit.";
    }

    /// <summary>This machine's name as a shard.</summary>
    public static string ThisMachine { get; } = Named(Environment.MachineName);

    private static bool IsName(string text) => text.Length is > 0 and <= 64 && char.IsAsciiLetterOrDigit(text[0]) && text.All(IsPart);

    private static bool IsPart(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-';

    private static string Named(string machine)
    {
        string name = new([.. machine.Where(IsPart).Take(64)]);
        return IsName(name) ? name : "gateway";
    }
}
