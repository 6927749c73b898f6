using TwinGrid.Access;
using TwinGrid.Audit.Chain;
using TwinGrid.Audit.Events;
using TwinGrid.Audit.Verification;

namespace TwinGrid.Audit;

/// <summary>Reads a trail from where it was left, while another thread adds to it. The place is remembered in a file beside the trail, so that nothing is left out when the process dies.</summary>
internal sealed class TrailTail
{
    private readonly string _folder;
    private readonly string _shard;
    private readonly string _placeFile;
    private readonly RecentEntries? _recent;
    private string? _file;
    private long _position;

    /// <summary>Index of the entry that follows; null where only the place in the file is known.</summary>
    private long? _next;

    /// <param name="recent">What need not be read back from the files; null: everything must.</param>
    public TrailTail(string folder, string shard, RecentEntries? recent = null)
    {
        (_folder, _shard, _recent) = (Path.Combine(folder, shard), shard, recent);
        _placeFile = Path.Combine(_folder, "noted");
        if (!File.Exists(_placeFile) || File.ReadAllText(_placeFile).Split(' ') is not [var name, var position, ..  var next] || !long.TryParse(position, out var at)) return; // from the beginning: what was noted is known
        (_file, _position) = (Path.Combine(_folder, name), at);
        if (next is [var index] && long.TryParse(index, out var follows)) _next = follows; // earlier versions did not note it
    }

    /// <summary>Entries that follow, at most so many, each with whose data it was.</summary>
    public IReadOnlyList<(IReadOnlyList<string> Twins, AccessNote Note)> Read(int most)
    {
        if (_next is { } from && _recent?.Take(from, most) is [.., var last] recent)
        {
            (_file, _position, _next) = (last.File, last.End, last.Index + 1);
            return [.. recent.Select(one => AccessNotes.Of(one.Entry, _shard, one.Index, one.At))];
        }
        var read = new List<(IReadOnlyList<string>, AccessNote)>();
        if (!Directory.Exists(_folder)) return read;
        var files = TrailFiles.In(_folder);
        while (files.Count > 0 && read.Count < most)
        {
            _file ??= files[0].Path;
            Read(_file, most, read);
            if (read.Count >= most || files.FindIndex(file => file.Path == _file) is not (>= 0 and var here) || here + 1 >= files.Count) break;
            (_file, _position) = (files[here + 1].Path, 0);
        }
        return read;
    }

    /// <summary>Where it has come to, in the words of the file that remembers it; null: nowhere yet.</summary>
    public string? Place => _file is null ? null : FormattableString.Invariant($"{Path.GetFileName(_file)} {_position} {_next}").TrimEnd();

    /// <summary>Remembers that what was read up to a place has been noted.</summary>
    public void Remember(string? place)
    {
        if (place is null) return;
        var next = _placeFile + ".new";
        File.WriteAllText(next, place);
        File.Move(next, _placeFile, overwrite: true);
    }

    private void Read(string file, int most, List<(IReadOnlyList<string>, AccessNote)> read)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
        stream.Position = _position;
        var (lines, from) = (new LineReader(stream), _position);
        while (read.Count < most && lines.TryRead(out var line, out var isWhole) && isWhole)
        {
            if (TrailLine.TryRead(line, out var index, out _, out var happened))
            {
                read.Add(AuditEventReader.Read(_shard, index, happened.ToArray()));
                _next = index + 1;
            }
            _position = from + lines.Position;
        }
    }
}
