using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Bodies;

namespace TwinGrid.Gateway.Api.Summaries;

/// <summary>A patient's record in short as a sheet of A4, to look at and to print. It fetches nothing; its one script opens the browser's dialogue for printing.</summary>
internal static class SummarySheet
{
    private const string Style = """
        :root { color-scheme: light; }
        body { margin: 0 auto; max-width: 190mm; padding: 8mm; color: #15202b; background: #fff; font: 10.5pt/1.45 "Noto Sans JP", "Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", Meiryo, system-ui, sans-serif; }
        h1 { font-size: 16pt; margin: 0 0 2mm; } h2 { font-size: 11.5pt; margin: 5mm 0 1mm; border-bottom: 1px solid #0b5c8a; break-after: avoid; }
        dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(58mm, 1fr)); gap: 0 6mm; margin: 0; } dl div { display: flex; gap: 3mm; border-bottom: 1px solid #d5dce3; padding: .6mm 0; }
        dt { color: #4d5b69; min-width: 22mm; } dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
        table { width: 100%; border-collapse: collapse; font-size: 9.5pt; } th, td { text-align: left; vertical-align: top; padding: .7mm 3mm .7mm 0; border-bottom: 1px solid #d5dce3; overflow-wrap: anywhere; }
        thead th { color: #4d5b69; font-weight: 400; } tr { break-inside: avoid; } .when, td:last-child, th:last-child { white-space: nowrap; width: 1%; } .quiet { color: #4d5b69; font-size: 9pt; } .top { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4mm; }
        button { font: inherit; padding: 1mm 4mm; }
        @page { size: A4; margin: 14mm; } @media print { body { padding: 0; max-width: none; } .screen { display: none; } }
        """;

    /// <param name="self">The sheet's own address, for the other language; null where it has none, as in a file.</param>
    public static string Of(PatientSummary summary, SummaryWords words, string? self)
    {
        var page = new StringBuilder($"<!DOCTYPE html>\n<html lang=\"{words.Language}\">\n<head><meta charset=\"utf-8\" /><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" /><link rel=\"icon\" href=\"data:,\" /><title>{words.Title}</title><style>{Style}</style></head>\n<body>\n");
        page.Append($"<div class=\"top\"><h1>{words.Title}</h1>");
        if (self is not null) page.Append($"<p class=\"screen\"><a href=\"{self}?lang={(words.Language == "ja" ? "en" : "ja")}\" lang=\"{(words.Language == "ja" ? "en" : "ja")}\" data-testid=\"other-language\">{words.Other}</a> <button type=\"button\" data-print>{words.Print}</button></p>");
        page.Append("</div>\n<dl>");
        foreach (var (term, text) in Person(summary, words)) page.Append($"<div><dt>{term}</dt><dd>{Encoded(text)}</dd></div>");
        page.Append("</dl>\n");
        foreach (var section in summary.Sections) Section(page, section, words);
        page.Append($"<p class=\"quiet\">{words.Simulated}{(summary.Models.Count > 0 ? " " + Encoded(string.Format(CultureInfo.InvariantCulture, words.Models, string.Join(", ", summary.Models))) : "")}</p>\n");
        page.Append($"<p class=\"quiet\">{string.Format(CultureInfo.InvariantCulture, words.MadeAt, words.Instant(summary.At))} · TwinGrid{(self is null ? "" : $" · <a href=\"/twins/{summary.Twin.Value}/accesses\">{words.WhoLooked}</a>")}</p>\n");
        if (self is not null) page.Append("<script src=\"/pages/print.js\"></script>\n");
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static IEnumerable<(string Term, string Text)> Person(PatientSummary summary, SummaryWords words)
    {
        var profile = summary.Profile;
        if (NameOf(summary.Patient) is { } name) yield return (words.NameTerm, name);
        yield return (words.BirthDate, $"{words.Day(profile.BirthDate)} ({string.Format(CultureInfo.InvariantCulture, words.Age, profile.AgeYears(summary.At))})");
        yield return (words.Sex, words.SexOf(profile));
        yield return (words.Height, string.Create(CultureInfo.InvariantCulture, $"{profile.HeightCm:0.#} cm"));
        yield return (words.Weight, string.Create(CultureInfo.InvariantCulture, $"{profile.WeightKg:0.#} kg"));
        yield return (words.Pseudonym, summary.Twin.Value);
    }

    private static string? NameOf(JsonObject patient)
    {
        foreach (var name in References.At(patient, "name"))
        {
            if (References.Text(name, "text") is { Length: > 0 } text) return text;
            var parts = ((string?[])[References.Text(name, "family"), .. References.At(name, "given").Select(given => given.GetValue<string>())]).Where(part => !string.IsNullOrEmpty(part));
            if (string.Join(' ', parts) is { Length: > 0 } whole) return whole;
        }
        return null;
    }

    private static void Section(StringBuilder page, SummarySection section, SummaryWords words)
    {
        page.Append($"<section data-part=\"{section.Part.ToString().ToLowerInvariant()}\"><h2>{words.Parts[section.Part]}</h2>\n");
        if (section.Resources.Count == 0)
        {
            page.Append($"<p class=\"quiet\">{words.Empty(section)}</p></section>\n");
            return;
        }
        page.Append($"<table><thead><tr><th scope=\"col\" class=\"when\">{words.When}</th><th scope=\"col\">{words.What}</th><th scope=\"col\">{words.Detail}</th><th scope=\"col\">{words.Standing}</th></tr></thead><tbody>\n");
        foreach (var resource in section.Resources)
        {
            var (what, detail, state) = section.Part == SummaryPart.Alerts
                ? (ResourceWords.Name(resource), "", References.Text(resource, "severity"))
                : (words.Name(resource), section.Part == SummaryPart.Forecasts ? Ahead(resource, words) : ResourceWords.Detail(resource), ResourceWords.Status(resource));
            page.Append($"<tr><td class=\"when\">{Encoded(words.Day(ResourceWords.When(resource)))}</td><th scope=\"row\">{Encoded(what)}</th><td>{Encoded(detail)}</td><td>{Encoded(words.State(state))}</td></tr>\n");
        }
        page.Append("</tbody></table>\n");
        if (section.Left > 0) page.Append($"<p class=\"quiet\">{string.Format(CultureInfo.InvariantCulture, words.Older, section.Left)}</p>\n");
        page.Append("</section>\n");
    }

    /// <summary>What a forecast says of its end, or why it says nothing.</summary>
    private static string Ahead(JsonObject risk, SummaryWords words)
    {
        var predictions = References.At(risk, "prediction").OfType<JsonObject>().ToList();
        if (predictions.Count == 0) return string.Join(' ', References.At(risk, "note").Select(note => References.Text(note, "text")));
        string At(int place) => References.Text(predictions[place]["outcome"], "text")?.Split(" at most ")[^1] ?? "";
        var end = References.Text(predictions[0]["whenPeriod"], "end");
        return $"{string.Format(CultureInfo.InvariantCulture, words.Foreseen, At(0).Split(' ')[0], At(predictions.Count - 1), At(predictions.Count / 2).Split(' ')[0])}, {string.Format(CultureInfo.InvariantCulture, words.Until, words.Day(end))}";
    }

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
