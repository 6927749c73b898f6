using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Drugs;

/// <summary>A parameter as published: a typical value, what covariates and genes make of it, random effects as exponents.</summary>
/// <param name="Typical">Of the reference patient.</param>
/// <param name="Effect">Which random effect between people; -1: none.</param>
/// <param name="OccasionEffect">Which random effect between occasions; -1: none.</param>
/// <param name="Factors">Multiplied.</param>
internal sealed record ParameterTerm(double Typical, int Effect, int OccasionEffect, IReadOnlyList<CovariateFactor> Factors)
{
    public Lanes Of(ReadOnlySpan<Lanes> effects, ReadOnlySpan<Lanes> onOccasion, Covariates known)
    {
        var value = Typical;
        foreach (var factor in Factors) value *= factor.Of(known);
        if (Effect < 0) return OccasionEffect < 0 ? value : value * Lanes.Exp(onOccasion[OccasionEffect]);
        return value * Lanes.Exp(OccasionEffect < 0 ? effects[Effect] : effects[Effect] + onOccasion[OccasionEffect]);
    }
}

/// <summary>A sum of terms.</summary>
internal sealed record Parameter(IReadOnlyList<ParameterTerm> Terms)
{
    /// <summary>The same for everybody.</summary>
    public static Parameter Constant(double value) => new([new(value, -1, -1, [])]);

    public Lanes Of(ReadOnlySpan<Lanes> effects, ReadOnlySpan<Lanes> onOccasion, Covariates known)
    {
        var sum = Terms[0].Of(effects, onOccasion, known);
        for (var i = 1; i < Terms.Count; i++) sum += Terms[i].Of(effects, onOccasion, known);
        return sum;
    }

    public IEnumerable<CovariateFactor> Factors => Terms.SelectMany(term => term.Factors);
}

/// <summary>What a covariate or a gene makes of a parameter.</summary>
internal abstract record CovariateFactor
{
    public abstract double Of(Covariates known);

    /// <summary>(value / reference) to a power.</summary>
    internal sealed record Power(string Name, double Reference, double Exponent) : CovariateFactor
    {
        public override double Of(Covariates known) => Math.Pow(known[Name] / Reference, Exponent);
    }

    /// <summary>1 + slope · (value − reference), with a slope below the reference and one above.</summary>
    internal sealed record Linear(string Name, double Reference, double Below, double Above) : CovariateFactor
    {
        public override double Of(Covariates known) => known[Name] - Reference is var apart ? Math.Max(1 + (apart <= 0 ? Below : Above) * apart, 0) : 1;
    }

    /// <summary>A base to the power of a covariate that is 0 or 1.</summary>
    internal sealed record Where(string Name, double Base) : CovariateFactor
    {
        public override double Of(Covariates known) => Math.Pow(Base, known[Name]);
    }

    /// <summary>By a gene's phenotype, or by its diplotype.</summary>
    internal sealed record ByGene(string Name, IReadOnlyDictionary<string, double> Values) : CovariateFactor
    {
        public override double Of(Covariates known)
        {
            var status = known.Gene(Name);
            if (Values.TryGetValue(status.Phenotype, out var value) || (status.Diplotype is { } pair && (Values.TryGetValue(pair, out value) || Values.TryGetValue(Turned(pair), out value)))) return value;
            throw new Pharmacogenomics.UnknownGenotypeException(
                $"{Name} {status.Diplotype ?? status.Phenotype}{(status.Diplotype is null ? "" : $" ({status.Phenotype})")}: what the drug does was published for {string.Join(", ", Values.Keys)} only.");
        }

        private static string Turned(string pair) => pair.Split('/') is [var first, var second] ? $"{second}/{first}" : pair;
    }
}
