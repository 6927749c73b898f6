using TwinGrid.Access;
using TwinGrid.Formats;
using TwinGrid.Formats.Hl7;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Vitals;
using TwinGrid.Patients;
using TwinGrid.Vault.Identities;

namespace TwinGrid.Gateway.Hl7;

/// <summary>
/// Takes messages in: ORU^R01 into the vitals log of the patient whom the identity vault knows, ADT into the vault. AA is answered when the log has flushed, AE with the field that is wrong, AR for kinds that are
/// not taken. Each is written into the audit trail before it is answered, as writes over HTTP are.
/// </summary>
internal sealed partial class Hl7Intake(
    Hl7ResultReader results, IIdentityVault vault, PacketIntake intake, IAccessDecisions decisions, IAuditTrail trail, TimeProvider time, ILogger<Hl7Intake> logger)
{
    private static readonly HashSet<string> Arrivals = new(["A01", "A04", "A05", "A08", "A28", "A31"], StringComparer.Ordinal);

    /// <summary>Answers a message. Never throws but when it is cancelled: a sender is always told.</summary>
    /// <param name="client">Network address of the sender; null where there is none.</param>
    public async Task<byte[]> Answer(byte[] bytes, string? client, CancellationToken cancel)
    {
        Hl7Message? message = null;
        try
        {
            message = Hl7Message.Read(bytes);
            var text = message.Kind switch
            {
                "ORU" when message.Trigger is "R01" or "" => await Noted(new Note(message, Operation.Append, DataClass.Vitals, Role.Device, client), Observed, cancel),
                "ADT" when Arrivals.Contains(message.Trigger) => await Noted(new Note(message, Operation.Create, DataClass.Identity, Role.Operator, client), Arrived, cancel),
                _ => throw new NotTakenException("AR", message.Header.Place(9), "is none of ORU^R01, ADT^A01, A04, A05, A08, A28, A31"),
            };
            return Ack(message, "AA", text, null);
        }
        catch (UnreadableFileException wrong)
        {
            return Ack(message, message is null ? "AR" : "AE", wrong.Reason, wrong.Place);
        }
        catch (NotTakenException wrong)
        {
            return Ack(message, wrong.Code, wrong.Message, wrong.Place);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            var problem = Troubles.Of(error);
            if (problem.Status == StatusCodes.Status500InternalServerError) Failed(logger, error.GetType().Name);
            return Ack(message, "AE", $"{problem.Title}; send it again", null);
        }
    }

    /// <summary>Takes a message and writes down who sent what about whom, taken or not. What cannot be written down is not acknowledged, and is harmless to send again.</summary>
    private async Task<string> Noted(Note note, Func<Note, CancellationToken, Task<string>> take, CancellationToken cancel)
    {
        try
        {
            var text = await take(note, cancel);
            await trail.Record(note.Entry(RequestId(), succeeded: true), cancel);
            return text;
        }
        catch (Exception error) when (error is not OperationCanceledException and not AuditUnavailableException)
        {
            if (error is NotTakenException { IsUnknown: true }) note.Decision = new AccessDecision(false, AccessGround.UnknownTwin, null, 0);
            await trail.Record(note.Entry(RequestId(), succeeded: false), cancel);
            throw;
        }
    }

    private string RequestId() => $"{Guid.CreateVersion7(time.GetUtcNow()):n}";

    private async Task<string> Observed(Note note, CancellationToken cancel)
    {
        var found = await results.Read(note.Message, async twin =>
        {
            note.Twins = [twin];
            note.Decision = await decisions.Decide(new(note.Caller with { OwnTwin = twin }, twin, note.Operation, note.Data, Purpose.Care), cancel);
            return note.Decision.Permitted;
        }, cancel);
        if (found.Packet is { } packet) await intake.Append(packet, cancel);
        return $"{found.Packet?.Samples.Count ?? 0} taken, {found.Left.Count} left";
    }

    private async Task<string> Arrived(Note note, CancellationToken cancel)
    {
        var (pid, named) = results.Identifiers(note.Message);
        var found = await vault.Register(named, cancel);
        if (found.Twin is { } twin) note.Twins = [twin];
        return found.Twin is not null ? found.IsNew ? "known from now on" : "known" : throw new NotTakenException("AE", pid.Place(3), "has identifiers of different patients");
    }

    private byte[] Ack(Hl7Message? message, string code, string text, string? place) => Hl7Answer.Of(message, code, text, place, time.GetUtcNow(), Guid.NewGuid().ToString("N")[..20]);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message of HL7 could not be taken: {Kind}.")]
    private static partial void Failed(ILogger logger, string kind);

    /// <summary>A message on its way, and what the audit trail will say of it.</summary>
    private sealed class Note(Hl7Message message, Operation operation, DataClass data, Role role, string? client)
    {
        public Hl7Message Message => message;

        public Operation Operation => operation;

        public DataClass Data => data;

        public Caller Caller { get; } = new(Hl7ResultReader.Sender(message), role, "hl7");

        public IReadOnlyList<TwinId> Twins { get; set; } = [];

        public AccessDecision Decision { get; set; } = new(true, AccessGround.RoleAlone, null, 0);

        public AccessEntry Entry(string requestId, bool succeeded) =>
            new(requestId, $"HL7 {message.Kind}^{message.Trigger}", Caller, operation, data, role == Role.Operator ? Purpose.Operations : Purpose.Care, Twins, Decision, client) { Succeeded = succeeded };
    }
}
