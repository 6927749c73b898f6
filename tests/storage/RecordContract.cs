using System.Text;
using TwinGrid.Access;
using TwinGrid.Erasure;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.Tests;

public abstract class RecordContract(IStorageUnderTest underTest) : TwinStorageContract(underTest)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TwinId _ann = TwinId.NewRandom(), _ben = TwinId.NewRandom();

    [SkippableFact]
    public async Task what_was_written_is_read_back_version_by_version()
    {
        (await Storage.Records.Commit([Write("o1", _ann, 0, "one")], default)).Conflict.ShouldBeNull();
        (await Storage.Records.Commit([Write("o1", _ann, 1, "two")], default)).Unchanged.ShouldBe([false]);
        (await Storage.Records.Commit([Write("o1", _ann, 2, "two")], default)).Unchanged.ShouldBe([true]);
        await Reopen();
        Text(await Storage.Records.Read(Name("o1"), null, default)).ShouldBe("two");
        Text(await Storage.Records.Read(Name("o1"), 1, default)).ShouldBe("one");
        (await Storage.Records.Read(Name("o1"), 3, default)).ShouldBeNull();
        (await Storage.Records.History(Name("o1"), 10, default)).Select(one => one.Version).ShouldBe([2, 1]);
        (await Storage.Records.Find([Name("o1"), Name("o2")], default)).Select(one => one?.Version).ShouldBe([2, null]);
    }

    [SkippableFact]
    public async Task a_conflict_leaves_nothing_of_its_commit()
    {
        await Storage.Records.Commit([Write("o1", _ann, 0, "one")], default);
        (await Storage.Records.Commit([Write("new", _ben, 0, "x"), Write("o1", _ann, 0, "late")], default)).Conflict.ShouldBe(Name("o1"));
        (await Storage.Records.Commit([Write("new", _ben, 0, "x"), Write("o1", _ben, 1, "stolen")], default)).Conflict.ShouldBe(Name("o1"));
        (await Storage.Records.Commit([Write("a", _ann, 0, "x") with { Origin = "here" }], default)).Conflict.ShouldBeNull();
        (await Storage.Records.Commit([Write("new", _ben, 0, "x"), Write("b", _ann, 0, "x") with { Origin = "here" }], default)).Conflict.ShouldBe(Name("b"));
        (await Storage.Records.Read(Name("new"), null, default)).ShouldBeNull();
        (await Storage.Records.FindOrigins(_ann, [new("Observation", "here"), new("Observation", "there")], default)).Select(one => one?.Name).ShouldBe([Name("a"), null]);
        (await Storage.Records.FindOrigins(_ben, [new("Observation", "here")], default)).ShouldBe([null]);
    }

    [SkippableFact]
    public async Task what_fits_is_found_in_one_record_page_by_page()
    {
        await Storage.Records.Commit([.. Enumerable.Range(0, 7).Select(i => Write($"o{i}", _ann, 0, "x") with { Tokens = [$"code={i % 2}", "status=final"], From = Noon.AddDays(i), To = Noon.AddDays(i + 1) })], default);
        await Storage.Records.Commit([Write("other", _ben, 0, "x") with { Tokens = ["code=0"] }, Write("genes", _ann, 0, "x") with { Data = DataClass.Vitals | DataClass.Genome }], default);
        async Task<string> Found(RecordQuery query) => string.Join(' ', (await Storage.Records.Search(query, default)).Found.Select(one => one.Name.Id[_test.Length..]));
        var all = new RecordQuery(_ann, ["Observation"], 0, 100);
        (await Found(all with { Tokens = [["code=0"]] })).ShouldBe("o0 o2 o4 o6");
        (await Found(all with { Tokens = [["code=0", "code=1"], ["status=final"]] })).ShouldBe("o0 o1 o2 o3 o4 o5 o6");
        (await Found(all with { Tokens = [["code=2"]] })).ShouldBe("");
        (await Found(all with { Observed = new TimeBounds(Noon.AddDays(2), Noon.AddDays(4), null, null) })).ShouldBe("o2 o3");
        (await Found(all with { Observed = new TimeBounds(null, null, Noon.AddDays(6), null) })).ShouldBe("o6");
        (await Found(all with { Ids = [Name("o1").Id, Name("other").Id, "nobody"] })).ShouldBe("o1");
        (await Found(all with { Without = DataClass.Genome, Tokens = [] })).ShouldNotContain("genes");
        (await Found(all with { Types = ["Condition"] })).ShouldBe("");
        var first = await Storage.Records.Search(all with { Limit = 5 }, default);
        (first.Total, first.Found.Count).ShouldBe((8, 5));
        (await Found(all with { After = first.Found[^1].Place })).ShouldBe("o5 o6 genes");
        (await Storage.Records.Search(new RecordQuery(TwinId.NewRandom(), [], 0, 10), default)).Total.ShouldBe(0);
    }

    [SkippableFact]
    public async Task what_fits_is_given_in_the_order_asked_for_without_what_it_must_not_have()
    {
        await Storage.Records.Commit([.. new[] { 3, 1, 2, 1 }.Select((day, i) => Write($"o{i}", _ann, 0, "x") with { Tokens = [$"code={day}"], From = Noon.AddDays(day), To = Noon.AddDays(day).AddHours(1) }), Write("never", _ann, 0, "x")], default);
        var all = new RecordQuery(_ann, ["Observation"], 0, 100);
        async Task<string> Found(RecordQuery query) => string.Join(' ', (await Storage.Records.Search(query, default)).Found.Select(one => one.Name.Id[_test.Length..]));
        (await Found(all with { Order = RecordOrder.Observed })).ShouldBe("o1 o3 o2 o0 never");
        (await Found(all with { Order = RecordOrder.ObservedLatestFirst })).ShouldBe("o0 o2 o1 o3 never");
        var second = (await Storage.Records.Search(all with { Order = RecordOrder.ObservedLatestFirst, Limit = 3 }, default)).Found[^1];
        (await Found(all with { Order = RecordOrder.ObservedLatestFirst, AfterKey = second.SortKey, After = second.Place })).ShouldBe("o3 never");
        (await Found(all with { Order = RecordOrder.UpdatedLatestFirst, Limit = 2 })).ShouldBe("o0 o1");
        (await Found(all with { Lacking = ["code=1", "code=3"] })).ShouldBe("o2 never");
        (await Found(all with { IsDated = false })).ShouldBe("never");
        (await Found(all with { IsDated = true, NotObserved = [new TimeBounds(Noon.AddDays(1), null, null, Noon.AddDays(2))] })).ShouldBe("o0 o2");
        (await Found(all with { NotUpdated = [new TimeBounds(DateTimeOffset.UnixEpoch, null, null, Noon.AddYears(100))] })).ShouldBe("");
    }

    [SkippableFact]
    public async Task what_comes_is_told_in_its_order_over_all_records()
    {
        var head = await Storage.Records.Head(default);
        await Storage.Records.Commit([Write("o1", _ann, 0, "one"), Write("o2", _ben, 0, "x")], default);
        await Storage.Records.Commit([Write("o1", _ann, 1, "two")], default);
        var changes = (await Storage.Records.Changes(head, 1_000, default)).Where(change => change.Resource.Name.Id.StartsWith(_test, StringComparison.Ordinal)).ToList();
        changes.Select(change => (change.Resource.Name, change.Resource.Version, change.IsCurrent, change.Resource.Twin)).ShouldBe([(Name("o1"), 1, false, _ann), (Name("o2"), 1, true, _ben), (Name("o1"), 2, true, _ann)]);
        changes.Select(change => change.Place).ShouldBeInOrder();
        (await Storage.Records.Head(default)).ShouldBeGreaterThanOrEqualTo(changes[^1].Place);
        (await Storage.Records.Changes(changes[0].Place, 1, default)).Single().Place.ShouldBeGreaterThan(changes[0].Place);
    }

    [SkippableFact]
    public async Task what_was_measured_waits_until_the_twin_is_told()
    {
        var sign = new VitalSign(Signal.HeartRate, 72.5, Noon, SampleStatus.Corrected, SampleFlags.Impossible);
        await Storage.Records.Commit([Write("o1", _ann, 0, "x") with { Signs = [sign], Device = "record-1" }, Write("o2", _ann, 0, "x") with { Signs = [sign with { Value = 73 }] }, Write("o3", _ben, 0, "x") with { Signs = [sign] }], default);
        await Storage.Records.Commit([Write("o1", _ann, 1, "x") with { Signs = [sign] }], default); // the same again tells nothing
        var row = (await Storage.Records.Untold(_ann, 10, default)).ShouldHaveSingleItem();
        row.Signs.Select(one => (one.Device, one.Sign)).ShouldBe([("record-1", sign), ("record", sign with { Value = 73 })]);
        (await Storage.Records.WithUntold("", 1_000, default)).ShouldContain(_ben);
        await Storage.Records.Told(_ann, row.Place, default);
        (await Storage.Records.Untold(_ann, 10, default)).ShouldBeEmpty();
        (await Storage.Records.Untold(_ben, 10, default)).Count.ShouldBe(1);
    }

    [SkippableFact]
    public async Task what_it_says_of_the_patient_stands_as_its_newest_version_says_it()
    {
        RecordFact born = new(RecordFactKind.BirthDate, "1961-04-30", null), tall = new(RecordFactKind.Height, "163", Noon);
        await Storage.Records.Commit([Write("p", _ann, 0, "x") with { Facts = [born] }, Write("h", _ann, 0, "x") with { Facts = [tall] }], default);
        await Storage.Records.Commit([Write("h", _ann, 1, "y") with { Facts = [tall with { Value = "164" }] }], default);
        (await Storage.Records.Facts(_ann, default)).ShouldBe([born, tall with { Value = "164" }], ignoreOrder: true);
    }

    [SkippableFact]
    public async Task the_erased_have_no_record_and_get_none()
    {
        await Storage.Records.Commit([Write("o1", _ann, 0, "x") with { Tokens = ["code=1"] }, Write("kept", _ben, 0, "x")], default);
        await Storage.Records.Commit([Write("nobodys", null, 0, "x")], default);
        await ThrowawayKeys.All.Destroy(_ann, default);
        (await Storage.Records.Read(Name("o1"), null, default)).ShouldBeNull();
        (await Storage.Records.Search(new RecordQuery(_ann, [], 0, 10), default)).Total.ShouldBe(0);
        await Should.ThrowAsync<PatientErasedException>(() => Storage.Records.Commit([Write("o2", _ann, 0, "x"), Write("o3", _ben, 0, "x")], default));
        (await Storage.Eraser.Erase(_ann, default)).Resources.ShouldBe(1);
        (await Storage.Records.Find([Name("o1"), Name("o3")], default)).ShouldBe([null, null]);
        Text(await Storage.Records.Read(Name("kept"), null, default)).ShouldBe("x");
        Text(await Storage.Records.Read(Name("nobodys"), null, default)).ShouldBe("x");
    }

    [SkippableFact]
    public async Task many_who_write_at_once_write_each_version_once()
    {
        var receipts = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Storage.Records.Commit([Write("o1", _ann, 0, $"{i}"), Write($"own{i}", _ann, 0, "x")], default)));
        receipts.Count(receipt => receipt.Conflict is null).ShouldBe(1);
        (await Storage.Records.Search(new RecordQuery(_ann, [], 0, 100), default)).Total.ShouldBe(2);
    }

    private readonly string _test = TwinId.NewRandom().Value[..8];

    /// <summary>Tests may share a database.</summary>
    private ResourceName Name(string id) => new("Observation", _test + id);

    private ResourceWrite Write(string id, TwinId? twin, long expected, string body) => new(Name(id), twin, expected, Noon, DataClass.Vitals, Encoding.UTF8.GetBytes(body), body);

    private static string? Text(StoredResource? stored) => stored is null ? null : Encoding.UTF8.GetString(stored.Body);
}
