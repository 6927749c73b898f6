namespace TwinGrid.Durability;

/// <summary>The stored schema is not one this version can work with; the message says what to do.</summary>
internal sealed class SchemaRefusedException(string message) : Exception(message);
