using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Npgsql;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Upgrades;

/// <summary>
/// What a released version left behind when it was killed, in <c>tests/system/Fixtures/VERSION</c>: its data folder or database, and what its API had answered
/// (<c>*.json</c>). It holds five twins, packets of every signal, some of them late, repeated, flagged, corrected or entered in error, and alerts that are raised,
/// acknowledged, escalated and snoozed; its last packets were acknowledged moments before the kill.
/// </summary>
internal sealed class Fixture(string version)
{
    private string Folder => Path.Combine(Repository.Root, "tests", "system", "Fixtures", version);

    public JsonNode Embedded => Read("embedded.json");

    public JsonNode Clinic => Read("clinic.json");

    /// <summary>Puts the embedded grid's data into a folder.</summary>
    public async Task Unpack(string folder)
    {
        await using var file = new GZipStream(File.OpenRead(Path.Combine(Folder, "embedded.tar.gz")), CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(file, folder, overwriteFiles: true);
    }

    /// <summary>Puts the clinic's data into an empty database.</summary>
    public async Task Load(string connectionString)
    {
        await using var file = new GZipStream(File.OpenRead(Path.Combine(Folder, "clinic.sql.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(file);
        var lines = (await reader.ReadToEndAsync()).Split('\n').Where(line => !line.StartsWith('\\')); // those are for psql
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(string.Join('\n', lines), connection);
        await command.ExecuteNonQueryAsync();
    }

    private JsonNode Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!;
}
