using TwinGrid.Audit.Cli;

namespace TwinGrid.Audit.Tests;

public sealed class The_command_line_is_asked : IDisposable
{
    private readonly Trails _trails = new();

    public void Dispose() => _trails.Dispose();

    [Fact]
    public async Task a_trail_that_holds_says_how_far_it_is_signed()
    {
        await _trails.Write(2, 1);
        var (exit, said, _) = Run("verify", _trails.Shard, "--anchors", _trails.Anchors, "--key", _trails.PublicKey);
        (exit, said).ShouldBe((0, $"The trail of g1 holds: 3 entries.{Environment.NewLine}Signed: those below 3, last at 2026-03-01 12:00:00Z. After that only the chain holds them; a later anchor will cover them.{Environment.NewLine}"));
    }

    [Fact]
    public async Task one_that_does_not_hold_exits_with_1_and_names_the_first_bad_entry()
    {
        await _trails.Write(2, 1);
        var lines = _trails.Lines;
        lines[2] = lines[2].Replace("dr-5", "dr-6", StringComparison.Ordinal);
        _trails.Lines = lines;
        var (exit, said, _) = Run("verify", _trails.Shard, "--anchors", _trails.Anchors, "--key", _trails.PublicKey);
        exit.ShouldBe(1);
        said.ShouldStartWith("BAD: first bad entry 1 of the trail of g1.");
    }

    [Fact]
    public async Task what_is_missing_is_named_and_exits_with_2()
    {
        await _trails.Write(1, 0);
        Refuses("--key", "verify", _trails.Shard, "--anchors", _trails.Anchors);
        Refuses("--anchors", "verify", _trails.Shard, "--key", _trails.PublicKey);
        Refuses("nowhere", "verify", Path.Combine(_trails.Folder, "nowhere"));
        Refuses("first anchor within the hour", "verify", _trails.Shard, "--anchors", Path.Combine(_trails.Folder, "not-yet.anchors"), "--key", _trails.PublicKey);
        Refuses("P-256", "verify", _trails.Shard, "--anchors", _trails.Anchors, "--key", _trails.Anchors);
    }

    private static void Refuses(string named, params string[] args)
    {
        var (exit, _, error) = Run(args);
        exit.ShouldBe(2);
        error.ShouldContain(named);
    }

    private static (int Exit, string Said, string Error) Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        return (AuditCommand.Run(args, output, error), output.ToString(), error.ToString());
    }
}
