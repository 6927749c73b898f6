using System.Text;
using TwinGrid.Access;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Grains.Access;

/// <summary>Goes through all stored consents, page by page, and remembers how far it came.</summary>
[GrainType("care-team-census")]
public sealed class CareTeamCensus(ISnapshotStore store) : Grain, ICareTeamCensus
{
    private const int AtATime = 100;

    /// <summary>Where <see cref="PatientConsent"/> keeps its state.</summary>
    private const string Consents = "patient-consent.consent";

    private const string Kind = "care-team-census", Mark = "#", Done = "done", After = "after ";

    public async Task<bool> Step()
    {
        var mark = await store.Load(Kind, Mark, CancellationToken.None);
        var stands = mark is null ? After : Encoding.UTF8.GetString(mark.State);
        if (stands == Done) return true;
        var patients = await store.Keys(Consents, stands[After.Length..], AtATime, CancellationToken.None);
        await Task.WhenAll(patients.Select(patient => GrainFactory.GetGrain<IPatientConsent>(patient).TellTeams()));
        var isDone = patients.Count < AtATime;
        await store.Save(Kind, Mark, mark?.Version ?? 0, Encoding.UTF8.GetBytes(isDone ? Done : After + patients[^1]), CancellationToken.None);
        return isDone;
    }
}
