using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Access;
using TwinGrid.Erasure;
using TwinGrid.Gateway.Tests.Access;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Testbed.Processes;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Studies;

/// <summary>
/// A study of 300 people who consent, among them one of 103 years and one with a rare code, with canaries wherever a record can hold them. What comes out is looked at as a stranger
/// would: by its bytes, and by code that shares nothing with what made it.
/// </summary>
public sealed class An_export_is_ordered : Identified
{
    private const string Exports = "/v1/studies/study-1/exports", Canary = "KANARIENVOGEL-TARO", Interrupted = "00000000000000000000000000000001";
    private const int People = 300;

    private static readonly DateTimeOffset Start = new(2026, 1, 10, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<string, int> _askedOf = new(StringComparer.Ordinal);
    private readonly HashSet<string> _withdrawsAfterFirst = new(StringComparer.Ordinal);

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(base.Settings, StringComparer.Ordinal) { ["TwinGrid:Exports:Folder"] = Folder };

    private string Folder => Path.Combine(_folder.Path, "exports");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var random = new Random(20260301);
        for (var i = 0; i < People; i++)
        {
            var id = Twin(i);
            var birth = i == 0 ? new DateOnly(1923, 2, 1) : new DateOnly(1936 + random.Next(60), random.Next(1, 13), random.Next(1, 29));
            List<string> conditions = [$"{Canary}-{i}"];
            if (i == 1) conditions.Add(PatientProfile.SevereAorticStenosis);
            if (i % 5 == 0) conditions.Add("PREGNANCY");
            if (i % 7 == 0) conditions.Add(PatientProfile.ReducedEjectionFraction);
            await Grid.Twin(id).Register(new PatientProfile(birth, i % 2 == 0 ? Sex.Female : Sex.Male, 145 + random.NextDouble() * 45, 40 + random.NextDouble() * 60, conditions, (DiabetesType)(i % 3)));
            for (var day = 0; day < 40; day++)
                Grid.History(id).Known.Add((Signal.Glucose, new HistoryPoint(Start.AddDays(day).AddSeconds(7 * 3600 + i * 61), 80 + random.Next(120), $"{Canary}-DEVICE-{i}", SampleStatus.Final, day == 3 ? SampleFlags.Impossible : SampleFlags.None)));
            Grid.Study("study-1").Add(id);
            Grid.Study("study-2").Add(id);
        }
        Verdicts.Rule = request => request is { Caller: { Role: Role.Researcher, Study: "study-1" or "study-2" }, Purpose: Purpose.Research, Operation: Operation.Export } && StillConsents(request.Twin.Value);
        foreach (var study in (string[])["study-1", "study-2"])
            (await As(PrivacyOfficer(), HttpMethod.Put, $"/v1/studies/{study}", """{"title":"Sugar","status":"active","start":"2026-01-01","end":"2027-01-01"}""")).Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Created);
    }

    protected override void Prepare(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder)
    {
        base.Prepare(builder);
        Directory.CreateDirectory(Path.Combine(Folder, Interrupted));
        File.WriteAllText(Path.Combine(Folder, Interrupted, "rows.part"), "half a file");
        File.WriteAllText(Path.Combine(Folder, Interrupted, "record.json"), $$"""
            {"id":"{{Interrupted}}","study":"study-1","order":{"kind":"pseudonymised","signals":[],"from":null,"to":null,"format":"csv"},"state":"running","by":"officer-1",
             "orderedAt":"2026-03-01T11:00:00Z","doneAt":null,"expiresAt":null,"failure":null,"report":null,"gateway":"{{Environment.MachineName}}"}
            """);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("csv")]
    public async Task what_is_anonymised_tells_nobody_apart(string format)
    {
        var files = await Made(Anonymised(format));
        var people = Rows(files, "people");
        people.Count.ShouldBeGreaterThan(People / 2);
        CheckAlike(people);
        NothingIdentifies(files);
        foreach (var text in files.Values) text.ShouldNotContain(PatientProfile.SevereAorticStenosis);
        var oldest = people.Max(row => int.TryParse(row["age"].TrimEnd('+').Split('-')[0], out var age) ? age : 0);
        oldest.ShouldBeLessThanOrEqualTo(90);

        var signs = Rows(files, "signs");
        signs.Count.ShouldBeGreaterThan(20);
        signs.Select(row => row["month"]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBe(["2026-01", "2026-02"]);
        signs.Select(row => row["class"]).Distinct(StringComparer.Ordinal).Except(people.Select(row => row["class"]), StringComparer.Ordinal).ShouldBeEmpty();
        signs.GroupBy(row => (row["class"], row["month"], row["code"])).ShouldAllBe(cell => cell.Count() == 1);

        using var report = JsonDocument.Parse(files["report.json"]);
        report.RootElement.GetProperty("reached").GetProperty("k").GetInt32().ShouldBe(people.GroupBy(row => row["class"], StringComparer.Ordinal).Min(rows => rows.Count()));
        report.RootElement.GetProperty("reached").GetProperty("people").GetInt32().ShouldBe(people.Count);
        report.RootElement.GetProperty("measures").EnumerateArray().Select(measure => measure.GetProperty("item").GetInt32()).ShouldBe([1, 2, 3, 4, 5]);
        report.RootElement.GetProperty("measures")[3].GetProperty("counts").GetProperty("rareCodes").GetString().ShouldBe("fewer than 10");
        files["report.md"].ShouldContain("Article 34");
    }

    [Fact]
    public async Task two_anonymised_exports_have_nothing_in_common_that_leads_from_one_to_the_other()
    {
        var (one, other) = (Rows(await Made(Anonymised("ndjson")), "people"), Rows(await Made(Anonymised("ndjson")), "people"));
        one.Select(row => row["row"]).Intersect(other.Select(row => row["row"]), StringComparer.Ordinal).ShouldBeEmpty();
        one.Select(row => row["row"]).Distinct(StringComparer.Ordinal).Count().ShouldBe(one.Count);
        (string.Join("|", one.Select(Shown)) == string.Join("|", other.Select(Shown))).ShouldBeFalse("rows stand in another order");
        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBe(["export.zip", "record.json"]);

        static string Shown(Dictionary<string, string> row) => $"{row["age"]} {row["sex"]} {row["heightCm"]} {row["weightKg"]} {row["diagnoses"]}";
    }

    [Fact]
    public async Task what_is_pseudonymised_has_the_studys_pseudonyms_and_shifted_times()
    {
        var (first, again, elsewhere) = (await Made(Pseudonymised()), await Made(Pseudonymised()), await Made(Pseudonymised(), "study-2"));
        foreach (var files in (Dictionary<string, string>[])[first, again, elsewhere])
        {
            CheckAlike(Rows(files, "people"));
            NothingIdentifies(files);
        }
        Names(first).ShouldBe(Names(again), ignoreOrder: true);
        Names(first).Intersect(Names(elsewhere), StringComparer.Ordinal).ShouldBeEmpty();

        var signs = Rows(first, "signs").GroupBy(row => row["pseudonym"], StringComparer.Ordinal).ToDictionary(rows => rows.Key, rows => rows.Select(row => DateTimeOffset.Parse(row["at"])).ToList(), StringComparer.Ordinal);
        signs.Keys.Except(Names(first), StringComparer.Ordinal).ShouldBeEmpty();
        foreach (var times in signs.Values)
        {
            times.Count.ShouldBe(39, "40 days, one doubtful");
            Math.Abs((times[0] - Start).TotalDays).ShouldBeGreaterThan(6);
            (times[^1] - times[0]).TotalDays.ShouldBe(39, .001);
        }
        signs.Values.Select(times => times[0].Date).Distinct().Count().ShouldBeGreaterThan(80, "each has a shift of his own");
        var there = Rows(elsewhere, "signs").Select(row => row["at"]).ToHashSet(StringComparer.Ordinal);
        Rows(first, "signs").Count(row => there.Contains(row["at"])).ShouldBeLessThan(Rows(first, "signs").Count / 2, "another study shifts otherwise");
        using var report = JsonDocument.Parse(first["report.json"]);
        report.RootElement.GetProperty("measures").EnumerateArray().Select(measure => measure.GetProperty("item").GetInt32()).ShouldBe([1, 2, 3]);
        first["report.md"].ShouldContain("Article 31");

        static List<string> Names(Dictionary<string, string> files) => [.. Rows(files, "people").Select(row => row["pseudonym"])];
    }

    [Theory]
    [InlineData("pseudonymised")]
    [InlineData("anonymised")]
    public async Task who_withdraws_while_it_is_made_is_left_out(string kind)
    {
        _withdrawsAfterFirst.UnionWith(Enumerable.Range(50, 10).Select(Twin));
        var files = await Made(kind == "anonymised" ? Anonymised("ndjson") : Pseudonymised());
        CheckAlike(Rows(files, "people"));
        var entries = Trail.Entries.Where(entry => entry is { Route: "POST /v1/studies/{study}/exports", Twins.Count: 1 }).ToList();
        entries.Where(entry => entry.Decision.Permitted).Select(entry => entry.Twins[0].Value).Where(_withdrawsAfterFirst.Contains).ShouldBeEmpty();
        entries.Count(entry => entry.Decision.Permitted).ShouldBe(Rows(files, "people").Count);
        entries.Where(entry => !entry.Decision.Permitted).Select(entry => entry.Twins[0].Value).ShouldBe(_withdrawsAfterFirst, ignoreOrder: true);
        if (kind == "pseudonymised") Rows(files, "signs").Select(row => row["pseudonym"]).Distinct(StringComparer.Ordinal).Count().ShouldBe(Rows(files, "people").Count);
    }

    [Fact]
    public async Task everyone_in_it_and_every_download_stands_in_the_trail()
    {
        var files = await Made(Pseudonymised());
        var entries = Trail.Entries.Where(entry => entry is { Route: "POST /v1/studies/{study}/exports", Twins.Count: 1 }).ToList();
        entries.Count.ShouldBe(Rows(files, "people").Count);
        entries.ShouldAllBe(entry => entry.Operation == Operation.Export && entry.Purpose == Purpose.Research && entry.Decision.ConsentId == "c1" && entry.Caller.Subject == "officer-1");
        entries.Select(entry => entry.Twins[0]).Distinct().Count().ShouldBe(entries.Count);
        Trail.Entries.Count(entry => entry.Route == "GET /v1/studies/{study}/exports/{export}/file" && entry.Succeeded).ShouldBe(1);
    }

    [Fact]
    public async Task what_cannot_be_written_down_is_not_given()
    {
        var id = (await As(PrivacyOfficer(), HttpMethod.Post, Exports, Pseudonymised())).Json.GetProperty("id").GetString();
        Trail.IsFull = true;
        await Eventually(() => File.ReadAllText(Path.Combine(Folder, id!, "record.json")) is var text && (text.Contains("\"failed\"", StringComparison.Ordinal) || text.Contains("\"ready\"", StringComparison.Ordinal)));
        Trail.IsFull = false;
        var failed = await GetAs(PrivacyOfficer(), $"{Exports}/{id}");
        failed.Json.GetProperty("failure").GetString()!.ShouldContain("audit");
        (await GetAs(PrivacyOfficer(), $"{Exports}/{id}/file")).ShouldBeProblem(HttpStatusCode.Conflict, "export-not-ready");
        Directory.EnumerateFiles(Path.Combine(Folder, id!)).Select(Path.GetFileName).ShouldBe(["record.json"]);
    }

    [Fact]
    public async Task who_is_erased_takes_the_pseudonymised_exports_along_that_he_is_in()
    {
        _withdrawsAfterFirst.Add(Twin(60));
        var (with, anonymous) = ((await Ordered(Pseudonymised())).Id, (await Ordered(Anonymised("csv"))).Id);
        var forgetters = Services.GetServices<IForgetsTwins>().Where(one => one.What == "exports").ToList();
        (await forgetters.Single().Forget(TwinId.Parse(Twin(60)), default)).ShouldBe(0, "he is in none");
        (await GetAs(PrivacyOfficer(), $"{Exports}/{with}")).Status.ShouldBe(HttpStatusCode.OK);
        (await forgetters.Single().Forget(TwinId.Parse(Twin(61)), default)).ShouldBe(1);
        (await GetAs(PrivacyOfficer(), $"{Exports}/{with}")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-export");
        (await GetAs(PrivacyOfficer(), $"{Exports}/{anonymous}/file")).Status.ShouldBe(HttpStatusCode.OK);
        (await forgetters.Single().Forget(TwinId.Parse(Twin(61)), default)).ShouldBe(0);
    }

    [Fact]
    public async Task fewer_than_ten_are_refused_with_the_reason()
    {
        Verdicts.Rule = request => request.Operation == Operation.Export && string.CompareOrdinal(request.Twin.Value, Twin(9)) < 0;
        var id = (await As(PrivacyOfficer(), HttpMethod.Post, Exports, Anonymised("csv"))).Json.GetProperty("id").GetString();
        var failed = await Done($"{Exports}/{id}");
        failed.Json.GetProperty("state").GetString().ShouldBe("failed");
        failed.Json.GetProperty("failure").GetString()!.ShouldContain("Fewer than 10 people");
    }

    [Fact]
    public async Task where_everybody_is_equal_nobody_is_told_apart()
    {
        foreach (var i in Enumerable.Range(0, People)) await Grid.Twin(Twin(i)).Register(Samples.Profile with { DiabetesType = DiabetesType.Type1 });
        var files = await Made(Anonymised("csv"));
        Rows(files, "people").Select(row => string.Join(',', row.Where(field => field.Key != "row").Select(field => field.Value))).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        Rows(files, "people")[0]["diagnoses"].ShouldBe("withheld");
        files["report.md"].ShouldContain("diagnoses are withheld");
    }

    [Fact]
    public async Task who_may_not_gets_nothing_and_the_operator_nothing_anonymised()
    {
        var id = (await As(PrivacyOfficer(), HttpMethod.Post, Exports, Anonymised("csv"))).Json.GetProperty("id").GetString();
        await Done($"{Exports}/{id}");
        foreach (var token in (string[])[Patient(), Clinician(), Researcher(), Device()])
            foreach (var path in (string[])[Exports, $"{Exports}/{id}", $"{Exports}/{id}/file"]) (await GetAs(token, path)).ShouldBeProblem(HttpStatusCode.Forbidden, "not-permitted");
        (await As(Researcher(), HttpMethod.Post, Exports, Pseudonymised())).ShouldBeProblem(HttpStatusCode.Forbidden, "not-permitted");
        (await As(Operator(), HttpMethod.Post, Exports, Anonymised("csv"))).ShouldBeProblem(HttpStatusCode.Forbidden, "not-permitted");
        (await GetAs(Operator(), Exports)).Json.GetProperty("exports").EnumerateArray().Select(one => one.GetProperty("id").GetString()).ShouldBe([Interrupted]);
        foreach (var path in (string[])[$"{Exports}/{id}", $"{Exports}/{id}/file", $"/v1/studies/study-2/exports/{id}"]) (await GetAs(Operator(), path)).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-export");
        (await As(Operator(), HttpMethod.Delete, $"{Exports}/{id}")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-export");
        (await As(Operator(), HttpMethod.Post, Exports, Pseudonymised())).Status.ShouldBe(HttpStatusCode.Accepted);
        (await GetAs(PrivacyOfficer(), "/v1/studies/study-2/exports")).Json.GetProperty("exports").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task files_are_their_users_alone_and_go_when_they_are_deleted_or_expire()
    {
        await Made(Pseudonymised());
        var (first, second) = ((await Ordered(Pseudonymised())).Id, (await Ordered(Pseudonymised())).Id);
        if (!OperatingSystem.IsWindows())
            foreach (var file in Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories).Append(Folder))
                (File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)).ShouldBe(UnixFileMode.None, file);
        (await As(PrivacyOfficer(), HttpMethod.Delete, $"{Exports}/{first}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await GetAs(PrivacyOfficer(), $"{Exports}/{first}")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-export");
        Directory.Exists(Path.Combine(Folder, first)).ShouldBeFalse();
        Time.Advance(TimeSpan.FromHours(24));
        (await GetAs(PrivacyOfficer(), $"{Exports}/{second}/file")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-export");
        await Eventually(() =>
        {
            Time.Advance(TimeSpan.FromMinutes(5));
            return Directory.GetDirectories(Folder).Length == 0;
        });
    }

    [Theory]
    [InlineData("""{"kind":"raw"}""", "kind")]
    [InlineData("""{"kind":"anonymised","signals":["nonsense"]}""", "signals[0]")]
    [InlineData("""{"kind":"anonymised","signals":["carbohydrate"],"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z"}""", "signals[0]")]
    [InlineData("""{"kind":"pseudonymised","signals":["glucose","99504-3"],"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z"}""", "signals[1]")]
    [InlineData("""{"kind":"anonymised","signals":["glucose"]}""", "from")]
    [InlineData("""{"kind":"anonymised","from":"2026-01-01T00:00:00Z"}""", "from")]
    [InlineData("""{"kind":"anonymised","signals":["glucose"],"from":"2026-01-01T00:00:00Z","to":"2027-01-01T00:00:00Z"}""", "to")]
    [InlineData("""{"kind":"anonymised","format":"xlsx"}""", "format")]
    [InlineData("""{"kind":"anonymised","names":true}""", "names")]
    public async Task a_wrong_order_is_named(string order, string field)
    {
        (await As(PrivacyOfficer(), HttpMethod.Post, Exports, order)).ShouldName(field);
        Directory.GetDirectories(Folder).ShouldHaveSingleItem("nothing of it is left: the one is that of another test");
    }

    [Fact]
    public async Task what_was_not_finished_when_the_gateway_ended_has_failed()
    {
        (await GetAs(PrivacyOfficer(), $"{Exports}/{Interrupted}")).Json.GetProperty("failure").GetString()!.ShouldContain("Order it again");
        Directory.EnumerateFiles(Path.Combine(Folder, Interrupted)).Select(Path.GetFileName).ShouldBe(["record.json"]);
    }

    [Fact]
    public async Task a_study_that_is_not_under_way_gets_nothing()
    {
        foreach (var order in (string[])[Pseudonymised(), Anonymised("csv")])
            (await As(PrivacyOfficer(), HttpMethod.Post, "/v1/studies/unknown/exports", order)).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-study");
        (await As(PrivacyOfficer(), HttpMethod.Put, "/v1/studies/study-1", """{"title":"Sugar","status":"active","start":"2026-01-01","end":"2026-02-28"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await As(PrivacyOfficer(), HttpMethod.Post, Exports, Anonymised("csv"))).ShouldBeProblem(HttpStatusCode.Conflict, "study-closed");
        (await As(PrivacyOfficer(), HttpMethod.Delete, "/v1/studies/study-2/key")).Status.ShouldBe(HttpStatusCode.OK);
        (await As(PrivacyOfficer(), HttpMethod.Post, "/v1/studies/study-2/exports", Pseudonymised())).ShouldBeProblem(HttpStatusCode.Conflict, "study-closed");
    }

    private bool StillConsents(string twin) => !_withdrawsAfterFirst.Contains(twin) || _askedOf.AddOrUpdate(twin, 1, (_, times) => times + 1) == 1;

    private static string Twin(int i) => $"{i:x8}feedbeef";

    private static string Anonymised(string format) => $$"""{"kind":"anonymised","signals":["glucose"],"from":"2026-01-05T00:00:00Z","to":"2026-02-25T00:00:00Z","format":"{{format}}"}""";

    private static string Pseudonymised() => """{"kind":"pseudonymised","signals":["glucose"],"from":"2026-01-05T00:00:00Z","to":"2026-02-25T00:00:00Z"}""";

    private async Task<Dictionary<string, string>> Made(string order, string study = "study-1") => (await Ordered(order, study)).Files;

    private async Task<(string Id, Dictionary<string, string> Files)> Ordered(string order, string study = "study-1")
    {
        var ordered = await As(PrivacyOfficer(), HttpMethod.Post, $"/v1/studies/{study}/exports", order);
        ordered.Status.ShouldBe(HttpStatusCode.Accepted, ordered.Text);
        var place = ordered.Headers.Location!.ToString();
        var done = await Done(place);
        done.Json.GetProperty("state").GetString().ShouldBe("ready", done.Text);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{place}/file");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", PrivacyOfficer());
        using var answer = await Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
            files[entry.FullName] = await reader.ReadToEndAsync();
            entry.LastWriteTime.Year.ShouldBe(1980);
        }
        return (done.Json.GetProperty("id").GetString()!, files);
    }

    private async Task<Answer> Done(string place)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await GetAs(PrivacyOfficer(), place);
            if (answer.Json.GetProperty("state").GetString() is "ready" or "failed") return answer;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    private static List<Dictionary<string, string>> Rows(Dictionary<string, string> files, string name)
    {
        if (files.TryGetValue($"{name}.csv", out var csv))
        {
            var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToList();
            return [.. lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
        }
        return [.. files[$"{name}.ndjson"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            JsonDocument.Parse(line).RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ToString(), StringComparer.Ordinal))];
    }

    /// <summary>k ≥ 10 by all that others could know, l ≥ 2 in each class, no code that fewer than ten carry.</summary>
    private static void CheckAlike(List<Dictionary<string, string>> people)
    {
        people.Count.ShouldBeGreaterThan(9);
        foreach (var alike in people.GroupBy(row => (row["age"], row["sex"], row["heightCm"], row["weightKg"])))
        {
            alike.Count().ShouldBeGreaterThanOrEqualTo(10, $"{alike.Key}");
            alike.Select(row => row["diagnoses"]).Distinct(StringComparer.Ordinal).Count().ShouldBeGreaterThanOrEqualTo(2, $"{alike.Key}");
        }
        foreach (var code in people.SelectMany(row => row["diagnoses"].Split(';', StringSplitOptions.RemoveEmptyEntries)).GroupBy(code => code, StringComparer.Ordinal)) code.Count().ShouldBeGreaterThanOrEqualTo(10, code.Key);
    }

    private static void NothingIdentifies(Dictionary<string, string> files)
    {
        foreach (var (name, text) in files)
        {
            foreach (var canary in (string[])[Canary, "feedbeef", "1923-02", "officer-1"]) text.Contains(canary, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{canary} in {name}");
            if (name.StartsWith("people", StringComparison.Ordinal)) Rows(files, "people").ShouldAllBe(row => !row["age"].StartsWith("10", StringComparison.Ordinal));
            for (var i = 0; i < People; i++) // an exact time of anybody's value
                text.ShouldNotContain($"{Start.AddDays(5).AddSeconds(7 * 3600 + i * 61):yyyy-MM-dd'T'HH:mm:ss}");
        }
    }
}
