using System.Net.Http.Headers;
using System.Text;
using TwinGrid.Faults.Checking;
using TwinGrid.Faults.Devices;
using TwinGrid.Faults.Grids;
using TwinGrid.Faults.Histories;
using TwinGrid.Patients;
using TwinGrid.Readers;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Faults.Faults;

/// <summary>
/// Nonsense at the door is refused whole. A damaged record put into the log past the gateway stops its partition, which says so; the others go on, and so does it
/// once the record is mended, with nothing lost.
/// </summary>
public sealed class PoisonedLog() : ScriptedFault("poison", "nonsense at the door, and a damaged record in the log", 2)
{
    private const int Twins = 16;

    private static readonly string[] Nonsense =
    [
        "", "{", "null", "[]", "{}", "\u0000\u0001", """{"deviceId":"x"}""",
        """{"deviceId":"x","sequence":-1,"samples":[{"code":"8867-4","value":70,"unit":"/min","observedAt":"2026-01-01T00:00:00Z"}]}""",
        """{"deviceId":"x","sequence":1,"samples":[]}""",
        """{"deviceId":"x","sequence":1,"samples":[{"code":"8867-4","value":1e999,"unit":"/min","observedAt":"2026-01-01T00:00:00Z"}]}""",
        """{"deviceId":"x","sequence":1,"samples":[{"code":"no-such","value":70,"unit":"/min","observedAt":"2026-01-01T00:00:00Z"}]}""",
        """{"deviceId":"x","sequence":1,"samples":[{"code":"8867-4","value":70,"unit":"kg","observedAt":"2026-01-01T00:00:00Z"}]}""",
        """{"deviceId":"x","sequence":1,"samples":[{"code":"8867-4","value":70,"unit":"/min","observedAt":"0001-01-01T00:00:00Z"}]}""",
        """{"deviceId":"x","sequence":1,"samples":[{"code":"8867-4","value":70,"unit":"/min","observedAt":"9999-12-31T23:59:59Z"}]}""",
        """{"deviceId":"x\u0000y","sequence":1,"samples":[{"code":"8867-4","value":70,"unit":"/min","observedAt":"2026-01-01T00:00:00Z"}]}""",
        """{"deviceId":"x","sequence":1,"samples":[{"code":"8867-4","value":"70","unit":"/min","observedAt":"2026-01-01T00:00:00Z"}]}""",
        """{"deviceId":"x","sequence":99999999999999999999,"samples":[{"code":"8867-4","value":70,"unit":"/min","observedAt":"2026-01-01T00:00:00Z"}]}""",
        """{"deviceId":"x","sequence":1,"surprise":1,"samples":[{"code":"8867-4","value":70,"unit":"/min","observedAt":"2026-01-01T00:00:00Z"}]}""",
        new string('[', 100_000),
    ];

    public override async Task<FaultReport> Run(FaultPlan plan)
    {
        await using var grid = await ClinicGrid.Start(plan.IsShort ? GridSettings.Quick : GridSettings.Default, new ClinicShape());
        using var history = new ClientHistory(TimeProvider.System, plan.HistoryFile);
        await using var ward = new Ward(history, new VitalsPlan(plan.Seed), [.. grid.Gateways.Select(gateway => gateway.Address)], Twins);
        await ward.Register();
        ward.Start();
        var (strikes, violations, chance) = (new Strikes(plan, grid, ward, history), new List<Violation>(), new Random(plan.Seed));
        for (var round = 1; round <= plan.Rounds; round++)
        {
            violations.AddRange(await SendNonsense(grid, ward));
            await strikes.LoadGoesOn();
            violations.AddRange(await Damage(grid, ward, history, TwinId.Parse(ward.Twins[chance.Next(Twins)]).Partition(GridSettings.Partitions)));
            await strikes.Recovered(strikes.Now());
            plan.Say($"{Name}: round {round} of {plan.Rounds}");
        }
        await ward.Stop();
        await Witness.Settled(grid);
        var seen = await Witness.See(grid, ward.Twins);
        await using var log = await grid.OpenLog();
        var quiet = await QuietRun.Over(log, ward.Twins);
        return Report(plan, history, seen, [.. violations, .. Checker.Check(history.Fates, seen, quiet)], strikes.Remarks);
    }

    private static async Task<List<Violation>> SendNonsense(ClinicGrid grid, Ward ward)
    {
        var violations = new List<Violation>();
        foreach (var (text, twin) in Nonsense.Zip(Enumerable.Repeat(ward.Twins, Nonsense.Length).SelectMany(twins => twins)))
        {
            using var content = new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var answer = await grid.Gateways[0].Http.PostAsync(new Uri($"/v1/twins/{twin}/vitals", UriKind.Relative), content);
            if ((int)answer.StatusCode is < 400 or >= 500) violations.Add(new Violation("from nowhere", $"'{text[..Math.Min(text.Length, 80)]}' was answered {(int)answer.StatusCode}"));
        }
        return violations;
    }

    /// <summary>Puts a record that no gateway wrote into a partition, sees that the others go on, and mends it.</summary>
    private static async Task<List<Violation>> Damage(ClinicGrid grid, Ward ward, ClientHistory history, int partition)
    {
        var violations = new List<Violation>();
        var database = grid.Postgres.ConnectionString();
        await PostgresServer.Execute(database, $$"""
            with place as (update vitals_log_partition set next_offset = next_offset + 1 where log_partition = {{partition}} returning next_offset - 1 as log_offset)
            insert into vitals_log_record (log_partition, log_offset, envelope) select {{partition}}, log_offset, '\x01deadbeef0badf00d' from place
            """);
        await using var client = await grid.Grains();
        var reader = client.Grains.GetGrain<IPartitionReader>(partition);
        await Eventually.Holds(async () => (await reader.KeepAlive()).Trouble?.Contains("damaged", StringComparison.Ordinal) == true, TimeSpan.FromMinutes(2), () => $"The partition does not say that a record is damaged.\n{grid.Said}");

        var stuck = ward.Twins.Where(twin => TwinId.Parse(twin).Partition(GridSettings.Partitions) == partition).ToHashSet(StringComparer.Ordinal);
        var before = ward.Twins.ToDictionary(twin => twin, history.Newest, StringComparer.Ordinal);
        foreach (var neighbour in ward.Twins.Except(stuck, StringComparer.Ordinal))
            await Eventually.Holds(async () => await Heard(grid, neighbour) > before[neighbour], TimeSpan.FromMinutes(2), () => $"{neighbour} is held up by a record that is none of its partition's.\n{grid.Said}");
        foreach (var twin in stuck) if (history.Newest(twin) <= before[twin] && !await GoesOn(history, twin, before[twin])) violations.Add(new Violation("lost", $"{twin} is not acknowledged any more"));

        await PostgresServer.Execute(database, $$"""
            update vitals_log_record bad set envelope = good.envelope from vitals_log_record good
            where bad.log_partition = {{partition}} and bad.envelope = '\x01deadbeef0badf00d' and good.log_partition = {{partition}} and good.log_offset = bad.log_offset - 1
            """); // the record before it once more: a packet that came twice
        return violations;
    }

    private static async Task<bool> GoesOn(ClientHistory history, string twin, long before)
    {
        await Eventually.Holds(() => history.Newest(twin) > before, TimeSpan.FromMinutes(1), () => $"{twin} is not acknowledged any more.");
        return true;
    }

    private static async Task<long> Heard(ClinicGrid grid, string twin) =>
        (await grid.Gateways[0].Get($"/v1/twins/{twin}"))["devices"]!.AsArray().Max(device => device!["highestSequence"]!.GetValue<long>());
}
