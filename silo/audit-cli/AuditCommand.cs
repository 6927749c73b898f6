using System.CommandLine;
using System.Globalization;
using TwinGrid.Access;
using TwinGrid.Audit.Verification;

namespace TwinGrid.Audit.Cli;

/// <summary><c>twingrid-audit verify</c>. Exit code 0: the trail holds. 1: it does not, and the first bad entry is named. 2: it could not be verified.</summary>
public static class AuditCommand
{
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var trail = new Argument<string>("trail") { Description = "A file of the trail, or the folder of a shard with all its files." };
        var anchors = new Option<string>("--anchors") { Description = "The shard's file of anchors, kept outside the database. Without it only the chain is looked at, which a forger can compute anew." };
        var key = new Option<string>("--key") { Description = "PEM file of the public key." };
        var verify = new Command("verify", "Verify that nothing was changed, taken away, put in, moved or cut off. Names the first bad entry.") { trail, anchors, key };
        verify.SetAction(parsed => Verify(parsed.GetValue(trail)!, parsed.GetValue(anchors), parsed.GetValue(key), output, error));
        var root = new RootCommand("twingrid-audit: looks at the audit trail of a TwinGrid gateway, offline.") { verify };
        return root.Parse(args).Invoke(new InvocationConfiguration { Output = output, Error = error });
    }

    private static int Verify(string trail, string? anchors, string? key, TextWriter output, TextWriter error)
    {
        try
        {
            if (anchors is not null && key is null) throw new AuditUnavailableException("--anchors needs --key, the public key.");
            if (key is not null && anchors is null) throw new AuditUnavailableException("--key needs --anchors, the file of signed anchors.");
            if (anchors is not null && !File.Exists(anchors))
                throw new AuditUnavailableException($"--anchors: there is no {anchors}. A gateway signs its first anchor within the hour, and when it stops; without --anchors and --key the chain alone is looked at.");
            var verdict = TrailVerifier.Verify(trail, anchors, key is null ? null : File.ReadAllText(key));
            return Tell(verdict, anchors is not null, output);
        }
        catch (Exception problem) when (problem is AuditUnavailableException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine(problem.Message);
            return 2;
        }
    }

    private static int Tell(Verdict verdict, bool hasAnchors, TextWriter output)
    {
        if (verdict.Finding is { } finding)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"BAD: first bad entry {finding.Index} of the trail of {verdict.Shard}. {finding.Words}"));
            return 1;
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The trail of {verdict.Shard} holds: {verdict.Entries} entries."));
        if (verdict.Waiting > 0) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Behind them {verdict.Waiting} wait in the file 'pending' of the shard: the gateway takes them in, when it was killed at its next start."));
        output.WriteLine(hasAnchors
            ? string.Create(CultureInfo.InvariantCulture, $"Signed: those below {verdict.AnchoredTo}, last at {verdict.LastAnchorAt:u}. After that only the chain holds them; a later anchor will cover them.")
            : "No anchors were given: a forger could have computed the chain anew.");
        return 0;
    }
}
