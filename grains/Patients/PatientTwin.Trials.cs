using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Access;
using TwinGrid.Grains.Seats;
using TwinGrid.Grains.Trials;
using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Patients;

/// <content>Trials: the patient takes part in place. Of this a twin holds nothing.</content>
public sealed partial class PatientTwin : ITrialPatient
{
    private const DataClass ReadByTrials = DataClass.Profile | DataClass.Vitals | DataClass.Medication | DataClass.Genome;

    public async Task<TakenPart> TakePart(TrialVisit visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var gathered = SiloAddress.FromParsableString(visit.Silo);
        if (!gathered.Equals(ServiceProvider.GetRequiredService<ILocalSiloDetails>().SiloAddress))
        {
            this.MoveOnIdle(gathered);
            return new(Participation.Elsewhere, default);
        }
        if (IsErased || State.Profile is not { } profile) return new(Participation.Unknown, default);
        var decision = await GrainFactory.GetGrain<IPatientConsent>(Id.Value).Decide(new AccessRequest(visit.By, Id, Operation.Query, ReadByTrials, Purpose.Research));
        if (!decision.Permitted) return new(Participation.Refused, decision);
        var entries = await Organs.Entries();
        return new(await ServiceProvider.GetRequiredService<TrialGatherings>().Add(visit, Id, profile, entries, State.Latest), decision);
    }
}
