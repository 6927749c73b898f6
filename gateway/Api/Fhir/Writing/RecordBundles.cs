using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Privacy;
using TwinGrid.Gateway.Api.Fhir.Reading;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Api.Fhir.Writing;

/// <summary>
/// Bundles: a transaction is done whole or not at all, a batch entry by entry, each with its own outcome. Collections and documents are taken as a transaction that creates each of their
/// resources.
/// </summary>
internal sealed class RecordBundles(RecordIntake intake, ConsentFiling consents, RecordReader reader, AccessGate gate, IAuditTrail trail)
{
    private const int MostEntries = 10_000;

    public async Task<FhirAnswer> Take(HttpContext context, FhirBody body)
    {
        if (body.Type != "Bundle") throw FhirFault.Wrong("structure", $"POST a Bundle here; a {(RecordTypes.Find(body.Type) is null ? "resource" : body.Type)} goes to its own address.", "resourceType");
        var entries = body.Resource["entry"] as JsonArray ?? [];
        if (entries.Count > MostEntries) throw FhirFault.Wrong("too-costly", $"A bundle may have at most {MostEntries} entries.", "Bundle.entry");
        return References.Text(body.Resource, "type") switch
        {
            "transaction" => await Transaction(context, Read(entries, BundleEntry.Read)),
            "batch" => await Batch(context, entries),
            "collection" or "document" => await Transaction(context, Read(entries, Created)),
            _ => throw FhirFault.Unprocessable("not-supported", "Bundles of transaction, batch, collection and document are taken.", "Bundle.type"),
        };
    }

    private async Task<FhirAnswer> Transaction(HttpContext context, IReadOnlyList<BundleEntry> entries)
    {
        if (entries.Where(entry => entry.FullUrl is { Length: > 0 }).GroupBy(entry => entry.FullUrl, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw FhirFault.Wrong("duplicate", "Two entries have the same fullUrl.", $"{twice.Last().Path}.fullUrl");
        var door = new RecordDoor(context, gate, trail, isBundle: true);
        var (succeeded, filed) = (false, (JsonObject?)null);
        try
        {
            foreach (var entry in entries.Where(entry => !entry.IsWrite)) await At(entry, () => Look(door, entry)); // what cannot be answered undoes all, so it is found out first
            if (entries.FirstOrDefault(entry => entry is { IsWrite: true, Type.IsKept: false }) is { } beside)
            {
                if (entries.Count(entry => entry.IsWrite) > 1) throw FhirFault.Unprocessable("business-rule", $"{beside.Type.Name} lies beside the records, and cannot be written together with them or not at all: send it in a transaction by itself, or in a batch.", $"{beside.Path}.request");
                await At(beside, async () => filed = Filed(await consents.File(door, beside.ToWrite())));
            }
            WriteEntry[] writes = [.. entries.Where(entry => entry is { IsWrite: true, Type.IsKept: true }).Select(entry => Or(entry, entry.ToWrite))];
            var replies = new Queue<WriteReply>(await intake.Write(door, writes));
            var answers = new JsonArray();
            foreach (var entry in entries) answers.Add(!entry.IsWrite ? Looked(await Look(door, entry)) : entry.Type.IsKept ? Replied(replies.Dequeue()) : filed);
            succeeded = true;
            return Response("transaction-response", answers);
        }
        finally
        {
            await door.WriteDown(succeeded);
        }
    }

    private async Task<FhirAnswer> Batch(HttpContext context, JsonArray entries)
    {
        var (answers, asked) = (new JsonArray(), new HashSet<string>(StringComparer.Ordinal));
        for (var place = 0; place < entries.Count; place++)
            if (entries[place] is JsonObject one && one["request"] is JsonObject request && References.Text(request, "method") is not ("GET" or "POST" or null) && !asked.Add(request.ToJsonString()))
                throw FhirFault.Wrong("duplicate", "Two entries of a batch ask the same, and which comes first is not said.", $"Bundle.entry[{place}].request");
        for (var place = 0; place < entries.Count; place++) answers.Add(await One(context, entries[place], $"Bundle.entry[{place}]"));
        return Response("batch-response", answers);
    }

    private async Task<JsonObject> One(HttpContext context, JsonNode? entry, string path)
    {
        var door = new RecordDoor(context, gate, trail, isBundle: true);
        var succeeded = false;
        try
        {
            var read = BundleEntry.Read(entry as JsonObject ?? [], path);
            var answer = !read.IsWrite ? Looked(await Look(door, read)) : read.Type.IsKept ? Replied((await intake.Write(door, [read.ToWrite()]))[0]) : Filed(await consents.File(door, read.ToWrite()));
            succeeded = true;
            return answer;
        }
        catch (FhirFault fault)
        {
            return Failed(fault.Status, fault.Issues);
        }
        catch (Exception error) when (error is not OperationCanceledException and not AuditUnavailableException && !Troubles.IsFault(Troubles.Of(error)))
        {
            var problem = Troubles.Of(error);
            return Failed(problem.Status, [new Issue("transient", problem.Detail)]);
        }
        finally
        {
            await door.WriteDown(succeeded);
        }
    }

    private async Task<FhirAnswer> Look(RecordDoor door, BundleEntry entry) => entry switch
    {
        { Id: null } => await reader.Search(door, SearchReading.Read(entry.Type, QueryText.Pairs(entry.Query ?? ""), inAddress: false, FhirPreferences.IsLenient(door.Context.Request))),
        { IsHistory: true } => await reader.History(door, entry.Type, entry.Id),
        _ => await reader.Read(door, entry.Type, entry.Id, entry.Version),
    };

    private static BundleEntry Created(JsonObject entry, string path)
    {
        if (entry["resource"] is not JsonObject resource) throw FhirFault.Wrong("required", "The entry has no resource.", $"{path}.resource");
        if (RecordTypes.Find(References.Text(resource, "resourceType")) is not { } type) throw FhirFault.Unprocessable("not-supported", "That kind of resource is not served here; GET /fhir/metadata lists what is.", $"{path}.resource");
        return new BundleEntry(path, "POST", type.Name, type, null, null, null, IsHistory: false, resource) { FullUrl = References.Text(entry, "fullUrl") };
    }

    private static List<BundleEntry> Read(JsonArray entries, Func<JsonObject, string, BundleEntry> read) => [.. entries.Select((entry, place) => read(entry as JsonObject ?? [], $"Bundle.entry[{place}]"))];

    private static async Task At(BundleEntry entry, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (FhirFault fault)
        {
            throw fault.At(entry.Path);
        }
    }

    private static T Or<T>(BundleEntry entry, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (FhirFault fault)
        {
            throw fault.At(entry.Path);
        }
    }

    private static JsonObject Replied(WriteReply reply)
    {
        var response = new JsonObject
        {
            ["status"] = $"{reply.Status} {(reply.IsNew ? "Created" : "OK")}", ["location"] = reply.Location, ["etag"] = $"W/\"{reply.Version}\"", ["lastModified"] = RecordReader.Time(reply.At),
        };
        if (reply.Entry.Remarks.Count > 0) response["outcome"] = Remarked(reply);
        return new JsonObject { ["response"] = response };
    }

    private static JsonObject Filed(FhirAnswer answer) => new()
    {
        ["response"] = new JsonObject
        {
            ["status"] = $"{answer.Status} {(answer.Status == StatusCodes.Status201Created ? "Created" : "OK")}", ["location"] = answer.Location, ["etag"] = $"W/\"{answer.Version}\"", ["lastModified"] = RecordReader.Time(answer.At!.Value),
        },
    };

    /// <summary>What is remarkable in what was taken all the same.</summary>
    public static JsonObject Remarked(WriteReply reply) => Issue.Outcome(reply.Entry.Remarks.Select(remark => new Issue("informational", remark.Text) { Severity = "warning" }));

    private static JsonObject Looked(FhirAnswer answer)
    {
        var response = new JsonObject { ["status"] = $"{answer.Status} OK" };
        if (answer.Version is { } version) response["etag"] = $"W/\"{version}\"";
        return new JsonObject { ["resource"] = JsonNode.Parse(answer.Body!), ["response"] = response };
    }

    private static JsonObject Failed(int status, IReadOnlyList<Issue> issues) => new() { ["response"] = new JsonObject { ["status"] = $"{status}", ["outcome"] = Issue.Outcome(issues) } };

    private static FhirAnswer Response(string type, JsonArray answers)
    {
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = type };
        if (answers.Count > 0) bundle["entry"] = answers;
        return FhirAnswer.Of(StatusCodes.Status200OK, bundle);
    }
}
