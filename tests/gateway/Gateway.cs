using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TwinGrid.Access;
using TwinGrid.Gateway.Api;
using TwinGrid.Gateway.Tests.Fakes;
using TwinGrid.Vault;
using TwinGrid.VitalsLog;

namespace TwinGrid.Gateway.Tests;

/// <summary>The API on a real server at a free loopback port, before a grid and a log in memory. It is 2026-03-01 12:00 UTC there.</summary>
public abstract class Gateway : IAsyncLifetime
{
    private WebApplication _app = null!;

    protected static DateTimeOffset Noon { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected FakeTimeProvider Time { get; } = new(Noon);

    protected FakeGrid Grid { get; } = new();

    protected MemoryLog Log { get; } = new();

    protected LogBook Logged { get; } = new();

    protected Entered Trail { get; } = new();

    protected HttpClient Http { get; private set; } = null!;

    protected Uri Address { get; private set; } = null!;

    protected virtual IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>True where the gateway is made to fail; everywhere else an error in its log fails the test.</summary>
    protected virtual bool ExpectsFaults => false;

    public virtual async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ApplicationName = typeof(ApiSetup).Assembly.GetName().Name });
        builder.Configuration["TwinGrid:Exports:Folder"] = Path.Combine(VaultPlace, "exports");
        builder.Configuration["TwinGrid:BulkExports:Folder"] = Path.Combine(VaultPlace, "bulk");
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Logging.ClearProviders().AddProvider(Logged).SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Time).AddSingleton(Grid.Factory).AddSingleton<IVitalsLog>(Log).AddSingleton<IAuditTrail>(Trail);
        builder.Services.AddIdentityVault(new VaultOptions { Folder = Path.Combine(VaultPlace, "vault"), KeyFile = Path.Combine(VaultPlace, "vault.key"), MayMakeKey = true });
        Prepare(builder);
        builder.AddApi();
        _app = builder.Build();
        _app.MapApi();
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single());
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };
    }

    public virtual async Task DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(VaultPlace, recursive: true);
        if (!ExpectsFaults) Logged.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>What a test changes before the gateway is built.</summary>
    protected virtual void Prepare(WebApplicationBuilder builder)
    {
        // nothing
    }

    protected IServiceProvider Services => _app.Services;

    /// <summary>Folder with the vault, in a folder of its own, and its key.</summary>
    protected string VaultPlace { get; } = Directory.CreateTempSubdirectory("twingrid-").FullName;

    protected bool IsStopping => _app.Lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Stops the gateway as Ctrl-C does.</summary>
    protected Task Stop() => _app.StopAsync();

    /// <summary>Registers a patient born in 1961.</summary>
    protected Task Registered(string id = "p1", string birthDate = "1961-04-30") =>
        Put($"/v1/twins/{id}", $$"""{"birthDate":"{{birthDate}}","sex":"female","heightCm":163,"weightKg":58}""");

    protected Task<Answer> Get(string path) => Answer.Of(Http.GetAsync(path));

    protected Task<Answer> Put(string path, string json) => Answer.Of(Http.PutAsync(path, Json(json)));

    protected Task<Answer> Post(string path, string json) => Answer.Of(Http.PostAsync(path, Json(json)));

    protected Task<Answer> Post(string path, HttpContent content) => Answer.Of(Http.PostAsync(path, content));

    protected static HttpContent Json(string json) => new StringContent(json, Encoding.UTF8, "application/json");

    protected static HttpContent Lines(params string[] lines) => new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");

    /// <summary>Waits until something is seen; the long limit is for slow machines only.</summary>
    protected static async Task Eventually(Func<bool> seen)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!seen()) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
    }

    /// <summary>Waits until something is seen while the gateway's time goes on: who pauses after a failure goes on too.</summary>
    /// <param name="step">How much of it goes by at a time; a tenth of a second unless given.</param>
    protected Task EventuallyAsTimeGoesOn(Func<bool> seen, TimeSpan? step = null) => Eventually(() =>
    {
        Time.Advance(step ?? TimeSpan.FromMilliseconds(100));
        return seen();
    });

    /// <summary>A packet with one sample.</summary>
    protected static string Packet(
        string code = "8867-4", string value = "72", string unit = "/min", string observedAt = "2026-03-01T11:59:00Z", string sequence = "1", string device = "monitor", string? twin = null, string more = "") =>
        $$"""{{{(twin is null ? "" : $"\"twinId\":\"{twin}\",")}}"deviceId":"{{device}}","sequence":{{sequence}},"samples":[{"code":"{{code}}","value":{{value}},"unit":"{{unit}}","observedAt":"{{observedAt}}"{{more}}}]}""";
}

/// <summary>What came back.</summary>
public sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, MediaTypeHeaderValue? MediaType, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The fields a problem names.</summary>
    public IEnumerable<string> WrongFields => Json.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("field").GetString()!);

    public static async Task<Answer> Of(Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        return new Answer(response.StatusCode, response.Headers, response.Content.Headers.ContentType, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Asserts problem details after RFC 9457.</summary>
    public Answer ShouldBeProblem(HttpStatusCode status, string kind)
    {
        Status.ShouldBe(status, Text);
        MediaType!.MediaType.ShouldBe("application/problem+json");
        Json.GetProperty("type").GetString().ShouldBe($"urn:twingrid:problem:{kind}");
        Json.GetProperty("status").GetInt32().ShouldBe((int)status);
        Json.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        Json.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        return this;
    }

    /// <summary>Asserts a 400 that names a field.</summary>
    public Answer ShouldName(string field)
    {
        ShouldBeProblem(HttpStatusCode.BadRequest, "wrong-fields");
        WrongFields.Any(wrong => wrong == field).ShouldBeTrue(Text);
        return this;
    }
}
