using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary>
/// Takes a stream of packets for many twins: each line by itself, many at a time, those of one twin in their order. Every line that is not blank
/// gets one answer.
/// </summary>
internal sealed class PacketStream(PlainPacketReader plain, PacketReader reader, PacketIntake intake, WakeDoor door)
{
    /// <summary>Lines between being read and being answered.</summary>
    private const int UnderWay = 512;

    /// <summary>Twins are dealt to this many lanes; a lane keeps order and waits for nobody else.</summary>
    private const int Lanes = 16;

    /// <param name="sight">For which twins the sender may send.</param>
    public async Task Run(LineReader lines, PipeWriter answers, Sight sight, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var run = new Running(answers, sight, stop.Token);
        Task[] work = [ReadAll(lines, run), run.Write(), .. run.Lanes.Select(lane => Work(lane.Reader, run))];
        foreach (var part in work) _ = part.ContinueWith(_ => stop.Cancel(), CancellationToken.None, TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default);
        try
        {
            await Task.WhenAll(work);
        }
        finally
        {
            await answers.CompleteAsync();
        }
    }

    private async Task ReadAll(LineReader lines, Running run)
    {
        LineAnswer? last = null;
        while (await lines.Next(run.Stop) is { } line)
        {
            await run.Slots.WaitAsync(run.Stop);
            if (line.Fault.EndsTheStream()) last = LineAnswer.Refused(line.Number, Refusal(line.Fault));
            else Take(line, run);
        }
        foreach (var lane in run.Lanes) lane.Writer.Complete();
        for (var i = last is null ? 0 : 1; i < UnderWay; i++) await run.Slots.WaitAsync(run.Stop); // all others free again: all answered
        if (last is not null) run.Answer(last);
        run.Answers.Writer.Complete();
    }

    private void Take(Line line, Running run)
    {
        if (line.Fault != LineFault.None)
        {
            run.Answer(LineAnswer.Refused(line.Number, Refusal(line.Fault)));
            return;
        }
        if (plain.Read(line.Utf8.Span) is { } right)
        {
            run.LaneOf(right).TryWrite((line.Number, right));
            return;
        }
        if (!JsonBody.Parse(line.Utf8).Is(out var body, out var problem))
        {
            run.Answer(LineAnswer.Refused(line.Number, problem));
            return;
        }
        using (body)
        {
            if (reader.Read(body.RootElement, addressed: null).Is(out var packet, out problem)) run.LaneOf(packet).TryWrite((line.Number, packet));
            else run.Answer(LineAnswer.Refused(line.Number, problem));
        }
    }

    private async Task Work(ChannelReader<(int Line, VitalsPacket Packet)> lane, Running run)
    {
        await foreach (var (line, packet) in lane.ReadAllAsync(run.Stop))
        {
            try
            {
                if (await ObjectionAtTheDoor(packet, run) is { } objection) run.Answer(LineAnswer.Refused(line, objection));
                else _ = Finish(line, packet, intake.Append(packet, run.Stop), run);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                run.Answer(LineAnswer.Refused(line, Troubles.Of(error)));
            }
        }
    }

    private async Task<Problem?> ObjectionAtTheDoor(VitalsPacket packet, Running run)
    {
        if (await PacketSender.ObjectionToTwin(packet, run.Sight, run.Stop) is { } foreign) return foreign;
        using var place = await door.Enter(packet.TwinId, run.Stop);
        return place.Objection ?? await intake.Objection(packet);
    }

    private static async Task Finish(int line, VitalsPacket packet, ValueTask<LogPosition> append, Running run)
    {
        try
        {
            run.Answer(LineAnswer.Taken(line, packet, await append));
        }
        catch (Exception error)
        {
            run.Answer(LineAnswer.Refused(line, Troubles.Of(error)));
        }
    }

    private static Problem Refusal(LineFault fault) => fault switch
    {
        LineFault.TooLong => JsonBody.TooLarge,
        LineFault.StreamIdle => Problem.Of(ProblemKind.OfStatus(StatusCodes.Status408RequestTimeout), "Nothing came for 10 minutes; the stream ends here. Open a new one."),
        LineFault.GatewayStops => Problem.Of(ProblemKind.NotReady, "The gateway stops. This line and all after it were not read; send them in a new stream.", 5),
        _ => Problem.Of(ProblemKind.TooLarge, "A stream may have at most 64 MiB (67108864 bytes). This line and all after it were not read; send them in a new stream."),
    };

    /// <summary>What the parts of one running stream share.</summary>
    private sealed class Running(PipeWriter output, Sight sight, CancellationToken stop) : IDisposable
    {
        public CancellationToken Stop => stop;

        public Sight Sight => sight;

        public SemaphoreSlim Slots { get; } = new(UnderWay);

        public Channel<(int Line, VitalsPacket Packet)>[] Lanes { get; } =
            [.. Enumerable.Range(0, PacketStream.Lanes).Select(_ => Channel.CreateUnbounded<(int, VitalsPacket)>())]; // bounded by the slots

        public Channel<LineAnswer> Answers { get; } = Channel.CreateUnbounded<LineAnswer>(); // bounded by the slots

        public ChannelWriter<(int Line, VitalsPacket Packet)> LaneOf(VitalsPacket packet) => Lanes[packet.TwinId.Partition(Lanes.Length)].Writer;

        public void Answer(LineAnswer answer) => Answers.Writer.TryWrite(answer);

        public async Task Write()
        {
            await using var writer = new Utf8JsonWriter(output);
            while (await Answers.Reader.WaitToReadAsync(stop))
            {
                var written = 0;
                for (; Answers.Reader.TryRead(out var answer); written++)
                {
                    writer.Reset(output);
                    JsonSerializer.Serialize(writer, answer, ApiJson.Options);
                    output.Write("\n"u8);
                }
                await output.FlushAsync(stop);
                if (written > 0) Slots.Release(written);
            }
        }

        public void Dispose() => Slots.Dispose();
    }
}
