using TwinGrid.Access;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>A consent in memory, that counts how often it is asked.</summary>
public sealed class FakeConsent(TimeProvider time) : IPatientConsent
{
    private readonly List<Consent> _versions = [];
    private readonly List<BrokenGlass> _glasses = [];
    private readonly SortedSet<string> _teams = new(StringComparer.Ordinal);

    public int Leases { get; private set; }

    /// <summary>Thrown instead of an answer, while it is set.</summary>
    public Exception? Broken { get; set; }

    private ConsentSheet Sheet => new(_versions.LastOrDefault(), [.. _teams], [.. _glasses]);

    public Task<ConsentSheet> Lease()
    {
        Leases++;
        return Broken is null ? Task.FromResult(Sheet) : Task.FromException<ConsentSheet>(Broken);
    }

    public Task<AccessDecision> Decide(AccessRequest request) => Task.FromResult(ConsentRules.Decide(Sheet, request, time.GetUtcNow()));

    public Task<Consent?> Filed(int? version) => Task.FromResult(version is null ? _versions.LastOrDefault() : _versions.Find(filed => filed.Version == version));

    public Task<FiledConsent> File(bool isActive, IReadOnlyList<Provision> provisions, string by, int? replaces)
    {
        if (replaces is not null && replaces != _versions.Count) return Task.FromResult(new FiledConsent(false, _versions.LastOrDefault()));
        _versions.Add(new Consent("c1", _versions.Count + 1, isActive, time.GetUtcNow(), by, provisions));
        return Task.FromResult(new FiledConsent(true, _versions[^1]));
    }

    public Task TellTeams() => Task.CompletedTask;

    public Task<IReadOnlyList<string>> SetTeam(string team, bool cares)
    {
        if (cares) _teams.Add(team);
        else _teams.Remove(team);
        return Task.FromResult<IReadOnlyList<string>>([.. _teams]);
    }

    public Task<long> Erase()
    {
        var count = _versions.Count + _teams.Count + _glasses.Count;
        _versions.Clear();
        _teams.Clear();
        _glasses.Clear();
        return Task.FromResult((long)count);
    }

    public Task<BrokenGlass> BreakGlass(string by, string reason)
    {
        _glasses.Add(new BrokenGlass($"g{_glasses.Count + 1}", by, reason, time.GetUtcNow(), time.GetUtcNow().AddHours(1)));
        return Task.FromResult(_glasses[^1]);
    }

    public Task<IReadOnlyList<BrokenGlass>> Glasses() => Task.FromResult<IReadOnlyList<BrokenGlass>>([.. Enumerable.Reverse(_glasses)]);
}
