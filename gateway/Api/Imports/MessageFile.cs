using TwinGrid.Access;
using TwinGrid.Formats;
using TwinGrid.Formats.Hl7;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Vitals;
using TwinGrid.Gateway.Hl7;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary>Takes a file of HL7 v2 messages: their results, for patients whom the identity vault knows and for whom the caller may append. All are read and judged before the first is written.</summary>
internal sealed class MessageFile(Hl7ResultReader hl7, PacketIntake intake)
{
    public async Task<Reading<FileView>> Take(Sight sight, MemoryStream file, ImportProgress progress, CancellationToken cancel)
    {
        var (report, packets, number) = (new FileReport(FileKind.Hl7), new List<VitalsPacket>(), 0);
        try
        {
            foreach (var bytes in Hl7File.Messages(file.GetBuffer().AsSpan(0, (int)file.Length)))
            {
                number++;
                var message = Hl7Message.Read(bytes);
                if (message.Kind != "ORU")
                {
                    report.Leave($"message {number}", message.Kind.Length is > 0 and <= 8 ? message.Kind : "message", "holds no results; ADT is taken over MLLP");
                    continue;
                }
                var results = await hl7.Read(message, May, cancel);
                report.Concern(results.Twin);
                foreach (var left in results.Left) report.Leave($"message {number}, {left.Place}", left.What, left.Reason);
                if (results.Packet is not { } packet) continue;
                packets.Add(packet);
                report.Take(packet.Samples);
            }
        }
        catch (UnreadableFileException wrong)
        {
            return Problem.Field(wrong.Place.Length > 0 ? $"message {number}, {wrong.Place}" : $"message {number}", wrong.Reason);
        }
        catch (NotTakenException wrong)
        {
            return Problem.Field($"message {number}, {wrong.Place}", wrong.Message);
        }
        progress.Begin(ImportStage.Writing);
        for (var i = 0; i < packets.Count; i++)
        {
            await intake.Append(packets[i], cancel);
            progress.Come(i + 1, packets.Count);
        }
        return report.ToView();

        ValueTask<bool> May(TwinId twin) => sight.May(twin, DataClass.Vitals, cancel);
    }
}
