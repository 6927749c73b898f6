using TwinGrid.Access;
using TwinGrid.Audit.Verification;

namespace TwinGrid.Audit.Tests;

/// <summary>Whatever an editor does to the files, the verifier names the first entry that is not as it was written.</summary>
public sealed class A_trail_is_tampered_with : IDisposable
{
    private readonly Trails _trails = new();

    public void Dispose() => _trails.Dispose();

    [Fact]
    public async Task untouched_it_holds()
    {
        await _trails.Write(7, 5);
        var verdict = _trails.Verify();
        (verdict.Finding, verdict.Entries, verdict.AnchoredTo, verdict.Shard).ShouldBe((null, 12, 12, "g1"));
    }

    [Fact]
    public async Task every_byte_that_is_changed_in_any_of_three_ways_is_found_in_its_entry()
    {
        await _trails.Write(1, 1);
        var text = await File.ReadAllBytesAsync(_trails.File);
        var (entry, tried) = (-1L, 0); // the first line belongs to no entry
        for (var place = 0; place < text.Length; place++)
        {
            foreach (var flip in (byte[])[0x01, 0x20, 0x80])
            {
                text[place] ^= flip;
                await File.WriteAllBytesAsync(_trails.File, text);
                _trails.Verify().Finding.ShouldNotBeNull($"byte {place} of entry {entry}").Index.ShouldBe(Math.Max(0, entry), $"byte {place} ^ {flip}");
                text[place] ^= flip;
                tried++;
            }
            if (text[place] == '\n') entry++;
        }
        tried.ShouldBeGreaterThan(9_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(11)]
    public async Task an_entry_taken_away_is_missed(int index)
    {
        await _trails.Write(7, 5);
        var lines = _trails.Lines;
        lines.RemoveAt(index + 1);
        _trails.Lines = lines;
        _trails.Verify().Finding.ShouldNotBeNull().Index.ShouldBe(index);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(11)]
    public async Task an_entry_put_in_is_seen(int after)
    {
        await _trails.Write(7, 5);
        var lines = _trails.Lines;
        lines.Insert(after + 2, lines[after + 1]);
        _trails.Lines = lines;
        _trails.Verify().Finding.ShouldNotBeNull().Index.ShouldBe(after + 1);
    }

    [Fact]
    public async Task two_entries_that_changed_places_are_seen()
    {
        await _trails.Write(7, 5);
        var lines = _trails.Lines;
        (lines[5], lines[8]) = (lines[8], lines[5]);
        _trails.Lines = lines;
        _trails.Verify().Finding.ShouldNotBeNull().Index.ShouldBe(4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(11)]
    public async Task a_tail_cut_off_is_missed(int kept)
    {
        await _trails.Write(7, 5);
        _trails.Lines = [.. _trails.Lines.Take(kept + 1)];
        _trails.Verify().Finding.ShouldNotBeNull().Index.ShouldBe(kept);
    }

    [Fact]
    public async Task a_tail_cut_off_in_the_middle_of_a_line_is_missed()
    {
        await _trails.Write(7, 5);
        var text = await File.ReadAllBytesAsync(_trails.File);
        await File.WriteAllBytesAsync(_trails.File, text[..^10]);
        _trails.Verify().Finding.ShouldNotBeNull().Index.ShouldBe(11);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(11)]
    public async Task a_forger_who_computes_the_chain_anew_is_found_by_what_was_signed(int index)
    {
        await _trails.Write(7, 5);
        _trails.Forge(events => events[index] = events[index].Replace("dr-5", "dr-6", StringComparison.Ordinal));
        TrailVerifier.Verify(_trails.Shard, null, null).Finding.ShouldBeNull(); // the chain alone does not show it
        _trails.Verify().Finding.ShouldNotBeNull().Index.ShouldBe(index);
    }

    [Fact]
    public async Task a_forger_who_takes_an_entry_away_and_computes_the_chain_anew_is_found()
    {
        await _trails.Write(7, 5);
        _trails.Forge(events => events.RemoveAt(3));
        _trails.Verify().Finding.ShouldNotBeNull().Index.ShouldBe(3);
    }

    [Fact]
    public async Task anchors_that_were_touched_are_refused()
    {
        await _trails.Write(7, 5);
        var anchors = await File.ReadAllLinesAsync(_trails.Anchors);
        anchors.Length.ShouldBe(2);
        await Refused([anchors[0].Replace("\"to\":7", "\"to\":6", StringComparison.Ordinal), anchors[1]]); // changed
        await Refused([anchors[1]]); // one taken away
        await Refused([anchors[1], anchors[0]]);
        await Refused([anchors[0], anchors[0], anchors[1]]);
        var other = new Trails();
        await other.Write(1, 0);
        Should.Throw<AuditUnavailableException>(() => TrailVerifier.Verify(_trails.Shard, _trails.Anchors, File.ReadAllText(other.PublicKey))).Message.ShouldContain("does not hold");
        other.Dispose();

        async Task Refused(string[] lines)
        {
            await File.WriteAllLinesAsync(_trails.Anchors, lines);
            Should.Throw<AuditUnavailableException>(_trails.Verify).Message.ShouldContain("Anchor");
        }
    }

    [Fact]
    public async Task a_file_of_several_that_is_gone_is_missed_and_each_can_be_verified_alone()
    {
        await _trails.Write(9, 9, new AuditOptions { SegmentBytes = 4096 });
        var files = Directory.GetFiles(_trails.Shard, "*.audit").Order(StringComparer.Ordinal).ToList();
        files.Count.ShouldBeGreaterThan(3);
        _trails.Verify().ShouldSatisfyAllConditions(verdict => verdict.Finding.ShouldBeNull(), verdict => verdict.Entries.ShouldBe(18));
        var last = TrailVerifier.Verify(files[^1], _trails.Anchors, await File.ReadAllTextAsync(_trails.PublicKey));
        (last.Finding, last.Entries).ShouldBe((null, 18));
        File.Delete(files[1]);
        _trails.Verify().Finding.ShouldNotBeNull().Index.ShouldBe(long.Parse(Path.GetFileNameWithoutExtension(files[1]), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_process_does_not_go_on_with_a_trail_that_does_not_hold(bool isCut)
    {
        await _trails.Write(7, 5);
        if (isCut) _trails.Lines = [.. _trails.Lines.SkipLast(2)];
        else _trails.Forge(events => events[9] = events[9].Replace("dr-5", "dr-6", StringComparison.Ordinal));
        Should.Throw<AuditUnavailableException>(() => _trails.Open()).Message.ShouldContain(isCut ? "First bad entry: 10." : "First bad entry: 9.");
    }
}
