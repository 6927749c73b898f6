using Microsoft.Extensions.Time.Testing;

namespace TwinGrid.Devices.Tests;

internal static class DrivenTime
{
    /// <summary>Lets fake time pass in steps until the work is done; as the work waits on that time alone, nothing depends on the machine's speed.</summary>
    public static async Task<T> Drive<T>(this FakeTimeProvider time, Task<T> work, TimeSpan? step = null)
    {
        await time.Drive((Task)work, step);
        return await work;
    }

    /// <inheritdoc cref="Drive{T}"/>
    public static async Task Drive(this FakeTimeProvider time, Task work, TimeSpan? step = null)
    {
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
            if (!work.IsCompleted) time.Advance(step ?? TimeSpan.FromSeconds(1));
        }
        await work;
    }
}
