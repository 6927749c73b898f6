using System.IO.Compression;
using System.Text.Json.Nodes;
using TwinGrid.Formats;
using TwinGrid.Formats.Fhir;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Fhir;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Writing;
using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary>
/// Takes a file of FHIR: a bundle, a resource, or a resource a line; JSON or XML, packed with gzip or not. What comes without a request of its own is created, all of it or nothing; each resource is decided on
/// as in <c>POST /fhir</c>.
/// </summary>
internal sealed class RecordFile(RecordBundles bundles)
{
    public async Task<Reading<FileView>> Take(HttpContext context, MemoryStream file, ImportProgress progress)
    {
        var touched = new TouchedTwins();
        context.Features.Set(touched);
        try
        {
            var body = Bundle(Unpacked(file));
            progress.Begin(ImportStage.Writing);
            var answer = await bundles.Take(context, body);
            return Report(JsonNode.Parse(answer.Body!)!.AsObject(), touched);
        }
        catch (FhirFault fault)
        {
            if (fault.Status == StatusCodes.Status404NotFound) await Beat.Wait(context); // what is not there and what may not be seen take alike long
            var problem = Problem.Fields([.. fault.Issues.Select(issue => new FieldError(issue.Expression ?? "body", issue.Text))]);
            return problem with { Status = fault.Status };
        }
        catch (InvalidDataException)
        {
            return Problem.Field("body", "is packed and damaged");
        }
    }

    private static byte[] Unpacked(MemoryStream file)
    {
        var bytes = file.ToArray();
        if (!bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) return bytes;
        using var gzip = new GZipStream(new MemoryStream(bytes, writable: false), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (gzip.Read(buffer) is > 0 and var read)
        {
            plain.Write(buffer, 0, read);
            if (plain.Length > FhirBody.MostOfBundle) throw new FhirFault(StatusCodes.Status413PayloadTooLarge, new Issue("too-long", $"The file may have at most {FhirBody.MostOfBundle} bytes, unpacked."));
        }
        return plain.ToArray();
    }

    private static FhirBody Bundle(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        if (bytes.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("<"u8)) return Wrapped(FhirBody.OfXml(bytes));
        return FhirFile.Lines(bytes) is { } lines ? Collected([.. lines.Select(line => (line.Number, bytes[line.Range]))]) : Wrapped(FhirBody.OfJson(bytes));
    }

    private static FhirBody Wrapped(FhirBody body)
    {
        if (body.Type == "Bundle") return References.Text(body.Resource, "type") is "searchset" or "history" ? Collected([.. References.At(body.Resource, "entry.resource").OfType<JsonObject>()], body.Warnings) : body;
        return Collected([body.Resource], body.Warnings);
    }

    private static FhirBody Collected(List<(int Number, byte[] Json)> lines)
    {
        var (resources, warnings) = (new List<JsonObject>(), new List<Issue>());
        foreach (var (number, json) in lines)
        {
            try
            {
                var one = FhirBody.OfJson(json);
                resources.Add(one.Resource);
                warnings.AddRange(one.Warnings);
            }
            catch (FhirFault fault)
            {
                throw new FhirFault(fault.Status, [.. fault.Issues.Select(issue => issue with { Expression = $"line {number}{(issue.Expression is null ? "" : $", {issue.Expression}")}" })]);
            }
        }
        return Collected(resources, warnings);
    }

    private static FhirBody Collected(List<JsonObject> resources, IReadOnlyList<Issue> warnings)
    {
        var entries = new JsonArray();
        foreach (var resource in resources)
        {
            var entry = new JsonObject { ["resource"] = resource.DeepClone() };
            if (References.Text(resource, "id") is { Length: > 0 } id) entry["fullUrl"] = $"{References.Text(resource, "resourceType")}/{id}"; // by which the others refer to it
            entries.Add(entry);
        }
        return new FhirBody(new JsonObject { ["resourceType"] = "Bundle", ["type"] = "collection", ["entry"] = entries }, warnings);
    }

    private static FileView Report(JsonObject answer, TouchedTwins touched)
    {
        var (report, number) = (new FileReport(FileKind.Fhir), 0);
        foreach (var entry in References.At(answer, "entry"))
        {
            var (response, place) = (entry["response"], $"entry {number++}");
            var status = References.Text(response, "status") ?? "";
            var said = References.At(response, "outcome.issue").Select(issue => References.Text(issue, "diagnostics") ?? "").ToList();
            if (!status.StartsWith('2')) report.Leave(place, "resource", said.FirstOrDefault() ?? status);
            else if (References.Text(response, "location") is { } location)
            {
                report.Take(location.Split('/')[0], isUnchanged: status.StartsWith("200", StringComparison.Ordinal));
                foreach (var text in said) report.Flag(text);
            }
        }
        foreach (var twin in touched.All) report.Concern(twin);
        return report.ToView();
    }
}
