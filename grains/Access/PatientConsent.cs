using TwinGrid.Access;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Studies;
using TwinGrid.Patients;
using TwinGrid.Studies;

namespace TwinGrid.Grains.Access;

/// <summary>
/// Keeps one patient's consent and lends it out. What is lent may be used for a second, so a change waits, once stored, until the last lease on what stood before has ended:
/// nobody needs to be told of it, and nobody can use what was withdrawn after the withdrawal was answered.
/// </summary>
[GrainType("patient-consent")]
public sealed class PatientConsent : Grain, IPatientConsent
{
    /// <summary>Timers count whole milliseconds, and the clocks of two machines do not run quite alike.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(20);

    private readonly IPersistentState<ConsentState> _saved;
    private readonly TimeProvider _time;
    private ConsentSheet _sheet = ConsentSheet.Empty;
    private DateTimeOffset _changesAt = DateTimeOffset.MaxValue;
    private long _lastLease;

    public PatientConsent([PersistentState("consent", RareState.Store)] IPersistentState<ConsentState> saved, TimeProvider time) => (_saved, _time) = (saved, time);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _lastLease = _time.GetTimestamp(); // an activation before this one may have lent until a moment ago
        Lay();
        return Task.CompletedTask;
    }

    public Task<ConsentSheet> Lease()
    {
        _lastLease = _time.GetTimestamp();
        return Task.FromResult(Sheet());
    }

    public Task<AccessDecision> Decide(AccessRequest request) => Task.FromResult(ConsentRules.Decide(Sheet(), request, _time.GetUtcNow()));

    public Task<Consent?> Filed(int? version) =>
        Task.FromResult(version is { } one ? _saved.State.Versions.FirstOrDefault(consent => consent.Version == one) : _saved.State.Newest);

    public async Task<FiledConsent> File(bool isActive, IReadOnlyList<Provision> provisions, string by, int? replaces)
    {
        var newest = _saved.State.Newest;
        if (replaces is { } expected && expected != (newest?.Version ?? 0)) return new FiledConsent(Taken: false, newest);
        var next = new Consent(newest?.Id ?? $"{Guid.CreateVersion7(_time.GetUtcNow()):n}", (newest?.Version ?? 0) + 1, isActive, _time.GetUtcNow(), by, provisions);
        var (before, after) = (SpokenOf.By(newest), SpokenOf.By(next));
        foreach (var study in after) await Tell(study, isSpokenOf: true); // first, and also what it was told before: who is listed and may not be seen is harmless
        await Change(state => state.Filed(next));
        foreach (var study in before.Except(after, StringComparer.Ordinal)) await Tell(study, isSpokenOf: false);
        return new FiledConsent(Taken: true, next);
    }

    private Task Tell(string study, bool isSpokenOf) => GrainFactory.GetGrain<IStudyRoster>(study).Set(TwinId.Parse(this.GetPrimaryKeyString()), isSpokenOf);

    public async Task<IReadOnlyList<string>> SetTeam(string team, bool cares)
    {
        if (_saved.State.CareTeams.Contains(team, StringComparer.Ordinal) != cares) await Change(state => state.Cared(team, cares));
        await GrainFactory.GetGrain<ICareTeamRoster>(team).Set(TwinId.Parse(this.GetPrimaryKeyString()), cares); // also when nothing changed: it may have failed before
        return _saved.State.CareTeams;
    }

    public async Task TellTeams()
    {
        foreach (var team in _saved.State.CareTeams) await GrainFactory.GetGrain<ICareTeamRoster>(team).Set(TwinId.Parse(this.GetPrimaryKeyString()), cares: true);
    }

    public async Task<BrokenGlass> BreakGlass(string by, string reason)
    {
        var now = _time.GetUtcNow();
        var glass = new BrokenGlass($"{Guid.CreateVersion7(now):n}", by, reason, now, now + ConsentState.GlassStaysOpen);
        // The officer first: a notice too many is looked into and found empty, one too few would hide an access.
        await GrainFactory.GetGrain<IPrivacyDesk>(0).Tell(new GlassNotice(TwinId.Parse(this.GetPrimaryKeyString()), glass));
        await GrainFactory.GetGrain<IOpenedTwins>(by).Add(TwinId.Parse(this.GetPrimaryKeyString()), glass.Until); // who is listed and may not be seen yet is harmless
        await Change(state => state.Broken(glass));
        return glass;
    }

    public Task<IReadOnlyList<BrokenGlass>> Glasses() => Task.FromResult<IReadOnlyList<BrokenGlass>>([.. _saved.State.Glasses.Reverse()]);

    public async Task<long> Erase()
    {
        var (state, twin) = (_saved.State, TwinId.Parse(this.GetPrimaryKeyString()));
        foreach (var team in state.CareTeams) await GrainFactory.GetGrain<ICareTeamRoster>(team).Set(twin, cares: false);
        foreach (var study in SpokenOf.By(state.Newest)) await Tell(study, isSpokenOf: false);
        _saved.State = new ConsentState();
        Lay();
        DeactivateOnIdle(); // what is stored is taken away behind its back
        return state.Versions.Count + state.CareTeams.Count + state.Glasses.Count;
    }

    /// <summary>Stores a change, puts it in force, and waits for the leases on what stood before.</summary>
    private async Task Change(Func<ConsentState, ConsentState> change)
    {
        var before = _saved.State;
        _saved.State = change(before);
        try
        {
            await _saved.WriteStateAsync();
        }
        catch
        {
            _saved.State = before;
            throw;
        }
        Lay();
        var lastOfTheOld = _lastLease;
        var rest = IPatientConsent.LeaseTime + Margin - _time.GetElapsedTime(lastOfTheOld);
        if (rest > TimeSpan.Zero) await Task.Delay(rest, _time);
    }

    private ConsentSheet Sheet()
    {
        if (_time.GetUtcNow() >= _changesAt) Lay();
        return _sheet;
    }

    /// <summary>Lays out what decides now; open glasses close by themselves.</summary>
    private void Lay()
    {
        var now = _time.GetUtcNow();
        BrokenGlass[] open = [.. _saved.State.Glasses.Where(glass => now < glass.Until)];
        _sheet = new ConsentSheet(_saved.State.Newest, _saved.State.CareTeams, open);
        _changesAt = open.Length == 0 ? DateTimeOffset.MaxValue : open.Min(glass => glass.Until);
    }
}
