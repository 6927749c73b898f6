using System.Security.Cryptography;
using System.Text;
using TwinGrid.Formats;
using TwinGrid.Formats.Hl7;
using TwinGrid.Formats.Samples;
using TwinGrid.Gateway.Api.Imports;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Gateway.Api.Vitals;
using TwinGrid.Patients;
using TwinGrid.Vault.Identities;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Hl7;

/// <summary>Reads the results of a message for the patient whom the identity vault knows by its numbers. Nothing is written.</summary>
internal sealed class Hl7ResultReader(Hl7Options options, IIdentityVault vault, IdentifierReader identifiers, KnownTwins twins, SampleConversion conversion, PacketIntake intake, TimeProvider time)
{
    private const string Nobody = "names nobody whose results are taken here";

    /// <summary>Reads them, ready to be written.</summary>
    /// <param name="may">Whether results of that patient are taken from who sends it.</param>
    /// <exception cref="UnreadableFileException">It cannot be read; the place says where.</exception>
    /// <exception cref="NotTakenException">It is not taken.</exception>
    public async Task<Hl7Results> Read(Hl7Message message, Func<TwinId, ValueTask<bool>> may, CancellationToken cancel)
    {
        var left = new List<LeftOut>();
        var observations = Hl7Observations.Read(message, left);
        var (twin, place) = await TwinOf(message, cancel);
        if (!await may(twin) || await twins.BirthDate(twin) is not { } born) throw new NotTakenException("AE", place, Nobody);
        var samples = new List<VitalSign>();
        foreach (var observation in observations)
        {
            var status = observation.Standing switch { Hl7Standing.Preliminary => SampleStatus.Final, Hl7Standing.EnteredInError => SampleStatus.EnteredInError, _ => SampleStatus.Corrected };
            var recorded = observation.Sample;
            var (sample, reason) = conversion.Of(recorded, status, born);
            if (sample is { } good) samples.Add(good);
            else left.Add(new(recorded.Place, recorded.Code.Length is > 0 and <= 40 ? recorded.Code : "OBX", reason!));
        }
        if (samples.Count == 0) return new(twin, null, left);
        var packet = new VitalsPacket(twin, Sender(message), Sequence(message), time.GetUtcNow(), samples);
        return await intake.Objection(packet) is { } objection ? throw new NotTakenException("AE", place, objection.Title) : new(twin, packet, left);
    }

    /// <summary>The patient's numbers that have a system: an OID of their own, or the one that is set.</summary>
    /// <exception cref="NotTakenException">There are none.</exception>
    public (Hl7Segment Pid, IReadOnlyList<PatientIdentifier> Named) Identifiers(Hl7Message message)
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

    /// <summary>What the sender is called as a device and in the audit trail.</summary>
    public static string Sender(Hl7Message message) => $"hl7:{(message.Header.Text(3) is { Length: > 0 } name ? name.Length <= 64 ? name : name[..64] : "unnamed")}";

    private async Task<(TwinId Twin, string Place)> TwinOf(Hl7Message message, CancellationToken cancel)
    {
        var (pid, named) = Identifiers(message);
        foreach (var identifier in named)
            if (await vault.Resolve(identifier, cancel) is { } twin) return (twin, pid.Place(3));
        throw new NotTakenException("AE", pid.Place(3), Nobody) { IsUnknown = true };
    }

    /// <summary>The same message again counts once, from whoever sends it again: its sequence is made of what it says.</summary>
    private static long Sequence(Hl7Message message)
    {
        var text = string.Join('\r', message.Segments.Select(segment => string.Join('|', Enumerable.Range(segment.Name == "MSH" ? 10 : 1, 40).Select(segment.Raw))));
        return BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text))) & long.MaxValue;
    }
}
