using System.IO.Pipelines;
using System.Text.Json;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Events;
using TwinGrid.TrialRuns;

namespace TwinGrid.Gateway.Api.Trials;

/// <summary>Tells one listener how far a trial is, as it changes, until it has ended or he may listen no more.</summary>
internal sealed class TrialStream(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15), ChangesAtMost = TimeSpan.FromMilliseconds(250), LongestStall = TimeSpan.FromMinutes(5);

    public async Task Run(PipeWriter output, string trial, Sight sight, CancellationToken cancel)
    {
        var known = 0L;
        EventWriter.Place(output, "0");
        while (!sight.IsOver)
        {
            var standing = await grains.GetGrain<ITrial>(trial).Watch(known, HeartbeatEvery).WaitAsync(cancel);
            if (standing is null) return;
            if (standing.Version == known) EventWriter.Heartbeat(output, $"{known}");
            else EventWriter.Event(output, standing.State == TrialState.Running ? "progress" : "ended", $"{standing.Version}", JsonSerializer.SerializeToUtf8Bytes(TrialView.Of(standing), ApiJson.Options));
            known = standing.Version;
            await Flush(output, cancel);
            if (standing.State != TrialState.Running) return;
            await Task.Delay(ChangesAtMost, time, cancel);
        }
    }

    private async Task Flush(PipeWriter output, CancellationToken cancel)
    {
        var flushing = output.FlushAsync(cancel);
        if (!flushing.IsCompletedSuccessfully) await flushing.AsTask().WaitAsync(LongestStall, time, cancel);
    }
}
