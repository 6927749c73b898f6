namespace TwinGrid.Trials.Reports;

/// <summary>How arms are told apart: colours of Okabe and Ito's set, dashes and marks for print without colour.</summary>
internal static class ArmLook
{
    private static readonly string[] Colours = ["#4d5b69", "#0072b2", "#d55e00", "#009e73", "#a3457c", "#9a6b00"];
    private static readonly string[] Dashes = ["7 4", "", "2 3", "10 3 2 3", "12 4", "4 2 1 2"];

    public static string Colour(int arm) => Colours[arm % Colours.Length];

    public static string Dash(int arm) => Dashes[arm % Dashes.Length];

    /// <summary>A legend in one line; returns where it ends.</summary>
    public static double Legend(Svg svg, double x, double y, IReadOnlyList<string> arms)
    {
        for (var arm = 0; arm < arms.Count; arm++)
        {
            svg.Line(x, y - 4, x + 28, y - 4, Colour(arm), 2.5, Dash(arm));
            svg.Text(x + 34, y, arms[arm]);
            x += 34 + 7.4 * arms[arm].Length + 22;
        }
        return x;
    }
}
