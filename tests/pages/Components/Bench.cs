using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor;
using MudBlazor.Services;
using TwinGrid.Gateway.Pages.Frame;
using TwinGrid.Gateway.Pages.Ward;
using TwinGrid.Pages.Tests.Fakes;

namespace TwinGrid.Pages.Tests.Components;

/// <summary>A page without a browser, over a fake ward and a clock the test moves.</summary>
public abstract class Bench : BunitContext, IAsyncLifetime
{
    protected Bench()
    {
        Ward = new FakeWard(Time);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices(mud => mud.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddSingleton<IWardView>(Ward);
        Services.AddScoped<PageClock>();
        Services.AddScoped<PageVisitor>();
    }

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 14, 9, 30, 0, TimeSpan.Zero));

    protected FakeWard Ward { get; }

    protected DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Lets an open page take breath, so that it looks for changes again.</summary>
    protected void Breathe() => Time.Advance(TimeSpan.FromSeconds(1));

    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    /// <summary>Some of MudBlazor's services can be disposed of asynchronously only.</summary>
    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>What the snack bar said.</summary>
    protected IEnumerable<string?> Said => Services.GetRequiredService<ISnackbar>().ShownSnackbars.Select(bar => bar.Message);
}
