using System.Globalization;
using TwinGrid.Testbed;
using Xunit.Abstractions;

namespace TwinGrid.Gateway.Tests.Imports;

/// <summary>
/// The example files with bytes changed, cut out and doubled: each is taken, or refused and leaves log, treatments and records as they were. TWINGRID_FUZZ sets how many of each; the seed is printed.
/// </summary>
public sealed class Files_are_spoilt(ITestOutputHelper output) : Fhir.Records
{
    private const int Usually = 40;

    [Fact]
    public async Task and_what_is_refused_leaves_everything_as_it_was()
    {
        var (many, seed) = (Setting("TWINGRID_FUZZ", Usually), Setting("TWINGRID_SEED", 20260301));
        var twin = (await Post("/v1/patients", ExampleFiles.Patient)).Json.GetProperty("twinId").GetString()!;
        foreach (var (name, format) in ExampleFiles.All)
        {
            var (random, good, statuses) = (new Random(seed), ExampleFiles.Read(name), new SortedDictionary<int, int>());
            for (var i = 0; i < many; i++)
            {
                var before = State(twin);
                using var content = new ByteArrayContent(Spoilt.Bytes(good, random));
                using var answer = await Http.PostAsync($"/v1/imports?twin={twin}", content);
                var status = (int)answer.StatusCode;
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
                status.ShouldBeLessThan(500, $"{name}, seed {seed}, number {i}");
                if (status != 200) State(twin).ShouldBe(before, $"{name}, seed {seed}, number {i} was half done");
            }
            output.WriteLine($"{format}, seed {seed}: {string.Join(", ", statuses.Select(pair => $"{pair.Value} × {pair.Key}"))}");
        }
    }

    /// <summary>How much stands in the log, among the treatments, in the records.</summary>
    private (int, int, int) State(string twin) => (Log.All.Count, Grid.Twin(twin).Entered.Count, Stored.Written.Count);

    private static int Setting(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : usual;
}
