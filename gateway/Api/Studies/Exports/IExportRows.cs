using TwinGrid.Disclosure.Anonymity;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>The rows of one kind of export.</summary>
internal interface IExportRows
{
    /// <summary>Reads the measurements of those who still consent, and stages their rows.</summary>
    Task Stage(AnonymousTable table, StagedRows staged, CancellationToken cancel);

    /// <summary>Who is out besides those who withdrew, because what is staged holds their share too.</summary>
    IReadOnlySet<int> TakenAlong(AnonymousTable table);

    /// <summary>Writes what is left into the archive.</summary>
    Task Write(AnonymousTable left, StagedRows staged, ExportArchive archive, CancellationToken cancel);

    /// <summary>What was done, for the report.</summary>
    IReadOnlyList<ReportedMeasure> Measures(AnonymousTable left);

    IReadOnlyList<string> Caveats { get; }
}
