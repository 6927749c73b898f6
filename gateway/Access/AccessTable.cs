using System.Collections.Concurrent;
using System.Collections.Frozen;
using TwinGrid.Access;
using TwinGrid.Gateway.Identity.Scopes;

namespace TwinGrid.Gateway.Access;

/// <summary>
/// Who may do what: one row for every route that this gateway serves. What has no row is answered to nobody. Scopes are those of SMART on FHIR 2.2: a glance is
/// Patient and Observation, a forecast RiskAssessment, an alert DetectedIssue.
/// </summary>
internal static class AccessTable
{
    private const Who Bedside = Who.Patient | Who.Clinician, Exporting = Bedside | Who.Researcher | Who.Operator | Who.PrivacyOfficer;

    private const DataClass Signs = DataClass.Vitals, Ahead = DataClass.Forecasts, Raised = DataClass.Alerts, Treated = DataClass.Medication | DataClass.Genome, Whole = DataClass.Profile | Signs | Ahead | Raised;

    public static IReadOnlyList<RouteRow> Rows { get; } =
    [
        // Twins
        Of("GET /v1/twins", Bedside, About.Several, Operation.Query, Whole, "Patient.s Observation.s RiskAssessment.s DetectedIssue.s"),
        Of("GET /v1/twins/{id}", Bedside, About.Twin, Operation.Read, Whole, "Patient.r Observation.r RiskAssessment.r DetectedIssue.r"),
        Of("GET /v1/twins/{id}/record", Bedside, About.Twin, Operation.Read, DataClass.Profile, "Patient.r Condition.rs Observation.rs MedicationRequest.rs RiskAssessment.r DetectedIssue.r"), // each part is decided on by its own data
        Of("PUT /v1/twins/{id}", Who.Operator, About.Twin, Operation.Create, DataClass.Profile, "Patient.cu") with { WithoutConsent = Who.Operator },
        Of("DELETE /v1/twins/{id}", Who.Patient | Who.PrivacyOfficer | Who.Operator, About.Twin, Operation.Delete, Whole, "Patient.d") with { WithoutConsent = Who.PrivacyOfficer | Who.Operator },
        Of("POST /v1/verifications", Who.Operator, About.Nobody, Operation.Read, DataClass.None, GrantedScopes.Operate),

        // Who a patient is outside, in the identity vault
        Of("POST /v1/patients", Who.Operator, About.Several, Operation.Create, DataClass.Identity, "Patient.c") with { WithoutConsent = Who.Operator },
        Of("POST /v1/patients/resolve", Who.Clinician | Who.Operator | Who.PrivacyOfficer, About.Several, Operation.Query, DataClass.Identity, "Patient.s") with { WithoutConsent = Who.Operator },
        Of("GET /v1/twins/{id}/identifiers", Bedside | Who.PrivacyOfficer, About.Twin, Operation.Read, DataClass.Identity, "Patient.r"),
        Of("POST /v1/twins/{id}/identifiers", Who.Operator, About.Twin, Operation.Update, DataClass.Identity, "Patient.u") with { WithoutConsent = Who.Operator },
        Of("POST /v1/twins/{id}/identifiers/remove", Who.Operator, About.Twin, Operation.Delete, DataClass.Identity, "Patient.u") with { WithoutConsent = Who.Operator },

        // Vital signs
        Of("GET /v1/signals", Who.Everyone, About.Nobody, Operation.Read, DataClass.None, ""),
        Of("POST /v1/twins/{id}/vitals", Bedside | Who.Device, About.Twin, Operation.Append, Signs, "Observation.c"),
        Of("POST /v1/vitals", Bedside | Who.Device, About.Several, Operation.Append, Signs, "Observation.c"),
        Of("GET /v1/twins/{id}/vitals", Bedside, About.Twin, Operation.Read, Signs, "Observation.rs"),

        // Looking ahead
        Of("GET /v1/twins/{id}/forecast", Bedside, About.Twin, Operation.Read, Ahead, "RiskAssessment.r"),
        Of("GET /v1/twins/{id}/course", Bedside, About.Twin, Operation.Read, Ahead, "RiskAssessment.r"),
        Of("POST /v1/twins/{id}/whatif", Bedside, About.Twin, Operation.Create, Ahead, "RiskAssessment.r"),

        // Treatments: medication and genome, and what models say of both
        Of("GET /v1/twins/{id}/treatments", Bedside, About.Twin, Operation.Read, Treated, "MedicationAdministration.rs MolecularSequence.rs"),
        Of("POST /v1/twins/{id}/treatments/entries", Who.Clinician, About.Twin, Operation.Append, Treated, "MedicationAdministration.c MolecularSequence.c"),
        Of("POST /v1/twins/{id}/treatments/evaluate", Bedside, About.Twin, Operation.Create, Treated | Ahead, "MedicationAdministration.r MolecularSequence.r RiskAssessment.r"),
        Of("POST /v1/twins/{id}/treatments/optimise", Who.Clinician, About.Twin, Operation.Create, Treated | Ahead, "MedicationAdministration.r MolecularSequence.r RiskAssessment.r"),

        // Files of others. One of any format is let in by the row of its format, which needs its own scopes.
        Of("POST /v1/imports", Bedside | Who.Operator, About.Several, Operation.Append, DataClass.None, ""),
        Of("POST /v1/twins/{id}/genome", Who.Clinician, About.Twin, Operation.Create, DataClass.Genome, "MolecularSequence.c"),
        Of("POST /v1/imports/claims", Who.Clinician, About.Several, Operation.Create, DataClass.Medication, "MedicationAdministration.c"),
        Of("POST /v1/twins/{id}/imports", Bedside, About.Twin, Operation.Append, Signs, "Observation.c"),

        // Uploaders of Nightscout: the twin is that of the secret
        Of("POST /api/v1/entries", Who.Device | Who.Patient, About.Several, Operation.Append, Signs, "Observation.c"),
        Of("POST /api/v1/entries.json", Who.Device | Who.Patient, About.Several, Operation.Append, Signs, "Observation.c"),
        Of("GET /api/v1/entries", Who.Device | Who.Patient, About.Several, Operation.Query, Signs, "Observation.s"),
        Of("GET /api/v1/entries.json", Who.Device | Who.Patient, About.Several, Operation.Query, Signs, "Observation.s"),
        Of("GET /api/v1/entries/sgv", Who.Device | Who.Patient, About.Several, Operation.Query, Signs, "Observation.s"),
        Of("GET /api/v1/entries/sgv.json", Who.Device | Who.Patient, About.Several, Operation.Query, Signs, "Observation.s"),
        Of("POST /api/v1/treatments", Who.Device | Who.Patient, About.Several, Operation.Append, Signs, "Observation.c"),
        Of("POST /api/v1/treatments.json", Who.Device | Who.Patient, About.Several, Operation.Append, Signs, "Observation.c"),
        Of("PUT /api/v1/treatments", Who.Device | Who.Patient, About.Several, Operation.Append, Signs, "Observation.c"),
        Of("PUT /api/v1/treatments.json", Who.Device | Who.Patient, About.Several, Operation.Append, Signs, "Observation.c"),
        Of("GET /api/v1/treatments", Who.Device | Who.Patient, About.Several, Operation.Query, Signs, "Observation.s"),
        Of("GET /api/v1/treatments.json", Who.Device | Who.Patient, About.Several, Operation.Query, Signs, "Observation.s"),
        Of("POST /api/v1/devicestatus", Who.Device | Who.Patient, About.Nobody, Operation.Append, DataClass.None, "Observation.c"),
        Of("POST /api/v1/devicestatus.json", Who.Device | Who.Patient, About.Nobody, Operation.Append, DataClass.None, "Observation.c"),
        Of("GET /api/v1/experiments/test", Who.Device | Who.Patient, About.Nobody, Operation.Read, DataClass.None, "Observation.c"),
        Of("GET /api/v1/verifyauth", Who.Device | Who.Patient, About.Nobody, Operation.Read, DataClass.None, "Observation.c"),
        Open("GET /api/v1/status"), Open("GET /api/v1/status.json"),

        // Alerts
        Of("GET /v1/alerts", Bedside, About.Several, Operation.Query, Raised, "DetectedIssue.s"),
        Of("GET /v1/alerts/{id}", Bedside, About.Alert, Operation.Read, Raised, "DetectedIssue.r"),
        Of("POST /v1/alerts/{id}/acknowledge", Who.Clinician, About.Alert, Operation.Update, Raised, "DetectedIssue.u"),
        Of("POST /v1/alerts/{id}/snooze", Who.Clinician, About.Alert, Operation.Update, Raised, "DetectedIssue.u"),
        Of("POST /v1/alerts/{id}/unsnooze", Who.Clinician, About.Alert, Operation.Update, Raised, "DetectedIssue.u"),
        Of("POST /v1/alerts/{id}/escalate", Who.Clinician, About.Alert, Operation.Update, Raised, "DetectedIssue.u"),
        Of("POST /v1/alerts/{id}/resolve", Who.Clinician, About.Alert, Operation.Update, Raised, "DetectedIssue.u"),

        // Consent, care teams, emergencies
        Of("GET /v1/twins/{id}/consent", Bedside | Who.PrivacyOfficer, About.Twin, Operation.Read, DataClass.Consent, "Consent.r"),
        Of("PUT /v1/twins/{id}/consent", Who.Patient, About.Twin, Operation.Update, DataClass.Consent, "Consent.u"),
        Of("POST /v1/twins/{id}/break-glass", Who.Clinician, About.Twin, Operation.Create, DataClass.Consent, "Consent.r") with { WithoutConsent = Who.Clinician },
        Of("GET /v1/twins/{id}/accesses", Who.Patient | Who.PrivacyOfficer, About.Twin, Operation.Read, DataClass.Accesses, "AuditEvent.rs"),
        Of("GET /v1/twins/{id}/care-teams", Bedside | Who.PrivacyOfficer | Who.Operator, About.Twin, Operation.Read, DataClass.CareTeams, "CareTeam.r"),
        Of("PUT /v1/twins/{id}/care-teams/{team}", Bedside | Who.Operator, About.Twin, Operation.Update, DataClass.CareTeams, "CareTeam.u"),
        Of("DELETE /v1/twins/{id}/care-teams/{team}", Bedside | Who.Operator, About.Twin, Operation.Update, DataClass.CareTeams, "CareTeam.u"),
        Of("GET /v1/privacy/notices", Who.PrivacyOfficer, About.Nobody, Operation.Query, DataClass.Accesses, "AuditEvent.s"),
        Of("GET /v1/privacy/erasures", Who.PrivacyOfficer, About.Nobody, Operation.Query, DataClass.Accesses, "AuditEvent.s"),
        Of("GET /v1/privacy/refusals", Who.PrivacyOfficer, About.Nobody, Operation.Query, DataClass.Accesses, "AuditEvent.s"),
        Of("POST /v1/privacy/notices/{notice}/review", Who.PrivacyOfficer, About.Nobody, Operation.Update, DataClass.Accesses, "AuditEvent.u"),

        // Studies, in the identity vault
        Of("GET /v1/studies", Who.PrivacyOfficer, About.Nobody, Operation.Query, DataClass.Identity, "ResearchStudy.s"),
        Of("GET /v1/studies/{study}", Who.PrivacyOfficer | Who.Researcher, About.Nobody, Operation.Read, DataClass.Identity, "ResearchStudy.r"),
        Of("PUT /v1/studies/{study}", Who.PrivacyOfficer, About.Nobody, Operation.Update, DataClass.Identity, "ResearchStudy.cu"),
        Of("DELETE /v1/studies/{study}/key", Who.PrivacyOfficer, About.Nobody, Operation.Delete, DataClass.Identity, "ResearchStudy.d"),
        Of("POST /v1/studies/{study}/resolve", Who.PrivacyOfficer, About.Several, Operation.Query, DataClass.Identity, "ResearchSubject.s"),
        // Studies: what is asked of a cohort, each patient's consent at that moment
        Of("POST /v1/studies/{study}/aggregates", Who.Researcher, About.Study, Operation.Query, DataClass.Profile | Signs, "Patient.s Observation.s"),
        Of("GET /v1/studies/{study}/budget", Who.Researcher | Who.PrivacyOfficer, About.Study, Operation.Read, DataClass.Accesses, "AuditEvent.s"),
        Of("POST /v1/studies/{study}/exports", Who.Operator | Who.PrivacyOfficer, About.Study, Operation.Export, DataClass.Profile | Signs, "Patient.s Observation.s"),
        Of("GET /v1/studies/{study}/exports", Who.Operator | Who.PrivacyOfficer, About.Study, Operation.Query, DataClass.Accesses, "AuditEvent.s"),
        Of("GET /v1/studies/{study}/exports/{export}", Who.Operator | Who.PrivacyOfficer, About.Study, Operation.Read, DataClass.Accesses, "AuditEvent.r"),
        Of("GET /v1/studies/{study}/exports/{export}/file", Who.Operator | Who.PrivacyOfficer, About.Study, Operation.Export, DataClass.Profile | Signs, "Patient.s Observation.s"),
        Of("DELETE /v1/studies/{study}/exports/{export}", Who.Operator | Who.PrivacyOfficer, About.Study, Operation.Delete, DataClass.Profile | Signs, "Patient.s Observation.s"),

        // Trials: operators see all, researchers those of their study; patients who take part are asked for one by one, at each shard
        Of("POST /v1/trials", Who.Researcher | Who.Operator, About.Several, Operation.Create, DataClass.Forecasts, "ResearchStudy.c"),
        Of("GET /v1/trials", Who.Researcher | Who.Operator, About.Several, Operation.Query, DataClass.Forecasts, "ResearchStudy.s"),
        Of("GET /v1/trials/{trial}", Who.Researcher | Who.Operator, About.Several, Operation.Read, DataClass.Forecasts, "ResearchStudy.r"),
        Of("GET /v1/trials/{trial}/protocol", Who.Researcher | Who.Operator, About.Several, Operation.Read, DataClass.Forecasts, "ResearchStudy.r"),
        Of("GET /v1/trials/{trial}/events", Who.Researcher | Who.Operator, About.Several, Operation.Watch, DataClass.Forecasts, "ResearchStudy.r") with { IsStream = true },
        Of("POST /v1/trials/{trial}/cancel", Who.Researcher | Who.Operator, About.Several, Operation.Update, DataClass.Forecasts, "ResearchStudy.u"),
        Of("GET /v1/trials/{trial}/results", Who.Researcher | Who.Operator, About.Several, Operation.Read, DataClass.Forecasts, "ResearchStudy.r"),
        Of("GET /v1/trials/{trial}/report", Who.Researcher | Who.Operator, About.Several, Operation.Read, DataClass.Forecasts, "ResearchStudy.r"),
        Of("GET /v1/trials/{trial}/results.csv", Who.Researcher | Who.Operator, About.Several, Operation.Read, DataClass.Forecasts, "ResearchStudy.r"),
        Of("GET /v1/trials/{trial}/results.parquet", Who.Researcher | Who.Operator, About.Several, Operation.Read, DataClass.Forecasts, "ResearchStudy.r"),

        // Health records in FHIR. What is touched and which scopes it needs depends on the kind of resource; a bundle needs none of its own, each inner request needs its own.
        Open("GET /fhir/metadata"),
        Of("POST /fhir", Bedside | Who.Operator, About.Several, Operation.Update, DataClass.None, ""),
        Of("GET /fhir/{type}", Bedside, About.Several, Operation.Query, DataClass.None, ""),
        Of("POST /fhir/{type}/_search", Bedside, About.Several, Operation.Query, DataClass.None, ""),
        Of("POST /fhir/{type}", Bedside | Who.Operator, About.Several, Operation.Create, DataClass.None, "") with { WithoutConsent = Who.Operator },
        Of("PUT /fhir/{type}", Bedside | Who.Operator, About.Several, Operation.Update, DataClass.None, "") with { WithoutConsent = Who.Operator },
        Of("GET /fhir/{type}/{rid}", Bedside, About.Several, Operation.Read, DataClass.None, ""),
        Of("PUT /fhir/{type}/{rid}", Bedside | Who.Operator, About.Several, Operation.Update, DataClass.None, "") with { WithoutConsent = Who.Operator },
        Of("GET /fhir/{type}/{rid}/_history", Bedside, About.Several, Operation.Read, DataClass.None, ""),
        Of("GET /fhir/{type}/{rid}/_history/{vid}", Bedside, About.Several, Operation.Read, DataClass.None, ""),
        Of("GET /fhir/Patient/{rid}/$twin", Bedside, About.Several, Operation.Read, Ahead | Raised, "Observation.r RiskAssessment.r DetectedIssue.r"),
        Of("GET /fhir/Patient/{rid}/$everything", Bedside, About.Several, Operation.Read, DataClass.Profile, "Patient.r"),

        // Subscriptions to them: their subscriber's own; each event is decided on as it is told
        Of("POST /fhir/Subscription", Bedside, About.Several, Operation.Create, DataClass.Accesses, "Subscription.c"),
        Of("GET /fhir/Subscription", Bedside, About.Several, Operation.Query, DataClass.Accesses, "Subscription.s"),
        Of("GET /fhir/Subscription/{sid}", Bedside, About.Several, Operation.Read, DataClass.Accesses, "Subscription.r"),
        Of("PUT /fhir/Subscription/{sid}", Bedside, About.Several, Operation.Update, DataClass.Accesses, "Subscription.u"),
        Of("DELETE /fhir/Subscription/{sid}", Bedside, About.Several, Operation.Delete, DataClass.Accesses, "Subscription.d"),
        Of("GET /fhir/websocket", Bedside, About.Several, Operation.Watch, DataClass.Accesses, "Subscription.r") with { IsStream = true },

        // Bulk exports of them: what may leave is decided on for each patient, when it is read and when it is fetched. A group is a care team, or a study and then under its pseudonyms.
        Of("GET /fhir/$export", Bedside, About.Several, Operation.Export, DataClass.Profile, "Patient.r"),
        Of("GET /fhir/Patient/$export", Bedside, About.Several, Operation.Export, DataClass.Profile, "Patient.r"),
        Of("GET /fhir/Group/{rid}/$export", Exporting, About.Several, Operation.Export, DataClass.Profile, "Patient.r"),
        Of("GET /fhir/$export-status/{job}", Exporting, About.Several, Operation.Read, DataClass.Accesses, "Patient.r"),
        Of("DELETE /fhir/$export-status/{job}", Exporting, About.Several, Operation.Delete, DataClass.Accesses, "Patient.r"),
        Of("GET /fhir/$export-file/{job}/{file}", Exporting, About.Several, Operation.Export, DataClass.Profile, "Patient.r"),

        // Events
        Of("GET /v1/events", Bedside, About.Several, Operation.Watch, Whole, "Patient.r Observation.r RiskAssessment.r DetectedIssue.r") with { IsStream = true },
        Of("GET /v1/twins/{id}/events", Bedside, About.Twin, Operation.Watch, Whole, "Patient.r Observation.r RiskAssessment.r DetectedIssue.r") with { IsStream = true },

        // Identity, where there is an issuer here or elsewhere. Discovery, keys and revocation are answered by OpenIddict itself and hold no data.
        Open("GET /.well-known/smart-configuration"), Open("* /connect/authorize"), Open("POST /connect/token"), Open("* /sign-in"), Open("* /sign-out"),
        Of("POST /v1/devices/credential", Who.Device, About.Nobody, Operation.Update, DataClass.None, "Observation.c"),

        // Whether the process lives; the reference
        Open("GET /healthz"), Open("HEAD /healthz"), Open("GET /readyz"), Open("HEAD /readyz"),
        Open("GET /openapi/{documentName}.json"), Open("* /scalar*"),

        // Pages: the ward that they look through asks for each twin. Files and the frame of the pages hold no data.
        Page("* /", Bedside), Page("* /twins/{Id}", Bedside), Page("* /twins/{Id}/treatments", Bedside), Page("* /twins/{Id}/record", Bedside), Page("* /twins/{Id}/accesses", Who.Patient | Who.PrivacyOfficer), Page("* /imports", Bedside | Who.Operator), Page("* /privacy", Who.PrivacyOfficer), Page("* /trials", Who.Researcher | Who.Operator), Page("* /trials/{Id}", Who.Researcher | Who.Operator), Page("* /_blazor*", Who.Everyone),
        Open("* /not-found"), Open("* /_framework/*"), Open("* /_content/*"), Open("* /pages/*"),
        Page("* /dashboard*", Who.Operator) with { Scopes = [NeededScope.Read(GrantedScopes.Operate)] },
    ];

    private static readonly FrozenDictionary<string, RouteRow> Exact = Rows.Where(row => !row.Route.EndsWith('*')).ToFrozenDictionary(row => row.Route, StringComparer.OrdinalIgnoreCase);

    private static readonly RouteRow[] Beginnings = [.. Rows.Where(row => row.Route.EndsWith('*'))];

    private static readonly ConcurrentDictionary<Endpoint, RouteRow?> Found = new();

    /// <summary>The row of an endpoint; null where there is none, and then nobody is let in.</summary>
    public static RouteRow? RowOf(Endpoint endpoint) => Found.TryGetValue(endpoint, out var row) ? row : Found.GetOrAdd(endpoint, Find);

    /// <summary>Method and pattern of an endpoint as the rows have them.</summary>
    public static IEnumerable<string> RoutesOf(RouteEndpoint endpoint)
    {
        var pattern = "/" + endpoint.RoutePattern.RawText?.Trim('/');
        return endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods.Select(method => $"{method} {pattern}") : [$"* {pattern}"];
    }

    /// <summary>The row of a route; null where there is none.</summary>
    public static RouteRow? RowOf(string route)
    {
        if (Exact.TryGetValue(route, out var row)) return row;
        var path = route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        if (Exact.TryGetValue($"* {path}", out row)) return row;
        return Beginnings.FirstOrDefault(one => path.StartsWith(one.Route["* ".Length..^1], StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>All methods of an endpoint must come to the same row, for which of them is asked is not looked at again.</summary>
    private static RouteRow? Find(Endpoint endpoint)
    {
        if (endpoint is not RouteEndpoint route) return null;
        var rows = RoutesOf(route).Select(RowOf).ToList();
        if (rows.Contains(null)) return null;
        return rows.Select(row => row! with { Route = rows[0]!.Route }).Distinct().Count() == 1 ? rows[0] : null;
    }

    private static RouteRow Of(string route, Who who, About about, Operation operation, DataClass data, string scopes) => new(route, Door.Token)
    {
        Who = who,
        About = about,
        Operation = operation,
        Data = data,
        Scopes = [.. scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(NeededScope.Read)],
    };

    private static RouteRow Open(string route) => new(route, Door.Open);

    private static RouteRow Page(string route, Who who) => new(route, Door.Page) { Who = who };
}
