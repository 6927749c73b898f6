using System.Text;
using Microsoft.Data.Sqlite;
using TwinGrid.Durability;
using TwinGrid.Storage.History;

namespace TwinGrid.Storage.Sqlite;

/// <summary>
/// Readings on their way into the history: stored at once in the order in which they come, held in memory until enough came, and then sorted into their places, twin by twin, a
/// few with each commit, while the next ones gather. Where none came for a while, the next commits sort all there are. Belongs to the writer; <see cref="Of"/> is for everyone.
/// </summary>
/// <param name="gatheredAtMost">Readings that gather before they are sorted.</param>
internal sealed class Arrivals(int gatheredAtMost, TimeProvider time)
{
    /// <summary>After so long without a reading there is time to sort, and no reason to hold them.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    /// <summary>Sorted with each commit, at least; else twice as many as came, so that what gathers never waits for what is sorted. Each takes some eight microseconds.</summary>
    private const int SortedAtLeast = 200, SortedForEach = 2, SortedWhenQuiet = 20_000;

    /// <summary>Rows that are deleted with each commit while some are sorted.</summary>
    private const int DeletedAtOnce = 4_000;

    private readonly Lock _lock = new();
    private readonly Stack<byte[]> _spare = new();
    private ArrivedReadings? _gathered, _sorting;

    /// <summary>Of those being sorted: the twins, how many of them are stored in their places, and how many are with the commit under way.</summary>
    private string[] _twins = [];
    private int _sorted, _sortedNow;

    /// <summary>The place of the next one, and that of the first which gathered since the others are sorted.</summary>
    private long _next = 1, _first = 1;

    /// <summary>Below the one, all are sorted; below the other, all are deleted, and will be with the commit under way.</summary>
    private long _deletable = 1, _deleted = 1, _deletedNow = 1;

    /// <summary>How many had gathered before the commit under way.</summary>
    private int _before;
    private bool _isQuiet;
    private long _lastCame = time.GetTimestamp();

    private ArrivedReadings Gathered => _gathered ??= new(_spare);

    /// <summary>Takes what is stored and may not be sorted yet: it is sorted first. Once.</summary>
    /// <exception cref="StorageException">What is stored is no reading.</exception>
    public void Load(SqliteConnection connection)
    {
        try
        {
            Read(connection);
        }
        catch (Exception error) when (error is InvalidCastException or ArgumentException)
        {
            throw new StorageException($"A reading that waits for its place cannot be read, behind place {_next - 1} of the table of arrivals: the storage is damaged.", error);
        }
        if (Gathered.Count > 0) Turn();
    }

    /// <summary>A commit begins.</summary>
    public void Begin()
    {
        _isQuiet = time.GetElapsedTime(_lastCame) >= Quiet;
        if (_sorting is null && Gathered.Count > 0 && (_isQuiet || Gathered.Count >= gatheredAtMost)) Turn();
        _before = Gathered.Count;
    }

    /// <summary>Stores a reading: samples of one packet and instant.</summary>
    public void Add(ReadOnlySpan<HistoryRow> rows, SqliteStatements statements)
    {
        lock (_lock)
        {
            var room = Gathered.Room(ArrivedReading.Room(rows));
            var length = ArrivedReading.Write(rows, room);
            Store(new(room[..length]), statements);
            Gathered.Add(rows[0].Twin, length);
        }
    }

    /// <summary>Sorts some within the commit; what was sorted before is deleted from where it came.</summary>
    /// <param name="place">Brings one to its place.</param>
    /// <param name="statements">Of the commit.</param>
    public void Sort(Action<ArrivedReading> place, SqliteStatements statements)
    {
        Delete(statements);
        if (_sorting is null) return;
        var most = _isQuiet ? SortedWhenQuiet : Math.Max(SortedAtLeast, SortedForEach * (Gathered.Count - _before));
        for (var some = most; some > 0 && _sortedNow < _twins.Length; _sortedNow++)
            some -= SortTwin(_sorting, _twins[_sortedNow], place);
    }

    /// <summary>The commit is durable.</summary>
    public void Committed()
    {
        lock (_lock)
        {
            if (Gathered.Count > _before) _lastCame = time.GetTimestamp();
            _before = Gathered.Count;
            _deleted = _deletedNow;
            for (; _sorted < _sortedNow; _sorted++) _sorting!.Forget(_twins[_sorted]);
            if (_sorting is null || _sorted < _twins.Length) return;
            _sorting.Clear();
            if (_isQuiet) _spare.Clear();
            (_sorting, _twins, _sorted, _sortedNow, _deletable) = (null, [], 0, 0, _first);
        }
    }

    /// <summary>Nothing of the commit came to be.</summary>
    public void TakeBack()
    {
        lock (_lock) Gathered.Shrink(_before);
        (_sortedNow, _deletedNow) = (_sorted, _deleted);
    }

    /// <summary>A twin's readings that are not sorted yet. What is read from the table of readings after this call may hold some of them, and none is missing in both.</summary>
    public List<KeptReading> Of(string twin)
    {
        var kept = new List<KeptReading>();
        lock (_lock)
        {
            foreach (var some in (ReadOnlySpan<ArrivedReadings?>)[_sorting, _gathered])
                foreach (var place in some?.Of(twin) ?? [])
                {
                    var reading = some![place];
                    kept.Add(new(reading.ObservedAt, Encoding.UTF8.GetString(reading.Device), reading.Sequence, reading.ReceivedAt, reading.Masks, reading.Samples.ToArray()));
                }
        }
        return kept;
    }

    /// <summary>Removes what is a twin's within the commit.</summary>
    /// <returns>Samples removed that are nowhere else.</returns>
    public long Erase(string twin, SqliteStatements statements)
    {
        var samples = Of(twin).Sum(reading => (long)reading.Samples.Length / ReadingSamples.Room(1));
        statements.With("delete from arrival where twin = $1", twin).ExecuteNonQuery();
        lock (_lock)
        {
            _sorting?.Forget(twin);
            Gathered.Forget(twin);
        }
        return samples;
    }

    private void Read(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select place, twin, observed_at, device, sequence, received_at, signals, flagged, amending, samples from arrival order by place";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var twin = rows.GetString(1);
            var bytes = ArrivedReading.Of(
                twin, rows.GetString(3), rows.GetInt64(2), rows.GetInt64(4), rows.GetInt64(5), new(rows.GetInt64(6), rows.GetInt64(7), rows.GetInt64(8)), rows.GetFieldValue<byte[]>(9));
            bytes.CopyTo(Gathered.Room(bytes.Length));
            Gathered.Add(twin, bytes.Length);
            _next = rows.GetInt64(0) + 1;
        }
    }

    /// <summary>What gathered is sorted from now on.</summary>
    private void Turn()
    {
        lock (_lock) (_sorting, _gathered) = (Gathered, null);
        (_twins, _sorted, _sortedNow, _first) = (_sorting.Twins(), 0, 0, _next);
    }

    private void Delete(SqliteStatements statements)
    {
        if (_deleted == _deletable) return;
        statements.With("pragma secure_delete = on").ExecuteNonQuery(); // once a patient is erased, nothing of theirs may lie in a page that is free
        var some = statements.With("delete from arrival where place < $1 and place < (select min(place) from arrival) + $2", _deletable, _isQuiet ? SortedWhenQuiet : DeletedAtOnce).ExecuteNonQuery();
        statements.With("pragma secure_delete = off").ExecuteNonQuery();
        if (some == 0) _deletedNow = _deletable;
    }

    private void Store(ArrivedReading reading, SqliteStatements statements)
    {
        var insert = statements.Bound("insert into arrival (twin, observed_at, device, sequence, received_at, signals, flagged, amending, samples, place) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
        ReadingInsert.Bind(reading, insert);
        insert.Bind(10, _next);
        insert.Run();
        _next++;
    }

    private static int SortTwin(ArrivedReadings some, string twin, Action<ArrivedReading> place)
    {
        var places = some.Of(twin);
        places.Sort((one, other) => some[one].ObservedAt.CompareTo(some[other].ObservedAt) is not 0 and var order ? order : one.CompareTo(other));
        foreach (var one in places) place(some[one]);
        return places.Count;
    }
}
