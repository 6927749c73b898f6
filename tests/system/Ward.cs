using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests;

/// <summary>
/// A few devices that send and keep a ledger of what was acknowledged. Written apart from the product's own devices on purpose: it is the witness.
/// </summary>
public sealed class Ward(IReadOnlyList<string> twins)
{
    private readonly ConcurrentDictionary<(string Twin, long Sequence), DateTimeOffset> _acknowledged = new();
    private readonly ConcurrentDictionary<string, long> _next = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _start = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().AddHours(-2).ToUnixTimeSeconds());

    public int Acknowledged => _acknowledged.Count;

    /// <summary>Every device sends, packet after packet, until stopped. What fails is sent again, as a device would.</summary>
    public Task Send(Func<HttpClient> gateway, CancellationToken stop) => Task.WhenAll(twins.Select(twin => Task.Run(() => SendOn(twin, gateway, stop), CancellationToken.None)));

    /// <summary>What every twin's history must hold: each acknowledged packet once, and no other but those whose answer never came.</summary>
    public async Task IsWholeIn(GatewayProcess gateway)
    {
        foreach (var twin in twins)
        {
            var known = await History(gateway, twin);
            known.Count.ShouldBe(known.Distinct().Count(), $"{twin} has a sample twice");
            var acknowledged = _acknowledged.Where(pair => pair.Key.Twin == twin).Select(pair => pair.Value).ToHashSet();
            acknowledged.Except(known).ShouldBeEmpty($"{twin} lost acknowledged samples");
            known.Except(acknowledged).Count().ShouldBeLessThanOrEqualTo(1, $"{twin} has samples nobody sent");
        }
    }

    /// <summary>True when every twin shows its newest acknowledged sample at a glance.</summary>
    public async Task<bool> IsShownBy(GatewayProcess gateway)
    {
        foreach (var twin in twins)
        {
            var newest = _acknowledged.Where(pair => pair.Key.Twin == twin).Select(pair => pair.Value).DefaultIfEmpty().Max();
            var glance = await gateway.Get($"/v1/twins/{twin}");
            var shown = glance["latest"]!.AsArray().Select(latest => latest!["observedAt"]!.GetValue<DateTimeOffset>()).DefaultIfEmpty().Max();
            if (shown < newest) return false;
        }
        return true;
    }

    private static async Task<List<DateTimeOffset>> History(GatewayProcess gateway, string twin)
    {
        var found = new List<DateTimeOffset>();
        for (string? next = ""; next is not null;)
        {
            var page = await gateway.Get($"/v1/twins/{twin}/vitals?code=8867-4&next={next}");
            found.AddRange(page["samples"]!.AsArray().Select(sample => sample!["observedAt"]!.GetValue<DateTimeOffset>()));
            next = page["next"]?.GetValue<string>();
        }
        return found;
    }

    private async Task SendOn(string twin, Func<HttpClient> gateway, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var sequence = _next.GetOrAdd(twin, 0);
            var observedAt = _start.AddMilliseconds(sequence * 500);
            if (await TrySend(gateway(), twin, sequence, observedAt))
            {
                _acknowledged[(twin, sequence)] = observedAt;
                _next[twin] = sequence + 1;
            }
            else
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private static async Task<bool> TrySend(HttpClient gateway, string twin, long sequence, DateTimeOffset observedAt)
    {
        var packet = new JsonObject
        {
            ["deviceId"] = "monitor",
            ["sequence"] = sequence,
            ["samples"] = new JsonArray(new JsonObject
            {
                ["code"] = "8867-4", ["value"] = 60 + (sequence % 40), ["unit"] = "/min", ["observedAt"] = observedAt.ToString("O", CultureInfo.InvariantCulture),
            }),
        };
        try
        {
            using var answer = await gateway.PostAsJsonAsync($"/v1/twins/{twin}/vitals", packet);
            if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound) throw new ShouldAssertException(await answer.Content.ReadAsStringAsync());
            return answer.StatusCode == HttpStatusCode.Accepted;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or ObjectDisposedException)
        {
            return false; // the gateway is away: the device sends the same again
        }
    }
}
