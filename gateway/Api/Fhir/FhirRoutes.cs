using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Bulk;
using TwinGrid.Gateway.Api.Fhir.Privacy;
using TwinGrid.Gateway.Api.Fhir.Reading;
using TwinGrid.Gateway.Api.Fhir.Subscriptions;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.Gateway.Api.Fhir.Writing;

namespace TwinGrid.Gateway.Api.Fhir;

/// <summary>FHIR R4 over the patients' records: https://hl7.org/fhir/R4/http.html.</summary>
internal static class FhirRoutes
{
    private const string Tag = "FHIR R4", TypeDescription = "A kind of resource; GET /fhir/metadata lists them.";

    public static void MapFhir(this WebApplication app)
    {
        app.MapGet("/fhir/metadata", Capability.Answer).WithTags(Tag).WithName("fhirCapabilities").WithSummary("What is served of FHIR R4: kinds of resources, interactions, search parameters").Produces(200, contentType: FhirAnswer.Json);
        var fhir = app.MapGroup("/fhir").RequireRateLimiting(Doorkeeper.Requests).WithTags(Tag);
        fhir.AddEndpointFilter((context, next) => FhirAnswer.CanBeGiven(context.HttpContext.Request) ? next(context) : new ValueTask<object?>(FhirAnswer.Of(FhirAnswer.NotAcceptable)));
        fhir.AddEndpointFilter(app.Services.GetRequiredService<AuditedRoute>());
        Told(fhir.MapPost("", Bundle), "fhirBundle", "Take a Bundle: a transaction whole or not at all, a batch entry by entry, a collection or document as a transaction").WithMetadata(new DisableRequestSizeLimitAttribute());
        Told(fhir.MapGet("/{type}", Search), "fhirSearch", "Search one kind of resource, in the records that may be seen");
        Told(fhir.MapPost("/{type}/_search", SearchByForm), "fhirSearchByForm", "The same with the parameters in the body, where alone patients' identifiers may stand");
        Told(fhir.MapPost("/{type}", Create), "fhirCreate", "Create a resource; with If-None-Exist unless one fits. What was sent before is known again and answered 200").WithMetadata(new DisableRequestSizeLimitAttribute());
        Told(fhir.MapPut("/{type}", UpdateFitting), "fhirUpdateFitting", "Update the one resource that fits the query, or create it").WithMetadata(new DisableRequestSizeLimitAttribute());
        Told(fhir.MapGet("/{type}/{rid}", Read), "fhirRead", "A resource as it stands");
        Told(fhir.MapPut("/{type}/{rid}", Update), "fhirUpdate", "A new version of a resource, or its first; with If-Match only of the version named").WithMetadata(new DisableRequestSizeLimitAttribute());
        Told(fhir.MapGet("/{type}/{rid}/_history", History), "fhirHistory", "All versions of a resource, newest first");
        Told(fhir.MapGet("/{type}/{rid}/_history/{vid}", ReadVersion), "fhirReadVersion", "One version of a resource");
        Told(fhir.MapGet("/Patient/{rid}/$twin", Twin), "fhirTwin", "What the patient's twin says now: forecasts, what they stand on, alerts, and the models behind them");
        Told(fhir.MapGet("/Patient/{rid}/$everything", Everything), "fhirEverything", "All of a patient's record that may be seen, some at a time");
        fhir.MapSubscriptions((route, name, summary) => Told(route, name, summary));
        fhir.MapBulk((route, name, summary) => Told(route, name, summary));
    }

    private static RouteHandlerBuilder Told(RouteHandlerBuilder route, string name, string summary) => route.WithName(name).WithSummary(summary).Produces(200, contentType: FhirAnswer.Json);

    private static Task<IResult> Bundle(HttpContext context, RecordBundles bundles) =>
        Answered(context, async () => await bundles.Take(context, await FhirBody.Read(context.Request, FhirBody.MostOfBundle)));

    private static Task<IResult> Search(string type, HttpContext context, RecordReader reader, AccessGate gate, IAuditTrail trail) => Through(context, gate, trail, door =>
    {
        var kind = Kind(type);
        return reader.Search(door, SearchReading.Read(kind, Pairs(context.Request.Query), inAddress: true, FhirPreferences.IsLenient(context.Request)));
    });

    private static Task<IResult> SearchByForm(string type, HttpContext context, RecordReader reader, AccessGate gate, IAuditTrail trail) => Through(context, gate, trail, async door =>
    {
        var kind = Kind(type);
        if (!context.Request.HasFormContentType || context.Request.ContentType?.StartsWith(MediaTypeNames.Application.FormUrlEncoded, StringComparison.OrdinalIgnoreCase) != true)
            throw new FhirFault(StatusCodes.Status415UnsupportedMediaType, new Issue("not-supported", "Send the parameters as application/x-www-form-urlencoded."));
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (context.Request.Query.Any(pair => pair.Key is not ("_format" or "_pretty" or "_after"))) throw FhirFault.Wrong("invalid", "The parameters of a search that is posted stand in its body.", context.Request.Query.First().Key);
        return await reader.Search(door, SearchReading.Read(kind, Pairs(form).Concat(Pairs(context.Request.Query)), inAddress: false, FhirPreferences.IsLenient(context.Request)));
    });

    private static IEnumerable<KeyValuePair<string, string>> Pairs(IEnumerable<KeyValuePair<string, StringValues>> parameters) => parameters.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")));

    private static Task<IResult> Read(string type, string rid, HttpContext context, RecordReader reader, AccessGate gate, IAuditTrail trail) =>
        Through(context, gate, trail, door => reader.Read(door, Kind(type), rid));

    private static Task<IResult> ReadVersion(string type, string rid, string vid, HttpContext context, RecordReader reader, AccessGate gate, IAuditTrail trail) =>
        Through(context, gate, trail, door => reader.Read(door, Kind(type), rid, vid));

    private static Task<IResult> History(string type, string rid, HttpContext context, RecordReader reader, AccessGate gate, IAuditTrail trail) =>
        Through(context, gate, trail, door => reader.History(door, Kind(type), rid));

    private static Task<IResult> Twin(string rid, HttpContext context, TwinBundle twin, AccessGate gate, IAuditTrail trail) => Through(context, gate, trail, door => twin.Of(door, rid));

    private static Task<IResult> Everything(string rid, string? _type, string? _since, string? _count, string? _after, HttpContext context, RecordReader reader, AccessGate gate, IAuditTrail trail) => Through(context, gate, trail, door =>
    {
        string[] types = _type?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (Array.Find(types, one => RecordTypes.Find(one) is null) is { } unknown) throw FhirFault.Wrong("invalid", $"The parameter _type names {unknown}, which is not served.", "_type");
        if (_since is not null && !FhirTime.TryRead(_since, out _, out _)) throw FhirFault.Wrong("invalid", "The parameter _since must be an instant.", "_since");
        DateTimeOffset? since = _since is not null && FhirTime.TryRead(_since, out var begins, out _) ? begins : null;
        if (_count is not null && !int.TryParse(_count, NumberStyles.None, CultureInfo.InvariantCulture, out _)) throw FhirFault.Wrong("invalid", "The parameter _count must be a whole number.", "_count");
        var count = _count is null ? SearchQuery.Most : Math.Min(int.Parse(_count, CultureInfo.InvariantCulture), SearchQuery.Most);
        var after = _after?.Split('.')[0] is { } place && long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : 0;
        return reader.Everything(door, rid, types, since, count, after);
    });

    private static Task<IResult> Create(string type, HttpContext context, RecordIntake intake, ConsentFiling consents, AccessGate gate, IAuditTrail trail) =>
        Written(context, gate, trail, intake, consents, type, (kind, resource) => new WriteEntry("", kind, resource) { Condition = NullIfEmpty(context.Request.Headers["If-None-Exist"]) });

    private static Task<IResult> Update(string type, string rid, HttpContext context, RecordIntake intake, ConsentFiling consents, AccessGate gate, IAuditTrail trail) => Written(context, gate, trail, intake, consents, type, (kind, resource) =>
        !kind.IsKept || References.Text(resource, "id") == rid
            ? new WriteEntry("", kind, resource) { Id = rid, IsUpdate = true, IfMatch = ETags.Read(context.Request.Headers.IfMatch) }
            : throw FhirFault.Wrong("value", "An update must carry the id of its address.", $"{kind.Name}.id"));

    private static Task<IResult> UpdateFitting(string type, HttpContext context, RecordIntake intake, ConsentFiling consents, AccessGate gate, IAuditTrail trail) => Written(context, gate, trail, intake, consents, type, (kind, resource) =>
    {
        if (kind.Name == "Patient" && context.Request.Query.ContainsKey("identifier")) throw FhirFault.Wrong("invalid", "A patient's identifier may not stand in an address: send the update in a Bundle.", "identifier");
        if (context.Request.QueryString.Value is not { Length: > 1 } query) throw FhirFault.Wrong("required", "Say in the query which resource is to be updated.");
        return new WriteEntry("", kind, resource) { Condition = query, IsUpdate = true, IfMatch = ETags.Read(context.Request.Headers.IfMatch) };
    });

    private static Task<IResult> Written(HttpContext context, AccessGate gate, IAuditTrail trail, RecordIntake intake, ConsentFiling consents, string type, Func<RecordType, System.Text.Json.Nodes.JsonObject, WriteEntry> entry) => Through(context, gate, trail, async door =>
    {
        var kind = Kind(type);
        var body = await FhirBody.Read(context.Request, FhirBody.Most);
        if (body.Type != kind.Name) throw FhirFault.Wrong("value", $"The resource is no {kind.Name}.", "resourceType");
        var write = entry(kind, body.Resource);
        if (!kind.IsKept) return await consents.File(door, write);
        var reply = (await intake.Write(door, [write]))[0];
        return new FhirAnswer(reply.Status, Preferred(context, reply)) { Version = reply.Version, At = reply.At, Location = $"{context.Request.Scheme}://{context.Request.Host}/fhir/{reply.Location}" };
    });

    /// <summary>The resource as it is kept; the remarks on it, or nothing, where that is preferred.</summary>
    private static byte[]? Preferred(HttpContext context, WriteReply reply)
    {
        var prefer = context.Request.Headers["Prefer"].ToString();
        if (prefer.Contains("return=OperationOutcome", StringComparison.Ordinal) || (reply.Entry.Write is null && !prefer.Contains("return=minimal", StringComparison.Ordinal)))
            return FhirWriter.Bytes(reply.Entry.Remarks.Count > 0 ? RecordBundles.Remarked(reply) : Issue.Outcome([new Issue("informational", "Taken.") { Severity = "information" }]));
        return prefer.Contains("return=minimal", StringComparison.Ordinal) || reply.IsUnchanged ? null : reply.Entry.Write!.Body;
    }

    private static RecordType Kind(string type) => RecordTypes.Find(type) ?? throw new FhirFault(StatusCodes.Status404NotFound, new Issue("not-supported", "That kind of resource is not served here; GET /fhir/metadata lists what is."));

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>One interaction, written down whether it succeeds or not.</summary>
    internal static Task<IResult> Through(HttpContext context, AccessGate gate, IAuditTrail trail, Func<RecordDoor, Task<FhirAnswer>> work) => Answered(context, async () =>
    {
        var door = new RecordDoor(context, gate, trail, isBundle: false);
        try
        {
            return await work(door);
        }
        finally
        {
            await door.WriteDown(succeeded: true);
        }
    });

    private static async Task<IResult> Answered(HttpContext context, Func<Task<FhirAnswer>> work)
    {
        try
        {
            return await work();
        }
        catch (FhirFault fault)
        {
            if (fault.Status == StatusCodes.Status404NotFound) await Beat.Wait(context); // what is not there and what may not be seen take alike long
            return FhirAnswer.Of(fault);
        }
    }
}
