using System.Text.Json;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;
using TwinGrid.Vault.Identities;

namespace TwinGrid.Gateway.Api.Patients;

/// <summary>A number or text by which somebody outside knows a patient.</summary>
/// <param name="System">Who gave it: an address such as http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID, or an OID such as urn:oid:1.2.392.100495.20.3.51.11318814790.</param>
/// <param name="Value">What he gave; never a My Number.</param>
public sealed record IdentifierBody(string System, string Value)
{
    private const int Longest = 400;

    /// <summary>Reads a body that is an identifier.</summary>
    internal static Reading<PatientIdentifier> Read(JsonElement body, IdentifierReader reader)
    {
        var errors = new FieldErrors();
        var identifier = Read(body, "", errors, reader);
        return errors.Any ? errors.ToProblem() : identifier!;
    }

    internal static PatientIdentifier? Read(JsonElement element, string path, FieldErrors errors, IdentifierReader reader)
    {
        var fields = new JsonFields(element, path, errors, "system", "value");
        if (fields.Text("system", Longest) is not { } system || fields.Text("value", Longest) is not { } value) return null;
        if (reader.TryRead(system, value, out var identifier, out var field, out var fault)) return identifier;
        fields.Wrong(field, fault);
        return null;
    }
}

/// <summary>A patient by what names him outside.</summary>
/// <param name="Identifiers">1 to 16, all of one person.</param>
/// <param name="Profile">Registers his twin, or updates its profile; null to do that later.</param>
public sealed record PatientBody(IReadOnlyList<IdentifierBody> Identifiers, ProfileBody? Profile)
{
    private const int Most = 16;

    internal static Reading<NamedPatient> Read(JsonElement body, IdentifierReader reader, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        var fields = new JsonFields(body, "", errors, "identifiers", "profile");
        var identifiers = fields.Objects("identifiers", fewest: 1, Most).Select(item => IdentifierBody.Read(item.Element, item.Path, errors, reader)).OfType<PatientIdentifier>().ToList();
        if (errors.Any) return errors.ToProblem();
        if (!fields.Has("profile")) return new NamedPatient(identifiers, null);
        if (body.GetProperty("profile") is not { ValueKind: JsonValueKind.Object } profile) return Problem.Field("profile", "must be an object");
        if (!ProfileBody.Read(profile, now).Is(out var read, out var problem)) return Problem.Fields([.. problem.Errors!.Select(error => error with { Field = $"profile.{error.Field}" })]);
        return new NamedPatient(identifiers, read);
    }
}

/// <summary>A patient as a body names him, read and found right.</summary>
internal sealed record NamedPatient(IReadOnlyList<PatientIdentifier> Identifiers, PatientProfile? Profile);

/// <summary>The twin of a patient.</summary>
/// <param name="IsNew">True when its pseudonym was given out just now.</param>
public sealed record FoundPatientView(string TwinId, bool IsNew);

/// <summary>The twin that an identifier belongs to.</summary>
public sealed record ResolvedPatientView(string TwinId);

/// <summary>What names a patient outside.</summary>
public sealed record IdentifiersView(IReadOnlyList<IdentifierView> Identifiers);

/// <param name="Value">In the one form in which it is looked up.</param>
public sealed record IdentifierView(string System, string Value, DateTimeOffset AddedAt);
