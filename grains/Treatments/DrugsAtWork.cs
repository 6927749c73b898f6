using System.Globalization;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Physiology.Pharmacogenomics;

namespace TwinGrid.Grains.Treatments;

/// <summary>Which drugs of the record act on which organ's model, how, and who says so; for people to read. Genes are not in it: they have a consent of their own.</summary>
internal static class DrugsAtWork
{
    private const string Insulin = "insulin", BetaBlockers = "beta-blocker";

    /// <summary>Every drug that the profile says is taken at a time, those that act first.</summary>
    public static IReadOnlyList<DrugAtWork> Of(PatientProfile profile, DateTimeOffset at)
    {
        string[] taken = [.. profile.Conditions.Where(word => word.StartsWith(PatientProfile.Taking, StringComparison.Ordinal)).Select(word => word[PatientProfile.Taking.Length..]).Where(drug => profile.Takes(drug, at)).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (taken.Length == 0) return [];
        var blockers = BetaBlocker.Of(profile, at);
        var strongest = blockers.OrderBy(one => one.Blockade.Share).LastOrDefault();
        var acting = new List<DrugAtWork>(blockers.Select(one => Blocker(one, one == strongest)));
        if (PrescribedInsulin.IsTaken(profile)) acting.Add(OfInsulin(profile, at));
        var others = taken.Where(drug => drug != BetaBlockers && !drug.StartsWith(Insulin, StringComparison.Ordinal) && !blockers.Any(one => one.Word == drug)).ToArray();
        acting.AddRange(others.Select(drug => Other(drug, profile)).OrderBy(drug => drug.Organ is null));
        return acting;
    }

    private static DrugAtWork Blocker(BetaBlocker one, bool isStrongest)
    {
        var dose = one.IsTold ? $"{Number(one.PerDay)} {one.Drug.Unit} a day" : $"the record gives no dose that can be counted; the usual {Number(one.PerDay)} {one.Drug.Unit} of {one.Drug.Name} a day is assumed";
        var effect = string.Create(CultureInfo.InvariantCulture, $"expected heart rate -{100 * one.Blockade.RateLost:0} %, strength -{100 * one.Blockade.StrengthLost:0} %, what reflexes do by beta receptors -{100 * one.Blockade.Share:0} %, until measurements tell the patient's own");
        if (one.Phenotype is { } phenotype && phenotype != "NM") effect += $"; the drugs beside it make a CYP2D6 {phenotype}";
        return new(one.Word, OrganCatalogue.Heart, dose, isStrongest ? effect : "another beta blocker does more, and counts", one.Source);
    }

    private static DrugAtWork OfInsulin(PatientProfile profile, DateTimeOffset at)
    {
        var (kind, basal) = (PrescribedInsulin.KindOf(profile, at), PrescribedInsulin.BasalPerDay(profile, at));
        var model = kind == MetabolismKind.Type1 ? "type 1 diabetes" : "type 2 diabetes";
        var chosen = profile.DiabetesType == DiabetesType.None ? $"the model of {model}, for the profile names no diabetes but insulin is taken" : $"the model of {model}";
        return new(
            Insulin, OrganCatalogue.Metabolism, basal is { } units ? $"{Number(units)} U a day work round the clock" : "the record gives no basal dose that can be counted; none is assumed",
            basal is null ? chosen : $"{chosen}; its steady state stands on that dose until a pump tells its rate", PrescribedInsulin.Source);
    }

    private static DrugAtWork Other(string drug, PatientProfile profile)
    {
        var dose = profile.Dosed(drug)?.PerDay is { } perDay ? $"{Number(perDay)} mg a day" : "no dose is told";
        if (PharmacogenomicTables.Shipped.EffectsOf(drug) is { Count: > 0 } effects) return new(drug, OrganCatalogue.Liver, dose, string.Join("; ", effects.Select(one => $"{Strength(one.Effect)} of {one.Gene}")), PharmacogenomicTables.Shipped.ModifierSource);
        return DrugLibrary.All.ContainsKey(drug)
            ? new(drug, OrganCatalogue.Liver, dose, "has a model: doses that are entered are followed, and a regimen can be evaluated", DrugLibrary.All[drug].Kinetics?.Source)
            : new(drug, null, dose, "is shown; no model uses it", null);
    }

    private static string Strength(ModifierEffect effect) => effect switch
    {
        ModifierEffect.StrongInhibitor => "a strong inhibitor", ModifierEffect.ModerateInhibitor => "a moderate inhibitor", _ => "an inducer",
    };

    private static string Number(double amount) => amount.ToString("0.##", CultureInfo.InvariantCulture);
}
