using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Devices.People;

/// <summary>How much insulin a person needs, tried out on their own metabolism as a diabetologist would on the person.</summary>
/// <param name="BasalUnitsPerHour">IU/h that hold the fasting glucose.</param>
/// <param name="GramsPerUnit">g of carbohydrate that one unit covers: in the hours after the meal glucose comes back to where it was, and hardly lower.</param>
/// <param name="MgPerDlPerUnit">mg/dL by which one unit lowers fasting glucose at most.</param>
public sealed record InsulinNeeds(double BasalUnitsPerHour, double GramsPerUnit, double MgPerDlPerUnit)
{
    private const double TrialGrams = 60;

    private const int TrialMinutes = 600;

    /// <summary>How far under fasting glucose a well-covered meal may lead, mg/dL.</summary>
    private const double Undershoot = 8;

    /// <summary>Eight boluses tried side by side, IU.</summary>
    private static readonly Lanes TrialUnits = 1.5 * (Lanes.Numbers + 1);

    /// <summary>The needs of a person with type 1 diabetes; none for all others.</summary>
    internal static InsulinNeeds? Of(Person person)
    {
        if (person.Diabetes != Patients.DiabetesType.Type1) return null;
        var (fed, fasting) = (Metabolism.Of(person), Metabolism.Of(person));
        var (lowestFed, lowestFasting) = (fed.SensorMgPerDl, fasting.SensorMgPerDl);
        for (var minute = 0; minute < TrialMinutes; minute++)
        {
            var units = minute == 0 ? TrialUnits : Lanes.Zero;
            fed.Live(minute == 0 ? TrialGrams : 0, units, 0, person.RestingHeartRate);
            fasting.Live(0, units, 0, person.RestingHeartRate);
            lowestFed = Lanes.Min(lowestFed, fed.SensorMgPerDl);
            lowestFasting = Lanes.Min(lowestFasting, fasting.SensorMgPerDl);
        }
        return new InsulinNeeds(
            Math.Round(fed.BasalUnitsPerHour, 3),
            TrialGrams / UnitsThatLead(lowestFed, to: fed.BasalMgPerDl - Undershoot),
            (fasting.BasalMgPerDl - lowestFasting[0]) / TrialUnits[0]);
    }

    /// <summary>The bolus with which the lowest glucose after the meal, falling from bolus to bolus, is the one wanted.</summary>
    private static double UnitsThatLead(Lanes lowest, double to)
    {
        var lane = 0;
        while (lane < Lanes.Count - 2 && lowest[lane + 1] > to) lane++;
        var part = (lowest[lane] - to) / (lowest[lane] - lowest[lane + 1]);
        return TrialUnits[lane] + Math.Clamp(part, -0.9, 3) * (TrialUnits[lane + 1] - TrialUnits[lane]);
    }
}
