using Vizor.ECharts;

namespace TwinGrid.Gateway.Pages.Charts;

/// <summary>A chart that says when it exists in the browser: until then its update fails, and takes the page with it.</summary>
public sealed class LiveChart : EChart
{
    private readonly TaskCompletionSource _isDrawn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the chart can be updated; cancelled when it could not be drawn.</summary>
    public Task IsDrawn => _isDrawn.Task;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            await base.OnAfterRenderAsync(firstRender);
            _isDrawn.TrySetResult();
        }
        finally
        {
            _isDrawn.TrySetCanceled();
        }
    }
}
