using System.Text.Json;
using System.Text.Json.Serialization;
using TwinGrid.Devices.People;

namespace TwinGrid.Devices.Demo;

/// <summary>What a ward must remember from one start to the next; all else follows from it and the time.</summary>
public sealed record WardState
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    public required long Seed { get; init; }

    /// <summary>How many people live here.</summary>
    public required int People { get; init; }

    /// <summary>The day as of which ages were drawn.</summary>
    public required DateOnly DrawnOn { get; init; }

    /// <summary>When the bodies began to live, in a fasting steady state.</summary>
    public required DateTimeOffset LivesSince { get; init; }

    /// <summary>Everything observed up to here has been delivered.</summary>
    public required DateTimeOffset DeliveredUntil { get; init; }

    /// <summary>The bouts so far and to come, by person.</summary>
    public IReadOnlyList<PersonEpisode> Episodes { get; init; } = [];

    /// <summary>Reads the state; null when there is none yet.</summary>
    /// <exception cref="InvalidDataException">The file is no ward's state: move it away to begin anew.</exception>
    public static WardState? Load(string file)
    {
        if (!File.Exists(file)) return null;
        try
        {
            return JsonSerializer.Deserialize<WardState>(File.ReadAllBytes(file), Json);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"'{file}' is no state of a demonstration ward ({error.Message}). Move it away to begin with new people.", error);
        }
    }

    /// <summary>Writes beside and renames, so that a killed process leaves the old or the new state, never half of one.</summary>
    public void Save(string file)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder) Directory.CreateDirectory(folder);
        var beside = file + ".new";
        File.WriteAllBytes(beside, JsonSerializer.SerializeToUtf8Bytes(this, Json));
        File.Move(beside, file, overwrite: true);
    }
}

/// <param name="Person">The person's number.</param>
public sealed record PersonEpisode(int Person, Decline Decline, DateTimeOffset CrossesAt)
{
    public Episode AsEpisode() => new(Decline, CrossesAt);
}
