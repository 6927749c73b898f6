namespace TwinGrid.Patients;

/// <summary>A reader delivered that another has followed since: nothing was done, and the reader must stand down.</summary>
[GenerateSerializer, Alias("TwinGrid.ReaderOvertakenException")]
public sealed class ReaderOvertakenException : Exception
{
    public ReaderOvertakenException() : base("Another reader of the partition has delivered since; nothing was done, this one must stand down.") { }
    public ReaderOvertakenException(string message) : base(message) { }
    public ReaderOvertakenException(string message, Exception inner) : base(message, inner) { }
}
