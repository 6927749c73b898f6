namespace TwinGrid.Gateway.Pages.Frame;

/// <summary>Who acts on the pages. Identity comes later; until then the gateway is open to this machine only, and says so.</summary>
public static class Operator
{
    public const string Name = "development operator";
}
