using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;
using TwinGrid.Access;
using TwinGrid.Gateway.Api;
using TwinGrid.Gateway.Pages;
using TwinGrid.Gateway.Pages.Ward;
using TwinGrid.Patients;
using TwinGrid.VitalsLog;
using TwinGrid.Watch;

namespace TwinGrid.Pages.Tests.Ward;

/// <summary>The gateway's own wiring over desks that the test speaks for.</summary>
public sealed class A_page_is_open_on_a_grid : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<EventPage> _said = Channel.CreateUnbounded<EventPage>();
    private readonly IWatchDesk _desk = Substitute.For<IWatchDesk>();
    private readonly CancellationTokenSource _closed = new();
    private WebApplication _app = null!;

    private IWardView Ward => _app.Services.GetRequiredService<IWardView>();

    public async Task InitializeAsync()
    {
        _desk.Events(null, Arg.Any<int>(), Arg.Any<TimeSpan>()).ReturnsForAnyArgs(call =>
            call.ArgAt<EventMark?>(0) is null ? Task.FromResult(new EventPage([], Missed: false, new EventMark(1, 0))) : _said.Reader.ReadAsync().AsTask());
        _desk.Rows(0).ReturnsForAnyArgs(new WorklistPage([Row("first", 1)], 1));
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IWatchDesk>(0L).ReturnsForAnyArgs(_desk);
        var log = Substitute.For<IVitalsLog>();
        log.PartitionCount.Returns(1);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "TwinGrid.Gateway", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(grains);
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton(Substitute.For<IAuditTrail>());
        builder.AddApi();
        builder.AddPages();
        _app = builder.Build();
        _app.MapApi();
        _app.MapPages();
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _closed.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public void Dispose() => _closed.Dispose();

    [Fact]
    public async Task the_rows_that_stood_there_are_read()
    {
        await Until(() => Ward.List.Rows is [{ TwinId.Value: "first" }]);
        Ward.List.Loaded.ShouldBeTrue();
    }

    [Fact]
    public async Task what_happens_then_is_followed()
    {
        await Until(() => Ward.List.Loaded);
        Say(new EventPage([new DeskEvent(1, null, Row("second", 9))], Missed: false, new EventMark(1, 1)));
        await Until(() => Ward.List.Rows is [{ TwinId.Value: "second" }, { TwinId.Value: "first" }]);
    }

    [Fact]
    public async Task missed_events_are_made_good_by_reading_the_rows_anew()
    {
        await Until(() => Ward.List.Loaded);
        _desk.Rows(0).ReturnsForAnyArgs(new WorklistPage([Row("other", 1)], 1));
        Say(new EventPage([], Missed: true, new EventMark(2, 7)));
        await Until(() => Ward.List.Rows is [{ TwinId.Value: "other" }]);
    }

    [Fact]
    public async Task two_pages_follow_a_desk_once()
    {
        var other = FollowAsync();
        await Until(() => Ward.List.Loaded);
        Say(new EventPage([new DeskEvent(1, null, Row("second", 9))], Missed: false, new EventMark(1, 1)));
        await Until(() => Ward.List.Rows.Count == 2);
        await _desk.Received(1).Rows(Arg.Any<int>());
        other.IsFaulted.ShouldBeFalse();
    }

    private void Say(EventPage page) => _said.Writer.TryWrite(page).ShouldBeTrue();

    /// <summary>A page that is open until the condition holds.</summary>
    private async Task Until(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
        patience.CancelAfter(Patience);
        await foreach (var _ in Ward.Changes(null, patience.Token))
            if (condition()) return;
    }

    private async Task FollowAsync()
    {
        try
        {
            await foreach (var _ in Ward.Changes(null, _closed.Token)) continue;
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // the page was closed
        }
    }

    private static TwinRow Row(string id, double urgency) => new(TwinId.Parse(id), urgency, null, [], null, 0, null, 1, null);
}
