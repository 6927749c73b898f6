using System.Globalization;
using System.Text.Json;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Imports;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Gateway.Api.Vitals;
using TwinGrid.History;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Nightscout;

/// <summary>The routes that uploaders of continuous glucose monitors know: <c>/api/v1/entries</c> and <c>/api/v1/status.json</c>. The twin is that of who asks.</summary>
internal sealed class NightscoutRoutes(SampleConversion conversion, PacketIntake intake, KnownTwins twins, IGrainFactory grains, TimeProvider time)
{
    private const int UsualEntries = 10, MostEntries = 1000;

    private static readonly TimeSpan LookedBack = TimeSpan.FromDays(2);

    public static void Map(WebApplication app)
    {
        var routes = app.MapGroup("/api/v1").RequireRateLimiting(Doorkeeper.Requests).WithTags("Nightscout");
        routes.AddEndpointFilter(app.Services.GetRequiredService<AuditedRoute>());
        foreach (var ending in (string[])["", ".json"])
        {
            routes.MapPost($"/entries{ending}", (HttpContext context, NightscoutRoutes own) => own.Post(context));
            routes.MapGet($"/entries{ending}", (HttpContext context, NightscoutRoutes own, string? count) => own.Get(context, count));
            routes.MapGet($"/entries/sgv{ending}", (HttpContext context, NightscoutRoutes own, string? count) => own.Get(context, count));
            routes.MapGet($"/status{ending}", (TimeProvider time) => TypedResults.Json(
                new { status = "ok", name = "TwinGrid", version = "14.2.6", serverTime = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture), serverTimeEpoch = time.GetUtcNow().ToUnixTimeMilliseconds(), apiEnabled = true, careportalEnabled = false, settings = new { units = "mg/dl" } }));
        }
    }

    /// <summary>Takes entries; answered with those that were taken when they are flushed.</summary>
    public async Task<IResult> Post(HttpContext context)
    {
        var (sight, cancel) = (Sight.Of(context), context.RequestAborted);
        if (sight.Only is not { } twin) return Problem.Field("api-secret", "must be shown: it says whose glucose it is");
        if (!(await RawBody.Read(context.Request, JsonBody.Limit)).Is(out var body, out var problem)) return problem;
        List<JsonElement> entries;
        try
        {
            using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length), ApiJson.Strict);
            entries = document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray().Select(entry => entry.Clone())] : [document.RootElement.Clone()];
        }
        catch (JsonException)
        {
            return Problem.Of(ProblemKind.MalformedJson, "The body must be an entry of Nightscout, or an array of them.");
        }
        if (entries.Count > MostEntries) return Problem.Field("body", $"has {entries.Count} entries; send {MostEntries} at a time");
        if (!await sight.May(twin, DataClass.Vitals, cancel) || await twins.BirthDate(twin) is not { } born) return Problem.UnknownTwin(twin.Value);
        var taken = new List<(string, VitalSign)>();
        for (var i = 0; i < entries.Count; i++)
            if (NightscoutEntry.Read(entries[i], i).Sample is { } recorded && conversion.Of(recorded, SampleStatus.Corrected, born).Sample is { } sample) taken.Add(("", sample));
        foreach (var packet in ImportPackets.Of(twin, sight.Device ?? UploaderCredentials.Device, taken, time.GetUtcNow()))
        {
            if (await intake.Objection(packet) is { } objection) return objection;
            await intake.Append(packet, cancel);
        }
        return TypedResults.Json(taken.Select(one => View(one.Item2.ObservedAt, one.Item2.Value, one.Item2.Signal, sight.Device ?? UploaderCredentials.Device)));
    }

    /// <summary>The newest entries first, where who asks may read them; else none.</summary>
    public async Task<IResult> Get(HttpContext context, string? count)
    {
        var sight = Sight.Of(context);
        if (sight.Only is not { } twin) return Problem.Field("api-secret", "must be shown: it says whose glucose it is");
        var most = int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, MostEntries) : UsualEntries;
        if (!await sight.May(twin, DataClass.Vitals, context.RequestAborted)) return TypedResults.Json(Array.Empty<object>());
        sight.Shown = [twin];
        var now = time.GetUtcNow();
        var known = await grains.GetGrain<ITwinHistory>(twin.Value).Read(Signal.Glucose, now - LookedBack, now + TimeSpan.FromHours(1), MostEntries);
        return TypedResults.Json(known.Reverse().Take(most).Select(point => View(point.ObservedAt, point.Value, Signal.Glucose, point.DeviceId)));
    }

    private static object View(DateTimeOffset at, double value, Signal signal, string device)
    {
        var (date, text, rounded) = (at.ToUnixTimeMilliseconds(), at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), Math.Round(value));
        var id = $"{date:x24}";
        return signal == Signal.Glucose
            ? new { _id = id, type = "sgv", sgv = rounded, date, dateString = text, device, direction = "NONE" }
            : new { _id = id, type = "mbg", mbg = rounded, date, dateString = text, device };
    }
}
