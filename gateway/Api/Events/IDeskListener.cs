using TwinGrid.Watch;

namespace TwinGrid.Gateway.Api.Events;

/// <summary>Hears what the pump reads from the desks, as it was said and not as JSON. It is called for one desk in order, for several at a time.</summary>
internal interface IDeskListener
{
    /// <summary>A desk answered.</summary>
    /// <param name="isFirst">True when nothing before this page was heard: what stood at the desk then must be asked for.</param>
    Task Heard(int desk, EventPage page, bool isFirst, CancellationToken stop);

    /// <summary>A desk does not answer; it is tried again.</summary>
    void Unreachable(int desk);

    /// <summary>Nobody listens any more, so the desk is not followed: what is known of it grows old.</summary>
    void Rested(int desk);
}
