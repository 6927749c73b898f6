using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Gateway.Api.Fhir.Subscriptions;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>Without identities: how subscribers are told.</summary>
public sealed class Subscribers_are_told : Records
{
    private Hook _hook = null!;

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal) { ["TwinGrid:Subscriptions:Endpoints:0"] = _hook.Address };

    public override async Task InitializeAsync()
    {
        _hook = await Hook.Start();
        await base.InitializeAsync();
        await Known();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _hook.DisposeAsync();
    }

    [Fact]
    public async Task an_endpoint_hears_that_something_fitting_came()
    {
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse("60")); // before anybody wanted to know
        var path = await Subscribed(header: """, "header":["X-Key: secret"]""");
        await Active(path);
        _hook.Told.ShouldHaveSingleItem().ShouldBe(new Hook.Call("POST", "/hook/", "secret", null, "")); // whether it answers
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse("72", at: "2026-03-01T11:10:00Z").Replace("8867-4", "8480-6", StringComparison.Ordinal));
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse("73", at: "2026-03-01T11:11:00Z"));
        await EventuallyAsTimeGoesOn(() => _hook.Told.Count > 1);
        await SomeRounds();
        _hook.Told.Count.ShouldBe(2);
        _hook.Told.Last().ShouldBe(new Hook.Call("POST", "/hook/", "secret", null, ""));
    }

    [Theory]
    [InlineData("application/fhir+json", "\"value\":74"), InlineData("application/fhir+xml", "<value value=\"74\"")]
    public async Task an_endpoint_is_given_the_resource_where_it_asked_for_it(string payload, string said)
    {
        await Active(await Subscribed(header: $""", "payload":"{payload}" """));
        var created = await Send(HttpMethod.Post, "/fhir/Observation", Pulse("74"));
        await EventuallyAsTimeGoesOn(() => _hook.Told.Count > 1);
        var told = _hook.Told.Last();
        (told.Method, told.Path).ShouldBe(("PUT", $"/hook/Observation/{created.Json.GetProperty("id").GetString()}"));
        told.Type!.ShouldStartWith(payload);
        told.Body.ShouldContain(said);
        Trail.Entries.ShouldContain(entry => entry.Route == "NOTIFY /fhir/Subscription/{sid}" && entry.Twins.Count == 1);
    }

    [Fact]
    public async Task an_endpoint_that_fails_is_told_again_then_the_subscription_is_in_error_and_goes_on_where_it_stopped()
    {
        var path = await Subscribed();
        await Active(path);
        _hook.Answer = 500;
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse("75"));
        await EventuallyAsTimeGoesOn(() => _hook.Told.Count >= 4);
        (await Get(path)).Json.GetProperty("error").GetString()!.ShouldContain("500");
        await EventuallyAsTimeGoesOn(() => Status(path) == "error", TimeSpan.FromSeconds(5));
        (await Get(path)).Json.GetProperty("error").GetString()!.ShouldContain("10 times");
        var tried = _hook.Told.Count;
        await SomeRounds();
        _hook.Told.Count.ShouldBe(tried);
        _hook.Answer = 200;
        var again = (await Get(path)).Text.Replace("\"status\":\"error\"", "\"status\":\"requested\"", StringComparison.Ordinal);
        (await Send(HttpMethod.Put, path, again)).Status.ShouldBe(HttpStatusCode.OK);
        await EventuallyAsTimeGoesOn(() => _hook.Told.Count == tried + 2); // whether it answers, and what it missed
        await Active(path);
        (await Get(path)).Json.TryGetProperty("error", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task a_redirect_is_not_followed()
    {
        _hook.Answer = 302;
        var path = await Subscribed();
        await EventuallyAsTimeGoesOn(() => _hook.Told.Count >= 2);
        _hook.Told.ShouldAllBe(call => call.Path == "/hook/");
        Status(path).ShouldBe("requested");
    }

    [Fact]
    public async Task of_two_gateways_one_tells_and_the_other_goes_on_when_it_is_gone()
    {
        var other = ActivatorUtilities.CreateInstance<SubscriptionPump>(Services);
        await other.StartAsync(default);
        await Active(await Subscribed());
        for (var minute = 0; minute < 10; minute++) await Send(HttpMethod.Post, "/fhir/Observation", Pulse(at: $"2026-03-01T10:{minute:00}:00Z"));
        await EventuallyAsTimeGoesOn(() => _hook.Told.Count >= 11);
        await SomeRounds();
        _hook.Told.Count.ShouldBe(11);
        await other.StopAsync(default);
        foreach (var pump in Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<SubscriptionPump>()) await pump.StopAsync(default);
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse("88", at: "2026-03-01T10:30:00Z")); // nobody is there to tell
        var next = ActivatorUtilities.CreateInstance<SubscriptionPump>(Services);
        await next.StartAsync(default);
        await EventuallyAsTimeGoesOn(() => _hook.Told.Count >= 12);
        await next.StopAsync(default);
        _hook.Told.Count.ShouldBe(12);
    }

    [Fact]
    public async Task a_websocket_is_pinged()
    {
        var created = await Send(HttpMethod.Post, "/fhir/Subscription", """{"resourceType":"Subscription","status":"requested","reason":"test","criteria":"Observation?patient=p1","channel":{"type":"websocket"}}""");
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        var id = created.Json.GetProperty("id").GetString()!;
        using var socket = new ClientWebSocket();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await socket.ConnectAsync(new UriBuilder(Address) { Scheme = "ws", Path = "/fhir/websocket" }.Uri, patience.Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes("bind nothing"), WebSocketMessageType.Text, true, patience.Token);
        (await Heard(socket, patience.Token)).ShouldStartWith("error");
        await socket.SendAsync(Encoding.UTF8.GetBytes($"bind {id}"), WebSocketMessageType.Text, true, patience.Token);
        (await Heard(socket, patience.Token)).ShouldBe($"bound {id}");
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse("76"));
        var ping = Heard(socket, patience.Token);
        await EventuallyAsTimeGoesOn(() => ping.IsCompleted);
        (await ping).ShouldBe($"ping {id}");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        (await Get("/fhir/websocket")).ShouldBeOutcome(400);
    }

    [Fact]
    public async Task it_is_turned_off_and_removed()
    {
        var path = await Subscribed();
        await Active(path);
        var off = (await Get(path)).Text.Replace("\"status\":\"active\"", "\"status\":\"off\"", StringComparison.Ordinal);
        (await Send(HttpMethod.Put, path, off, headers: ("If-Match", "W/\"7\""))).ShouldBeOutcome(412);
        (await Send(HttpMethod.Put, path, off)).Headers.ETag!.Tag.ShouldBe("\"2\"");
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse("77"));
        await SomeRounds();
        _hook.Told.Count.ShouldBe(1);
        (await Get("/fhir/Subscription")).Json.GetProperty("total").GetInt32().ShouldBe(1);
        (await Send(HttpMethod.Delete, path)).Status.ShouldBe(HttpStatusCode.OK);
        (await Get(path)).ShouldBeOutcome(404);
        (await Get("/fhir/Subscription")).Json.GetProperty("total").GetInt32().ShouldBe(0);
    }

    [Theory]
    [InlineData("criteria", "\"Starship?x=1\"", "Subscription.criteria"), InlineData("criteria", "\"Observation?nonsense=1\"", "Subscription.criteria"), InlineData("criteria", "\"Observation?_sort=date\"", "Subscription.criteria")]
    [InlineData("criteria", "\"Observation?patient.identifier=a|b\"", "Subscription.criteria"), InlineData("status", "\"error\"", "Subscription.status"), InlineData("end", "\"2020-01-01T00:00:00Z\"", "Subscription.end")]
    [InlineData("channel", """{"type":"rest-hook","endpoint":"http://169.254.169.254/latest/"}""", "Subscription.channel.endpoint"), InlineData("channel", """{"type":"rest-hook","endpoint":"http://127.0.0.1:1/hook/"}""", "Subscription.channel.endpoint")]
    [InlineData("channel", """{"type":"rest-hook","endpoint":"HOOK../admin"}""", "Subscription.channel.endpoint"), InlineData("channel", """{"type":"rest-hook","endpoint":"file:///etc/passwd"}""", "Subscription.channel.endpoint")]
    [InlineData("channel", """{"type":"rest-hook","endpoint":"HOOK","payload":"text/html"}""", "Subscription.channel.payload"), InlineData("channel", """{"type":"email","endpoint":"mailto:a@b.example"}""", "Subscription.channel.type")]
    [InlineData("channel", """{"type":"rest-hook","endpoint":"HOOK","header":["X-Key: 1","Host: elsewhere"]}""", "Subscription.channel.header[1]"), InlineData("channel", """{"type":"websocket","payload":"application/fhir+json"}""", "Subscription.channel")]
    public async Task what_cannot_be_served_is_refused_with_its_element(string name, string value, string expression)
    {
        var body = System.Text.Json.Nodes.JsonNode.Parse(Body())!.AsObject();
        body[name] = System.Text.Json.Nodes.JsonNode.Parse(value.Replace("HOOK", _hook.Address, StringComparison.Ordinal));
        (await Send(HttpMethod.Post, "/fhir/Subscription", body.ToJsonString())).ShouldBeOutcome(422, expression);
    }

    private string Body(string more = "") => $$$"""{"resourceType":"Subscription","status":"requested","reason":"test","criteria":"Observation?code=http://loinc.org|8867-4&patient=p1","channel":{"type":"rest-hook","endpoint":"{{{_hook.Address}}}"{{{more}}}}}""";

    private async Task<string> Subscribed(string header = "")
    {
        var created = await Send(HttpMethod.Post, "/fhir/Subscription", Body(header));
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        created.Json.GetProperty("status").GetString().ShouldBe("requested");
        return $"/fhir/Subscription/{created.Json.GetProperty("id").GetString()}";
    }

    private string Status(string path) => Get(path).GetAwaiter().GetResult().Json.GetProperty("status").GetString()!;

    private Task Active(string path) => EventuallyAsTimeGoesOn(() => Status(path) == "active");

    /// <summary>Long enough that whoever has something to tell would have told it.</summary>
    private async Task SomeRounds()
    {
        var until = Time.GetUtcNow().AddSeconds(8);
        await EventuallyAsTimeGoesOn(() => Time.GetUtcNow() >= until);
    }

    private static async Task<string> Heard(WebSocket socket, CancellationToken cancel)
    {
        var buffer = new byte[512];
        var heard = await socket.ReceiveAsync(buffer, cancel);
        return Encoding.UTF8.GetString(buffer, 0, heard.Count);
    }
}
