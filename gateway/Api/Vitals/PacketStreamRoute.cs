using System.IO.Pipelines;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary><c>POST /v1/vitals</c>: newline-delimited packets in, newline-delimited answers out, both at once.</summary>
internal static class PacketStreamRoute
{
    public const string MediaType = "application/x-ndjson";

    /// <summary>Answers kept for a client that sends all before it reads any; beyond, the stream is read no further until it reads.</summary>
    private const int UnreadAnswerBytes = 64 << 20;

    /// <summary>Other names the same thing goes by.</summary>
    public static readonly string[] AlsoTaken = ["application/ndjson", "application/jsonl", "application/json"];

    public static async Task<IResult> Post(HttpContext context, PacketStream stream, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        var (request, response, limits) = (context.Request, context.Response, StreamLimits.Standard);
        if (request.ContentLength > limits.StreamBytes)
            return Problem.Of(ProblemKind.TooLarge, "A stream may have at most 64 MiB (67108864 bytes); nothing was read. Send it in parts.") with { Errors = [new FieldError("body", "is longer than 67108864 bytes")] };

        AllowSlowPeers(context);
        response.ContentType = MediaType;
        await response.StartAsync(context.RequestAborted);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: UnreadAnswerBytes, resumeWriterThreshold: UnreadAnswerBytes / 2));
        var answering = pipe.Reader.CopyToAsync(response.Body, context.RequestAborted);
        var taking = stream.Run(new LineReader(request.Body, limits, time, lifetime.ApplicationStopping), pipe.Writer, Sight.Of(context), context.RequestAborted);
        await Task.WhenAll(taking, answering);
        return Results.Empty;
    }

    /// <summary>A wearable may send a few bytes a minute on a stream it keeps open: no least rate; a silent stream is ended by <see cref="LineReader"/>.</summary>
    private static void AllowSlowPeers(HttpContext context)
    {
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } sending) sending.MinDataRate = null;
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } reading) reading.MinDataRate = null;
    }
}
