using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Reading;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.Gateway.Api.Fhir.Writing;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Privacy;

/// <summary>Files a Consent where it decides: in its grain, and in no record. A patient has one, with versions. Accesses are written by nobody.</summary>
internal sealed class ConsentFiling(IGrainFactory grains, KnownTwins twins)
{
    /// <summary>Files a version: the first where it is created, else the next. In force at every gateway when it answers.</summary>
    /// <exception cref="FhirFault">Nothing was filed.</exception>
    public async Task<FhirAnswer> File(RecordDoor door, WriteEntry entry)
    {
        if (entry.Type != PrivacyRecords.Consents) throw new FhirFault(StatusCodes.Status405MethodNotAllowed, new Issue("not-supported", $"{entry.Type.Name} is made of what happens here: it is read and searched, and written by nobody."));
        if (entry.Condition is not null) throw FhirFault.Wrong("not-supported", "A patient has one consent: it is created, or updated by its id, and under no other condition.");
        var sight = await door.For(entry.Route, entry.Type);
        var reference = References.Text(entry.Resource["patient"], "reference") ?? throw FhirFault.Unprocessable("required", "Whose consent it is must be said.", "Consent.patient");
        if (!References.TryRead(reference, out var type, out var name) || type != "Patient" || !TwinId.TryParse(name, out var twin) || (entry.IsUpdate && entry.Id != MadeIds.Consent(twin))) throw FhirFault.NotFound;
        if (!await door.May(sight, twin, DataClass.Consent) || await twins.BirthDate(twin) is null) throw FhirFault.NotFound;
        var consent = ConsentResource.Read(entry.Resource);
        var filed = await grains.GetGrain<IPatientConsent>(twin.Value).File(consent.IsActive, consent.Provisions, Callers.Of(door.Context).Subject, entry.IsUpdate ? (int?)entry.IfMatch : 0);
        if (filed is { Taken: true, Standing: { } standing })
            return FhirAnswer.Of(standing.Version == 1 ? StatusCodes.Status201Created : StatusCodes.Status200OK, ConsentResource.Of(twin, standing)) with { Version = standing.Version, At = standing.FiledAt, Location = $"{RecordReader.Base(door)}/Consent/{MadeIds.Consent(twin)}/_history/{standing.Version}" };
        throw entry.IsUpdate
            ? new FhirFault(StatusCodes.Status412PreconditionFailed, new Issue("conflict", "Another version stands by now: read it, and change that one."))
            : new FhirFault(StatusCodes.Status409Conflict, new Issue("conflict", $"A patient has one consent, and it stands already: read and update Consent/{MadeIds.Consent(twin)}."));
    }
}
