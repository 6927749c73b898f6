using Orleans.Concurrency;
using TwinGrid.Access;
using TwinGrid.Grains.Saving;
using TwinGrid.Patients;

namespace TwinGrid.Grains.Access;

/// <summary>The notices of broken glasses, a row each. Interleaves calls: its books change only between awaits.</summary>
[GrainType("privacy-desk"), Reentrant]
public sealed class PrivacyDesk : Grain, IPrivacyDesk
{
    /// <summary>Reviewed notices kept; the audit trail knows all of them.</summary>
    private const int ReviewedKept = 1000;

    private readonly SavedRows<GlassNotice> _saved;
    private readonly Dictionary<string, GlassNotice> _notices = new(StringComparer.Ordinal);
    private readonly PrivacyMeter _meter;
    private readonly TimeProvider _time;

    public PrivacyDesk(SavedRowSets rows, PrivacyMeter meter, TimeProvider time)
    {
        (_meter, _time) = (meter, time);
        _saved = rows.Of<GlassNotice>("privacy-notice", this.GetPrimaryKeyLong());
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _saved.Load(notice => _notices[notice.Glass.Id] = notice, cancellationToken);
        Count();
    }

    public Task Tell(GlassNotice notice)
    {
        if (_notices.TryAdd(notice.Glass.Id, notice))
        {
            _saved.Put(RowOf(notice), notice);
            _meter.Broken();
            Count();
        }
        return _saved.Durable();
    }

    public Task<IReadOnlyList<GlassNotice>> Notices(int limit) => Task.FromResult<IReadOnlyList<GlassNotice>>(
        [.. _notices.Values.OrderBy(notice => notice.ReviewedAt is not null).ThenByDescending(notice => notice.Glass.At).Take(limit)]);

    public async Task<GlassNotice?> Review(string id, string by, string finding)
    {
        if (!_notices.TryGetValue(id, out var notice)) return null;
        if (notice.ReviewedAt is null)
        {
            _notices[id] = notice = notice with { ReviewedBy = by, ReviewedAt = _time.GetUtcNow(), Finding = finding };
            _saved.Put(RowOf(notice), notice);
            Forget();
            Count();
        }
        await _saved.Durable();
        return notice;
    }

    public async Task<long> Erase(TwinId twin)
    {
        List<GlassNotice> gone = [.. _notices.Values.Where(notice => notice.Twin == twin)];
        foreach (var notice in gone)
        {
            _notices.Remove(notice.Glass.Id);
            _saved.Remove(RowOf(notice));
        }
        Count();
        await _saved.Durable();
        return gone.Count;
    }

    /// <summary>The row tells whose notice it is, so that it is sealed with their key.</summary>
    private static string RowOf(GlassNotice notice) => $"{notice.Twin}/{notice.Glass.Id}";

    private void Forget()
    {
        foreach (var old in _notices.Values.Where(notice => notice.ReviewedAt is not null).OrderByDescending(notice => notice.ReviewedAt).Skip(ReviewedKept).ToList())
        {
            _notices.Remove(old.Glass.Id);
            _saved.Remove(RowOf(old));
        }
    }

    private void Count() => _meter.Open(_notices.Values.Count(notice => notice.ReviewedAt is null));
}
