using System.Text.Json;
using TwinGrid.Alerts;
using TwinGrid.Gateway.Api.Bodies;

namespace TwinGrid.Gateway.Api.Alerts;

/// <summary>Who does something to an alert, and how long it rests.</summary>
/// <param name="Who">Who does it, 1 to 100 characters; with an issuer of identities whoever the credential names, and to be left out.</param>
/// <param name="Note">A remark, up to 500 characters.</param>
/// <param name="Until">Snooze only: when it ends, within 24 hours.</param>
/// <param name="Minutes">Snooze only, instead of until: 1 to 1440.</param>
public sealed record AlertActionBody(string? Who = null, string? Note = null, DateTimeOffset? Until = null, long? Minutes = null)
{
    private const string Unnamed = "unnamed";

    private static readonly TimeSpan LongestSnooze = TimeSpan.FromHours(24);

    /// <param name="caller">Whom the credential names; null without identities.</param>
    internal static Reading<AlertCommand> Read(JsonElement body, string alertId, AlertAction action, DateTimeOffset now, string? caller)
    {
        var errors = new FieldErrors();
        var fields = new JsonFields(body, "", errors, "who", "note", "until", "minutes");
        var who = fields.Text("who", longest: 100, isRequired: false) ?? caller ?? Unnamed;
        if (caller is not null && who != caller) fields.Wrong("who", "is told by the credential; leave it out");
        var note = fields.Text("note", longest: 500, isRequired: false);
        var until = action == AlertAction.Snooze ? End(fields, now) : NoEnd(fields);
        return errors.Any ? errors.ToProblem() : new AlertCommand(alertId, action, who, until, note);
    }

    private static DateTimeOffset? End(JsonFields fields, DateTimeOffset now)
    {
        var minutes = fields.Whole("minutes", 1, (long)LongestSnooze.TotalMinutes, isRequired: false);
        var until = fields.Instant("until", isRequired: false);
        if (fields.Has("minutes") && fields.Has("until")) fields.Wrong("minutes", "must not come with until");
        else if (!fields.Has("minutes") && !fields.Has("until")) fields.Wrong("until", "is missing; give until or minutes");
        if (until <= now) fields.Wrong("until", "is not in the future");
        else if (until > now + LongestSnooze) fields.Wrong("until", "is more than 24 hours away");
        return until ?? (minutes is { } rest ? now.AddMinutes(rest) : null);
    }

    private static DateTimeOffset? NoEnd(JsonFields fields)
    {
        if (fields.Has("until")) fields.Wrong("until", "belongs to a snooze only");
        if (fields.Has("minutes")) fields.Wrong("minutes", "belongs to a snooze only");
        return null;
    }
}
