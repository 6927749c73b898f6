using System.Collections.Concurrent;
using System.Net.Http.Json;
using TwinGrid.Faults.Histories;

namespace TwinGrid.Faults.Devices;

/// <summary>
/// Devices of many twins that send as fast as they are acknowledged, and write down what they sent and were told. What is not acknowledged is sent again with the
/// same sequence, to another gateway, as a device does.
/// </summary>
public sealed class Ward : IAsyncDisposable
{
    private const int WrongEvery = 97;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ClientHistory _history;
    private readonly VitalsPlan _plan;
    private readonly IReadOnlyList<Uri> _gateways;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly long _switchedOn = TimeProvider.System.GetTimestamp();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(40) };
    private readonly ConcurrentDictionary<int, DateTimeOffset> _lastObserved = new();
    private readonly int[] _numbers;
    private readonly long[] _next;
    private CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;

    public Ward(ClientHistory history, VitalsPlan plan, IReadOnlyList<Uri> gateways, int twins) : this(history, plan, gateways, [.. Enumerable.Range(0, twins)])
    {
    }

    /// <param name="numbers">Numbers of the twins in the plan.</param>
    public Ward(ClientHistory history, VitalsPlan plan, IReadOnlyList<Uri> gateways, int[] numbers)
    {
        (_history, _plan, _gateways, _numbers, _next) = (history, plan, gateways, numbers, new long[numbers.Length]);
        Twins = [.. numbers.Select(VitalsPlan.Name)];
    }

    public IReadOnlyList<string> Twins { get; }

    public VitalsPlan Plan => _plan;

    /// <summary>How many of the twins, from the first on, have devices that send.</summary>
    public int Sending { get; init; } = int.MaxValue;

    /// <summary>How many of the twins, from the first on, have a device whose clock began at 1970 when it was switched on.</summary>
    public int DevicesOf1970 { get; init; }

    /// <summary>Time between two packets of a device; zero sends the next as soon as one is acknowledged.</summary>
    public TimeSpan Between { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The twins whose devices send.</summary>
    public IEnumerable<string> Active => Twins.Take(Sending);

    /// <summary>Registers every twin, whatever it takes.</summary>
    public async Task Register()
    {
        await Parallel.ForEachAsync(Twins, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (twin, _) =>
        {
            while (!await TryRegister(twin)) await Task.Delay(Pause, _time, CancellationToken.None);
        });
    }

    public void Start()
    {
        _stop = new CancellationTokenSource();
        _sending = Task.WhenAll(Enumerable.Range(0, Math.Min(Sending, Twins.Count)).Select(twin => Task.Run(() => SendOn(twin, _stop.Token))));
    }

    /// <summary>Stops after the packets that are under way. Those that are not acknowledged stay unknown.</summary>
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await _sending;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _stop.Dispose();
        _http.Dispose();
    }

    private async Task SendOn(int twin, CancellationToken stop)
    {
        for (var turn = twin; !stop.IsCancellationRequested; turn++)
        {
            var sequence = _next[twin]++;
            await SendUntilTaken(_plan.Packet(_numbers[twin], sequence, Now(twin)), turn, stop);
            if (sequence % WrongEvery == 5) await Send(_plan.Wrong(_numbers[twin], sequence, Now(twin)), _gateways[turn % _gateways.Count]);
            if (Between > TimeSpan.Zero) await Task.Delay(Between, _time, CancellationToken.None);
        }
    }

    private async Task SendUntilTaken(SentPacket packet, int turn, CancellationToken stop)
    {
        while (await Send(packet, _gateways[turn++ % _gateways.Count]) != Outcome.Acknowledged && !stop.IsCancellationRequested)
            await Task.Delay(Pause, _time, CancellationToken.None);
    }

    /// <summary>Sends once and writes down what came of it.</summary>
    public async Task<Outcome> Send(SentPacket packet, Uri gateway)
    {
        _history.Sending(packet);
        var (outcome, said) = await Try(packet, gateway);
        _history.Answered(packet, outcome, said);
        return outcome;
    }

    private async Task<(Outcome, string)> Try(SentPacket packet, Uri gateway)
    {
        try
        {
            using var answer = await _http.PostAsJsonAsync(new Uri(gateway, $"/v1/twins/{packet.Twin}/vitals"), PacketJson.Of(packet));
            var status = (int)answer.StatusCode;
            return status switch
            {
                202 => (Outcome.Acknowledged, "202"),
                400 or 404 or 413 or 415 or 429 => (Outcome.Refused, $"{status} {await answer.Content.ReadAsStringAsync()}"),
                _ => (Outcome.Unknown, $"{status} {await answer.Content.ReadAsStringAsync()}"),
            };
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or IOException)
        {
            return (Outcome.Unknown, error.Message);
        }
    }

    private async Task<bool> TryRegister(string twin)
    {
        try
        {
            var type = twin.EndsWith('3') ? "type1" : "none";
            using var answer = await _http.PutAsJsonAsync(new Uri(_gateways[0], $"/v1/twins/{twin}"), new { birthDate = "1960-05-04", sex = "female", heightCm = 162, weightKg = 61, diabetesType = type });
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>Now in whole milliseconds, later than the time before: every sample of a device has a place of its own.</summary>
    private DateTimeOffset Now(int twin) => _lastObserved.AddOrUpdate(
        twin, _ => Clock(twin), (_, last) => Clock(twin) is var now && now > last ? now : last.AddMilliseconds(1));

    private DateTimeOffset Clock(int twin) => Whole(twin < DevicesOf1970 ? DateTimeOffset.UnixEpoch + _time.GetElapsedTime(_switchedOn) : _time.GetUtcNow());

    private static DateTimeOffset Whole(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));
}
