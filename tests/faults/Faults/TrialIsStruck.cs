using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using TwinGrid.Faults.Checking;
using TwinGrid.Faults.Grids;

namespace TwinGrid.Faults.Faults;

/// <summary>
/// A trial on three silos while one of them is killed, drawn anew each round, and started again: its results must be those of a quiet run to the byte, with every patient once.
/// </summary>
public sealed class TrialIsStruck : IFault
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10), Look = TimeSpan.FromMilliseconds(100);

    public string Name => "trial";

    public string What => "kill -9 of a silo while a trial runs, also of the one that coordinates it";

    public int Rounds => 10;

    public async Task<FaultReport> Run(FaultPlan plan)
    {
        await using var grid = await ClinicGrid.Start(plan.IsShort ? GridSettings.Quick : GridSettings.Default, new ClinicShape(Silos: 3, Gateways: 1));
        using var http = new HttpClient { BaseAddress = grid.Gateways[0].Address, Timeout = TimeSpan.FromMinutes(2) };
        var (chance, violations, recoveries) = (new Random(plan.Seed), new List<Violation>(), new List<TimeSpan>());
        var patients = plan.IsShort ? 400_000 : 4_000_000;
        var quiet = await Order(http, Protocol(plan.Seed, patients), "quiet");
        await Ended(http, quiet);
        var (results, table) = (await Read(http, $"{quiet}/results"), await Read(http, $"{quiet}/results.csv"));
        for (var round = 1; round <= plan.Rounds; round++)
        {
            var trial = await Order(http, Protocol(plan.Seed, patients), $"round {round}");
            var (share, victim) = (chance.NextDouble() * .8, chance.Next(grid.SiloCount));
            while (await Standing(http, trial) is not { } standing || (standing.State == "running" && standing.Done < share * patients)) await Task.Delay(Look, TimeProvider.System);
            var at = TimeProvider.System.GetTimestamp();
            await grid.Silo(victim).Kill();
            var ended = await Ended(http, trial);
            recoveries.Add(TimeProvider.System.GetElapsedTime(at));
            plan.Say(string.Create(CultureInfo.InvariantCulture, $"round {round}: silo {victim} killed at {share:0.00}; {ended.State} {recoveries[^1].TotalSeconds:0.0} s later with {ended.Done} patients"));
            if (ended.State != "done" || ended.Done != patients) violations.Add(new Violation("patients", $"round {round}: {ended.State} with {ended.Done} of {patients}"));
            else
            {
                var (again, lines) = (await Read(http, $"{trial}/results"), await Read(http, $"{trial}/results.csv"));
                if (!results.AsSpan().SequenceEqual(again) || !table.AsSpan().SequenceEqual(lines)) violations.Add(new Violation("result", $"round {round}: other bytes than the quiet run's"));
            }
            await grid.StartWhatEnded();
        }
        plan.Keep(grid);
        return new(Name, plan.Seed, plan.Rounds, [], 0, 0, recoveries, violations, [$"{patients} patients a trial; recovery is from the kill to the trial's end"]);
    }

    private static string Protocol(int seed, int patients) => $$"""
        id: struck
        title: A trial that is struck
        seed: {{seed}}
        population:
          size: {{patients}}
          variables:
            level: { distribution: normal, mean: 0, sd: 1 }
        model: { kind: continuous, mean: 0.5 * level, sd: 1, correlation: 0.5 }
        arms:
          - name: control
          - name: treated
            effect: 0.5
        allocation: { method: blocks, blocks: [4, 8] }
        visits:
          - { name: middle, day: 42, window: 3 }
          - { name: end, day: 84, window: 3 }
        endpoints:
          - { name: Value at the end, kind: change, of: value, visit: end }
        """;

    private static async Task<string> Order(HttpClient http, string protocol, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/trials") { Content = new StringContent(protocol, Encoding.UTF8, "application/yaml") };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.Accepted ? answer.Headers.Location!.ToString() : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<(string State, long Done)> Ended(HttpClient http, string trial)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            if (await Standing(http, trial) is { State: not "running" } ended) return ended;
            await Task.Delay(Look, TimeProvider.System);
        }
        throw new TimeoutException($"{trial} does not end.");
    }

    /// <summary>Null while the grid does not answer.</summary>
    private static async Task<(string State, long Done)?> Standing(HttpClient http, string trial)
    {
        using var answer = await http.GetAsync(trial);
        if (answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests) return null;
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(json.RootElement.ToString());
        return (json.RootElement.GetProperty("state").GetString()!, json.RootElement.GetProperty("progress").GetProperty("patientsDone").GetInt64());
    }

    private static async Task<byte[]> Read(HttpClient http, string path)
    {
        while (true)
        {
            using var answer = await http.GetAsync(path);
            if (answer.IsSuccessStatusCode) return await answer.Content.ReadAsByteArrayAsync();
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
            await Task.Delay(Look, TimeProvider.System);
        }
    }
}
