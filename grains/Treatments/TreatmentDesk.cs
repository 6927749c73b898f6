using TwinGrid.Grains.Organs.Heart;
using TwinGrid.Patients;
using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Pharmacogenomics;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Treatments;
using TwinGrid.Treatments;

namespace TwinGrid.Grains.Treatments;

/// <summary>Answers questions about treatments, beside the grains' turns and no more at a time than leave the silo its processors.</summary>
public sealed class TreatmentDesk : IDisposable
{
    private readonly SemaphoreSlim _room = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>What a regimen does.</summary>
    /// <param name="heart">The patient's circulation; null where nothing of it was measured, or the drug does not act on it.</param>
    public async Task<TreatmentAnswer> Evaluate(PatientProfile? profile, IReadOnlyList<TreatmentEntry> entries, TreatmentQuestion question, DateTimeOffset now, RestingCirculation? heart)
    {
        ArgumentNullException.ThrowIfNull(question);
        var (refused, effects) = await Answer(question.Drug, question.About, () =>
        {
            var drug = DrugLibrary.Find(question.Drug);
            var regimen = RegimenText.Read(question.Regimen);
            if (regimen.Single()[0].Time < 0) throw new RefusedException("regimen", "begins before now; what was given is entered, not asked");
            var record = DrugMetabolism.RecordOf(drug, profile, entries, now, question.About);
            var (patient, assumed) = BetaBlocker.Completed(drug, record.Patient, DrugMetabolism.Taken(entries, now));
            var twin = TreatmentTwin.Calibrate(record with { Patient = patient });
            if (!question.OffLabel && drug.Label.Fault(regimen, twin.Record.Patient) is { } fault) throw new RefusedException("regimen", $"is not the label's: {fault} Ask with offLabel to look at it all the same");
            var (plan, notes) = (PlanOf(question.About, twin), Notes(twin, entries, now, question.About));
            if (assumed is not null) notes.Insert(0, assumed);
            var circulation = CirculationAnswer.Of(twin, regimen, plan, profile, heart, now, notes);
            return AnswerForms.Of(twin, twin.Evaluate(regimen, plan), now, notes) with { Circulation = circulation };
        });
        return new(refused, effects);
    }

    /// <summary>Which dose and interval are best.</summary>
    public async Task<DoseAnswer> Optimise(PatientProfile? profile, IReadOnlyList<TreatmentEntry> entries, DoseQuestion question, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(question);
        var (refused, findings) = await Answer(question.Drug, question.About, () =>
        {
            var drug = DrugLibrary.Find(question.Drug);
            if (drug.Label.Ranges.Count == 0) throw new RefusedException("drug", $"has no label dose to search around: {drug.Label.Source}");
            var range = drug.Label.Ranges[0];
            var (least, most) = (question.Least ?? range.Least, question.Most ?? range.Most);
            if (!(least > 0 && most > least)) throw new RefusedException("most", $"must be above least; they are {most} and {least} {range.UnitText}");
            if (question.Steps is < 2 or > 50) throw new RefusedException("steps", "must be from 2 to 50");
            var twin = TreatmentTwin.Calibrate(DrugMetabolism.RecordOf(drug, profile, entries, now, question.About));
            double[] doses = [.. Enumerable.Range(0, question.Steps).Select(i => range.Amount(least + (most - least) * i / (question.Steps - 1), twin.Record.Patient))];
            var search = new DoseSearch(doses, question.IntervalsDays, drug.Label.Rule?.DurationH ?? 1, question.Limit);
            return AnswerForms.Of(twin, range, search, search.Find(twin, PlanOf(question.About, twin)));
        });
        return new(refused, findings);
    }

    /// <summary>Drugs given into the blood whose effect on cells can be looked at, as far as the patient's size lets the label's doses be told.</summary>
    public static IReadOnlyList<DrugChoice> Choices(PatientProfile? profile, IReadOnlyList<TreatmentEntry> entries, DateTimeOffset now)
    {
        const double UsualIntervalDays = 21;
        var patient = DrugMetabolism.Patient(profile, entries, now);
        var choices = new List<DrugChoice>();
        foreach (var drug in DrugLibrary.All.Values.Where(drug => drug.Cells.Count > 0 && drug.Label.Ranges.Count > 0).OrderBy(drug => drug.Name, StringComparer.Ordinal))
        {
            var range = drug.Label.Ranges[0];
            try
            {
                choices.Add(new(drug.Name, drug.Unit, range.UnitText, range.Least, range.Most, range.Amount(1, patient), drug.Label.Rule?.DurationH ?? 1, drug.Label.Rule?.IntervalH / 24 ?? UsualIntervalDays));
            }
            catch (MissingCovariateException)
            {
                // its label counts by what is not known of the patient
            }
        }
        return choices;
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private async Task<(TreatmentRefusal? Refused, T? Answer)> Answer<T>(string drug, TreatmentAbout about, Func<T> work)
        where T : class
    {
        if (!DrugLibrary.All.ContainsKey(drug)) return (new("drug", $"is '{drug}', but must be one of {string.Join(", ", DrugLibrary.All.Keys.Order(StringComparer.Ordinal))}"), null);
        await _room.WaitAsync();
        try
        {
            return (null, await Task.Run(work));
        }
        catch (RefusedException refused)
        {
            return (new(refused.Field, refused.Message), null);
        }
        catch (MissingCovariateException missing)
        {
            return (Missing(drug, about, missing), null);
        }
        catch (UnknownGenotypeException unknown)
        {
            return (new("genes", $"cannot be used: {unknown.Message}"), null);
        }
        catch (RegimenTextException wrong)
        {
            return (new("regimen", $"is not understood: {wrong.Message}"), null);
        }
        catch (Exception wrong) when (DrugMetabolism.IsOfWhatIsKnown(wrong))
        {
            return (new("treatment", $"cannot be looked at: {wrong.Message.Split(" (Parameter")[0]}"), null);
        }
        finally
        {
            _room.Release();
        }
    }

    private static TreatmentRefusal Missing(string name, TreatmentAbout about, MissingCovariateException missing)
    {
        var drug = DrugLibrary.All[name];
        if (drug.Genes.Concat(drug.Cells.SelectMany(cells => cells.Genes)).Contains(missing.Covariate, StringComparer.Ordinal))
            return new($"genes.{missing.Covariate}", about.Genes.ContainsKey(missing.Covariate) ? "is not in the table of that gene" : $"is not called, and {name} depends on it");
        var meaning = drug.Covariates.Concat(drug.Label.Covariates).Concat(drug.Cells.SelectMany(cells => cells.Covariates)).FirstOrDefault(known => known.Key == missing.Covariate).Value;
        return new($"covariates.{missing.Covariate}", $"is missing{(meaning is null ? "" : $" ({meaning})")}; enter it for the twin or send it with the question");
    }

    private static TreatmentPlan PlanOf(TreatmentAbout about, TreatmentTwin twin)
    {
        if (about.Prognosis.Keys.FirstOrDefault(name => twin.TumourModel?.Survival?.Covariates.ContainsKey(name) != true) is { } unknown)
            throw new RefusedException($"prognosis.{unknown}", twin.TumourModel?.Survival is { } survival ? $"is not asked for; known are {string.Join(", ", survival.Covariates.Keys)}" : "is not asked for: there is no survival model here");
        var plan = new TreatmentPlan(0, about.Days) { Draws = about.Draws, Prognosis = about.Prognosis, ConcentrationStepH = Math.Max(about.Days * 24 / 500, .5) };
        return plan.Fault is { } fault ? throw new RefusedException("days", $"cannot be: {fault}") : plan;
    }

    private static List<string> Notes(TreatmentTwin twin, IReadOnlyList<TreatmentEntry> entries, DateTimeOffset now, TreatmentAbout about)
    {
        var drug = twin.Record.Drug;
        var notes = new List<string>();
        if (PharmacogenomicTables.Shipped.Drugs.Contains(drug.Name, StringComparer.Ordinal))
        {
            var genotypes = DrugMetabolism.Phenotypes(entries, now, about.Genes).ToDictionary(call => call.Gene, call => call.Diplotype, StringComparer.Ordinal);
            try
            {
                var said = PharmacogenomicTables.Shipped.Recommend(drug.Name, genotypes, [.. DrugMetabolism.Taken(entries, now)]);
                notes.Add($"{string.Join(", ", said.Calls.Select(call => $"{call.Gene} {call.Phenotype.Name.ToLowerInvariant()}"))}: {said.Text} ({said.Strength}; {said.Source})");
            }
            catch (UnknownGenotypeException unknown)
            {
                notes.Add(unknown.Message);
            }
        }
        string[] variants = [.. entries.Where(entry => entry.Kind is TreatmentKind.Variant or TreatmentKind.Genotype).Select(entry => entry.What).Distinct(StringComparer.OrdinalIgnoreCase)];
        notes.AddRange(DrugVariants.Of(drug.Name, variants).Select(row => $"{row.Gene} {row.Variant}{(row.Tumour is null ? "" : $" ({row.Tumour})")}: {row.Text} {row.Source}."));
        if (drug.Validity is { } validity) notes.Add($"Kinetics found in {validity}.");
        if (twin.CellModel is { } cells) notes.Add($"Blood cells found in {cells.Validity}. Fitted to {twin.Record.Counts.Count} counts.");
        if (twin.TumourModel is { } tumour) notes.Add($"Tumour found in {tumour.Validity}. Fitted to {twin.Tumour!.Compared.Count} scans after the start.");
        else if (drug.Tumours.Count > 0) notes.Add("There is no scan: nothing is said of the tumour.");
        return notes;
    }

    /// <summary>The question cannot be answered as it was put.</summary>
    private sealed class RefusedException(string field, string reason) : Exception(reason)
    {
        public string Field { get; } = field;
    }
}
