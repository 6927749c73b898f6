using TwinGrid.Physiology.Ensembles;
using TwinGrid.Trials.Protocols;
using TwinGrid.Trials.Populations;

namespace TwinGrid.Trials.Conduct;

/// <summary>Patients of one arm who are followed together, and what becomes of them. Made for a worker and filled again. Not for several threads at once.</summary>
internal sealed class Cohort
{
    private readonly int _visits, _atVisits, _whole;
    private readonly int[] _place;
    private readonly double[] _visitDays, _values, _wholes, _baselines, _events;

    /// <param name="protocol">The trial.</param>
    /// <param name="most">How many patients it can hold.</param>
    public Cohort(TrialProtocol protocol, int most)
    {
        var model = protocol.Model;
        (Protocol, Most, _visits) = (protocol, most, protocol.Visits.Count);
        _place = new int[model.Measures.Count];
        for (var i = 0; i < _place.Length; i++) _place[i] = model.Measures[i].IsAtVisits ? _atVisits++ : _whole++;
        Patients = new long[most];
        Variables = new double[most][];
        for (var i = 0; i < most; i++) Variables[i] = new double[protocol.Population.Variables.Count];
        (Leaves, DosesPlanned, DosesTaken) = (new double[most], new int[most], new int[most]);
        (WatchedUntil, StoppedOn, LeftBy, StoppedBy) = (new double[most], new double[most], new int[most], new int[most]);
        Places = new Seat[most];
        Grades = new byte[most * model.AdverseEvents.Count];
        _visitDays = new double[most * _visits];
        _values = new double[most * _visits * _atVisits];
        _wholes = new double[most * _whole];
        _baselines = new double[most * _place.Length];
        _events = new double[most * model.Events.Count];
    }

    /// <summary>The trial.</summary>
    public TrialProtocol Protocol { get; }

    /// <summary>How many patients it can hold.</summary>
    public int Most { get; }

    /// <summary>Place of the arm.</summary>
    public int ArmPlace { get; private set; }

    /// <summary>The arm.</summary>
    public Arm Arm => Protocol.Arms[ArmPlace];

    /// <summary>Whose random numbers.</summary>
    public CounterNoise Noise { get; private set; }

    /// <summary>How many patients there are.</summary>
    public int Count { get; private set; }

    /// <summary>Each patient's number, counted from the first one screened: the place of his random numbers.</summary>
    public long[] Patients { get; }

    /// <summary>Known before the trial.</summary>
    public double[][] Variables { get; }

    /// <summary>Where each patient stands in the trial.</summary>
    public Seat[] Places { get; }

    /// <summary>Days since randomisation at which the patient withdraws or his watch ends.</summary>
    public double[] Leaves { get; }

    /// <summary>The same, had no rule of stopping been met.</summary>
    public double[] WatchedUntil { get; }

    /// <summary>The day on which treatment stopped by a rule; infinite: it did not.</summary>
    public double[] StoppedOn { get; }

    /// <summary>By which rule a patient left, among those by which patients leave; below 0: by none.</summary>
    public int[] LeftBy { get; }

    /// <summary>By which rule treatment stopped, among those; below 0: by none.</summary>
    public int[] StoppedBy { get; }

    public int[] DosesPlanned { get; }

    public int[] DosesTaken { get; }

    /// <summary>By patient, then adverse event.</summary>
    public byte[] Grades { get; }

    /// <summary>Random effects of a patient who is there, alone in the cohort; null: those of the population are drawn.</summary>
    public double[]? Own { get; set; }

    /// <summary>Begins again with nobody.</summary>
    public void Begin(int arm, CounterNoise noise) => (ArmPlace, Noise, Count) = (arm, noise, 0);

    /// <summary>Adds a patient, of whom nothing is known yet but variables and leaving.</summary>
    /// <param name="patient">Number.</param>
    /// <param name="variables">Are copied.</param>
    /// <param name="leaves">Days since randomisation.</param>
    /// <param name="seat">Where he stands in the trial.</param>
    public void Add(long patient, ReadOnlySpan<double> variables, double leaves, Seat seat)
    {
        var i = Count++;
        (Patients[i], Places[i]) = (patient, seat);
        variables.CopyTo(Variables[i]);
        (Leaves[i], WatchedUntil[i], StoppedOn[i], LeftBy[i], StoppedBy[i]) = (leaves, leaves, double.PositiveInfinity, -1, -1);
        for (var visit = 0; visit < _visits; visit++)
        {
            var plan = Protocol.Visits[visit];
            var day = plan.Window > 0 ? plan.Day + plan.Window * (2 * Noise.Uniform(patient, visit, Streams.VisitDay) - 1) : plan.Day;
            _visitDays[i * _visits + visit] = day <= leaves ? day : double.NaN;
        }
        Forget(i);
    }

    /// <summary>Everybody is followed again, from the beginning.</summary>
    public void Again()
    {
        for (var i = 0; i < Count; i++) Forget(i);
    }

    /// <summary>A patient leaves at a visit, which is his last.</summary>
    public void Leave(int patient, int visit, int rule)
    {
        (Leaves[patient], LeftBy[patient]) = (VisitDay(patient, visit), rule);
        _visitDays.AsSpan(patient * _visits + visit + 1, _visits - visit - 1).Fill(double.NaN);
    }

    /// <summary>A patient's treatment stops at a visit.</summary>
    public void StopTreatment(int patient, int visit, int rule) => (StoppedOn[patient], StoppedBy[patient]) = (VisitDay(patient, visit), rule);

    /// <summary>Up to when doses are given, days.</summary>
    public double TreatedUntil(int patient) => Math.Min(Leaves[patient], StoppedOn[patient]);

    /// <summary>Forgets what became of a patient.</summary>
    private void Forget(int i)
    {
        _values.AsSpan(i * _visits * _atVisits, _visits * _atVisits).Fill(double.NaN);
        _wholes.AsSpan(i * _whole, _whole).Fill(double.NaN);
        _baselines.AsSpan(i * _place.Length, _place.Length).Fill(double.NaN);
        var events = Protocol.Model.Events.Count;
        _events.AsSpan(i * events, events).Fill(double.PositiveInfinity);
        (DosesPlanned[i], DosesTaken[i]) = (0, 0);
        var grades = Protocol.Model.AdverseEvents.Count;
        Array.Clear(Grades, i * grades, grades);
    }

    /// <summary>When a patient comes to a visit; NaN: he has left before.</summary>
    public double VisitDay(int patient, int visit) => _visitDays[patient * _visits + visit];

    /// <summary>What was measured at a visit; NaN: nothing.</summary>
    public ref double At(int patient, int measure, int visit) => ref _values[(patient * _atVisits + _place[measure]) * _visits + visit];

    /// <summary>What was measured over the whole time.</summary>
    public ref double Whole(int patient, int measure) => ref _wholes[patient * _whole + _place[measure]];

    /// <summary>What was measured before treatment.</summary>
    public ref double Baseline(int patient, int measure) => ref _baselines[patient * _place.Length + measure];

    /// <summary>Days since randomisation to an event, seen or not; infinite: it never comes.</summary>
    public ref double Event(int patient, int happening) => ref _events[patient * Protocol.Model.Events.Count + happening];

    /// <summary>What is known of a patient, as the models of drugs ask for it.</summary>
    public Physiology.Pharmacokinetics.Covariates Known(int patient) => Populations.Known.Of(Protocol.Population, Variables[patient]);

    /// <summary>Whether a dose is taken.</summary>
    public bool IsTaken(int patient, int dose) => Arm.Adherence >= 1 || Noise.Uniform(Patients[patient], dose, Streams.Dose) < Arm.Adherence;
}

/// <summary>Where a patient stands in a trial.</summary>
/// <param name="Rank">Among those randomised, from 0.</param>
/// <param name="Stratum">Of randomisation.</param>
/// <param name="EntryDay">Since the trial's start.</param>
/// <param name="Withdraws">Whether he leaves by himself before his watch ends.</param>
internal readonly record struct Seat(long Rank, int Stratum, double EntryDay, bool Withdraws);
