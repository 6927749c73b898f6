using Microsoft.AspNetCore.Components;
using TwinGrid.Gateway.Pages.Ward;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Pages.Frame;

/// <summary>A page that follows the ward: it is told of changes, at most twice a second, for as long as it is open.</summary>
public abstract partial class LivePage : ComponentBase, IDisposable
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _closed = new();

    [Inject] protected IWardView Ward { get; set; } = null!;

    [Inject] protected TimeProvider Time { get; set; } = null!;

    [Inject] private ILogger<LivePage> Logger { get; set; } = null!;

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Closed => _closed.Token;

    /// <summary>True while the grid did not answer the page's last question.</summary>
    protected bool GridIsSilent { get; private set; }

    /// <summary>Which twin's changes concern the page; null for all.</summary>
    protected virtual TwinId? Concerns => null;

    /// <summary>Something changed: ask the ward anew.</summary>
    protected abstract Task Refresh();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _ = Follow();
    }

    /// <summary>Asks the ward, and shows that the grid is silent where it does not answer.</summary>
    protected async Task<bool> TryRefresh()
    {
        try
        {
            await Refresh();
            GridIsSilent = false;
        }
        catch (Exception error) when (error is not OutOfMemoryException && !Closed.IsCancellationRequested)
        {
            LogNotAnswered(Logger, error);
            GridIsSilent = true;
        }
        return !GridIsSilent;
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        _closed.Cancel();
        _closed.Dispose();
    }

    private async Task Follow()
    {
        var closed = Closed;
        try
        {
            await foreach (var _ in Ward.Changes(Concerns, closed))
            {
                await InvokeAsync(async () =>
                {
                    await TryRefresh();
                    StateHasChanged();
                });
                await Task.Delay(Breath, Time, closed);
            }
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            return; // the page was left
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            await DispatchExceptionAsync(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The grid did not answer a page")]
    private static partial void LogNotAnswered(ILogger logger, Exception error);
}
