namespace TwinGrid.Gateway.Api.Admission;

/// <summary>The gateway was told to listen where other machines reach it. The operator must change the address; the message is one sentence for him.</summary>
public sealed class NotLoopbackException : Exception
{
    public NotLoopbackException() { }
    public NotLoopbackException(string message) : base(message) { }
    public NotLoopbackException(string message, Exception inner) : base(message, inner) { }
}
