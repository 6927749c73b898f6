namespace TwinGrid.Gateway.Api.Fhir.Answers;

/// <summary>A request cannot be done; nothing of it was.</summary>
/// <param name="status">HTTP status.</param>
internal sealed class FhirFault(int status, params IReadOnlyList<Issue> issues) : Exception(issues[0].Text)
{
    public int Status => status;

    public IReadOnlyList<Issue> Issues => issues;

    public static FhirFault Wrong(string code, string text, string? expression = null) => new(StatusCodes.Status400BadRequest, new Issue(code, text, expression));

    public static FhirFault Unprocessable(string code, string text, string? expression = null) => new(StatusCodes.Status422UnprocessableEntity, new Issue(code, text, expression));

    /// <summary>What is not there and what may not be seen are told alike.</summary>
    public static FhirFault NotFound { get; } = new(StatusCodes.Status404NotFound, new Issue("not-found", "There is no such resource, or none that you may see."));

    /// <summary>The same issues, as those of an entry.</summary>
    public FhirFault At(string path) => new(status, [.. issues.Select(issue => issue with { Expression = issue.Expression is null ? path : issue.Expression.StartsWith("Bundle", StringComparison.Ordinal) ? issue.Expression : $"{path}.resource{Tail(issue.Expression)}" })]);

    private static string Tail(string expression) => expression.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? expression[dot..] : "";
}
