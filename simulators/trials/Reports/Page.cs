using System.Globalization;
using System.Text;

namespace TwinGrid.Trials.Reports;

/// <summary>A page being written: headings, paragraphs, numbered tables and figures. What it is handed is HTML already, made safe by <see cref="Say.Text"/>.</summary>
internal sealed class Page(string title)
{
    private const string Style = """
        :root{color-scheme:light}body{margin:0;background:#fff;color:#15202b;font:16px/1.5 system-ui,'Segoe UI','DejaVu Sans',Arial,sans-serif}
        main{max-width:62rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}h1{font-size:1.7rem;line-height:1.25;margin:.2rem 0 .4rem}h2{font-size:1.25rem;margin:2.4rem 0 .6rem;border-bottom:2px solid #d5dce3;padding-bottom:.2rem}
        h3{font-size:1.05rem;margin:1.6rem 0 .4rem}p{margin:.5rem 0;max-width:52rem}.quiet{color:#4d5b69;font-size:.9rem}.kind{background:#eef3f7;border-left:4px solid #0072b2;padding:.6rem .9rem;margin:1rem 0}
        .scroll{overflow-x:auto}table{border-collapse:collapse;margin:.4rem 0 .3rem;font-size:.92rem;font-variant-numeric:tabular-nums;min-width:60%}caption{text-align:left;font-weight:600;padding:.5rem 0 .3rem}
        th,td{padding:.28rem .7rem;text-align:right;vertical-align:top;border-bottom:1px solid #e3e8ed}thead th{border-bottom:2px solid #4d5b69;border-top:2px solid #4d5b69;vertical-align:bottom}
        th:first-child,td:first-child{text-align:left}td{white-space:nowrap}tbody th{font-weight:400;min-width:9rem}th small{color:#4d5b69;font-weight:400;font-size:.86rem;display:block}tr.group th{font-weight:600}tr.within th:first-child{padding-left:1.7rem}tr.main th,tr.main td{font-weight:600}
        .facts th{font-weight:600;text-align:left;white-space:nowrap}.facts td{text-align:left;overflow-wrap:anywhere;white-space:normal}figure{margin:1.2rem 0}figure svg{max-width:100%;height:auto}figcaption{font-size:.92rem;max-width:52rem;margin-top:.3rem}
        li{margin:.25rem 0;max-width:52rem}code{font-size:.88em;overflow-wrap:anywhere}nav ul{columns:2;padding-left:1.2rem;font-size:.92rem}a{color:#0b5c93}
        @media print{@page{margin:16mm}body{font-size:10.5pt}main{max-width:none;padding:0}nav{display:none}h2{break-after:avoid}figure,table,tr{break-inside:avoid}.scroll{overflow:visible}a{color:inherit;text-decoration:none}}
        """;

    private readonly StringBuilder _body = new();
    private readonly List<(string Id, string Heading)> _headings = [];
    private int _tables, _figures;

    public void Heading(string heading)
    {
        var id = "s" + (_headings.Count + 1).ToString(CultureInfo.InvariantCulture);
        _headings.Add((id, heading));
        _body.Append(CultureInfo.InvariantCulture, $"<h2 id=\"{id}\">{heading}</h2>\n");
    }

    public void Smaller(string heading) => _body.Append(CultureInfo.InvariantCulture, $"<h3>{heading}</h3>\n");

    public void Paragraph(string html, string kind = "") => _body.Append(CultureInfo.InvariantCulture, $"<p{(kind.Length > 0 ? $" class=\"{kind}\"" : "")}>{html}</p>\n");

    public void Points(IEnumerable<string> points) => _body.Append(CultureInfo.InvariantCulture, $"<ul>{string.Concat(points.Select(point => $"<li>{point}</li>"))}</ul>\n");

    public void Facts(IEnumerable<(string Name, string Value)> facts) =>
        _body.Append(CultureInfo.InvariantCulture, $"<table class=\"facts\"><tbody>{string.Concat(facts.Select(fact => $"<tr><th scope=\"row\">{fact.Name}</th><td>{fact.Value}</td></tr>"))}</tbody></table>\n");

    /// <summary>A numbered table.</summary>
    /// <param name="rows">First the row's name, then its cells; a name that starts with a space lies within the group above; a row of a name alone is a group; one that starts with * is the main one.</param>
    public void Table(string caption, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows, string note = "")
    {
        _body.Append(CultureInfo.InvariantCulture, $"<div class=\"scroll\"><table><caption>Table {++_tables}. {caption}</caption><thead><tr>{string.Concat(heads.Select(head => $"<th scope=\"col\">{head}</th>"))}</tr></thead><tbody>");
        foreach (var row in rows)
        {
            var (kind, name) = row[0].StartsWith('*') ? ("main", row[0][1..]) : row.Count == 1 ? ("group", row[0]) : row[0].StartsWith(' ') ? ("within", row[0][1..]) : ("", row[0]);
            _body.Append(CultureInfo.InvariantCulture, $"<tr{(kind.Length > 0 ? $" class=\"{kind}\"" : "")}><th scope=\"row\"{(row.Count == 1 ? $" colspan=\"{heads.Count}\"" : "")}>{name}</th>{string.Concat(row.Skip(1).Select(cell => $"<td>{cell}</td>"))}</tr>");
        }
        _body.Append("</tbody></table></div>\n");
        if (note.Length > 0) Paragraph(note, "quiet");
    }

    /// <summary>A numbered figure.</summary>
    public void Figure(Svg figure, string caption) => _body.Append(CultureInfo.InvariantCulture, $"<figure><div class=\"scroll\">{figure}</div><figcaption><b>Figure {++_figures}.</b> {caption}</figcaption></figure>\n");

    /// <summary>What was written, without a page around it.</summary>
    public string Inner => _body.ToString();

    /// <summary>The page, with a list of its parts after the head.</summary>
    /// <param name="head">What stands before them.</param>
    public string Whole(string head) => $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Say.Text(title)}</title><style>
        {Style}
        </style></head><body><main>
        {head}
        <nav aria-label="Parts"><ul>{string.Concat(_headings.Select(heading => $"<li><a href=\"#{heading.Id}\">{heading.Heading}</a></li>"))}</ul></nav>
        {_body}</main></body></html>

        """;
}
