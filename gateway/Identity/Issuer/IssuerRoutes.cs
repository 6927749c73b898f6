using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using TwinGrid.Gateway.Identity.Pages;
using TwinGrid.Gateway.Identity.Scopes;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary>Where the built-in issuer hands out codes and tokens. What OAuth asks for has been checked by OpenIddict before a handler here is reached.</summary>
internal static class IssuerRoutes
{
    public const string Authorize = "/connect/authorize", Token = "/connect/token";

    private const string Decision = "twingrid_decision", ChosenPatient = "twingrid_patient";

    private static readonly string[] Asking = ["GET", "POST"];

    public static void MapBuiltInIssuer(this WebApplication app)
    {
        app.MapMethods(Authorize, Asking, LetIn).ExcludeFromDescription();
        app.MapPost(Token, Exchange).ExcludeFromDescription();
        app.MapSignIn();
        app.MapDeviceCredential();
    }

    /// <summary>Asks whoever signed in whether the program may act for him.</summary>
    public static async Task<IResult> LetIn(HttpContext context, People people, Clients clients, Principals principals, IAntiforgery antiforgery)
    {
        var request = context.GetOpenIddictServerRequest()!;
        var visitor = await context.AuthenticateAsync(PageVisitors.Cookie);
        if (!visitor.Succeeded || await people.Find(visitor.Principal.GetClaim(Claims.Subject) ?? "", context.RequestAborted) is not { } person)
        {
            if (request.HasPromptValue(PromptValues.None)) return Refused(Errors.LoginRequired, "Nobody is signed in.");
            return Results.Challenge(new AuthenticationProperties { RedirectUri = Authorize + QueryString.Create(Parameters(context)) }, [PageVisitors.Cookie]);
        }
        var facts = (await clients.Find(request.ClientId!, context.RequestAborted))!;
        var granted = GrantableScopes.Granted(request.GetScopes(), facts.Scopes, isProgram: false);
        var needsPatient = person.Patient is null && granted.Any(scope => scope == "launch/patient" || scope.StartsWith("patient/", StringComparison.Ordinal));
        var isAnswer = HttpMethods.IsPost(context.Request.Method) && context.Request.HasFormContentType && context.Request.Form.ContainsKey(Decision);
        if (!isAnswer || !await antiforgery.IsRequestValidAsync(context))
            return request.HasPromptValue(PromptValues.None) ? Refused(Errors.ConsentRequired, "Somebody must be asked.") : Question(context, request.ClientId!, granted, needsPatient);
        if (context.Request.Form[Decision] != "allow") return Refused(Errors.AccessDenied, "It was not allowed.");
        var patient = needsPatient ? context.Request.Form[ChosenPatient].ToString() : null;
        if (needsPatient && !TwinGrid.Patients.TwinId.TryParse(patient, out _)) return Question(context, request.ClientId!, granted, needsPatient);
        return SignIn(principals.Of(person, granted, patient));
    }

    /// <summary>Gives a token for a code, a refresh token, or a program's own credentials.</summary>
    public static async Task<IResult> Exchange(HttpContext context, People people, Clients clients, Principals principals)
    {
        var request = context.GetOpenIddictServerRequest()!;
        if (request.IsClientCredentialsGrantType())
        {
            var facts = (await clients.Find(request.ClientId!, context.RequestAborted))!;
            return SignIn(principals.Of(request.ClientId!, facts, GrantableScopes.Granted(request.GetScopes(), facts.Scopes, isProgram: true)));
        }
        var shown = (await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal!;
        if (await people.Find(shown.GetClaim(Claims.Subject) ?? "", context.RequestAborted) is not { } person) return Refused(Errors.InvalidGrant, "The person is not known any more.");
        return SignIn(principals.Of(person, shown.GetScopes(), principals.PatientOf(shown)), principals.PatientOf(shown));
    }

    private static FormPage Question(HttpContext context, string client, IReadOnlyList<string> granted, bool needsPatient)
    {
        var page = new FormPage("Let a program in", Authorize).Says($"The program “{client}” asks to act for you. It would be granted:").Lists(granted);
        if (granted.All(scope => !SmartScope.TryParse(scope, out _))) page.Warns("Nothing of what it asks for can be granted to it: it would see no data.");
        foreach (var (name, value) in Parameters(context)) page.Carries(name, value!);
        if (needsPatient) page.Asks(ChosenPatient, "For which patient? Id of the twin", "text", "off");
        return page.Offers("Allow", Decision, "allow").Offers("Do not allow", Decision, "deny");
    }

    private static IEnumerable<KeyValuePair<string, string?>> Parameters(HttpContext context)
    {
        var all = context.Request.HasFormContentType ? context.Request.Form.AsEnumerable() : context.Request.Query;
        return all.Where(one => !one.Key.StartsWith("twingrid_", StringComparison.Ordinal) && !one.Key.StartsWith("__", StringComparison.Ordinal)).Select(one => KeyValuePair.Create(one.Key, (string?)one.Value.ToString()));
    }

    private static IResult SignIn(System.Security.Claims.ClaimsPrincipal principal, string? patient = null)
    {
        var properties = new AuthenticationProperties();
        if (patient is not null) properties.Parameters["patient"] = patient;
        return Results.SignIn(principal, properties, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private static IResult Refused(string error, string why) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = why,
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
}
