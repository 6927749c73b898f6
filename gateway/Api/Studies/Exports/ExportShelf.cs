namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>Where exports of rows lie: each has one archive when it is ready.</summary>
internal sealed class ExportShelf(ExportOptions options, TimeProvider time) : FileShelf<ExportRecord>(options.Folder!, time)
{
    public const string ArchiveName = "export.zip";

    /// <summary>An export of a study; null when there is none of that id, or no more.</summary>
    public ExportRecord? Find(string study, string id) => Find(id) is { } record && record.Study == study ? record : null;

    /// <summary>Exports of a study, the newest first.</summary>
    public IReadOnlyList<ExportRecord> Of(string study) => [.. All().Where(record => record.Study == study).OrderByDescending(record => record.OrderedAt)];
}
