using TwinGrid.Physiology.Ensembles;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Tests.Tallies;

/// <summary>A trial with something of everything, and patients made up for it.</summary>
internal static class InventedTrial
{
    public static readonly TrialLayout Layout = new()
    {
        Arms = ["placebo", "low dose", "high dose"],
        Strata = ["men", "women"],
        Covariates = [new("age", "a"), new("sex", Levels: ["man", "woman"])],
        Score = "foretold change",
        Endpoints =
        [
            new("change", EndpointKind.Change) { Unit = "points", Covariates = ["age"], UsesScore = true },
            new("response", EndpointKind.Responder),
            new("death", EndpointKind.TimeToEvent) { Event = "death" },
        ],
        Looks = InterimLooks.Equal(LookLimits.OBrienFleming, 2),
        Subgroups = [new("sex", ["man", "woman"]), new("marker", ["negative", "positive"])],
        Courses = [new("score", "points")],
        VisitDays = [0, 28, 56, 84],
        Criteria = ["under age", "other disease"],
        DropoutReasons = ["adverse event", "other"],
        AdverseEvents = ["neutropenia"],
    };

    /// <summary>Fills in patient number so and so; the same number is the same patient.</summary>
    public static void Fill(PatientOutcome patient, int number, double effect = 0)
    {
        var noise = new CounterNoise(7);
        patient.Clear();
        (patient.Arm, patient.Stratum, patient.LookStage) = (number % 3, noise.Uniform(1, number, 0) < .5 ? 0 : 1, number % 4 < 2 ? 0 : 1);
        (patient.EntryDay, patient.Score, patient.FollowedDays, patient.DosesPlanned, patient.DosesTaken) = (number % 300, noise.Normal(2, number, 0), 84, 12, 12 - number % 3);
        (patient.Covariates[0], patient.Covariates[1]) = (60 + 8 * noise.Normal(3, number, 0), patient.Stratum);
        (patient.Subgroups[0], patient.Subgroups[1]) = (patient.Stratum, noise.Uniform(4, number, 0) < .3 ? 1 : 0);
        patient.Values[0] = number % 17 == 0 ? double.NaN : -3 + .6 * patient.Score + .05 * patient.Covariates[0] + noise.Normal(5, number, 0) + effect * patient.Arm;
        patient.Values[1] = patient.Values[0] > 0 ? 1 : 0;
        var death = -400 * Math.Log(noise.Uniform(6, number, 0));
        (patient.Values[2], patient.IsSeen[2]) = (Math.Min(death, 700), death <= 700);
        patient.WorstGrades[0] = (byte)(number % 5);
        if (number % 17 == 0) patient.Dropout = number % 2;
        for (var visit = 0; visit < 4; visit++) patient.Courses[visit] = 20 - visit + noise.Normal(7, number, visit);
    }

    /// <summary>Some of the patients, as one worker counts them.</summary>
    public static TrialTally Count(IEnumerable<int> numbers, double effect = 0)
    {
        var (tally, patient) = (new TrialTally(Layout), new PatientOutcome(Layout));
        foreach (var number in numbers)
        {
            if (number % 10 == 9)
            {
                tally.AddExcluded(number % 20 == 9 ? 0 : 1);
                continue;
            }
            Fill(patient, number, effect);
            tally.Add(patient);
        }
        return tally;
    }
}
