namespace TwinGrid.Physiology.Pharmacogenomics.Genomes;

/// <summary>A file is no genome that can be read: who gave it must act.</summary>
/// <param name="line">From 1; 0 where no line is at fault.</param>
/// <param name="reason">What is wrong there.</param>
public sealed class UnreadableGenomeException(long line, string reason) : Exception(line > 0 ? $"line {line}: {reason}" : reason)
{
    /// <summary>From 1; 0 where no line is at fault.</summary>
    public long Line { get; } = line;

    /// <summary>What is wrong there.</summary>
    public string Reason { get; } = reason;
}
