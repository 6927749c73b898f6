using TwinGrid.Grains.Organs;
using TwinGrid.Grains.Organs.Heart;
using TwinGrid.Patients;
using TwinGrid.Physiology.Circulation;
using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Treatments;
using TwinGrid.Treatments;

namespace TwinGrid.Grains.Treatments;

/// <summary>What a regimen does to the patient's heart and vessels, after weeks of its last day.</summary>
internal static class CirculationAnswer
{
    /// <summary>Whether a drug of the library acts there.</summary>
    public static bool IsAbout(string drug) => DrugLibrary.All.TryGetValue(drug, out var known) && (known.Circulation is not null || known.Equivalent is not null);

    /// <summary>The answer; null where the drug does not act there, or no model of the circulation is of this patient: the notes then say why.</summary>
    /// <param name="heart">The patient's circulation; null: nothing of it was measured.</param>
    public static CirculationEffects? Of(TreatmentTwin twin, Regimen regimen, TreatmentPlan plan, PatientProfile? profile, RestingCirculation? heart, DateTimeOffset now, List<string> notes)
    {
        var drug = twin.Record.Drug;
        if (!IsAbout(drug.Name)) return null;
        if (Adults.Refusal(profile, now) is { } refused)
        {
            notes.Add($"Nothing is said of the circulation. {refused}");
            return null;
        }
        var (daily, patient) = (regimen.LastDay(), twin.Record.Patient);
        var cases = new List<(string Case, Blockade Blockade, double? MgPerL)> { ("without", default, null) };
        if (drug.Circulation is { } effect)
        {
            var mean = twin.MeanMgPerL(daily, plan);
            foreach (var (name, mgPerL) in new[] { ("with", mean.Median), ("with-low", mean.Low), ("with-high", mean.High) }) cases.Add((name, effect.At(mgPerL), mgPerL));
        }
        else cases.Add(("with", BetaBlocker.Of(drug, daily, patient).Blockade, null));
        cases.AddRange(BetaBlocker.ByPhenotype(drug, daily, patient));
        var circulation = HeartTwin.Calibrate(heart?.Rest.ToModel() ?? HeartOrgan.PersonOf(profile!, null, BetaBlocker.Together(profile, now), now));
        var beats = circulation.Under([.. cases.Select(one => one.Blockade)]);
        notes.Add($"Circulation: {(heart?.MeasuredAt is { } at ? $"the patient's own, as it rested on {at.UtcDateTime:yyyy-MM-dd}" : "expected of age, sex and size, for too little was measured")}; {drug.Equivalent?.Validity ?? drug.Circulation!.Validity}.");
        if (circulation.Person.Blockade.Share > 0) notes.Add($"It was measured, or is expected, under what the record says is taken ({string.Join(", ", BetaBlocker.Of(profile, now).Select(one => one.Word))}); the case without is without that, too.");
        return new(daily.Amount, heart?.MeasuredAt, HeartTwin.ExerciseWatts, [.. cases.Select((one, i) => new CirculationRow(one.Case, one.MgPerL, one.Blockade.Share, Figures(beats[i].AtRest), Figures(beats[i].Moving)))]);
    }

    /// <summary>Publications behind it.</summary>
    public static IEnumerable<string> Sources(Drug drug) => new[] { drug.Equivalent?.Source, IsAbout(drug.Name) ? BetaBlocker.SourceOf(drug).Source : null }.OfType<string>();

    private static CirculationFigures Figures(BeatFigures beat) => new(
        Math.Round(beat.HeartRate, 2), Math.Round(beat.Systolic, 1), Math.Round(beat.Diastolic, 1), Math.Round(beat.MeanArterial, 1), Math.Round(beat.CardiacOutput, 3));
}
