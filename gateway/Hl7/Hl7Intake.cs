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
/// not taken.
/// </summary>
internal sealed partial class Hl7Intake(
    Hl7Options options, IIdentityVault vault, IdentifierReader identifiers, KnownTwins twins, SampleConversion conversion, PacketIntake intake, IAccessDecisions decisions, TimeProvider time, ILogger<Hl7Intake> logger)
{
    private static readonly HashSet<string> Arrivals = new(["A01", "A04", "A05", "A08", "A28", "A31"], StringComparer.Ordinal);

    /// <summary>Answers a message. Never throws but when it is cancelled: a sender is always told.</summary>
    public async Task<byte[]> Answer(byte[] bytes, CancellationToken cancel)
    {
        Hl7Message? message = null;
        try
        {
            message = Hl7Message.Read(bytes);
            var text = message.Kind switch
            {
                "ORU" when message.Trigger is "R01" or "" => await Observed(message, cancel),
                "ADT" when Arrivals.Contains(message.Trigger) => await Arrived(message, cancel),
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

    private async Task<string> Observed(Hl7Message message, CancellationToken cancel)
    {
        var left = new List<LeftOut>();
        var observations = Hl7Observations.Read(message, left);
        var (twin, place) = await TwinOf(message, cancel);
        var caller = new Caller($"hl7:{Sender(message)}", Role.Device, "hl7") { OwnTwin = twin };
        if (!(await decisions.Decide(new(caller, twin, Operation.Append, DataClass.Vitals, Purpose.Care), cancel)).Permitted || await twins.BirthDate(twin) is not { } born)
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

    private async Task<string> Arrived(Hl7Message message, CancellationToken cancel)
    {
        var (pid, named) = Identifiers(message);
        var found = await vault.Register(named, cancel);
        return found.Twin is not null ? found.IsNew ? "known from now on" : "known" : throw new NotTakenException("AE", pid.Place(3), "has identifiers of different patients");
    }

    private async Task<(TwinId Twin, string Place)> TwinOf(Hl7Message message, CancellationToken cancel)
    {
        var (pid, named) = Identifiers(message);
        foreach (var identifier in named)
            if (await vault.Resolve(identifier, cancel) is { } twin) return (twin, pid.Place(3));
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

    /// <summary>A message is not taken, and why.</summary>
    private sealed class NotTakenException(string code, string place, string reason) : Exception(reason)
    {
        public string Code { get; } = code;

        public string Place { get; } = place;
    }
}
