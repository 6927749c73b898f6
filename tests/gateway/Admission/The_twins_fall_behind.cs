using System.Net;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Tests.Admission;

public sealed class The_twins_fall_behind : Gateway
{
    private int Partition => TwinId.Parse("p1").Partition(Log.PartitionCount);

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal) { ["TwinGrid:Admission:LagSeconds"] = "10" };

    [Fact]
    public async Task packets_are_refused_until_the_twins_have_caught_up_and_what_was_taken_stays()
    {
        await Registered();
        var reader = Grid.Reader(Partition);
        (await Send(1)).Status.ShouldBe(HttpStatusCode.Accepted);
        reader.Delivered = -1; // it stands still before one record
        await Seconds(9);
        (await Send(2)).Status.ShouldBe(HttpStatusCode.Accepted);
        await Seconds(5);
        var refused = await Send(3);
        refused.ShouldBeProblem(HttpStatusCode.TooManyRequests, "overloaded");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await Get("/v1/twins/p1")).Status.ShouldBe(HttpStatusCode.OK, "looking at a twin is not refused");

        reader.Delivered = 1;
        await Seconds(2); // the second round is asked when the first is understood
        (await Send(3)).Status.ShouldBe(HttpStatusCode.Accepted);
        Log.All.Select(logged => logged.Packet.Sequence).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task a_stream_is_answered_line_by_line()
    {
        await Registered();
        await Send(1);
        Grid.Reader(Partition).Delivered = -1;
        await Seconds(12);
        var answer = await Post("/v1/vitals", Lines(Packet(twin: "p1", sequence: "2"), Packet(twin: "p1", sequence: "3")));
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.Contains("\"status\":429", StringComparison.Ordinal));
        Log.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_reader_that_works_at_a_good_pace_is_not_behind_however_much_lies_before_it()
    {
        await Registered();
        for (var sequence = 1; sequence <= 40; sequence++) await Send(sequence);
        var reader = Grid.Reader(Partition);
        for (reader.Delivered = -1; reader.Delivered < 20; reader.Delivered += 10) await Seconds(1); // ten a second
        (await Send(41)).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    private Task<Answer> Send(int sequence) => Post("/v1/twins/p1/vitals", Packet(sequence: $"{sequence}"));

    private async Task Seconds(int count)
    {
        var reader = Grid.Reader(Partition);
        for (var second = 0; second < count; second++)
        {
            var before = reader.Questions;
            Time.Advance(TimeSpan.FromSeconds(1));
            await Eventually(() => reader.Questions > before);
        }
    }
}
