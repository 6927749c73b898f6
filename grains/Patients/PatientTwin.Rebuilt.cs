using TwinGrid.Grains.Rebuilding;
using TwinGrid.Patients;
using TwinGrid.Rebuilding;
using TwinGrid.Records;

namespace TwinGrid.Grains.Patients;

/// <content>The twin as a view of the past, and as it is compared with one.</content>
public sealed partial class PatientTwin : IRebuiltTwin
{
    public async Task Begin(ArchivedTwin archived)
    {
        _saved.Restore(archived.Twin);
        (_handing, _shown) = (null, null);
        _organsGivenTo = State.AppliedTo;
        await Organs.Restore(archived.Organs);
    }

    public async Task<TwinGlance?> GlanceAsOf(DateTimeOffset asOf)
    {
        if (State.Profile is null) return null;
        await HandOver();
        await LookAhead(asOf);
        return await GlanceAt(asOf);
    }

    public async Task<CanonicalTwin> Canonical()
    {
        await HandOver();
        return new(
            State.AppliedTo, State.KnownFrom, !State.HasEarlier && (State.KnownFrom is not null || State.Profile is null),
            [
                new("profile", CanonicalForm.Of(State.Profile)),
                new("latest signs", CanonicalForm.Of(State.Latest)),
                new("devices", CanonicalForm.Of(State.Devices)),
                new("alerts", CanonicalForm.Of(State.Alerts)),
                new("nights", CanonicalForm.Of(State.Nights.LastDone)),
                new("look ahead", CanonicalForm.Of(State.Ahead) + CanonicalForm.Of(State.BreathAheadAt)),
                .. (await Organs.Ask(organ => organ.Canonical())).Select(organ => new CanonicalPart(organ.Key, organ.Value)),
            ]);
    }

    public async Task Forget()
    {
        await Organs.Forget();
        DeactivateOnIdle();
    }

    /// <summary>A twin that an earlier version began is archived as it left it: its records tell no more than what came since.</summary>
    private async Task KeepEarlier(IReadOnlyList<LoggedRecord> records)
    {
        if (State.KnownFrom is not null || (State.Profile is null && State.AppliedTo < 0) || IsPast) return;
        if (records.FirstOrDefault(logged => logged.Position.Offset > State.AppliedTo) is not { Record.KnownAt: var knownAt }) return;
        (State.HasEarlier, State.KnownFrom) = (true, knownAt);
        await Archive(knownAt.AddTicks(-1));
    }

    /// <summary>Keeps the twin as it now is, for looking back.</summary>
    private async Task Archive(DateTimeOffset knownTo) => await shared.Archive.Keep(Id, new ArchivedTwin(State.AppliedTo, knownTo, _saved.Bytes(), await Organs.Ask(organ => organ.Saved())));
}
