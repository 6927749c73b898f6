using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Grains.Organs.Heart;
using TwinGrid.Grains.Treatments;
using TwinGrid.Records;
using TwinGrid.Treatments;

namespace TwinGrid.Grains.Patients;

/// <content>Treatments: what is entered of them, and what is asked about them. Of this a twin without a treatment holds nothing.</content>
public sealed partial class PatientTwin
{
    public async Task<TreatmentRefusal?> Enter(IReadOnlyList<TreatmentEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var now = shared.Time.GetUtcNow();
        var (refused, checkedEntries) = EntryCheck.Of(entries, await Organs.Entries(), now);
        if (refused is not null) return refused;
        var last = -1L;
        foreach (var entry in checkedEntries) last = await Write(new TreatmentEntryRecord(Id, now, entry));
        if (last >= 0) await Awaited.Come(last);
        return null;
    }

    public async Task<TreatmentFile> Treatments()
    {
        await HandOver();
        var entries = await Organs.Entries();
        return new(entries, await Organs.GlanceOfTreatments(), TreatmentDesk.Choices(State.Profile, Known(entries), shared.Time.GetUtcNow()));
    }

    /// <summary>What was entered, what the laboratory found, and what the record says is taken.</summary>
    private IReadOnlyList<TreatmentEntry> Known(IReadOnlyList<TreatmentEntry> entries) => KnownEntries.With(entries, State.Latest, State.Profile, shared.Time.GetUtcNow());

    public async Task<TreatmentAnswer> Evaluate(TreatmentQuestion question)
    {
        var (profile, entries, now) = (State.Profile, Known(await Organs.Entries()), shared.Time.GetUtcNow());
        return await ServiceProvider.GetRequiredService<TreatmentDesk>().Evaluate(profile, entries, question, now, CirculationAnswer.IsAbout(question.Drug) ? await Resting() : null);
    }

    private async Task<RestingCirculation?> Resting()
    {
        await this.AsReference<IHandsOver>().HandOverInTurn(); // an evaluation interleaves with what is delivered
        return await Organs.Resting();
    }

    public async Task<DoseAnswer> Optimise(DoseQuestion question)
    {
        var (profile, entries, now) = (State.Profile, Known(await Organs.Entries()), shared.Time.GetUtcNow());
        return await ServiceProvider.GetRequiredService<TreatmentDesk>().Optimise(profile, entries, question, now);
    }
}
