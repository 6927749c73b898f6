using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Writing;

namespace TwinGrid.Gateway.Api.Fhir.Privacy;

/// <summary>Consent and AuditEvent at <c>/fhir</c>: the same that <c>/v1/twins/{id}/consent</c> and <c>/accesses</c> say, in FHIR's words.</summary>
internal static class PrivacyRoutesOfFhir
{
    public static void MapPrivacy(this RouteGroupBuilder fhir)
    {
        Told(fhir.MapGet("/Consent", (HttpContext context, PrivacyReader reader, AccessGate gate, IAuditTrail trail) => FhirRoutes.Through(context, gate, trail, door => reader.Consents(door, context.Request.Query))), "fhirSearchConsent", "Consents of the patients named");
        Told(fhir.MapGet("/Consent/{rid}", (string rid, HttpContext context, PrivacyReader reader, AccessGate gate, IAuditTrail trail) => FhirRoutes.Through(context, gate, trail, door => reader.Consent(door, rid, null))), "fhirReadConsent", "What the patient permits and denies");
        Told(fhir.MapGet("/Consent/{rid}/_history", (string rid, HttpContext context, PrivacyReader reader, AccessGate gate, IAuditTrail trail) => FhirRoutes.Through(context, gate, trail, door => reader.ConsentHistory(door, rid))), "fhirConsentHistory", "All versions of a consent, newest first");
        Told(fhir.MapGet("/Consent/{rid}/_history/{vid}", (string rid, string vid, HttpContext context, PrivacyReader reader, AccessGate gate, IAuditTrail trail) => FhirRoutes.Through(context, gate, trail, door => reader.Consent(door, rid, vid))), "fhirReadConsentVersion", "One version of a consent");
        Told(fhir.MapPost("/Consent", (HttpContext context, PrivacyReader reader, AccessGate gate, IAuditTrail trail) => Filed(context, reader, gate, trail, null)), "fhirCreateConsent", "File a patient's first consent; in force at every gateway when it answers");
        Told(fhir.MapPut("/Consent/{rid}", (string rid, HttpContext context, PrivacyReader reader, AccessGate gate, IAuditTrail trail) => Filed(context, reader, gate, trail, rid)), "fhirUpdateConsent", "File the next version of a consent; with If-Match only of the version named");
        Told(fhir.MapGet("/AuditEvent", (HttpContext context, PrivacyReader reader, AccessGate gate, IAuditTrail trail) => FhirRoutes.Through(context, gate, trail, door => reader.Accesses(door, context.Request.Query))), "fhirSearchAuditEvent", "Who looked at a patient's data, newest hour first");
        Told(fhir.MapGet("/AuditEvent/{rid}", (string rid, HttpContext context, PrivacyReader reader, AccessGate gate, IAuditTrail trail) => FhirRoutes.Through(context, gate, trail, door => reader.Access(door, rid))), "fhirReadAuditEvent", "One access");
    }

    private static void Told(RouteHandlerBuilder route, string name, string summary) => route.WithName(name).WithSummary(summary).Produces(200, contentType: FhirAnswer.Json);

    private static Task<IResult> Filed(HttpContext context, PrivacyReader reader, AccessGate gate, IAuditTrail trail, string? id) => FhirRoutes.Through(context, gate, trail, async door =>
    {
        var body = await FhirBody.Read(context.Request, FhirBody.Most);
        if (body.Type != "Consent") throw FhirFault.Wrong("value", "The resource is no Consent.", "resourceType");
        return await reader.File(door, body.Resource, id, ETags.Read(context.Request.Headers.IfMatch));
    });
}
