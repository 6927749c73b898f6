using System.Diagnostics;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Imports;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Pages.Frame;

namespace TwinGrid.Gateway.Pages.Imports;

/// <summary>Files that one visitor drops: taken through the gate as a request of his, by the row of <c>POST /v1/imports</c> and of the format.</summary>
internal sealed class GuardedImportsView(FileImport import, AccessGate gate, PageVisitor visitor, IServiceProvider services) : IImportsView
{
    private static readonly RouteRow Row = AccessTable.RowOf("POST /v1/imports")!;

    public async Task<string?> OwnTwin() => (await visitor.Credential()).Caller is { Role: Role.Patient, OwnTwin: { } own } ? own.Value : null;

    public async Task<(FileView? Taken, Problem? Refused)> Take(Stream file, long length, string? twin, ImportProgress progress, CancellationToken cancel)
    {
        try
        {
            var context = new DefaultHttpContext { RequestServices = services, RequestAborted = cancel };
            (context.Request.Scheme, context.Request.Host) = ("https", new HostString("localhost")); // addresses in answers lead nowhere from a page
            context.Features.Set(new Visit(Row, await visitor.Credential(), Stopwatch.GetTimestamp()));
            var (sight, objection) = await gate.Inner(context, Row);
            if (sight is null) return (null, objection as Problem ?? Problem.Of(ProblemKind.NotPermitted, Strings.ImportNotForYou));
            context.Features.Set(sight);
            using var held = await Received(file, length, progress, cancel);
            var outcome = await import.Take(context, held, new(string.IsNullOrWhiteSpace(twin) ? null : twin.Trim()), progress);
            return (outcome.Value, outcome.Problem);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return (null, Troubles.Of(error));
        }
    }

    private static async Task<MemoryStream> Received(Stream file, long length, ImportProgress progress, CancellationToken cancel)
    {
        progress.Begin(ImportStage.Receiving);
        var (held, buffer) = (new MemoryStream((int)Math.Min(length, FileImport.MostBytes)), new byte[64 << 10]);
        while (await file.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            held.Write(buffer, 0, read);
            progress.Come(held.Length, length);
        }
        held.Position = 0;
        return held;
    }
}
