namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>What is known of a patient at a time: weight in kg, creatinine clearance in mL/min and the like, by name.</summary>
/// <param name="Time">h.</param>
/// <param name="Values">By name.</param>
public sealed record Covariates(double Time, IReadOnlyDictionary<string, double> Values)
{
    /// <summary>The patient's genes as they were called, by name.</summary>
    public IReadOnlyDictionary<string, GeneStatus> Genes { get; init; } = new Dictionary<string, GeneStatus>(StringComparer.Ordinal);

    /// <summary>A value.</summary>
    /// <exception cref="MissingCovariateException">It is not known.</exception>
    public double this[string name] => Values.TryGetValue(name, out var value) && double.IsFinite(value) ? value : throw new MissingCovariateException(name, Time);

    /// <summary>A gene.</summary>
    /// <exception cref="MissingCovariateException">It is not called.</exception>
    public GeneStatus Gene(string name) => Genes.TryGetValue(name, out var status) ? status : throw MissingCovariateException.OfGene(name);

    /// <summary>Covariates that hold from the beginning.</summary>
    public static Covariates Of(params ReadOnlySpan<(string Name, double Value)> values) => At(0, values);

    /// <summary>Covariates seen at a time.</summary>
    public static Covariates At(double time, params ReadOnlySpan<(string Name, double Value)> values)
    {
        var known = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, value) in values) known[name] = value;
        return new(time, known);
    }
}

/// <summary>A model needs a covariate that the patient's record lacks: who keeps the record must act.</summary>
public sealed class MissingCovariateException : Exception
{
    public MissingCovariateException(string name, double time)
        : this(name, $"The covariate '{name}' is not known at {time} h, and the model needs it.")
    {
    }

    private MissingCovariateException(string name, string message)
        : base(message) => Covariate = name;

    /// <summary>Which covariate or gene.</summary>
    public string Covariate { get; }

    internal static MissingCovariateException OfGene(string gene) => new(gene, $"The gene '{gene}' is not called, and the model needs it.");
}

/// <summary>What is known of a gene.</summary>
/// <param name="Phenotype">Under the other drugs that are taken, as abbreviated in the gene's table: PM, IM, NM …</param>
/// <param name="Diplotype">Such as <c>*1/*4</c>; null where only the phenotype is known.</param>
public readonly record struct GeneStatus(string Phenotype, string? Diplotype = null);

/// <summary>Which way a covariate's value is carried to the times between records.</summary>
public enum CovariateCarry
{
    /// <summary>Each value holds from its time on (LOCF).</summary>
    Forwards = 0,

    /// <summary>Each value holds since the record before (NOCB, as NONMEM reads a data set).</summary>
    Backwards = 1,
}
