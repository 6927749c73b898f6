using TwinGrid.Durability;

namespace TwinGrid.Storage;

/// <summary>A twin's rows that are to be removed, some of them, waiting for their commit.</summary>
internal sealed class TwinErasure(string twin) : PendingWork<ErasedRows>
{
    /// <summary>Samples removed in one commit at most, about: others wait behind it.</summary>
    public const int SamplesAtOnce = 20_000;

    /// <summary>Versions of resources removed in one commit at most.</summary>
    public const int ResourcesAtOnce = 5_000;

    /// <summary>
    /// Kinds of snapshots, each found by one look into the index; of the lists of accesses, a kind for each twin, only this twin's. To be followed by a statement on
    /// <c>kinds</c>; its parameter is the twin.
    /// </summary>
    public const string Kinds =
        """
        with recursive every (kind) as (
            select min(kind) from snapshot
            union all
            select (select min(s.kind) from snapshot s where s.kind > case when every.kind like 'access/%' then 'access0' else every.kind end) from every where every.kind is not null
        ), kinds as (
            select kind from every where kind is not null and kind not like 'access/%'
        )
        """;

    /// <summary>Where keys of the twin lie: itself, and itself with one of these behind it, up to the character that follows it.</summary>
    public static readonly (string From, string Before)[] Behind = [("/", "0"), ("@", "A"), ("~", "\u007f")];

    public string Twin { get; } = twin;

    /// <summary>Rows removed by the commit.</summary>
    public ErasedRows Removed { get; set; }

    protected override ErasedRows Answer => Removed;
}
