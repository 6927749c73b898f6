using TwinGrid.Erasure;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Pages.Ward;

/// <summary>Takes an erased twin out of the book behind all open pages.</summary>
internal sealed class WardForgets(WardBook book) : IForgetsTwins
{
    public string What => "rows of open pages";

    public Task<long> Forget(TwinId twin, CancellationToken cancel) => Task.FromResult(book.Forget(twin) ? 1L : 0L);
}
