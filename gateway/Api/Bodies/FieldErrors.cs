using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Api.Bodies;

/// <summary>What is wrong with one request, as it is found. Keeps the first hundred: nobody reads more.</summary>
internal sealed class FieldErrors
{
    private const int Kept = 100;

    private readonly List<FieldError> _errors = [];

    public bool Any => _errors.Count > 0;

    public void Add(string field, string reason)
    {
        if (_errors.Count < Kept) _errors.Add(new FieldError(field, reason));
    }

    public Problem ToProblem() => Problem.Fields(_errors);
}
