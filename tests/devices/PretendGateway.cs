using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using TwinGrid.Vitals;

namespace TwinGrid.Devices.Tests;

/// <summary>
/// A gateway of a few lines in place of the network: keeps profiles and packets, answers like the API, and fails when told to. A sample is known by twin, code,
/// device and time, as in the real history.
/// </summary>
internal sealed class PretendGateway : HttpMessageHandler
{
    private readonly Lock _one = new();

    public ConcurrentDictionary<string, JsonElement> Profiles { get; } = new(StringComparer.Ordinal);

    /// <summary>Every packet taken, in order of arrival, repeats included.</summary>
    public List<TakenPacket> Taken { get; } = [];

    /// <summary>Called before each request; an answer it gives is the answer.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Mood { get; set; } = _ => null;

    /// <summary>Status of a line by its packet; 202 unless it says otherwise.</summary>
    public Func<TakenPacket, int> Verdict { get; set; } = _ => 202;

    /// <summary>After how many answer lines the connection breaks; the packets were taken all the same.</summary>
    public int? BreaksAfter { get; set; }

    /// <summary>Samples that were acknowledged and are not in the history.</summary>
    public Func<TakenSample, bool> Forgets { get; set; } = _ => false;

    public int Requests { get; private set; }

    public Uri Address { get; } = new("http://gateway.test");

    public HttpClient Client() => new(this, disposeHandler: false) { BaseAddress = Address };

    /// <summary>The newest observation taken.</summary>
    public DateTimeOffset Newest
    {
        get
        {
            lock (_one) return _newest;
        }
    }

    private readonly Dictionary<string, List<TakenSample>> _samples = new(StringComparer.Ordinal);
    private DateTimeOffset _newest;

    public IEnumerable<TakenSample> Samples(string twinId) => _samples.GetValueOrDefault(twinId, []);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (_one)
        {
            Requests++;
            if (Mood(request) is { } answer) return answer;
            var parts = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
            return parts switch
            {
                ["v1", "twins", var id] when request.Method == HttpMethod.Put => Register(id, body),
                ["v1", "vitals"] => Take(body),
                ["v1", "twins", var id, "vitals"] => History(id, request.RequestUri.Query),
                _ => new HttpResponseMessage(HttpStatusCode.NotFound),
            };
        }
    }

    private HttpResponseMessage Register(string id, string body)
    {
        Profiles[id] = JsonDocument.Parse(body).RootElement;
        return new HttpResponseMessage(HttpStatusCode.OK);
    }

    private HttpResponseMessage Take(string body)
    {
        var answers = new StringBuilder();
        var line = 0;
        foreach (var text in body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            line++;
            var packet = TakenPacket.Read(text);
            var status = Profiles.ContainsKey(packet.TwinId) ? Verdict(packet) : 404;
            if (status == 202)
            {
                Taken.Add(packet);
                if (!_samples.TryGetValue(packet.TwinId, out var samples)) _samples[packet.TwinId] = samples = [];
                samples.AddRange(packet.Samples);
                foreach (var sample in packet.Samples) _newest = sample.ObservedAt > _newest ? sample.ObservedAt : _newest;
            }
            if (BreaksAfter < line) continue;
            var flagged = packet.Samples.Select((sample, index) => (sample, index)).Where(pair => pair.sample.Flag is not null)
                .Select(pair => new { pair.index, reason = pair.sample.Flag });
            answers.AppendLine(JsonSerializer.Serialize(new { line, status, position = new { partition = 0, offset = Taken.Count - 1 }, flagged, problem = status == 202 ? null : new { detail = "said no" } }));
        }
        BreaksAfter = null;
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answers.ToString()) };
    }

    private HttpResponseMessage History(string id, string query)
    {
        var code = query.TrimStart('?').Split('&').Select(pair => pair.Split('=')).First(pair => pair[0] == "code")[1];
        var known = Samples(id).Where(sample => sample.Code == code && !Forgets(sample)).DistinctBy(sample => (sample.DeviceId, sample.ObservedAt)).ToList();
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(JsonSerializer.Serialize(new { code, total = known.Count, flagged = known.Count(sample => sample.Flag is not null) })),
        };
    }
}

internal sealed record TakenPacket(string TwinId, string DeviceId, long Sequence, IReadOnlyList<TakenSample> Samples)
{
    public static TakenPacket Read(string line)
    {
        var json = JsonDocument.Parse(line).RootElement;
        var device = json.GetProperty("deviceId").GetString()!;
        return new TakenPacket(
            json.GetProperty("twinId").GetString()!, device, json.GetProperty("sequence").GetInt64(),
            [.. json.GetProperty("samples").EnumerateArray().Select(sample => TakenSample.Read(device, sample))]);
    }
}

internal sealed record TakenSample(string DeviceId, string Code, double Value, string Unit, DateTimeOffset ObservedAt)
{
    public Signal Signal => SignalCatalogue.Find(Code)!.Signal;

    public string? Flag => SignalCatalogue.Find(Code) is not { } definition ? null
        : definition.ZeroMeansDisconnected && Value == 0 ? "probe-disconnected"
        : Value < definition.PossibleLow || Value > definition.PossibleHigh ? "impossible"
        : null;

    public static TakenSample Read(string device, JsonElement json)
    {
        var value = json.GetProperty("value");
        return new TakenSample(
            device, json.GetProperty("code").GetString()!,
            value.ValueKind == JsonValueKind.String ? CodedValues.AcvpuNumber(value.GetString()!)!.Value : value.GetDouble(),
            json.GetProperty("unit").GetString()!, json.GetProperty("observedAt").GetDateTimeOffset());
    }
}
