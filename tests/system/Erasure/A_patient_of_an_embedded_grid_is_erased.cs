using System.Globalization;
using System.Net;
using Microsoft.Data.Sqlite;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Erasure;

/// <summary>
/// A patient is planted with canaries in everything, backed up, erased, and looked for: through every route, in every file of the grid, of its keys, of the backup, and in what
/// the process said. The patient beside is as before.
/// </summary>
public sealed class A_patient_of_an_embedded_grid_is_erased
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task and_is_nowhere_but_as_a_pseudonym_in_the_audit_trail()
    {
        using var place = new TemporaryFolder();
        var (data, backup) = (Path.Combine(place.Path, "data"), Path.Combine(place.Path, "backup"));
        string beside, said, rows;
        IReadOnlyList<string> alerts;
        await using (var gateway = await Start(data))
        {
            var erased = new Erased(gateway);
            await erased.Plant();
            beside = await erased.Beside();
            await Eventually.Holds(() => Kept(data, Erased.Gone).Snapshots >= 4, Patience, () => "The twin was never saved.");
            (alerts, rows) = (await erased.AlertsBeside(), Rows(data));
            Canaries.Under(data).ShouldBeEmpty("what is stored is sealed, whether anybody was erased or not");
            Copy(data, backup);
            Copy(data + "-keys", backup + "-keys");
            var stream = await erased.Listen();

            var (status, body) = await erased.Erase(Erased.Gone);

            status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
            body["removed"]!["samples of the history"]!.GetValue<long>().ShouldBe(80);
            body["kept"]!.GetValue<string>().ShouldContain("audit trail");
            await stream.WaitAsync(Patience);
            await erased.IsUnknown();
            (await erased.Beside()).ShouldBe(beside);
            alerts.Except(await erased.AlertsBeside(), StringComparer.Ordinal).ShouldBeEmpty("alerts of the patient beside");
            await Eventually.Holds(() => Swept(data), Patience, () => $"It was never looked once more.\n{gateway.Said}");
            Kept(data, Erased.Gone).ShouldBe((0, 0));
            await erased.IsUnknown();
            var verified = await gateway.Post("/v1/verifications", new { });
            verified["equal"]!.GetValue<int>().ShouldBe(1);
            verified["differing"]!.AsArray().ShouldBeEmpty();
            Rows(data).ShouldBe(rows, "not a byte of the patient beside is another");
            said = gateway.Said;
        }
        await using (var gateway = await Start(data))
        {
            var erased = new Erased(gateway);
            await erased.IsUnknown();
            (await erased.Beside()).ShouldBe(beside);
            said += gateway.Said;
        }
        Canaries.Under(data).ShouldBeEmpty();
        Canaries.Under(data + "-keys").ShouldBeEmpty();
        Canaries.Under(backup).ShouldBeEmpty();
        Canaries.In(System.Text.Encoding.UTF8.GetBytes(said)).ShouldBeEmpty();
        Trail(data).ShouldContain(entry => entry.Contains(Erased.Gone, StringComparison.Ordinal) && entry.Contains("DELETE /v1/twins/{id}", StringComparison.Ordinal));

        await WithTheKeysOfThen(backup, place.Path);
        await WithTheKeysOfNow(backup, data, beside);
    }

    [Fact]
    public async Task and_an_erasure_that_was_cut_short_is_finished_at_the_next_start()
    {
        using var place = new TemporaryFolder();
        var data = Path.Combine(place.Path, "data");
        await using (var gateway = await Start(data))
        {
            await new Erased(gateway).Plant();
            await Eventually.Holds(() => Kept(data, Erased.Gone).Snapshots >= 4, Patience, () => "The twin was never saved.");
            _ = new Erased(gateway).Erase(Erased.Gone).ContinueWith(_ => { }, TaskScheduler.Default);
            await Eventually.Holds(() => Destroyed(data), Patience, () => "The key was never destroyed.");
            await gateway.Kill();
        }
        await using (var gateway = await Start(data))
        {
            await Eventually.Holds(() => Kept(data, Erased.Gone) == (0, 0) && Swept(data), Patience, () => $"{Kept(data, Erased.Gone)} were left.\n{gateway.Said}");
            await new Erased(gateway).IsUnknown();
        }
    }

    /// <summary>That the backup was worth something: with the keys of its time everything is there.</summary>
    private static async Task WithTheKeysOfThen(string backup, string place)
    {
        var then = Path.Combine(place, "then");
        Copy(backup, then);
        Copy(backup + "-keys", then + "-keys");
        await using var gateway = await Start(then);
        var glance = await gateway.Get($"/v1/twins/{Erased.Gone}");
        glance.ToJsonString().ShouldContain(Canaries.Glucose.ToString(CultureInfo.InvariantCulture));
        (await gateway.Get($"/v1/twins/{Erased.Gone}/vitals?code=8867-4")).ToJsonString().ShouldContain(Canaries.Device);
    }

    /// <summary>A backup from before, restored beside the keys of today: the patient stays gone, and goes from it too.</summary>
    private static async Task WithTheKeysOfNow(string backup, string data, string beside)
    {
        Directory.Delete(backup + "-keys", recursive: true);
        Copy(data + "-keys", backup + "-keys");
        Kept(backup, Erased.Gone).Samples.ShouldBe(80);
        await using var gateway = await Start(backup);
        var erased = new Erased(gateway);
        await Eventually.Holds(() => Kept(backup, Erased.Gone) == (0, 0), Patience, () => $"What the backup brought back stays.\n{gateway.Said}");
        await Eventually.Holds(() => Swept(backup), Patience, () => $"It was never looked once more.\n{gateway.Said}");
        await erased.IsUnknown();
        (await erased.Beside()).ShouldBe(beside);
    }

    private static Task<GatewayProcess> Start(string data) => GatewayProcess.Embedded(data, "--TwinGrid:CheckpointSeconds=1",
        $"--TwinGrid:QuietFromUtc={TimeProvider.System.GetUtcNow().AddHours(12).ToString("HH:mm", CultureInfo.InvariantCulture)}");

    /// <summary>What the database holds under a twin's name.</summary>
    private static (long Snapshots, long Samples) Kept(string data, string twin) => (
        Count(Path.Combine(data, "twins.db"), "select count(*) from snapshot where (key = $1 or key like $1 || '/%' or key like $1 || '@%' or key like $1 || '~%' or kind = 'access/' || $1)", twin),
        Count(Path.Combine(data, "twins.db"), "select coalesce(sum(length(samples)), 0) / 12 from (select twin, samples from reading union all select twin, samples from arrival) where twin = $1", twin));

    /// <summary>The rows of the patient beside that the clock does not change: samples, consent, key.</summary>
    private static string Rows(string data) => string.Join(
        '\n', Text(Path.Combine(data, "twins.db"), "select group_concat(quote(observed_at) || quote(hex(device)) || quote(sequence) || quote(hex(samples)) || quote(received_at), ';') from (select * from (select twin, observed_at, device, sequence, samples, received_at from reading union all select twin, observed_at, device, sequence, samples, received_at from arrival) where twin = $1 order by observed_at, device, sequence)", Erased.Stays),
        Text(Path.Combine(data, "twins.db"), "select version || hex(state) from snapshot where kind = 'patient-consent.consent' and key = $1", Erased.Stays),
        Text(Path.Combine(data + "-keys", "patient-keys.db"), "select secret || hex(sealed) from patient_key where twin = $1", Erased.Stays));

    private static bool Destroyed(string data) => Count(Path.Combine(data + "-keys", "patient-keys.db"), "select count(*) from patient_key where twin = $1 and destruction is not null", Erased.Gone) == 1;

    /// <summary>True when the erasure's row was written a third time: begun, done, looked once more.</summary>
    private static bool Swept(string data) => Count(Path.Combine(data, "twins.db"), "select coalesce(sum(version), 0) from snapshot where kind = 'erasure/0' and key = 'erased:' || $1", Erased.Gone) >= 3;

    private static long Count(string file, string sql, string twin) => long.Parse(Text(file, sql, twin), CultureInfo.InvariantCulture);

    private static string Text(string file, string sql, string twin)
    {
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$1", twin);
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }

    private static List<string> Trail(string data) =>
        [.. Directory.GetFiles(Path.Combine(data, "audit"), "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".pem", StringComparison.Ordinal)).SelectMany(File.ReadLines)];

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) is "in-use" || file.EndsWith(".lock", StringComparison.Ordinal)) continue;
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = File.Create(copy);
            source.CopyTo(target);
        }
    }
}
