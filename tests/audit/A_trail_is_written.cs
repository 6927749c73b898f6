using TwinGrid.Access;

namespace TwinGrid.Audit.Tests;

public sealed class A_trail_is_written : IDisposable
{
    private readonly Trails _trails = new();

    public void Dispose() => _trails.Dispose();

    [Theory]
    [InlineData(200)]
    [InlineData(0)]
    public async Task an_entry_is_with_the_kernel_when_its_recording_completes(int flushMilliseconds)
    {
        using var trail = _trails.Open(new AuditOptions { FlushMilliseconds = flushMilliseconds });
        for (var i = 0; i < 10; i++)
        {
            await trail.Record(Trails.Entry(i), CancellationToken.None);
            if (flushMilliseconds == 0) _trails.Lines[^1].ShouldContain($"\"request-{i}\"");
            var died = _trails.AsIfItDied();
            if (flushMilliseconds == 0) Trails.Verify(died).Waiting.ShouldBe(0);
            else (Trails.Verify(died).Entries + Trails.Verify(died).Waiting).ShouldBe(i + 1);
            using (var next = _trails.Open(folder: died)) await next.Record(Trails.Entry(99), CancellationToken.None);
            Trails.Verify(died).ShouldSatisfyAllConditions(verdict => verdict.Finding.ShouldBeNull(), verdict => verdict.Entries.ShouldBe(i + 2));
            (await File.ReadAllLinesAsync(Directory.EnumerateFiles(Path.Combine(died, "g1"), "*.audit").Single())).Skip(1).Select(RequestOf).ShouldBe([.. Enumerable.Range(0, i + 1), 99], "each stands there once, in its order");
        }
    }

    [Fact]
    public async Task what_many_record_while_it_dies_stands_there_once_each_as_far_as_they_were_told()
    {
        var told = 0;
        var trail = _trails.Open(new AuditOptions { PendingBytes = 16 << 10 });
        var recording = Task.Run(async () =>
        {
            for (; told < 3000; told++) await trail.Record(Trails.Entry(told), CancellationToken.None);
        });
        for (var look = 0; look < 5; look++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(3), TimeProvider.System);
            var least = Volatile.Read(ref told);
            var died = _trails.AsIfItDied();
            _trails.Open(folder: died).Dispose();
            Trails.Verify(died).Finding.ShouldBeNull();
            var requests = (await File.ReadAllLinesAsync(Directory.EnumerateFiles(Path.Combine(died, "g1"), "*.audit").Single())).Skip(1).Select(RequestOf).ToList();
            requests.ShouldBe([.. Enumerable.Range(0, requests.Count)]);
            requests.Count.ShouldBeGreaterThanOrEqualTo(least);
        }
        await recording;
        trail.Dispose();
        _trails.Verify().Entries.ShouldBe(3000);
    }

    [Fact]
    public async Task one_that_is_too_long_to_wait_stands_behind_those_that_did()
    {
        using (var trail = _trails.Open(new AuditOptions { PendingBytes = 8 << 10 }))
        {
            await trail.Record(Trails.Entry(0), CancellationToken.None);
            await trail.Record(Trails.Entry(1) with { Reason = new string('a', 9000) }, CancellationToken.None);
            await trail.Record(Trails.Entry(2), CancellationToken.None);
        }
        _trails.Verify().ShouldSatisfyAllConditions(verdict => verdict.Finding.ShouldBeNull(), verdict => verdict.Entries.ShouldBe(3));
        _trails.Lines.Skip(1).Select(RequestOf).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task what_many_record_at_once_stands_there_once_each()
    {
        using (var trail = _trails.Open())
            await Parallel.ForAsync(0, 5000, async (i, cancel) => await trail.Record(Trails.Entry(i), cancel));
        _trails.Verify().ShouldSatisfyAllConditions(verdict => verdict.Finding.ShouldBeNull(), verdict => verdict.Entries.ShouldBe(5000));
        _trails.Lines.Skip(1).Select(RequestOf).Distinct().Count().ShouldBe(5000);
    }

    [Fact]
    public async Task a_process_that_died_in_the_middle_of_a_line_goes_on_behind_the_last_whole_one()
    {
        await _trails.Write(3, 0);
        await File.AppendAllTextAsync(_trails.File, "000000000003 4f1c");
        using (var trail = _trails.Open()) await trail.Record(Trails.Entry(3), CancellationToken.None);
        _trails.Verify().ShouldSatisfyAllConditions(verdict => verdict.Finding.ShouldBeNull(), verdict => verdict.Entries.ShouldBe(4));
    }

    [Fact]
    public async Task what_was_written_before_the_process_died_is_signed_when_it_starts_again()
    {
        var died = _trails.Open();
        for (var i = 0; i < 3; i++) await Trails.Write(died, Trails.Entry(i));
        var written = await File.ReadAllBytesAsync(_trails.File);
        died.Dispose();
        File.Delete(_trails.Anchors); // as if it had not come to its end
        await File.WriteAllBytesAsync(_trails.File, written);
        using var again = _trails.Open();
        _trails.Verify().AnchoredTo.ShouldBe(3);
    }

    [Fact]
    public async Task it_is_anchored_every_hour()
    {
        using var trail = _trails.Open();
        await trail.Record(Trails.Entry(), CancellationToken.None);
        _trails.Time.Advance(TimeSpan.FromMinutes(59));
        File.Exists(_trails.Anchors).ShouldBeFalse();
        _trails.Time.Advance(TimeSpan.FromMinutes(1));
        SpinWait.SpinUntil(() => new FileInfo(_trails.Anchors) is { Exists: true, Length: > 0 }, TimeSpan.FromMinutes(1)).ShouldBeTrue("it is anchored by a thread of its own");
        _trails.Verify().ShouldSatisfyAllConditions(verdict => verdict.AnchoredTo.ShouldBe(1), verdict => verdict.LastAnchorAt.ShouldBe(_trails.Time.GetUtcNow()));
    }

    [Fact]
    public async Task nothing_is_taken_down_beside_another_hand()
    {
        using var trail = _trails.Open();
        await Trails.Write(trail, Trails.Entry());
        await File.AppendAllTextAsync(_trails.File, "x");
        await Trails.Write(trail, Trails.Entry()); // it waits, and cannot be written
        await Should.ThrowAsync<AuditUnavailableException>(async () => await trail.Record(Trails.Entry(), CancellationToken.None));
        Should.Throw<AuditUnavailableException>(() => _trails.Open()).Message.ShouldContain("another process");
    }

    [Fact]
    public async Task while_it_cannot_be_written_nobody_is_let_in_and_later_it_goes_on_with_what_waited()
    {
        using (var trail = _trails.Open(new AuditOptions { SegmentBytes = 1 })) // each group of entries begins a file
        {
            await Trails.Write(trail, Trails.Entry(0));
            var next = Path.Combine(_trails.Shard, "000000000001.audit");
            Directory.CreateDirectory(next); // there is no room for the next file
            await Trails.Write(trail, Trails.Entry(1));
            await Should.ThrowAsync<AuditUnavailableException>(async () => await trail.Record(Trails.Entry(2), CancellationToken.None));
            Directory.Delete(next);
            trail.TryCarry().ShouldBeTrue();
            await trail.Record(Trails.Entry(3), CancellationToken.None);
        }
        _trails.Verify().ShouldSatisfyAllConditions(verdict => verdict.Finding.ShouldBeNull(), verdict => verdict.Entries.ShouldBe(3));
        Directory.EnumerateFiles(_trails.Shard, "*.audit").Order(StringComparer.Ordinal).SelectMany(file => File.ReadLines(file).Skip(1)).Select(RequestOf).ShouldBe([0, 1, 3], "who was let in stands there, who was refused does not");
    }

    [Fact]
    public async Task a_closed_one_takes_nothing()
    {
        var trail = _trails.Open();
        trail.Dispose();
        await Should.ThrowAsync<AuditUnavailableException>(async () => await trail.Record(Trails.Entry(), CancellationToken.None));
    }

    [Fact]
    public void the_private_key_is_for_its_owner_alone()
    {
        using var trail = _trails.Open();
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Path.Combine(_trails.Folder, "g1.signing-key.pem")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.ReadAllText(_trails.PublicKey).ShouldStartWith("-----BEGIN PUBLIC KEY-----");
    }

    [Theory]
    [InlineData(-1, 60, 30, "g", "FlushMilliseconds")]
    [InlineData(200, 0, 30, "g", "AnchorMinutes")]
    [InlineData(200, 60, 2, "g", "BooksSeconds")]
    [InlineData(200, 60, 30, "../g", "Shard")]
    public void a_wrong_setting_is_named(int flush, int anchor, int books, string shard, string setting) =>
        new AuditOptions { FlushMilliseconds = flush, AnchorMinutes = anchor, BooksSeconds = books, Shard = shard }.Fault().ShouldNotBeNull().ShouldContain($"TwinGrid:Audit:{setting} is");

    private static int RequestOf(string line)
    {
        var rest = line[(line.IndexOf("\"request-", StringComparison.Ordinal) + 9)..];
        return int.Parse(rest[..rest.IndexOf('"', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
    }
}
