using TwinGrid.Access;
using TwinGrid.Formats;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary>
/// Takes a file of any known format, which it tells by the content, as the route of that format would: by that route's row of the table of access, with its consent and its entry in the audit trail.
/// </summary>
internal sealed class FileImport(SampleImport samples, GenomeImport genomes, ClaimsImport claims, RecordFile records, MessageFile messages, AccessGate gate, IAuditTrail trail, KnownTwins twins)
{
    public const int MostBytes = 64 << 20;

    private const string Samples = "POST /v1/twins/{id}/imports", Genome = "POST /v1/twins/{id}/genome", Claims = "POST /v1/imports/claims", Results = "POST /v1/vitals";

    /// <summary>Takes the file; answered when what it says is durable. What is refused leaves nothing.</summary>
    /// <param name="context">The request, let in by the row of this route.</param>
    public async Task<Reading<FileView>> Take(HttpContext context, MemoryStream file, FileOrder order, ImportProgress progress)
    {
        progress.Read(file);
        if (FileKinds.Recognise(file) is not { } kind)
            return Problem.Field("body", "is no file that is known here: FHIR (JSON, XML, a resource a line), HL7 v2, UKE, VCF, Open mHealth, Apple Health, entries of Nightscout");
        return kind switch
        {
            FileKind.Fhir => await records.Take(context, file, progress),
            FileKind.Hl7 => await As(context, Results, null, sight => messages.Take(sight, file, progress, context.RequestAborted)),
            FileKind.Claims => await As(context, Claims, null, sight => Claimed(sight, file, context.RequestAborted)),
            FileKind.Genome => await As(context, Genome, order.Twin ?? "", sight => Called(sight, file, order)),
            _ => await As(context, Samples, order.Twin ?? "", sight => Sampled(kind, sight, file, order, progress, context.RequestAborted)),
        };
    }

    /// <summary>What comes of a file of which the row lets the caller in; written down as that row has it.</summary>
    /// <param name="named">The twin that the row's address would name; null where it names none.</param>
    private async Task<Reading<FileView>> As(HttpContext context, string route, string? named, Func<Sight, Task<Reading<FileView>>> work)
    {
        if (named is not null)
        {
            if (!TwinId.TryParse(named, out var twin)) return Problem.Field("twin", named.Length == 0 ? "must name the twin: the file does not say whose it is" : "is no twin's pseudonym");
            context.Request.RouteValues["id"] = twin.Value;
        }
        var row = AccessTable.RowOf(route) ?? throw new InvalidOperationException($"{route} has no row.");
        var (sight, objection) = await gate.Inner(context, row);
        if (sight is null) return objection as Problem ?? Problem.Of(ProblemKind.NotPermitted, "That is not for this caller to do.");
        var outcome = await work(sight);
        if (outcome.Problem is not null && named is null) await Beat.Wait(context); // whom the file names is not told by how long it takes
        if (row.IsAudited) await trail.Record(Entries.Of(context, row, sight.Caller, sight.Purpose, sight.Shown ?? sight.Named, sight.Decision) with { Succeeded = outcome.Problem is null }, context.RequestAborted);
        return outcome;
    }

    private async Task<Reading<FileView>> Sampled(FileKind kind, Sight sight, MemoryStream file, FileOrder order, ImportProgress progress, CancellationToken cancel)
    {
        var (twin, format) = (TwinId.Parse(order.Twin!), kind.Word());
        if (!(await Task.Run(() => SampleImport.Read(format, file, order.Schema), cancel)).Is(out var gathered, out var problem)) return problem;
        if (await twins.BirthDate(twin) is not { } born) return Problem.UnknownTwin(twin.Value);
        if (!(await samples.Take(twin, born, format, gathered, cancel, progress)).Is(out var view, out problem)) return problem;
        return FileView.Empty(format) with { Taken = view.Taken, Kinds = Counted.Of(view.Signals), Flagged = Counted.Of(view.Flagged), Understood = Counted.Of(view.Understood), LeftOut = Counted.Of(view.LeftOut), Examples = view.Examples, Twins = [twin.Value] };
    }

    private async Task<Reading<FileView>> Called(Sight sight, MemoryStream file, FileOrder order)
    {
        var twin = TwinId.Parse(order.Twin!);
        if (!(await genomes.Take(twin, file, order.Sample, sight.Caller.Subject)).Is(out var view, out var problem)) return problem;
        var report = new FileReport(FileKind.Genome);
        report.Concern(twin);
        foreach (var gene in view.Genes)
        {
            report.Note($"{gene.Gene}: {(gene.Diplotypes.Count == 0 ? "–" : string.Join(", ", gene.Diplotypes.Take(4)))} {gene.Phenotype ?? gene.Uncertain}{(gene.Missing.Count > 0 ? $"; {gene.Missing.Count} positions missing ({gene.Missing[0].Reason})" : "")}");
            if (gene.Genotype is not null) report.Take(gene.Gene);
            else report.Leave(gene.Gene, gene.Gene, gene.Uncertain ?? "is not called");
        }
        return report.ToView();
    }

    private async Task<Reading<FileView>> Claimed(Sight sight, MemoryStream file, CancellationToken cancel)
    {
        if (!(await claims.Take(sight, file, cancel)).Is(out var view, out var problem)) return problem;
        return FileView.Empty(FileKind.Claims.Word()) with
        {
            Taken = view.Taken, Kinds = [new("entries", view.Entries)], Examples = view.LeftOut,
            LeftOut = [.. view.LeftOut.GroupBy(left => $"{left.What}: {left.Reason}", StringComparer.Ordinal).Select(same => new Counted(same.Key, same.Count()))],
            Notes = [$"receipts: {view.Receipts}, claims: {view.Count}, points: {view.Points}; balanced"], Twins = [.. (sight.Shown ?? []).Select(twin => twin.Value)],
        };
    }
}

/// <summary>What a file does not say of itself.</summary>
/// <param name="Twin">Whose it is; null where the file says so.</param>
/// <param name="Sample">Of a genome whose column; may be left out where there is one.</param>
/// <param name="Schema">Of data points of Open mHealth without a header.</param>
internal sealed record FileOrder(string? Twin, string? Sample = null, string? Schema = null);
