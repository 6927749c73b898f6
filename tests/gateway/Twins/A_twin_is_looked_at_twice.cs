using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Gateway.Tests.Twins;

/// <summary>On a whole grid, where a twin that has not changed is not written out anew.</summary>
public sealed class A_twin_is_looked_at_twice : IAsyncLifetime
{
    private static readonly string[] OfTheMoment = ["asOf", "ageSeconds"];
    private WholeGrid _grid = null!;
    private int _sequence;

    public async Task InitializeAsync()
    {
        _grid = await WholeGrid.Start();
        (await _grid.Http.PutAsJsonAsync("/v1/twins/t1", new { birthDate = "1960-05-04", sex = "female", heightCm = 162, weightKg = 61, conditions = new[] { "taking:metoprolol" } })).EnsureSuccessStatusCode();
        await Send(oxygenSaturation: 84, heartRate: 71.3);
    }

    public Task DisposeAsync() => _grid.DisposeAsync().AsTask();

    [Fact]
    public async Task only_its_ages_have_moved_on()
    {
        var first = await Look();
        first["openAlerts"]!.AsArray().ShouldNotBeEmpty();
        first["organs"]!.AsArray().Count.ShouldBe(2);
        await Task.Delay(TimeSpan.FromMilliseconds(40), TimeProvider.System);
        var second = await Look();
        second["asOf"]!.GetValue<DateTimeOffset>().ShouldBeGreaterThan(first["asOf"]!.GetValue<DateTimeOffset>());
        AgesFit(first);
        AgesFit(second);
        Lasting(second).ShouldBe(Lasting(first));
    }

    [Fact]
    public async Task it_reads_as_it_does_where_it_is_written_out_whole()
    {
        await Look();
        var again = await Look();
        var whole = await Look("?include=stateHash");
        whole.Remove("stateHash").ShouldBeTrue();
        AgesFit(whole);
        Lasting(again).ShouldBe(Lasting(whole));
    }

    [Fact]
    public async Task what_came_in_between_is_shown()
    {
        await Look();
        await Look();
        await Send(oxygenSaturation: 97, heartRate: 88.5);
        var latest = (await Look())["latest"]!.AsArray();
        latest.Select(sign => sign!["value"]!.GetValue<double>()).ShouldBe([88.5, 97], ignoreOrder: true);
    }

    [Fact]
    public async Task an_alert_that_was_acknowledged_in_between_says_so()
    {
        var alert = (await Look())["openAlerts"]![0]!;
        (await _grid.Http.PostAsJsonAsync($"/v1/alerts/{alert["id"]}/acknowledge", new { who = "nurse-7" })).EnsureSuccessStatusCode();
        (await Look())["openAlerts"]![0]!["state"]!.GetValue<string>().ShouldBe("acknowledged");
    }

    [Fact]
    public async Task a_profile_that_changed_in_between_is_shown()
    {
        await Look();
        (await _grid.Http.PutAsJsonAsync("/v1/twins/t1", new { birthDate = "1960-05-04", sex = "female", heightCm = 162, weightKg = 67 })).EnsureSuccessStatusCode();
        var after = await Look();
        after["profile"]!["weightKg"]!.GetValue<double>().ShouldBe(67);
        after["drugs"]!.AsArray().ShouldBeEmpty();
    }

    private async Task<JsonObject> Look(string query = "") => JsonNode.Parse(await _grid.Http.GetStringAsync("/v1/twins/t1" + query))!.AsObject();

    /// <summary>Sends a packet and waits until the twin has come to it.</summary>
    private async Task Send(double oxygenSaturation, double heartRate)
    {
        var at = TimeProvider.System.GetUtcNow().AddSeconds(-30 + _sequence);
        var answer = await _grid.Http.PostAsJsonAsync("/v1/twins/t1/vitals", new
        {
            deviceId = "monitor", sequence = ++_sequence,
            samples = new object[]
            {
                new { code = "59408-5", value = oxygenSaturation, unit = "%", observedAt = at },
                new { code = "8867-4", value = heartRate, unit = "/min", observedAt = at },
            },
        });
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        await Eventually.Holds(async () => (await Look())["devices"]!.AsArray() is [var device] && device!["highestSequence"]!.GetValue<int>() == _sequence, TimeSpan.FromMinutes(1), () => "The twin never took the packet.");
    }

    private static void AgesFit(JsonObject twin)
    {
        var asOf = twin["asOf"]!.GetValue<DateTimeOffset>();
        foreach (var sign in twin["latest"]!.AsArray())
            sign!["ageSeconds"]!.GetValue<double>().ShouldBe((asOf - sign["observedAt"]!.GetValue<DateTimeOffset>()).TotalSeconds, .0006);
    }

    /// <summary>What does not depend on when it is asked for.</summary>
    private static string Lasting(JsonObject twin)
    {
        var lasting = twin.DeepClone().AsObject();
        lasting.Remove(OfTheMoment[0]).ShouldBeTrue();
        foreach (var sign in lasting["latest"]!.AsArray()) sign!.AsObject().Remove(OfTheMoment[1]).ShouldBeTrue();
        return lasting.ToJsonString();
    }
}
