namespace TwinGrid.WrongClock;

/// <summary>A clock that shows a wrong time and goes at the right pace.</summary>
/// <param name="ahead">How far it is ahead; negative when it is behind.</param>
internal sealed class ShiftedTime(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
}
