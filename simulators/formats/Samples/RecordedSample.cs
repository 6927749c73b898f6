namespace TwinGrid.Formats.Samples;

/// <summary>Something that was measured, as a file of somebody else has it, in codes and units that a vitals log understands.</summary>
/// <param name="Code">LOINC, or of <paramref name="System"/>.</param>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Unit">UCUM.</param>
/// <param name="At">When it was observed; of what adds up over a time (steps, sleep) its end.</param>
/// <param name="Source">Device or app as the file names it; empty where it names none.</param>
/// <param name="Place">Where it stands in the file.</param>
/// <param name="Remark">What was understood rather than read, such as a unit that the file calls otherwise; null where nothing was.</param>
/// <param name="System">System of the code where it is none of LOINC; null where it is.</param>
public readonly record struct RecordedSample(string Code, double Value, string Unit, DateTimeOffset At, string Source, string Place, string? Remark = null, string? System = null)
{
    /// <summary>JLAC10 of Japan's laboratories, as HL7 names it.</summary>
    public const string Jlac10 = "JC10";
}

/// <summary>Something of a file that does not become a sample.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="What">Of which kind it is.</param>
/// <param name="Reason">Why it is left.</param>
public readonly record struct LeftOut(string Place, string What, string Reason);
