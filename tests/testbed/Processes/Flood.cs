using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TwinGrid.Testbed.Processes;

/// <summary>
/// Devices of many twins that send whether or not they are asked to come back later: packets of five vital signs on streams, each packet once. Keeps count of what was
/// answered how. Safe for concurrent use.
/// </summary>
public sealed class Flood(HttpClient gateway, IReadOnlyList<string> twins)
{
    private const int PacketsAPost = 250;

    private readonly ConcurrentDictionary<string, int> _accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _sequences = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _start = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().AddHours(-20).ToUnixTimeSeconds());
    private long _acceptedInAll;
    private long _refused;
    private long _other;

    /// <summary>Packets acknowledged.</summary>
    public long Accepted => Interlocked.Read(ref _acceptedInAll);

    /// <summary>Packets answered 429.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Packets answered otherwise.</summary>
    public long Other => Interlocked.Read(ref _other);

    /// <summary>Packets of a twin that were acknowledged; each has one sample of every sign.</summary>
    public int AcceptedOf(string twin) => _accepted.GetValueOrDefault(twin);

    /// <summary>Sends on so many streams until stopped, each for its own share of the twins.</summary>
    /// <param name="packetsPerSecond">On all streams together; null for as many as are answered.</param>
    public Task Send(int streams, double? packetsPerSecond, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, streams).Select(stream => Task.Run(() => SendOn([.. twins.Where((_, n) => n % streams == stream)], packetsPerSecond / streams, stop), CancellationToken.None)));

    private async Task SendOn(string[] own, double? packetsPerSecond, CancellationToken stop)
    {
        var (time, began, sent, turn) = (TimeProvider.System, TimeProvider.System.GetTimestamp(), 0L, 0);
        while (!stop.IsCancellationRequested)
        {
            if (packetsPerSecond is { } rate && sent > rate * time.GetElapsedTime(began).TotalSeconds)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, CancellationToken.None);
                continue;
            }
            var body = new StringBuilder(PacketsAPost * 700);
            var senders = new string[PacketsAPost];
            for (var line = 0; line < PacketsAPost; line++)
            {
                senders[line] = own[turn++ % own.Length];
                Write(body, senders[line], _sequences.AddOrUpdate(senders[line], 1, (_, last) => last + 1));
            }
            await Post(body.ToString(), senders);
            sent += PacketsAPost;
        }
    }

    private async Task Post(string body, string[] senders)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));
        using var answer = await gateway.PostAsync("/v1/vitals", content);
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            Count(answer.StatusCode, senders.Length);
            return;
        }
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            var status = (HttpStatusCode)json.RootElement.GetProperty("status").GetInt32();
            Count(status, 1);
            if (status == HttpStatusCode.Accepted) _accepted.AddOrUpdate(senders[json.RootElement.GetProperty("line").GetInt32() - 1], 1, (_, count) => count + 1);
        }
    }

    private void Count(HttpStatusCode status, int packets)
    {
        if (status == HttpStatusCode.Accepted) Interlocked.Add(ref _acceptedInAll, packets);
        else if (status == HttpStatusCode.TooManyRequests) Interlocked.Add(ref _refused, packets);
        else Interlocked.Add(ref _other, packets);
    }

    private void Write(StringBuilder body, string twin, long sequence)
    {
        var at = _start.AddSeconds(sequence).ToString("O", CultureInfo.InvariantCulture);
        var step = sequence % 7;
        body.Append(CultureInfo.InvariantCulture, $$"""{"twinId":"{{twin}}","deviceId":"monitor","sequence":{{sequence}},"samples":[""");
        body.Append(CultureInfo.InvariantCulture, $$"""{"code":"8867-4","value":{{70 + step}},"unit":"/min","observedAt":"{{at}}"},""");
        body.Append(CultureInfo.InvariantCulture, $$"""{"code":"9279-1","value":{{14 + step % 3}},"unit":"/min","observedAt":"{{at}}"},""");
        body.Append(CultureInfo.InvariantCulture, $$"""{"code":"59408-5","value":{{96 + step % 3}},"unit":"%","observedAt":"{{at}}"},""");
        body.Append(CultureInfo.InvariantCulture, $$"""{"code":"8480-6","value":{{118 + step}},"unit":"mm[Hg]","observedAt":"{{at}}"},""");
        body.Append(CultureInfo.InvariantCulture, $$"""{"code":"8462-4","value":{{76 + step % 5}},"unit":"mm[Hg]","observedAt":"{{at}}"}]}""").Append('\n');
    }
}
