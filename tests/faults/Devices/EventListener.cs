using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace TwinGrid.Faults.Devices;

/// <summary>
/// Someone who listens to a gateway's event stream and must not miss an alert: goes on at its place when the stream breaks, reads the open alerts anew when told
/// that it missed some, and knows an alert by its id.
/// </summary>
public sealed class EventListener : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Uri _gateway;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, long> _alerts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (long Version, long At)> _rows = new(StringComparer.Ordinal);
    private readonly Task _listening;
    private string? _place;
    private int _missed;
    private int _heard;
    private int _rowsHeard;

    public EventListener(Uri gateway)
    {
        _gateway = gateway;
        _listening = Task.Run(Listen);
    }

    /// <summary>Alerts by id, with the moment at which each was first seen, on the stream or by reading anew after <c>missed</c>.</summary>
    public IReadOnlyDictionary<string, long> Alerts => _alerts;

    /// <summary>Newest version of each twin's row, with the moment it came.</summary>
    public IReadOnlyDictionary<string, (long Version, long At)> Rows => _rows;

    /// <summary>Alert events that came, repeats and changes included.</summary>
    public int Heard => Volatile.Read(ref _heard);

    /// <summary>Row events that came.</summary>
    public int RowsHeard => Volatile.Read(ref _rowsHeard);

    /// <summary>How often it was told that it missed something.</summary>
    public int Missed => Volatile.Read(ref _missed);

    /// <summary>True once the stream is open.</summary>
    public bool IsListening => Volatile.Read(ref _place) is not null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task Listen()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await Follow();
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
            {
                if (!_stop.IsCancellationRequested) await Task.Delay(Pause, _time, CancellationToken.None); // the gateway is away: it comes back with its place
            }
        }
    }

    private async Task Follow()
    {
        using var question = new HttpRequestMessage(HttpMethod.Get, new Uri(_gateway, "/v1/events"));
        if (_place is not null) question.Headers.Add("Last-Event-ID", _place);
        using var answer = await _http.SendAsync(question, HttpCompletionOption.ResponseHeadersRead, _stop.Token);
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(_stop.Token));
        var type = "";
        while (await lines.ReadLineAsync(_stop.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) Volatile.Write(ref _place, line[4..]);
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) type = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) await Hear(type, JsonNode.Parse(line[6..])!);
        }
    }

    private async Task Hear(string type, JsonNode data)
    {
        var now = _time.GetTimestamp();
        switch (type)
        {
            case "alert":
                Interlocked.Increment(ref _heard);
                _alerts.TryAdd(data["id"]!.GetValue<string>(), now);
                break;
            case "twin":
                Interlocked.Increment(ref _rowsHeard);
                _rows[data["twinId"]!.GetValue<string>()] = (data["version"]!.GetValue<long>(), now);
                break;
            case "missed":
                Interlocked.Increment(ref _missed);
                await ReadAnew();
                break;
            default: break; // a kind of event of a later version
        }
    }

    private async Task ReadAnew()
    {
        var open = JsonNode.Parse(await _http.GetStringAsync(new Uri(_gateway, "/v1/alerts?limit=1000"), _stop.Token))!;
        foreach (var alert in open["alerts"]!.AsArray()) _alerts.TryAdd(alert!["id"]!.GetValue<string>(), _time.GetTimestamp());
    }
}
