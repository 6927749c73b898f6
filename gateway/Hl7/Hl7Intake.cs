using System.Security.Cryptography;
using TwinGrid.Access;
using TwinGrid.Formats;
using TwinGrid.Formats.Hl7;
using TwinGrid.Formats.Samples;
using TwinGrid.Gateway.Api.Imports;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Gateway.Api.Vitals;
using TwinGrid.Patients;
using TwinGrid.Vault.Identities;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Hl7;

/// <summary>
/// Takes messages in: ORU^R01 into the vitals log of the patient whom the identity vault knows, ADT into the vault. AA is answered when the log has flushed, AE with the field that is wrong, AR for kinds that are
/// not taken. Each is written into the audit trail before it is answered, as writes over HTTP are.
/// </summary>
internal sealed partial class Hl7Intake(
    Hl7Options options, IIdentityVault vault, IdentifierReader identifiers, KnownTwins twins, SampleConversion conversion, PacketIntake intake, IAccessDecisions decisions, IAuditTrail trail, TimeProvider time, ILogger<Hl7Intake> logger)
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
            await trail.Record(note.Entry(RequestId(), succeeded: false), cancel);
            throw;
        }
    }

    private string RequestId() => $"{Guid.CreateVersion7(time.GetUtcNow()):n}";

    private async Task<string> Observed(Note note, CancellationToken cancel)
    {
        var message = note.Message;
        var left = new List<LeftOut>();
        var observations = Hl7Observations.Read(message, left);
        var (twin, place) = await TwinOf(note, cancel);
        note.Twins = [twin];
        note.Decision = await decisions.Decide(new(note.Caller with { OwnTwin = twin }, twin, note.Operation, note.Data, Purpose.Care), cancel);
        if (!note.Decision.Permitted || await twins.BirthDate(twin) is not { } born)
            throw new NotTakenException("AE", place, "names nobody whose results are taken here");
        var samples = new List<VitalSign>();
        foreach (var observation in observations)
        {
            var status = observation.Standing switch { Hl7Standing.Preliminary => SampleStatus.Final, Hl7Standing.EnteredInError => SampleStatus.EnteredInError, _ => SampleStatus.Corrected };
            var recorded = status == SampleStatus.EnteredInError && SignalCatalogue.Find(observation.Sample.Code) is { } signal ? observation.Sample with { Unit = signal.Unit } : observation.Sample;
            if (conversion.Of(recorded, status, born) is { Sample: { } sample }) samples.Add(sample);
        }
        if (samples.Count > 0)
        {
            var packet = new VitalsPacket(twin, $"hl7:{Sender(message)}", Sequence(message), time.GetUtcNow(), samples);
            if (await intake.Objection(packet) is { } objection) throw new NotTakenException("AE", place, objection.Title);
            await intake.Append(packet, cancel);
        }
        return $"{samples.Count} taken, {observations.Count - samples.Count + left.Count} left";
    }

    private async Task<string> Arrived(Note note, CancellationToken cancel)
    {
        var (pid, named) = Identifiers(note.Message);
        var found = await vault.Register(named, cancel);
        if (found.Twin is { } twin) note.Twins = [twin];
        return found.Twin is not null ? found.IsNew ? "known from now on" : "known" : throw new NotTakenException("AE", pid.Place(3), "has identifiers of different patients");
    }

    private async Task<(TwinId Twin, string Place)> TwinOf(Note note, CancellationToken cancel)
    {
        var (pid, named) = Identifiers(note.Message);
        foreach (var identifier in named)
            if (await vault.Resolve(identifier, cancel) is { } twin) return (twin, pid.Place(3));
        note.Decision = new AccessDecision(false, AccessGround.UnknownTwin, null, 0);
        throw new NotTakenException("AE", pid.Place(3), "names nobody whose results are taken here");
    }

    /// <summary>The patient's numbers that have a system: an OID of their own, or the one that is set.</summary>
    private (Hl7Segment Pid, IReadOnlyList<PatientIdentifier> Named) Identifiers(Hl7Message message)
    {
        var pid = message.Segments.FirstOrDefault(segment => segment.Name == "PID") ?? throw new NotTakenException("AE", "PID", "is missing");
        var named = new List<PatientIdentifier>();
        for (var i = 1; i <= pid.Repetitions(3); i++)
        {
            var system = pid.Text(3, 4, 3, i) is "ISO" && pid.Text(3, 4, 2, i) is { Length: > 0 } oid ? $"urn:oid:{oid}" : options.PatientSystem;
            if (system.Length > 0 && identifiers.TryRead(system, pid.Text(3, 1, 1, i), out var identifier, out _, out _)) named.Add(identifier);
        }
        return named.Count > 0 ? (pid, named) : throw new NotTakenException("AE", pid.Place(3), "has no number of a system that is known here");
    }

    private static string Sender(Hl7Message message) => message.Header.Text(3) is { Length: > 0 } name ? name.Length <= 64 ? name : name[..64] : "unnamed";

    /// <summary>The same message again counts once, from whoever sends it again: its sequence is made of what it says.</summary>
    private static long Sequence(Hl7Message message)
    {
        var text = string.Join('\r', message.Segments.Select(segment => string.Join('|', Enumerable.Range(segment.Name == "MSH" ? 10 : 1, 40).Select(segment.Raw))));
        return BitConverter.ToInt64(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))) & long.MaxValue;
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

        public Caller Caller { get; } = new($"hl7:{Sender(message)}", role, "hl7");

        public IReadOnlyList<TwinId> Twins { get; set; } = [];

        public AccessDecision Decision { get; set; } = new(true, AccessGround.RoleAlone, null, 0);

        public AccessEntry Entry(string requestId, bool succeeded) =>
            new(requestId, $"HL7 {message.Kind}^{message.Trigger}", Caller, operation, data, role == Role.Operator ? Purpose.Operations : Purpose.Care, Twins, Decision, client) { Succeeded = succeeded };
    }

    /// <summary>A message is not taken, and why.</summary>
    private sealed class NotTakenException(string code, string place, string reason) : Exception(reason)
    {
        public string Code { get; } = code;

        public string Place { get; } = place;
    }
}
