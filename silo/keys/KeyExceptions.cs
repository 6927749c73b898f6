namespace TwinGrid.Keys;

/// <summary>The keys of the patients cannot be used; the message says why and what to do.</summary>
public class KeysException : Exception
{
    public KeysException() { }
    public KeysException(string message) : base(message) { }
    public KeysException(string message, Exception inner) : base(message, inner) { }
}
