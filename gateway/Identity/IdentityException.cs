namespace TwinGrid.Gateway.Identity;

/// <summary>Identity cannot be set up as it was told: the operator must mend it; the message is one sentence for him.</summary>
public sealed class IdentityException : Exception
{
    public IdentityException() { }
    public IdentityException(string message) : base(message) { }
    public IdentityException(string message, Exception inner) : base(message, inner) { }
}
