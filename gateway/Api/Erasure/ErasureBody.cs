using System.Text.Json;
using TwinGrid.Erasure;
using TwinGrid.Gateway.Api.Bodies;

namespace TwinGrid.Gateway.Api.Erasure;

/// <summary>Why a patient is erased.</summary>
/// <param name="Ground">no-longer-needed, consent-withdrawn, objection, unlawful, legal-obligation or child: Article 17(1) GDPR, (a) to (f). A code and no text: it is kept.</param>
public sealed record ErasureBody(string Ground)
{
    internal static readonly (string Word, ErasureGround Ground)[] Grounds =
    [
        ("no-longer-needed", ErasureGround.NoLongerNeeded), ("consent-withdrawn", ErasureGround.ConsentWithdrawn), ("objection", ErasureGround.Objection),
        ("unlawful", ErasureGround.Unlawful), ("legal-obligation", ErasureGround.LegalObligation), ("child", ErasureGround.Child),
    ];

    internal static Reading<ErasureBody> Read(JsonElement body)
    {
        var errors = new FieldErrors();
        var ground = new JsonFields(body, "", errors, "ground").Choice("ground", Grounds);
        return errors.Any ? errors.ToProblem() : new ErasureBody(Word(ground!.Value));
    }

    internal ErasureGround Meant => Array.Find(Grounds, known => known.Word == Ground).Ground;

    internal static string Word(ErasureGround ground) => Array.Find(Grounds, known => known.Ground == ground).Word ?? "restored-from-backup";
}

/// <summary>What became of an erasure.</summary>
/// <param name="ErasedAt">When the key was destroyed and everything stored was removed; null while that goes on, and then it is asked again.</param>
/// <param name="Removed">What was removed, by place.</param>
/// <param name="Kept">What the law has us keep, and what of the patient it holds.</param>
public sealed record ErasureView(string TwinId, string Ground, DateTimeOffset BegunAt, DateTimeOffset? ErasedAt, IReadOnlyDictionary<string, long> Removed, string Kept)
{
    private const string Trail = "The audit trail, which knows the pseudonym only.";

    internal static ErasureView Of(ErasureReport report, IReadOnlyDictionary<string, long> here)
    {
        var removed = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (place, count) in report.Removed.Concat(here))
            if (count > 0) removed[place] = count;
        return new ErasureView(report.Twin.Value, ErasureBody.Word(report.Ground), report.BegunAt, report.DoneAt, removed, Trail);
    }
}
