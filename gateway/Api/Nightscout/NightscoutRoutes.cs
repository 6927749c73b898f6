using System.Globalization;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Imports;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Gateway.Api.Vitals;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Nightscout;

/// <summary>
/// The routes that uploaders of continuous glucose monitors call (xDrip+, xDrip4iOS, Loop): entries and treatments, the test of a connection, the state of their devices. The twin is that of who asks.
/// </summary>
internal sealed class NightscoutRoutes(SampleConversion conversion, PacketIntake intake, KnownTwins twins, IGrainFactory grains, TimeProvider time)
{
    private const int UsualEntries = 10, MostEntries = 1000, MostPoints = 40_000;

    private static readonly TimeSpan LookedBack = TimeSpan.FromDays(2), MostLookedBack = TimeSpan.FromDays(90);

    private static readonly Signal[] Treatments = [Signal.Carbohydrate, Signal.InsulinBolus];

    public static void Map(WebApplication app)
    {
        var routes = app.MapGroup("/api/v1").RequireRateLimiting(Doorkeeper.Requests).WithTags("Nightscout");
        routes.AddEndpointFilter(app.Services.GetRequiredService<AuditedRoute>());
        foreach (var ending in (string[])["", ".json"])
        {
            routes.MapPost($"/entries{ending}", (HttpContext context, NightscoutRoutes own) => own.Post(context, "", NightscoutView.Entry));
            routes.MapGet($"/entries{ending}", (HttpContext context, NightscoutRoutes own, string? count) => own.Get(context, count, [Signal.Glucose], NightscoutView.Entry));
            routes.MapGet($"/entries/sgv{ending}", (HttpContext context, NightscoutRoutes own, string? count) => own.Get(context, count, [Signal.Glucose], NightscoutView.Entry));
            routes.MapPost($"/treatments{ending}", (HttpContext context, NightscoutRoutes own) => own.Post(context, ":treatments", NightscoutView.Treatment));
            routes.MapPut($"/treatments{ending}", (HttpContext context, NightscoutRoutes own) => own.Post(context, ":treatments", NightscoutView.Treatment));
            routes.MapGet($"/treatments{ending}", (HttpContext context, NightscoutRoutes own, string? count) => own.Get(context, count, Treatments, NightscoutView.Treatment));
            routes.MapPost($"/devicestatus{ending}", (HttpContext context) => Known(context, Array.Empty<object>())); // batteries of phones: nobody here asks for them
            routes.MapGet($"/status{ending}", (TimeProvider time) => TypedResults.Json(
                new { status = "ok", name = "TwinGrid", version = "14.2.6", serverTime = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture), serverTimeEpoch = time.GetUtcNow().ToUnixTimeMilliseconds(), apiEnabled = true, careportalEnabled = true, settings = new { units = "mg/dl" } }));
        }
        routes.MapGet("/experiments/test", (HttpContext context) => Known(context, new { status = "ok" }));
        routes.MapGet("/verifyauth", (HttpContext context) => Known(context, new { status = 200, message = new { canRead = true, canWrite = true, isAdmin = false, message = "OK", rolefound = "FOUND", permissions = "ROLE" } }));
    }

    /// <summary>What a phone asks to find out whether its secret holds.</summary>
    private static IResult Known<T>(HttpContext context, T answer) => Sight.Of(context).Only is null ? NoSecret : TypedResults.Json(answer);

    private static Problem NoSecret { get; } = Problem.Of(ProblemKind.NotIdentified, "Show the secret (the header api-secret): it says whose glucose it is.") with { Errors = [new FieldError("api-secret", "must be shown: it says whose glucose it is")] };

    /// <summary>Takes what is uploaded; answered with what was taken when it is flushed.</summary>
    /// <param name="suffix">Of the device's name, so that a meal and a reading of one instant are two packets.</param>
    private async Task<IResult> Post(HttpContext context, string suffix, Func<DateTimeOffset, double, Signal, string, object> view)
    {
        var (sight, cancel) = (Sight.Of(context), context.RequestAborted);
        if (sight.Only is not { } twin) return NoSecret;
        if (!(await NightscoutBody.Read(context.Request)).Is(out var gathered, out var problem)) return problem;
        if (!await sight.May(twin, DataClass.Vitals, cancel) || await twins.BirthDate(twin) is not { } born) return Problem.UnknownTwin(twin.Value);
        var device = sight.Device ?? UploaderCredentials.Device;
        var taken = gathered.Samples.Select(recorded => conversion.Of(recorded, SampleStatus.Corrected, born).Sample).OfType<VitalSign>().ToList();
        foreach (var packet in ImportPackets.Of(twin, device + suffix, taken.Select(sample => ("", sample)), time.GetUtcNow()))
        {
            if (await intake.Objection(packet) is { } objection) return objection;
            await intake.Append(packet, cancel);
        }
        return TypedResults.Json(taken.Select(sample => view(sample.ObservedAt, sample.Value, sample.Signal, device)));
    }

    /// <summary>The newest first, where who asks may read them; else none.</summary>
    private async Task<IResult> Get(HttpContext context, string? count, Signal[] signals, Func<DateTimeOffset, double, Signal, string, object> view)
    {
        var sight = Sight.Of(context);
        if (sight.Only is not { } twin) return NoSecret;
        var most = int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, MostEntries) : UsualEntries;
        if (!await sight.May(twin, DataClass.Vitals, context.RequestAborted)) return TypedResults.Json(Array.Empty<object>());
        sight.Shown = [twin];
        var found = new List<(HistoryPoint Point, Signal Signal)>();
        foreach (var signal in signals) found.AddRange((await Known(twin, signal, Since(context.Request.Query))).Select(point => (point, signal)));
        return TypedResults.Json(found.OrderByDescending(one => one.Point.ObservedAt).Take(most).Select(one => view(one.Point.ObservedAt, one.Point.Value, one.Signal, one.Point.DeviceId)));
    }

    private Task<IReadOnlyList<HistoryPoint>> Known(TwinId twin, Signal signal, DateTimeOffset since) => grains.GetGrain<ITwinHistory>(twin.Value).Read(signal, since, time.GetUtcNow() + TimeSpan.FromHours(1), MostPoints);

    /// <summary>As followers ask: <c>find[date][$gte]</c> in milliseconds, <c>find[dateString][$gte]</c> and <c>find[created_at][$gte]</c> as text; two days without, at most ninety.</summary>
    private DateTimeOffset Since(IQueryCollection query)
    {
        var now = time.GetUtcNow();
        foreach (var comparison in (string[])["$gte", "$gt"])
        {
            if (double.TryParse(query[$"find[date][{comparison}]"], NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is > 0 and < 1e13) return Bounded(DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds));
            foreach (var name in (string[])["dateString", "created_at"])
                if (DateTimeOffset.TryParse(query[$"find[{name}][{comparison}]"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var written)) return Bounded(written);
        }
        return now - LookedBack;
        DateTimeOffset Bounded(DateTimeOffset from) => from < now - MostLookedBack ? now - MostLookedBack : from;
    }
}
