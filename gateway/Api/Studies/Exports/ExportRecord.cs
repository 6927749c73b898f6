namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>An export on its way, or done.</summary>
/// <param name="State">queued, running, ready, failed.</param>
/// <param name="By">Who ordered it, as the issuer names him.</param>
/// <param name="ExpiresAt">Its files are taken away then; null until it is done.</param>
/// <param name="Failure">Why it failed; null unless it has.</param>
/// <param name="Report">What was done; null until it is ready.</param>
public sealed record ExportRecord(
    string Id, string Study, ExportOrder Order, ExportState State, string By, DateTimeOffset OrderedAt, DateTimeOffset? DoneAt, DateTimeOffset? ExpiresAt, string? Failure, ExportReport? Report) : IShelved
{
    /// <summary>The gateway that works on it; only that one can finish it.</summary>
    public string Gateway { get; init; } = "";
}

public enum ExportState { Queued = 1, Running = 2, Ready = 3, Failed = 4 }

/// <summary>What was done to the records.</summary>
/// <param name="Rule">The rule of the enforcement rules of Japan's act on personal information that was followed.</param>
/// <param name="Bar">What had to be reached.</param>
/// <param name="Reached">What was.</param>
/// <param name="Measures">Item by item of the rule.</param>
/// <param name="Files">What is in the archive.</param>
/// <param name="Caveats">What whoever uses it must know.</param>
public sealed record ExportReport(
    string Study, ExportKind Kind, string Rule, DateOnly MadeOn, ReportedBar Bar, ReportedReach Reached, IReadOnlyList<ReportedMeasure> Measures, IReadOnlyList<ReportedFile> Files, IReadOnlyList<string> Caveats);

/// <param name="K">People who must share each combination of age, sex, height and weight.</param>
/// <param name="L">Different sets of diagnoses they must have.</param>
/// <param name="MostShare">Share of them that may carry one diagnosis.</param>
public sealed record ReportedBar(int K, int L, double MostShare);

/// <param name="K">Size of the smallest class.</param>
/// <param name="L">Fewest different sets of diagnoses in a class; 0 where no diagnosis is shown.</param>
/// <param name="InformationLoss">Normalised certainty penalty, 0 to 1.</param>
public sealed record ReportedReach(int People, int Classes, int K, int L, double InformationLoss);

/// <summary>One item of the rule.</summary>
/// <param name="Item">Its number.</param>
/// <param name="Demands">What it demands.</param>
/// <param name="Done">What was done.</param>
/// <param name="Counts">How much of it; numbers from 1 to 9 read <c>fewer than 10</c>.</param>
public sealed record ReportedMeasure(int Item, string Demands, string Done, IReadOnlyDictionary<string, string> Counts);

/// <param name="Fields">All that a row holds.</param>
public sealed record ReportedFile(string Name, long Rows, IReadOnlyList<string> Fields);
