namespace TwinGrid.Grains.Trials;

/// <summary>How fast patients are done of late. Belongs to one grain.</summary>
internal sealed class TrialPace
{
    /// <summary>Long enough that shards coming in bunches do not show.</summary>
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(15);

    private readonly Queue<(DateTimeOffset At, long Done)> _seen = new();

    /// <summary>So many are done by now.</summary>
    public void See(DateTimeOffset at, long done)
    {
        _seen.Enqueue((at, done));
        while (_seen.Count > 2 && at - _seen.Peek().At > Looks) _seen.Dequeue();
    }

    /// <summary>Patients a second; 0 when that is not known yet.</summary>
    public double PerSecond(DateTimeOffset now)
    {
        if (_seen.Count < 2) return 0;
        var (first, last) = (_seen.Peek(), _seen.Last());
        var seconds = (now - first.At).TotalSeconds;
        return seconds > 0 ? (last.Done - first.Done) / seconds : 0;
    }
}
