using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Bodies;

namespace TwinGrid.Gateway.Api.Fhir.Answers;

/// <summary>A FHIR answer, in JSON or XML as was asked for.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">UTF-8 JSON of a resource; null for none.</param>
internal sealed record FhirAnswer(int Status, byte[]? Body) : IResult, IStatusCodeHttpResult
{
    public const string Json = "application/fhir+json", Xml = "application/fhir+xml";

    /// <summary>Version of the resource, for <c>ETag</c>.</summary>
    public long? Version { get; init; }

    public DateTimeOffset? At { get; init; }

    public string? Location { get; init; }

    /// <summary>When to try again.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Whether it is XML; null where the request says.</summary>
    public bool? IsXml { get; init; }

    int? IStatusCodeHttpResult.StatusCode => Status;

    public static FhirAnswer Of(int status, JsonObject resource) => new(status, FhirWriter.Bytes(resource));

    public static FhirAnswer Of(FhirFault fault) => Of(fault.Status, Issue.Outcome(fault.Issues));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Version is { } version) response.Headers.ETag = $"W/\"{version}\"";
        if (At is { } at) response.Headers.LastModified = at.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        if (RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (Location is not null) response.Headers.Location = Location;
        if (Body is null) return;
        var isXml = IsXml ?? WantsXml(httpContext.Request);
        response.ContentType = isXml ? $"{Xml}; charset=utf-8" : $"{Json}; charset=utf-8";
        var bytes = isXml ? FhirFormats.ToXml(Body) : Body;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }

    public static FhirFault NotAcceptable => new(StatusCodes.Status406NotAcceptable, new Issue("not-supported", $"Answers are given as {Json} or {Xml}: say so in Accept or _format.", "Accept"));

    /// <summary>True where JSON or XML would do.</summary>
    public static bool CanBeGiven(HttpRequest request)
    {
        var asked = request.Query["_format"].ToString() is { Length: > 0 } format ? format : request.Headers.Accept.ToString();
        return asked.Length == 0 || Array.Exists(Doing, word => asked.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static readonly string[] Doing = ["json", "xml", "*/*", "application/*", "text/html"];

    /// <summary>True where the answer is to be XML: by <c>_format</c>, else by <c>Accept</c>, the first of the two that it names.</summary>
    public static bool WantsXml(HttpRequest request)
    {
        if (request.Query["_format"].ToString() is { Length: > 0 } format) return format.Contains("xml", StringComparison.OrdinalIgnoreCase);
        var accept = request.Headers.Accept.ToString();
        var xml = accept.IndexOf("xml", StringComparison.OrdinalIgnoreCase);
        var json = accept.IndexOf("json", StringComparison.OrdinalIgnoreCase);
        return xml >= 0 && (json < 0 || xml < json) && !accept.Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }
}
