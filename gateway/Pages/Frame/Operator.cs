namespace TwinGrid.Gateway.Pages.Frame;

/// <summary>Who acts on the pages of a gateway without identities: it is open to this machine only, and says so.</summary>
public static class Operator
{
    public const string Name = "development operator";
}
