namespace TwinGrid.Physiology.Circulation;

/// <summary>A parameter of a heart file cannot be used.</summary>
/// <param name="parameter">Its path in the file, such as <c>fixed.Csas</c>.</param>
/// <param name="reason">What is wrong with it.</param>
public sealed class HeartParameterException(string parameter, string reason) : FormatException($"The parameter {parameter} {reason}")
{
    /// <summary>Its path in the file, such as <c>fixed.Csas</c>.</summary>
    public string Parameter { get; } = parameter;
}
