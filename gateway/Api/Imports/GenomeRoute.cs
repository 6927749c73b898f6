using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using TwinGrid.Formats.Genomes;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Gateway.Api.Twins;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary><c>POST /v1/twins/{id}/genome</c>: a VCF becomes the genotypes that the twin's liver looks drugs up by. The file itself is not kept.</summary>
internal static class GenomeRoute
{
    private const int MostBytes = 64 << 20;

    public static void MapGenome(this RouteGroupBuilder v1) => v1.MapPost("/twins/{id}/genome", Post).WithTags("Imports")
        .RequireRateLimiting(Doorkeeper.Streams).WithMetadata(new DisableRequestSizeLimitAttribute())
        .Summary("sendGenome", "Set the patient's pharmacogenes from a VCF", """
            VCF 4.x on GRCh38, plain, gzip or bgzip, at most 64 MiB. Every diplotype that explains the file is answered, with what was missing. A gene is set where all of them mean
            the same to the tables of drugs; one set from an earlier file that this one leaves open is taken back. Durable when it answers.
            """)
        .Takes<string>("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tpatient\nchr16\t31096368\trs9923231\tC\tT\t.\tPASS\t.\tGT\t0/1\n", "text/vcf", alsoTaken: ["application/gzip", "*/*"])
        .Produces<GenomeView>().Refuses(400, 404, 413);

    public static async Task<IResult> Post(
        [Description("The twin's pseudonym.")] string id, [Description("Whose column of the file, where there are several.")] string? sample, HttpRequest request, GenomeImport import)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (!(await RawBody.Read(request, MostBytes)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            return (await import.Take(twin, body, sample, Callers.Of(request.HttpContext)?.Subject)).Is(out var view, out problem) ? TypedResults.Json(view, ApiJson.Options) : problem;
        }
    }
}

/// <summary>What a genome did to a twin.</summary>
/// <param name="Set">Genes that the twin now has a genotype of.</param>
/// <param name="TakenBack">Genes that an earlier file had set and this one leaves open.</param>
/// <param name="Genes">What the file says, gene by gene, with what was missing.</param>
/// <param name="Drugs">What it means for drugs, as guidelines say; other drugs that are taken are not looked at here.</param>
public sealed record GenomeView(IReadOnlyList<string> Set, IReadOnlyList<string> TakenBack, IReadOnlyList<GeneReport> Genes, IReadOnlyList<DrugReport> Drugs);
