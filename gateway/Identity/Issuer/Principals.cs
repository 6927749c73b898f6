using System.Security.Claims;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary>What tokens and cookies of the built-in issuer say of somebody.</summary>
internal sealed class Principals(IdentityOptions options)
{
    /// <summary>The patient that a code or refresh token is about; null where it is about none.</summary>
    public string? PatientOf(ClaimsPrincipal shown) => shown.GetClaim(options.Claims.Patient);

    /// <summary>Somebody who signed in.</summary>
    /// <param name="patient">The one patient a token is about; null: a patient's own.</param>
    public ClaimsPrincipal Of(Person person, IEnumerable<string> scopes, string? patient = null)
    {
        var identity = Said(person.Subject, person.Role, person.Patient ?? patient, person.CareTeams, person.Studies);
        identity.SetClaim("fhirUser", person.Role == "patient" ? $"Patient/{person.Patient}" : $"Practitioner/{person.Subject}");
        return Granted(identity, scopes);
    }

    /// <summary>A program or device that acts by itself.</summary>
    public ClaimsPrincipal Of(string clientId, ClientFacts facts, IEnumerable<string> scopes)
    {
        var identity = Said(clientId, facts.Role!, facts.Patient, facts.CareTeams, facts.Studies);
        if (facts.Role == "device") identity.SetClaim(options.Claims.Device, clientId);
        return Granted(identity, scopes);
    }

    private ClaimsIdentity Said(string subject, string role, string? patient, string careTeams, string studies)
    {
        var identity = new ClaimsIdentity("twingrid", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, subject).SetClaim(options.Claims.Role, role).SetClaim(options.Claims.Patient, patient);
        if (careTeams.Length > 0) identity.SetClaim(options.Claims.CareTeams, careTeams);
        if (studies.Length > 0) identity.SetClaim(options.Claims.Studies, studies);
        return identity;
    }

    private ClaimsPrincipal Granted(ClaimsIdentity identity, IEnumerable<string> scopes)
    {
        identity.SetScopes(scopes);
        identity.SetAudiences(options.Audience);
        identity.SetDestinations(claim => claim.Type switch
        {
            Claims.Subject => [Destinations.AccessToken, Destinations.IdentityToken],
            "fhirUser" => identity.HasScope("fhirUser") ? [Destinations.IdentityToken] : [],
            _ => [Destinations.AccessToken],
        });
        return new ClaimsPrincipal(identity);
    }
}
