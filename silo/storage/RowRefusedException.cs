namespace TwinGrid.Storage;

/// <summary>The database refuses this row for what is in it, and would refuse it again; nothing was written, and nothing else is the worse for it.</summary>
public sealed class RowRefusedException : StorageException
{
    public RowRefusedException() { }
    public RowRefusedException(string message) : base(message) { }
    public RowRefusedException(string message, Exception inner) : base(message, inner) { }
}
