using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;

namespace TwinGrid.Gateway.Tests.Access;

/// <summary>
/// What identifies a person is put wherever a client can put it; then everything that the gateway logs at the most talkative level, measures and traces is searched.
/// </summary>
public sealed class Canaries_are_planted : Identified
{
    private const string Name = "KANARIENVOGEL-TARO", Number = "4711-0815-CANARY", Person = "canary-person-subject";

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(base.Settings, StringComparer.Ordinal)
    {
        ["Logging:LogLevel:Default"] = "Trace", ["Logging:LogLevel:TwinGrid"] = "Trace", ["Logging:LogLevel:Orleans"] = "Trace",
    };

    protected override bool ExpectsFaults => true;

    [Fact]
    public async Task and_are_found_in_no_log_no_metric_and_no_trace()
    {
        var seen = new ConcurrentQueue<string>();
        using var metrics = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        metrics.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep(instrument.Name, tags));
        metrics.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Keep(instrument.Name, tags));
        metrics.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Keep(instrument.Name, tags));
        metrics.Start();
        using var traces = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}"),
        };
        ActivitySource.AddActivityListener(traces);

        var token = Issuer.Token(Person, "patient", AllOfAPatient, Time.GetUtcNow(), new Dictionary<string, object>(StringComparer.Ordinal) { ["patient"] = "a", ["name"] = Name, ["insurance"] = Number });
        (await GetAs(token, "/v1/twins/a/forecast?signal=glucose")).Status.ShouldBe(HttpStatusCode.OK);
        await GetAs(token, "/v1/twins/b");
        await As(token, HttpMethod.Post, "/v1/twins/a/vitals", Packet(device: "monitor").Replace("\"monitor\"", $"\"{Name}\"", StringComparison.Ordinal));
        await As(token, HttpMethod.Post, "/v1/twins/a/vitals", $$"""{"{{Name}}":"{{Number}}"}""");
        await As(token, HttpMethod.Post, "/v1/twins/a/whatif", $$"""{"signal":"{{Name}}"}""");
        await As(token, HttpMethod.Post, "/v1/vitals", $$"""{"twinId":"a","deviceId":"{{Number}}","sequence":1,"samples":[]}""");
        await GetAs(Issuer.Token(Person, "nonsense", Name, Time.GetUtcNow(), With("insurance", Number)), "/v1/twins/a");
        await GetAs(Issuer.Token(Person, "patient", AllOfAPatient, Time.GetUtcNow(), new Dictionary<string, object>(StringComparer.Ordinal) { ["patient"] = "a", ["name"] = Name }, to: TimeSpan.FromMinutes(-5), from: TimeSpan.FromHours(-1)), "/v1/twins/a");
        Grid.Twin("a").Fault = new InvalidOperationException("the twin broke");
        await GetAs(token, "/v1/twins/a/course?signal=glucose");
        metrics.RecordObservableInstruments();

        Logged.Lines.Count.ShouldBeGreaterThan(50);
        seen.Count.ShouldBeGreaterThan(10);
        foreach (var canary in (string[])[Name, Number, Person, token, token.Split('.')[1]])
            Logged.Lines.Concat(seen).Where(line => line.Contains(canary, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty(canary);

        void Keep(string instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags) seen.Enqueue($"{instrument} {tag.Key}={tag.Value}");
        }
    }
}
