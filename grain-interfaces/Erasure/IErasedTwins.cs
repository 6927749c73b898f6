using TwinGrid.Patients;

namespace TwinGrid.Erasure;

/// <summary>Who was erased, as far as this process has heard: at once for what it did itself, within a second or two for what others did. Safe for concurrent use.</summary>
public interface IErasedTwins
{
    /// <summary>Nobody was, and nobody is noted.</summary>
    static IErasedTwins None { get; } = new Nobody();

    /// <summary>Everyone who ever was.</summary>
    IReadOnlyCollection<TwinId> All { get; }

    /// <summary>True when the twin was erased.</summary>
    bool Contains(string twin);

    /// <summary>Takes note that a twin was erased, without waiting until this process hears of it.</summary>
    void LetGo(TwinId twin);

    /// <summary>Has every erasure told from now on, on any thread; who is told returns at once.</summary>
    void Tell(Action<TwinId> erased);

    private sealed class Nobody : IErasedTwins
    {
        public IReadOnlyCollection<TwinId> All => [];

        public bool Contains(string twin) => false;

        public void LetGo(TwinId twin)
        {
            // nothing is sealed here, so that nothing can be erased
        }

        public void Tell(Action<TwinId> erased)
        {
            // there will be none
        }
    }
}
