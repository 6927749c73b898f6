using TwinGrid.Physiology.Ensembles;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Conduct;

/// <summary>
/// Who was screened, taken and assigned, for one replicate: found by going through patients in the order in which they come, so that blocks run on across shards. A byte or
/// a few a patient.
/// </summary>
internal sealed class Roster
{
    /// <summary>Screened in vain so often, in a row, a trial will never fill.</summary>
    public const int MostInVain = 1_000_000;

    private readonly byte[] _arms;
    private readonly ushort[]? _strata;
    private readonly long[]? _numbers;

    private Roster(byte[] arms, ushort[]? strata, long[]? numbers) => (_arms, _strata, _numbers) = (arms, strata, numbers);

    /// <summary>The number, among all screened, of a patient taken.</summary>
    public long Number(long rank) => _numbers?[rank] ?? rank;

    /// <summary>Place of his arm.</summary>
    public int Arm(long rank) => _arms[rank];

    /// <summary>Place of his stratum.</summary>
    public int Stratum(long rank) => _strata?[rank] ?? 0;

    /// <exception cref="TrialException">Hardly anybody meets the criteria.</exception>
    public static Roster Of(TrialProtocol protocol, CounterNoise noise)
    {
        var size = protocol.Population.Size;
        var (hasCriteria, hasStrata) = (protocol.Criteria.Count > 0, protocol.Allocation.Strata.Count > 0);
        var roster = new Roster(new byte[size], hasStrata ? new ushort[size] : null, hasCriteria ? new long[size] : null);
        var randomisation = new Randomisation(protocol, noise);
        var variables = new double[protocol.Population.Variables.Count];
        var number = 0L;
        for (var rank = 0; rank < size; rank++, number++)
        {
            if (hasCriteria || hasStrata) protocol.Population.Patients.Draw(noise, number, variables);
            for (var inVain = 0; hasCriteria && Unmet(protocol, variables) >= 0; inVain++)
            {
                if (inVain == MostInVain) throw new TrialException($"Of the last {MostInVain} patients screened nobody met '{protocol.Criteria[Unmet(protocol, variables)].Name}' and the other criteria; {rank} of {size} are enrolled.");
                protocol.Population.Patients.Draw(noise, ++number, variables);
            }
            var stratum = hasStrata ? randomisation.Stratum(variables) : 0;
            if (roster._numbers is { } numbers) numbers[rank] = number;
            if (roster._strata is { } strata) strata[rank] = (ushort)stratum;
            roster._arms[rank] = (byte)randomisation.Arm(number, stratum);
        }
        return roster;
    }

    /// <summary>The first criterion that is not met; below 0: all are.</summary>
    public static int Unmet(TrialProtocol protocol, double[] variables)
    {
        for (var i = 0; i < protocol.Criteria.Count; i++)
            if (!(protocol.Criteria[i].Condition.Of(variables) != 0)) return i;
        return -1;
    }
}
