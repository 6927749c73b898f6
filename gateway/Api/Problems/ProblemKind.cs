namespace TwinGrid.Gateway.Api.Problems;

/// <summary>A kind of problem: its stable name (part of <c>type</c>), status and title.</summary>
public sealed record ProblemKind(string Name, int Status, string Title)
{
    public static readonly ProblemKind MalformedJson = new("malformed-json", 400, "The body is not the JSON it should be");
    public static readonly ProblemKind WrongFields = new("wrong-fields", 400, "Something in the request is wrong");
    public static readonly ProblemKind NotIdentified = new("not-identified", 401, "It is not known who asks");
    public static readonly ProblemKind NotPermitted = new("not-permitted", 403, "That is not for this caller to do");
    public static readonly ProblemKind ForeignOrigin = new("foreign-origin", 403, "Another site's page may not do this");
    public static readonly ProblemKind UnknownTwin = new("unknown-twin", 404, "There is no such twin");
    public static readonly ProblemKind NotKnownThen = new("not-known-then", 404, "Nothing was known at that instant");
    public static readonly ProblemKind UnknownAlert = new("unknown-alert", 404, "There is no such alert");
    public static readonly ProblemKind UnknownNotice = new("unknown-notice", 404, "There is no such notice");
    public static readonly ProblemKind UnknownPatient = new("unknown-patient", 404, "There is no such patient");
    public static readonly ProblemKind UnknownIdentifier = new("unknown-identifier", 404, "The twin has no such identifier");
    public static readonly ProblemKind UnknownStudy = new("unknown-study", 404, "There is no such study");
    public static readonly ProblemKind UnknownPseudonym = new("unknown-pseudonym", 404, "There is no such pseudonym");
    public static readonly ProblemKind NoSuchRoute = new("no-such-route", 404, "There is nothing at this address");
    public static readonly ProblemKind WrongMethod = new("wrong-method", 405, "This address does not take this method");
    public static readonly ProblemKind RefusedStep = new("refused-step", 409, "The alert's state does not allow this");
    public static readonly ProblemKind DifferentPatients = new("different-patients", 409, "The identifiers belong to different patients");
    public static readonly ProblemKind PseudonymErased = new("pseudonym-erased", 409, "The pseudonym was an erased patient's");
    public static readonly ProblemKind StudyClosed = new("study-closed", 409, "The study is not open");
    public static readonly ProblemKind UnknownExport = new("unknown-export", 404, "There is no such export");
    public static readonly ProblemKind ExportNotReady = new("export-not-ready", 409, "The export has no files");
    public static readonly ProblemKind UnknownTrial = new("unknown-trial", 404, "There is no such trial");
    public static readonly ProblemKind TrialNotDone = new("trial-not-done", 409, "The trial has no results");
    public static readonly ProblemKind BudgetSpent = new("budget-spent", 409, "The study's privacy budget does not reach so far");
    public static readonly ProblemKind StaleVersion = new("stale-version", 412, "Another version stands by now");
    public static readonly ProblemKind TooLarge = new("too-large", 413, "The body is too large");
    public static readonly ProblemKind WrongMediaType = new("wrong-media-type", 415, "The body's media type is not understood here");
    public static readonly ProblemKind WrongHost = new("wrong-host", 421, "This gateway does not answer under that name");
    public static readonly ProblemKind Overloaded = new("overloaded", 429, "Too much at once");
    public static readonly ProblemKind Internal = new("internal", 500, "The gateway failed");
    public static readonly ProblemKind LogUnavailable = new("log-unavailable", 503, "The vitals log did not answer");
    public static readonly ProblemKind GridUnavailable = new("grid-unavailable", 503, "The grid did not answer");
    public static readonly ProblemKind AuditUnavailable = new("audit-unavailable", 503, "Accesses cannot be written down");
    public static readonly ProblemKind VaultUnavailable = new("vault-unavailable", 503, "The identity vault did not answer");
    public static readonly ProblemKind NotReady = new("not-ready", 503, "Not ready");

    /// <summary>The kind that names a bare status code, for answers that the framework gives by itself.</summary>
    public static ProblemKind OfStatus(int status) => status switch
    {
        404 => NoSuchRoute,
        405 => WrongMethod,
        413 => TooLarge,
        415 => WrongMediaType,
        429 => Overloaded,
        >= 500 => Internal with { Status = status },
        _ => WrongFields with { Status = status },
    };
}
