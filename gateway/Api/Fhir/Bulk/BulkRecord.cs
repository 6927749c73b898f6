using TwinGrid.Access;
using TwinGrid.Gateway.Api.Studies.Exports;

namespace TwinGrid.Gateway.Api.Fhir.Bulk;

/// <summary>What is to be exported.</summary>
/// <param name="Study">The study under whose pseudonyms it leaves; null for care, as it stands in the records.</param>
/// <param name="Types">Kinds of resources.</param>
/// <param name="Since">Only what was written since then; null for all.</param>
/// <param name="HasNobodys">Whether what belongs to no patient goes along.</param>
/// <param name="Request">The address that was asked for.</param>
internal sealed record BulkOrder(string? Study, IReadOnlyList<string> Types, DateTimeOffset? Since, bool HasNobodys, string Request);

/// <summary>A bulk export on its way, or done.</summary>
/// <param name="By">Subject and program of who ordered it: nobody else is told of it.</param>
/// <param name="At">When it was ordered: what was written before is in it.</param>
/// <param name="ExpiresAt">All of it is taken away then; while it is worked on that moves on.</param>
internal sealed record BulkRecord(string Id, BulkOrder Order, string By, DateTimeOffset At, ExportState State, DateTimeOffset? ExpiresAt) : IShelved
{
    /// <summary>When the gateway that works on it was last seen to.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>Records that were gone through.</summary>
    public long Records { get; init; }

    public IReadOnlyList<BulkFile> Files { get; init; } = [];

    public string? Failure { get; init; }

    /// <summary>What was done to the records before they leave; null for care.</summary>
    public BulkReport? Report { get; init; }

    public static string ByOf(Caller caller) => $"{caller.Subject}\n{caller.ClientId}";
}

/// <summary>A file of resources of one kind.</summary>
internal sealed record BulkFile(string Name, string Type, long Count);

/// <summary>What was done to the records before they leave under a study's pseudonyms.</summary>
internal sealed record BulkReport(string Rule, int People, int K, int L, IReadOnlyList<ReportedMeasure> Measures, IReadOnlyList<string> Caveats);

/// <summary>An order at work.</summary>
/// <param name="Twins">Whose records; null for all there are.</param>
/// <param name="Only">The one twin that the credential is about; null where it is not confined.</param>
internal sealed record BulkJob(BulkRecord Record, Caller Caller, Purpose Purpose, string RequestId, string Route, IReadOnlyList<TwinGrid.Patients.TwinId>? Twins, TwinGrid.Patients.TwinId? Only)
{
    public BulkOrder Order => Record.Order;
}
