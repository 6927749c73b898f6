using System.Globalization;
using System.Text;

namespace TwinGrid.Trials.Reports;

/// <summary>A drawing. Everything stands in attributes, so it looks the same where styles are forbidden.</summary>
/// <param name="width">In pixels at the size it was drawn for.</param>
/// <param name="height">The same.</param>
/// <param name="title">What a reader who does not see it is told.</param>
internal sealed class Svg(double width, double height, string title)
{
    public const string Ink = "#15202b", Quiet = "#5b6770", Faint = "#d5dce3", Limit = "#c0392b";

    private readonly StringBuilder _drawn = new();

    public double Width => width;

    public double Height => height;

    public void Line(double x1, double y1, double x2, double y2, string colour = Ink, double thickness = 1, string dash = "") =>
        _drawn.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" stroke=\"{colour}\" stroke-width=\"{thickness}\"{Dash(dash)}/>");

    public void Path(string path, string colour, double thickness = 2, string dash = "") =>
        _drawn.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{thickness}\" stroke-linejoin=\"round\"{Dash(dash)}/>");

    public void Area(string path, string colour, double opacity = .16) => _drawn.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}\" fill=\"{colour}\" fill-opacity=\"{opacity}\" stroke=\"none\"/>");

    public void Box(double x, double y, double w, double h, string fill = "#ffffff", string colour = Ink) =>
        _drawn.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{w:0.##}\" height=\"{h:0.##}\" rx=\"3\" fill=\"{fill}\" stroke=\"{colour}\"/>");

    /// <summary>A mark of one of several shapes, so that arms are told apart without colour.</summary>
    public void Mark(double x, double y, double size, string colour, int shape = 0, bool isFilled = true)
    {
        var fill = isFilled ? colour : "#ffffff";
        _drawn.Append((shape % 4) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{size:0.##}\" fill=\"{fill}\" stroke=\"{colour}\"/>"),
            1 => string.Create(CultureInfo.InvariantCulture, $"<rect x=\"{x - size:0.##}\" y=\"{y - size:0.##}\" width=\"{2 * size:0.##}\" height=\"{2 * size:0.##}\" fill=\"{fill}\" stroke=\"{colour}\"/>"),
            2 => string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.##} {y - 1.2 * size:0.##}L{x + 1.2 * size:0.##} {y + size:0.##}H{x - 1.2 * size:0.##}Z\" fill=\"{fill}\" stroke=\"{colour}\"/>"),
            _ => string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.##} {y - 1.3 * size:0.##}L{x + 1.3 * size:0.##} {y:0.##}L{x:0.##} {y + 1.3 * size:0.##}L{x - 1.3 * size:0.##} {y:0.##}Z\" fill=\"{fill}\" stroke=\"{colour}\"/>"),
        });
    }

    /// <summary>Words; plain text, made safe here.</summary>
    /// <param name="anchor">start, middle or end.</param>
    public void Text(double x, double y, string text, string anchor = "start", double size = 13, string colour = Ink, bool isBold = false, double turned = 0)
    {
        var turn = turned == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" transform=\"rotate({turned} {x:0.##} {y:0.##})\"");
        _drawn.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"{anchor}\" font-size=\"{size}\" fill=\"{colour}\"{(isBold ? " font-weight=\"600\"" : "")}{turn}>{Say.Text(text)}</text>");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0.##} {height:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" role=\"img\" aria-label=\"{Say.Text(title)}\" font-family=\"system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif\"><title>{Say.Text(title)}</title>{_drawn}</svg>");

    /// <summary>A point of a path.</summary>
    public static string At(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.##} {y:0.##}");

    private static string Dash(string dash) => dash.Length == 0 ? "" : $" stroke-dasharray=\"{dash}\"";
}
