using Microsoft.Extensions.Logging;
using TwinGrid.Devices.People;
using TwinGrid.Devices.Uplink;
using TwinGrid.Devices.Wearables;

namespace TwinGrid.Devices.Demo;

/// <summary>
/// A ward of simulated people who wear simulated devices, streamed through the public API. A second start continues with the same people where the first one
/// stopped; what lies between is back-filled.
/// </summary>
public sealed partial class DemoWard
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>A stretch longer than this is history: it is sent thinned.</summary>
    private static readonly TimeSpan LiveGap = TimeSpan.FromMinutes(3);

    /// <summary>How much time one round of back-filling covers.</summary>
    private static readonly TimeSpan BackfillSlice = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(10);

    /// <summary>The bodies live this long before the first sample, so that meals are already in them.</summary>
    private static readonly TimeSpan LeadIn = TimeSpan.FromHours(10);

    private const int RegistrationsAtOnce = 8;

    private readonly DemoOptions _options;
    private readonly PacketUplink _uplink;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private WardState _state;
    private List<Resident> _residents = [];

    private DemoWard(DemoOptions options, PacketUplink uplink, WardState state) =>
        (_options, _uplink, _time, _logger, _state) = (options, uplink, options.Time, options.Logger, state);

    /// <summary>Streams until cancelled; returns then without an exception.</summary>
    /// <exception cref="GatewayRefusedException">The gateway refuses what the ward sends: a version that does not fit.</exception>
    /// <exception cref="InvalidDataException">The state file cannot be read.</exception>
    public static async Task Run(DemoOptions options, CancellationToken cancellation)
    {
        using var http = options.Handler is { } handler ? new HttpClient(handler, disposeHandler: false) : new HttpClient();
        http.BaseAddress = options.Gateway;
        var uplink = new PacketUplink(new GatewayClient(http, options.Time), Pauses.Usual((int)options.Seed), options.Time, options.Logger);
        var ward = new DemoWard(options, uplink, OpenState(options));
        try
        {
            await ward.Stream(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            ward.LogStopped(ward._state.DeliveredUntil);
        }
        finally
        {
            ward.Save();
        }
    }

    /// <summary>The people a ward of these options has; the same for the same options and state file.</summary>
    public static IReadOnlyList<Person> PeopleOf(DemoOptions options) => Draw(OpenState(options));

    private static WardState OpenState(DemoOptions options)
    {
        var now = options.Time.GetUtcNow();
        var state = WardState.Load(options.StateFile) ?? new WardState
        {
            Seed = options.Seed,
            People = options.People,
            DrawnOn = DateOnly.FromDateTime(now.UtcDateTime),
            LivesSince = WholeMinute(now - options.Backfill - LeadIn),
            DeliveredUntil = now - options.Backfill,
        };
        if (now - state.DeliveredUntil > options.Backfill)
            state = state with { DeliveredUntil = now - options.Backfill, LivesSince = Later(state.LivesSince, WholeMinute(now - options.Backfill - LeadIn)) };
        return state with { People = Math.Max(state.People, options.People) };
    }

    private async Task Stream(CancellationToken cancellation)
    {
        var people = Draw(_state);
        await Register(people, cancellation);
        _state = _state with { Episodes = [.. _state.Episodes, .. EpisodePlan.AtStart(people, _state.Episodes, _time.GetUtcNow())] };
        Settle();
        Save();
        await Backfill(cancellation);
        var savedAt = _time.GetUtcNow();
        while (true)
        {
            await Task.Delay(Tick, _time, cancellation);
            var now = _time.GetUtcNow();
            if (now - _state.DeliveredUntil > LiveGap) await Backfill(cancellation);
            else await Deliver(now, Density.Live, cancellation);
            if (now - savedAt < SaveEvery) continue;
            PlanAhead(now);
            Save();
            savedAt = now;
        }
    }

    private async Task Register(Person[] people, CancellationToken cancellation)
    {
        // One knocks first: while the gateway is not ready there is no use in many waiting at its door.
        await _uplink.Register(people[0].Id, people[0].Profile, cancellation);
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = RegistrationsAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(people.Skip(1), atOnce, async (person, stop) => await _uplink.Register(person.Id, person.Profile, stop));
        LogRegistered(people.Length);
    }

    private async Task Backfill(CancellationToken cancellation)
    {
        var (from, began) = (_state.DeliveredUntil, _time.GetTimestamp());
        while (_time.GetUtcNow() is var now && now - _state.DeliveredUntil > LiveGap / 3)
        {
            var until = _state.DeliveredUntil + BackfillSlice;
            await Deliver(until < now ? until : now, Density.Thinned, cancellation);
        }
        LogBackfilled(_state.DeliveredUntil - from, _time.GetElapsedTime(began));
    }

    private async Task Deliver(DateTimeOffset until, Density density, CancellationToken cancellation)
    {
        var packets = _residents.SelectMany(resident => resident.Between(_state.DeliveredUntil, until, density)).ToList();
        var answers = packets.Count == 0 ? [] : await _uplink.Deliver(packets, cancellation);
        if (Array.Find(answers, answer => !answer.IsAccepted) is { } refused) LogRefused(refused.Status, refused.Problem ?? "no reason given");
        _state = _state with { DeliveredUntil = until };
    }

    /// <summary>Plans the next bouts of those who are well again.</summary>
    private void PlanAhead(DateTimeOffset now)
    {
        var next = EpisodePlan.Following([.. _residents.Select(resident => resident.Person)], _state.Episodes, now).ToList();
        if (next.Count == 0) return;
        _state = _state with { Episodes = [.. _state.Episodes, .. next] };
        Settle();
    }

    /// <summary>Makes the residents of the state.</summary>
    private void Settle()
    {
        var utcOffset = _time.LocalTimeZone.GetUtcOffset(_state.LivesSince);
        _residents =
        [
            .. Draw(_state).Select(person => new Resident(
                person, [.. _state.Episodes.Where(episode => episode.Person == person.Number).Select(episode => episode.AsEpisode())], _state.LivesSince, utcOffset)),
        ];
    }

    private void Save() => _state.Save(_options.StateFile);

    private static Person[] Draw(WardState state) => [.. Enumerable.Range(0, state.People).Select(number => Person.Draw(state.Seed, number, state.DrawnOn))];

    private static DateTimeOffset WholeMinute(DateTimeOffset at) => at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerMinute));

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} simulated people are registered")]
    private partial void LogRegistered(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sent what their devices observed in the last {Span} in {Took}; now live")]
    private partial void LogBackfilled(TimeSpan span, TimeSpan took);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The gateway refused a packet of the demonstration with {Status}: {Reason}")]
    private partial void LogRefused(int status, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The demonstration stopped; it continues from {Until:u}")]
    private partial void LogStopped(DateTimeOffset until);
}
