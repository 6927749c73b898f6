using System.Globalization;
using System.Net;
using Npgsql;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Erasure;

/// <summary>Two silos, two gateways, one PostgreSQL: the patient is erased through one gateway and gone from the other too, and in no file of the database.</summary>
public sealed class A_patient_of_a_clinic_is_erased
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public async Task and_is_nowhere_in_the_database_and_unknown_to_both_gateways()
    {
        await using var postgres = await PostgresServer.Start();
        using var place = new TemporaryFolder();
        var database = await postgres.CreateDatabase();
        await using var one = await SiloProcess.OfClinic(database);
        await using var other = await SiloProcess.OfClinic(database);
        await using var first = await Gateway(database, Path.Combine(place.Path, "first"));
        await using var second = await Gateway(database, Path.Combine(place.Path, "second"));
        var (there, here) = (new Erased(first), new Erased(second));
        await there.Plant();
        var beside = await here.Beside();
        await Eventually.Holds(async () => await Count(database, Snapshots) >= 4, Patience, () => "The twin was never saved.");
        Canaries.Under(postgres.Files).ShouldBeEmpty("what is stored is sealed, whether anybody was erased or not");
        var stream = await here.Listen();

        var (status, body) = await there.Erase(Erased.Gone);

        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        body["removed"]!["samples of the history"]!.GetValue<long>().ShouldBe(80);
        await stream.WaitAsync(Patience); // the other gateway has heard of it
        await there.IsUnknown();
        await here.IsUnknown();
        await Eventually.Holds(async () => await Count(database, "select coalesce(sum(version), 0) from snapshot where kind = 'erasure/0' and key = 'erased:' || $1") >= 3, Patience, () => $"It was never looked once more.\n{one.Said}{other.Said}");
        (await Count(database, Snapshots)).ShouldBe(0);
        (await Count(database, "select count(*) from reading where twin = $1")).ShouldBe(0);
        (await Count(database, "select count(*) from twingrid_keys.patient_key where twin = $1 and sealed is null and destruction is not null")).ShouldBe(1);
        await here.IsUnknown();
        (await here.Beside()).ShouldBe(beside);
        (await there.Beside()).ShouldBe(beside);
        Canaries.Under(postgres.Files).ShouldBeEmpty();
        Canaries.Under(place.Path).ShouldBeEmpty();
        foreach (var said in (string[])[one.Said, other.Said, first.Said, second.Said]) Canaries.In(System.Text.Encoding.UTF8.GetBytes(said)).ShouldBeEmpty();
        (await second.Post("/v1/verifications", new { }))["differing"]!.AsArray().ShouldBeEmpty();
    }

    private const string Snapshots = "select count(*) from snapshot where key = $1 or key like $1 || '/%' or key like $1 || '@%' or key like $1 || '~%' or kind = 'access/' || $1";

    private static Task<GatewayProcess> Gateway(string database, string data) => GatewayProcess.Start(
        ["--data", data], new Dictionary<string, string>(StringComparer.Ordinal) { ["TwinGrid__Cluster"] = "PostgreSql", ["TwinGrid__PostgreSql"] = database }).Ready();

    private static async Task<long> Count(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Erased.Gone });
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
