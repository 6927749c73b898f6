namespace TwinGrid.Vault;

/// <summary>The vault cannot be opened, read or written; the message is one sentence for the operator and holds no identifier.</summary>
public sealed class VaultException : Exception
{
    public VaultException() { }
    public VaultException(string message) : base(message) { }
    public VaultException(string message, Exception inner) : base(message, inner) { }
}
