namespace TwinGrid.Storage;

/// <summary>The storage cannot do what was asked; a write may or may not have been done. The message says why and what to do.</summary>
public class StorageException : Exception
{
    public StorageException() { }
    public StorageException(string message) : base(message) { }
    public StorageException(string message, Exception inner) : base(message, inner) { }
}
