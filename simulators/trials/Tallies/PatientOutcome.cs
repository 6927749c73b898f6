namespace TwinGrid.Trials.Tallies;

/// <summary>What became of one patient of a trial, by the places of a <see cref="TrialLayout"/>. Made once and filled again for the next patient: a million patients make no garbage.</summary>
public sealed class PatientOutcome
{
    /// <param name="layout">Gives the lengths of the lists.</param>
    public PatientOutcome(TrialLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Covariates = new double[layout.Covariates.Count];
        Values = new double[layout.Endpoints.Count];
        IsSeen = new bool[layout.Endpoints.Count];
        Subgroups = new int[layout.Subgroups.Count];
        Courses = new double[layout.Courses.Count * layout.VisitDays.Count];
        WorstGrades = new byte[layout.AdverseEvents.Count];
        Clear();
    }

    /// <summary>Place of the arm; 0: control.</summary>
    public int Arm { get; set; }

    /// <summary>Place of the stratum of randomisation.</summary>
    public int Stratum { get; set; }

    /// <summary>Days from the trial's start to this patient's randomisation.</summary>
    public double EntryDay { get; set; }

    /// <summary>The first look that has this patient's figure, from 0.</summary>
    public int LookStage { get; set; }

    /// <summary>The prognostic score; NaN: none.</summary>
    public double Score { get; set; }

    /// <summary>Place of the reason why the patient left early; −1: did not.</summary>
    public int Dropout { get; set; }

    /// <summary>Place of the reason why treatment stopped; −1: did not.</summary>
    public int Stopped { get; set; }

    /// <summary>Days since randomisation until the patient left or the trial ended.</summary>
    public double FollowedDays { get; set; }

    /// <summary>Doses meant for the patient.</summary>
    public int DosesPlanned { get; set; }

    /// <summary>Doses taken.</summary>
    public int DosesTaken { get; set; }

    /// <summary>By covariate: a figure, or the category's number; NaN: not known.</summary>
    public double[] Covariates { get; }

    /// <summary>By endpoint: the figure; 1 or 0 of a responder; days to the event or to the end of watching. NaN: missing.</summary>
    public double[] Values { get; }

    /// <summary>By endpoint: whether a time ended in the event.</summary>
    public bool[] IsSeen { get; }

    /// <summary>By factor: place of the level.</summary>
    public int[] Subgroups { get; }

    /// <summary>By variable, then visit: what was measured; NaN: nothing was.</summary>
    public double[] Courses { get; }

    /// <summary>By adverse event: the worst grade, 0 (none) to 5.</summary>
    public byte[] WorstGrades { get; }

    /// <summary>Makes it a patient of whom nothing is known.</summary>
    public void Clear()
    {
        (Arm, Stratum, EntryDay, LookStage, Score, Dropout, FollowedDays, DosesPlanned, DosesTaken) = (0, 0, 0, 0, double.NaN, -1, 0, 0, 0);
        Stopped = -1;
        Covariates.AsSpan().Fill(double.NaN);
        Values.AsSpan().Fill(double.NaN);
        Courses.AsSpan().Fill(double.NaN);
        Array.Clear(IsSeen);
        Array.Clear(Subgroups);
        Array.Clear(WorstGrades);
    }
}
