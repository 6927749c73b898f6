using System.Globalization;
using System.Text;
using TwinGrid.HealthRecords;
using TwinGrid.Testbed;
using Xunit.Abstractions;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>Transactions with bytes changed, cut out and doubled. TWINGRID_FHIR_FUZZ sets how many; the seed is printed.</summary>
public sealed class Bundles_are_spoilt(ITestOutputHelper output) : Records
{
    private const int Usually = 300;

    [SkippableFact]
    public async Task and_are_taken_whole_or_not_at_all_and_never_break_anything()
    {
        var many = int.TryParse(Environment.GetEnvironmentVariable("TWINGRID_FHIR_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : Usually;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TWINGRID_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 20260301;
        var random = new Random(seed);
        string[] files = ["fhir-r4/Bundle-TransactionWithReferenceInResourceBody.json", "jp-clins/Bundle-Bundle-CLINS-Observations-Example-01.json", "fhir-r4/Bundle-Batch.json"];
        byte[][] whole = [.. files.Select(file => File.ReadAllBytes(SharedData.Path(["samples", .. file.Split('/')])))];
        var statuses = new SortedDictionary<int, int>();
        for (var i = 0; i < many; i++)
        {
            var spoilt = Spoilt(whole[i % whole.Length], random);
            var before = Stored.Written.Count;
            using var content = new ByteArrayContent(spoilt);
            content.Headers.TryAddWithoutValidation("Content-Type", "application/fhir+json");
            var answer = await Answer.Of(Http.PostAsync("/fhir", content));
            var status = (int)answer.Status;
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            status.ShouldBeLessThan(500, $"seed {seed}, number {i}: {answer.Text}");
            if (status != 200) Stored.Written.Count.ShouldBe(before, $"seed {seed}, number {i} was half done: {answer.Text}");
            else if (answer.Json.GetProperty("type").GetString() == "transaction-response") await AllIsThere(answer);
        }
        output.WriteLine($"seed {seed}: {string.Join(", ", statuses.Select(pair => $"{pair.Value} × {pair.Key}"))}");
    }

    private async Task AllIsThere(Answer answer)
    {
        foreach (var location in answer.Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("location").GetString()!.Split('/')))
            (await Stored.Read(new ResourceName(location[0], location[1]), null)).ShouldNotBeNull();
    }

    /// <summary>A few bytes of it are others, or a piece is missing or stands twice.</summary>
    private static byte[] Spoilt(byte[] whole, Random random)
    {
        var bytes = whole.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var (place, length) = (random.Next(bytes.Count), random.Next(1, 40));
            length = Math.Min(length, bytes.Count - place);
            switch (random.Next(5))
            {
                case 0: bytes[place] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(place, length); break;
                case 2: bytes.InsertRange(place, bytes.GetRange(place, length)); break;
                case 3: bytes[place] = (byte)"0123456789{}[]\",:aZ"[random.Next(19)]; break;
                default: bytes.InsertRange(place, Encoding.UTF8.GetBytes(random.Next(2) == 0 ? "null" : "\"\"")); break;
            }
        }
        return [.. bytes];
    }
}
