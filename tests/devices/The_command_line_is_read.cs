using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using TwinGrid.Devices.CommandLine;

namespace TwinGrid.Devices.Tests;

public sealed class The_command_line_is_read
{
    [Theory]
    [InlineData("replay night.csv --speed max --verify --gateway http://127.0.0.1:5081 --diabetes type1 --born 1980-02-29")]
    [InlineData("replay night.csv --speed 60 --as-if-ending now --map-out map.csv --salt abc")]
    [InlineData("replay verify night.csv --salt abc")]
    [InlineData("demo --people 200 --backfill 6 --state ward.json")]
    [InlineData("load --twins 1000 --rate 500 --seconds 30 --ledger ledger.csv")]
    [InlineData("load --check ledger.csv --allow-more")]
    public void what_is_right_is_taken(string line) => Errors(line).ShouldBeEmpty();

    [Theory]
    [InlineData("replay night.csv --speed 0", "--speed is '0'")]
    [InlineData("replay night.csv --speed fast", "--speed is 'fast'")]
    [InlineData("replay night.csv --gateway here", "--gateway is 'here'")]
    [InlineData("replay", "Required argument")]
    [InlineData("load --twins many", "many")]
    public void what_is_wrong_is_named(string line, string named) => Errors(line).ShouldContain(error => error.Contains(named, StringComparison.Ordinal));

    [Fact]
    public async Task a_file_that_is_not_there_is_said_in_one_line_and_exits_with_2()
    {
        using var screen = new StringWriter();
        var exit = await DevicesCommand.Make(Console(screen), new FakeTimeProvider()).Parse("replay /nowhere/night.csv").InvokeAsync();
        exit.ShouldBe(2);
        screen.ToString().ShouldContain("/nowhere/night.csv");
        screen.ToString().ShouldNotContain("   at ");
    }

    [Fact]
    public async Task a_history_that_cannot_be_asked_is_said_and_exits_with_2()
    {
        var ledger = Path.GetTempFileName();
        await File.WriteAllTextAsync(ledger, "twin,device,sequence,code,observedAt\na1,load,1,8867-4,2026-03-01T12:00:00Z\n");
        using var screen = new StringWriter();
        var exit = await DevicesCommand.Make(Console(screen), TimeProvider.System).Parse($"load --check {ledger} --gateway http://127.0.0.1:1 --patience 0").InvokeAsync();
        exit.ShouldBe(2);
        screen.ToString().ShouldContain("does not answer");
        File.Delete(ledger);
    }

    private static List<string> Errors(string line)
    {
        using var screen = new StringWriter();
        return DevicesCommand.Make(Console(screen), new FakeTimeProvider()).Parse(line).Errors.Select(error => error.Message).ToList();
    }

    private static IAnsiConsole Console(StringWriter screen) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(screen) });
}
