using System.Globalization;
using System.Text.Json.Serialization;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Fhir.Answers;

namespace TwinGrid.Gateway.Api.Problems;

/// <summary>Problem details after RFC 9457: what every error of the API is answered with, and what a refused line of a stream carries.</summary>
/// <param name="Type">Stable name of the kind of problem; compare this, not the title.</param>
/// <param name="Title">The kind in words.</param>
/// <param name="Status">HTTP status code.</param>
/// <param name="Detail">This very case, and what to do.</param>
/// <param name="Errors">The fields that are wrong, each with its reason.</param>
/// <param name="RetryAfterSeconds">When to try again; also in the <c>Retry-After</c> header.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FieldError>? Errors = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? RetryAfterSeconds = null) : IResult
{
    public const string MediaType = "application/problem+json";

    public static Problem Of(ProblemKind kind, string detail, int? retryAfterSeconds = null) =>
        new($"urn:twingrid:problem:{kind.Name}", kind.Title, kind.Status, detail, null, retryAfterSeconds);

    /// <summary>Wrong fields; the detail is their sum in one sentence.</summary>
    public static Problem Fields(IReadOnlyList<FieldError> errors) => Of(ProblemKind.WrongFields, Sum(errors)) with { Errors = errors };

    public static Problem Field(string field, string reason) => Fields([new FieldError(field, reason)]);

    public static Problem UnknownTwin(string id) =>
        Of(ProblemKind.UnknownTwin, $"No twin '{id}' is registered here. Register it with PUT /v1/twins/{id}.") with { Errors = [new FieldError("id", "is not registered")] };

    public static Problem UnknownAlert(string id) =>
        Of(ProblemKind.UnknownAlert, $"No alert '{id}' is known; resolved ones are forgotten after a while.") with { Errors = [new FieldError("id", "is not known")] };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (httpContext.Request.Path.StartsWithSegments("/fhir", StringComparison.Ordinal)) return Outcome.ExecuteAsync(httpContext);
        httpContext.Response.StatusCode = Status;
        if (RetryAfterSeconds is { } seconds) httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return httpContext.Response.WriteAsJsonAsync(this, ApiJson.Options, MediaType, httpContext.RequestAborted);
    }

    /// <summary>The same in FHIR's words.</summary>
    private IResult Outcome => FhirAnswer.Of(Status, Issue.Outcome(Errors is { Count: > 0 }
        ? Errors.Select(error => new Issue("invalid", $"{error.Field} {error.Reason}.", error.Field))
        : [new Issue(Status switch { 401 => "login", 403 => "forbidden", 404 => "not-found", 409 => "conflict", 413 => "too-long", 429 => "throttled", >= 500 => "transient", _ => "invalid" }, Detail)])) with { RetryAfterSeconds = RetryAfterSeconds };

    private static string Sum(IReadOnlyList<FieldError> errors) => errors.Count == 1
        ? $"{Said(errors[0])}."
        : $"{errors.Count} fields are wrong; the first: {Said(errors[0])}.";

    private static string Said(FieldError error) => $"{error.Field}{(error.Line is { } line ? $" (line {line})" : "")} {error.Reason.TrimEnd('.')}";
}
