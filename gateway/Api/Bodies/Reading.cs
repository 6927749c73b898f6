using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Api.Bodies;

/// <summary>What came of reading something a stranger sent: the thing, or the problem with it.</summary>
internal readonly record struct Reading<T>(T? Value, Problem? Problem)
    where T : class
{
    public static implicit operator Reading<T>(T value) => new(value, null);

    public static implicit operator Reading<T>(Problem problem) => new(null, problem);

    /// <summary>True, with the value, when all was well; false, with the problem, when not.</summary>
    public bool Is([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Problem? problem)
    {
        (value, problem) = (Value, Problem);
        return problem is null;
    }
}
