using System.Collections.Concurrent;
using System.Collections.Frozen;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Identity.Scopes;

namespace TwinGrid.Gateway.Api.Fhir.Types;

/// <summary>Every kind of resource that is served. Routes, access, search and the capability statement are made of this list.</summary>
internal static class RecordTypes
{
    private const DataClass Medicines = DataClass.Medication;

    public static IReadOnlyList<RecordType> All { get; } =
    [
        new("Patient", DataClass.Profile, "", "gender=gender"),
        new("Observation", DataClass.Vitals, "subject performer", "code=code category=category status=status encounter=encounter device=device component-code=component.code combo-code=code combo-code=component.code has-member=hasMember derived-from=derivedFrom", "effectiveDateTime effectiveInstant effectivePeriod issued"),
        new("Condition", DataClass.Profile, "subject asserter", "code=code category=category clinical-status=clinicalStatus encounter=encounter", "onsetDateTime onsetPeriod recordedDate"),
        new("MedicationRequest", Medicines, "subject", "code=medicationCodeableConcept medication=medicationReference category=category status=status intent=intent encounter=encounter", "authoredOn"),
        new("MedicationStatement", Medicines, "subject", "code=medicationCodeableConcept medication=medicationReference category=category status=status", "effectiveDateTime effectivePeriod dateAsserted"),
        new("MedicationAdministration", Medicines, "subject performer.actor", "code=medicationCodeableConcept medication=medicationReference status=status", "effectiveDateTime effectivePeriod"),
        new("MedicationDispense", Medicines, "subject receiver", "code=medicationCodeableConcept medication=medicationReference status=status", "whenHandedOver whenPrepared"),
        new("Immunization", Medicines, "patient", "code=vaccineCode vaccine-code=vaccineCode status=status", "occurrenceDateTime recorded"),
        new("AllergyIntolerance", DataClass.Profile, "patient recorder asserter", "code=code category=category clinical-status=clinicalStatus criticality=criticality", "onsetDateTime recordedDate"),
        new("Procedure", DataClass.Profile, "subject performer.actor", "code=code category=category status=status encounter=encounter", "performedDateTime performedPeriod"),
        new("DiagnosticReport", DataClass.Vitals, "subject", "code=code category=category status=status encounter=encounter result=result", "effectiveDateTime effectivePeriod issued"),
        new("Device", DataClass.Vitals, "patient", "type=type status=status"),
        new("Encounter", DataClass.Profile, "subject", "type=type class=class status=status", "period"),
        new("EpisodeOfCare", DataClass.Profile, "patient", "type=type status=status", "period"),
        new("RiskAssessment", DataClass.Forecasts, "subject", "code=code status=status method=method", "occurrenceDateTime occurrencePeriod"),
        new("DetectedIssue", DataClass.Alerts, "patient", "code=code status=status", "identifiedDateTime identifiedPeriod"),
        new("Flag", DataClass.Alerts, "subject", "code=code category=category status=status", "period"),
        new("CarePlan", DataClass.Profile, "subject activity.detail.performer", "category=category status=status", "period created"),
        new("CareTeam", DataClass.CareTeams, "subject participant.member", "category=category status=status", "period"),
        new("Goal", DataClass.Profile, "subject", "category=category lifecycle-status=lifecycleStatus", "startDate"),
        new("ServiceRequest", DataClass.Profile, "subject performer", "code=code category=category status=status intent=intent", "occurrenceDateTime authoredOn"),
        new("DeviceRequest", DataClass.Profile, "subject performer", "status=status intent=intent", "occurrenceDateTime authoredOn"),
        new("DeviceUseStatement", DataClass.Profile, "subject", "status=status", "timingDateTime timingPeriod recordedOn"),
        new("Specimen", DataClass.Vitals, "subject", "type=type status=status", "receivedTime"),
        new("ImagingStudy", DataClass.Vitals, "subject", "status=status modality=modality", "started"),
        new("Media", DataClass.Vitals, "subject", "type=type status=status", "createdDateTime createdPeriod issued"),
        new("MolecularSequence", DataClass.Genome, "patient", "type=type"),
        new("BodyStructure", DataClass.Profile, "patient", "location=location"),
        new("FamilyMemberHistory", DataClass.Profile, "patient", "relationship=relationship status=status", "date"),
        new("ClinicalImpression", DataClass.Profile, "subject", "status=status code=code", "effectiveDateTime date"),
        new("Composition", DataClass.Profile, "subject author attester.party", "type=type category=category status=status", "date"),
        new("DocumentReference", DataClass.Profile, "subject author", "type=type category=category status=status", "date"),
        new("QuestionnaireResponse", DataClass.Profile, "subject author", "status=status", "authored"),
        new("Communication", DataClass.Profile, "subject sender recipient", "category=category status=status", "sent"),
        new("Appointment", DataClass.Profile, "participant.actor", "status=status", "start"),
        new("Coverage", DataClass.Profile, "beneficiary subscriber policyHolder payor", "type=type status=status", "period"),
        new("Claim", DataClass.Profile, "patient payee.party", "use=use status=status", "created"),
        new("ExplanationOfBenefit", DataClass.Profile, "patient payee.party", "status=status", "created"),
        new("VisionPrescription", DataClass.Profile, "patient", "status=status", "dateWritten"),
        new("NutritionOrder", DataClass.Profile, "patient", "status=status", "dateTime"),
        new("SupplyDelivery", DataClass.Profile, "patient", "status=status"),
        new("Provenance", DataClass.Profile, "target", "agent=agent.who target=target", "recorded"),
        new("RelatedPerson", DataClass.Profile, "patient", "relationship=relationship"),
        new("Organization", DataClass.Profile, "", "type=type") { MayBeNobodys = true },
        new("Practitioner", DataClass.Profile, "", "gender=gender") { MayBeNobodys = true },
        new("PractitionerRole", DataClass.Profile, "", "role=code specialty=specialty practitioner=practitioner organization=organization") { MayBeNobodys = true },
        new("Location", DataClass.Profile, "", "type=type status=status") { MayBeNobodys = true },
        new("Medication", Medicines, "", "code=code status=status") { MayBeNobodys = true },
        new("Consent", DataClass.Consent, "patient", "category=category scope=scope status=status", "dateTime")
        {
            IsKept = false, Readers = Who.Patient | Who.Clinician | Who.PrivacyOfficer, Writers = Who.Patient, Documentation = "One for each patient; its provisions decide from the moment an update is answered.",
        },
        new("AuditEvent", DataClass.Accesses, "entity.what", "action=action outcome=outcome subtype=subtype type=type", "period recorded")
        {
            IsKept = false, Readers = Who.Patient | Who.PrivacyOfficer, Documentation = "Who looked, made of the audit trail. Equal accesses of one hour are one.",
        },
    ];

    private static readonly FrozenDictionary<string, RecordType> ByName = All.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<(string Route, string Type), RouteRow> Narrowed = new();

    /// <summary>The kind of a name; null where it is not served.</summary>
    public static RecordType? Find(string? name) => name is not null && ByName.TryGetValue(name, out var type) ? type : null;

    /// <summary>A row of the table of access as it is for one kind of resource: what of the patient is touched, and which scopes that needs.</summary>
    public static RouteRow Narrow(RouteRow row, RecordType type) => Narrowed.GetOrAdd((row.Route, type.Name), _ => row with
    {
        Route = row.Route.Replace("{type}", type.Name, StringComparison.Ordinal),
        Data = type.Data,
        Scopes = [new NeededScope(type.Name, PermissionsOf(row.Operation))],
        Who = WhoOf(row, type),
    });

    private static Who WhoOf(RouteRow row, RecordType type) => row.Operation switch
    {
        Operation.Create or Operation.Update => type.Writers ?? (type.MayBeNobodys ? row.Who & ~Who.Patient : row.Who),
        Operation.Export => row.Who & (type.Readers ?? row.Who),
        _ => type.Readers ?? row.Who,
    };

    private static Permissions PermissionsOf(Operation operation) => operation switch
    {
        Operation.Query => Permissions.Search,
        Operation.Create => Permissions.Create,
        Operation.Update => Permissions.Update,
        _ => Permissions.Read,
    };
}
