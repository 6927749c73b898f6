namespace TwinGrid.Testbed.Processes;

/// <summary>The secret that seals patients' keys in grids of tests; it protects nothing.</summary>
public static class ThrowawaySecret
{
    public const string Text = "dGhyb3duIGF3YXkgd2hlbiB0aGUgdGVzdCBlbmRzLi4=";
}
