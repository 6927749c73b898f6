using System.Text;
using System.Text.Json;
using TwinGrid.Access;

namespace TwinGrid.Audit.Events;

/// <summary>Reads back what <see cref="AuditEventWriter"/> wrote, for the book of the patient.</summary>
internal static class AuditEventReader
{
    /// <summary>Whose data it was, and the note for their books. No twins: no patient's book has it.</summary>
    public static (IReadOnlyList<string> Twins, AccessNote Note) Read(string shard, long index, ReadOnlyMemory<byte> happened)
    {
        using var document = JsonDocument.Parse(happened);
        var root = document.RootElement;
        var (twins, data, models, what, consent) = (new List<string>(), new List<string>(), new List<string>(), "", (string?)null);
        foreach (var entity in root.GetProperty("entity").EnumerateArray())
        {
            switch (entity.GetProperty("type").GetProperty("code").GetString())
            {
                case "1":
                    twins.Add(Reference(entity)["Patient/".Length..]);
                    break;
                case "2":
                    what = entity.TryGetProperty("query", out var query) ? Encoding.UTF8.GetString(query.GetBytesFromBase64()) : Identifier(entity, "what");
                    if (entity.TryGetProperty("securityLabel", out var labels)) data.AddRange(labels.EnumerateArray().Select(label => label.GetProperty("code").GetString()!));
                    if (entity.TryGetProperty("detail", out var details)) models.AddRange(details.EnumerateArray().Select(detail => detail.GetProperty("valueString").GetString()!));
                    break;
                case "Consent":
                    consent = Reference(entity)["Consent/".Length..].Replace("/_history/", " ", StringComparison.Ordinal);
                    break;
                default:
                    break; // the request's id is for those who run the grid
            }
        }
        var agents = root.GetProperty("agent");
        var (client, user) = (agents[0], agents[2]);
        var role = user.TryGetProperty("role", out var roles) ? Code(roles[0]) : "";
        var purpose = BalpCodes.Purposes.FirstOrDefault(pair => pair.Code == Code(root.GetProperty("purposeOfEvent")[0])).Purpose;
        return (twins, new AccessNote(
            shard, index, root.GetProperty("recorded").GetDateTimeOffset(), Identifier(user, "who"), role, Identifier(client, "who"), BalpCodes.Word(purpose), what, data,
            root.GetProperty("outcome").GetString() == "0", root.GetProperty("outcomeDesc").GetString()!, consent, models));
    }

    private static string Identifier(JsonElement element, string name) => element.GetProperty(name).GetProperty("identifier").GetProperty("value").GetString()!;

    private static string Reference(JsonElement entity) => entity.GetProperty("what").GetProperty("reference").GetString()!;

    private static string Code(JsonElement concept) => concept.GetProperty("coding")[0].GetProperty("code").GetString()!;
}
