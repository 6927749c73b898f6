using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TwinGrid.Devices.CommandLine;
using TwinGrid.Patients;

namespace TwinGrid.Devices.Replay;

/// <summary>The arguments of <c>replay</c> and <c>replay verify</c>.</summary>
internal sealed class ReplayOptions
{
    private readonly Argument<string> _file = new("file") { Description = "The recorded CSV file." };
    private readonly Option<Uri> _gateway = GatewayOption.Make();

    private readonly Option<double> _speed = new("--speed")
    {
        Description = "Recorded seconds per second, e.g. 60; 'max' for as fast as the gateway takes it.",
        DefaultValueFactory = _ => double.PositiveInfinity,
        CustomParser = Speed,
    };

    private readonly Option<string?> _mapping = new("--mapping") { Description = "Mapping file; without one the columns decide between cgm and icu." };
    private readonly Option<string> _salt = new("--salt") { Description = "Key of the pseudonyms: the same salt reaches the same twins.", DefaultValueFactory = _ => "twingrid" };

    private readonly Option<string?> _asIfEnding = new("--as-if-ending")
    {
        Description = "Shift each person's recording to end at 'now' or at an instant. To repeat such a replay give the instant it printed.",
    };

    private readonly Option<string?> _mapOut = new("--map-out") { Description = "Write the table of subjects and twins to this CSV file." };
    private readonly Option<DateOnly> _born = new("--born") { Description = "Birth date to register everyone with.", DefaultValueFactory = _ => new DateOnly(1960, 1, 1), HelpName = "yyyy-MM-dd" };
    private readonly Option<Sex> _sex = new("--sex") { Description = "Sex to register everyone with.", DefaultValueFactory = _ => Sex.Unknown };
    private readonly Option<double> _height = new("--height") { Description = "Height in cm to register everyone with.", DefaultValueFactory = _ => 170 };
    private readonly Option<double> _weight = new("--weight") { Description = "Weight in kg to register everyone with.", DefaultValueFactory = _ => 70 };
    private readonly Option<DiabetesType> _diabetes = new("--diabetes") { Description = "Diabetes type to register everyone with.", DefaultValueFactory = _ => DiabetesType.None };
    private readonly Option<bool> _verify = new("--verify") { Description = "Read the totals back afterwards; exit code 1 if they differ." };
    private readonly Option<double> _patience = new("--patience") { Description = "Seconds the history may stand still before a difference is believed.", DefaultValueFactory = _ => 20 };

    /// <summary>Adds them to a command; those of sending only where it sends.</summary>
    public void AddTo(Command command, bool sends)
    {
        command.Arguments.Add(_file);
        foreach (Option option in (Option[])[_gateway, _mapping, _salt, _asIfEnding, _patience]) command.Options.Add(option);
        if (!sends) return;
        foreach (Option option in (Option[])[_speed, _mapOut, _verify, _born, _sex, _height, _weight, _diabetes]) command.Options.Add(option);
    }

    public ReplaySettings Read(ParseResult parsed, TimeProvider time) => new(
        parsed.GetRequiredValue(_file), parsed.GetRequiredValue(_gateway), Finite(parsed.GetValue(_speed)), parsed.GetValue(_mapping), parsed.GetRequiredValue(_salt),
        Instant(parsed.GetValue(_asIfEnding), time), parsed.GetValue(_mapOut),
        new PatientProfile(parsed.GetValue(_born), parsed.GetValue(_sex), parsed.GetValue(_height), parsed.GetValue(_weight), [], parsed.GetValue(_diabetes)),
        parsed.GetValue(_verify), TimeSpan.FromSeconds(parsed.GetValue(_patience)));

    private static double? Finite(double speed) => double.IsFinite(speed) ? speed : null;

    private static double Speed(ArgumentResult result)
    {
        var text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
        if (string.Equals(text, "max", StringComparison.OrdinalIgnoreCase)) return double.PositiveInfinity;
        if (double.TryParse(text, CultureInfo.InvariantCulture, out var speed) && speed > 0 && double.IsFinite(speed)) return speed;
        result.AddError($"--speed is '{text}', but must be a number above 0, or max.");
        return double.NaN;
    }

    private static DateTimeOffset? Instant(string? text, TimeProvider time)
    {
        if (text is null) return null;
        var now = time.GetUtcNow();
        if (string.Equals(text, "now", StringComparison.OrdinalIgnoreCase)) return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUniversalTime()
            : throw new InvalidDataException($"--as-if-ending is '{text}', but must be 'now' or an instant such as 2026-03-01T08:00:00Z.");
    }
}
