namespace TwinGrid.Trials.Tallies;

/// <summary>What became of an arm's patients.</summary>
public sealed class ArmFlow
{
    private readonly long[] _dropouts, _stops;
    private readonly long[,] _grades;

    internal ArmFlow(TrialLayout layout)
    {
        (_dropouts, _stops) = (new long[layout.DropoutReasons.Count], new long[layout.StopReasons?.Count ?? 0]);
        _grades = new long[layout.AdverseEvents.Count, Grades];
    }

    /// <summary>Grades 0 to 5.</summary>
    public const int Grades = 6;

    /// <summary>Assigned to the arm.</summary>
    public long Randomised { get; private set; }

    /// <summary>Took a dose at least.</summary>
    public long Received { get; private set; }

    /// <summary>Left early, by reason.</summary>
    public IReadOnlyList<long> Dropouts => _dropouts;

    /// <summary>Whose treatment stopped while they were watched on, by reason.</summary>
    public IReadOnlyList<long> Stops => _stops;

    /// <summary>Share of the planned doses that were taken, of those with any planned.</summary>
    public FigureTally Adherence { get; } = new();

    /// <summary>Days that patients were followed.</summary>
    public FigureTally Followed { get; } = new();

    /// <summary>Patients with a worst grade of an adverse event.</summary>
    public long WithGrade(int adverseEvent, int grade) => _grades[adverseEvent, grade];

    internal void Add(PatientOutcome patient)
    {
        if (patient.Dropout >= 0) _dropouts[patient.Dropout]++;
        if (patient.Stopped >= 0) _stops[patient.Stopped]++;
        for (var i = 0; i < patient.WorstGrades.Length; i++) _grades[i, patient.WorstGrades[i]]++;
        Randomised++;
        if (patient.DosesTaken > 0) Received++;
        Adherence.Add(patient.DosesPlanned > 0 ? (double)patient.DosesTaken / patient.DosesPlanned : double.NaN);
        Followed.Add(patient.FollowedDays);
    }

    internal void Merge(ArmFlow other)
    {
        Randomised += other.Randomised;
        Received += other.Received;
        for (var i = 0; i < _dropouts.Length; i++) _dropouts[i] += other._dropouts[i];
        for (var i = 0; i < _stops.Length; i++) _stops[i] += other._stops[i];
        for (var i = 0; i < _grades.GetLength(0); i++)
            for (var grade = 0; grade < Grades; grade++) _grades[i, grade] += other._grades[i, grade];
        Adherence.Merge(other.Adherence);
        Followed.Merge(other.Followed);
    }

    internal void Write(TallyWriter to)
    {
        to.Write(Randomised);
        to.Write(Received);
        foreach (var count in _dropouts.Concat(_stops)) to.Write(count);
        foreach (var grade in _grades) to.Write(grade);
        Adherence.Write(to);
        Followed.Write(to);
    }

    internal void Read(ref TallyReader from)
    {
        (Randomised, Received) = (from.ReadCount(), from.ReadCount());
        for (var i = 0; i < _dropouts.Length; i++) _dropouts[i] = from.ReadCount();
        for (var i = 0; i < _stops.Length; i++) _stops[i] = from.ReadCount();
        for (var i = 0; i < _grades.GetLength(0); i++)
            for (var grade = 0; grade < Grades; grade++) _grades[i, grade] = from.ReadCount();
        Adherence.Read(ref from);
        Followed.Read(ref from);
    }
}
