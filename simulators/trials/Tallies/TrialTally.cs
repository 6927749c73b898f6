using System.Security.Cryptography;

namespace TwinGrid.Trials.Tallies;

/// <summary>What a trial's patients add up to: all that its statistics and its report need, and nobody's row. Merging in any order and any split gives the same bits.</summary>
/// <remarks>Not for several threads at once: each worker has its own, and they are merged.</remarks>
public sealed class TrialTally
{
    private readonly ArmFlow[] _arms;
    private readonly EndpointTally[] _endpoints;
    private readonly FigureTally[,] _covariates;
    private readonly long[][,] _categories;
    private readonly FigureTally[] _scores;
    private readonly FigureTally[,,] _courses;
    private readonly long[] _excluded, _inStratum;

    /// <param name="layout">Must hold together.</param>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public TrialTally(TrialLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        layout.Check();
        Layout = layout;
        _arms = [.. layout.Arms.Select(_ => new ArmFlow(layout))];
        _endpoints = [.. Enumerable.Range(0, layout.Endpoints.Count).Select(place => new EndpointTally(layout, place))];
        _covariates = new FigureTally[layout.Arms.Count, layout.Covariates.Count];
        _categories = [.. layout.Covariates.Select(covariate => new long[layout.Arms.Count, covariate.Levels?.Count ?? 0])];
        _courses = new FigureTally[layout.Arms.Count, layout.Courses.Count, layout.VisitDays.Count];
        _scores = [.. layout.Arms.Select(_ => new FigureTally())];
        for (var arm = 0; arm < layout.Arms.Count; arm++)
        {
            for (var i = 0; i < layout.Covariates.Count; i++) _covariates[arm, i] = new();
            for (var i = 0; i < layout.Courses.Count; i++)
                for (var visit = 0; visit < layout.VisitDays.Count; visit++) _courses[arm, i, visit] = new();
        }
        _excluded = new long[layout.Criteria.Count];
        _inStratum = new long[layout.Arms.Count * layout.Strata.Count];
    }

    /// <summary>What is counted.</summary>
    public TrialLayout Layout { get; }

    /// <summary>Patients looked at.</summary>
    public long Screened { get; private set; }

    /// <summary>Patients assigned to an arm.</summary>
    public long Randomised => _arms.Sum(arm => arm.Randomised);

    /// <summary>Patients not taken, by the first criterion they did not meet.</summary>
    public IReadOnlyList<long> Excluded => _excluded;

    /// <summary>By arm, what became of its patients.</summary>
    public IReadOnlyList<ArmFlow> Arms => _arms;

    /// <summary>By endpoint.</summary>
    public IReadOnlyList<EndpointTally> Endpoints => _endpoints;

    /// <summary>The prognostic score, by arm.</summary>
    public IReadOnlyList<FigureTally> Scores => _scores;

    /// <summary>A covariate in an arm.</summary>
    public FigureTally Covariate(int arm, int covariate) => _covariates[arm, covariate];

    /// <summary>How many of an arm are in a category of a covariate.</summary>
    public long InCategory(int arm, int covariate, int level) => _categories[covariate][arm, level];

    /// <summary>How many of an arm are in a stratum.</summary>
    public long InStratum(int arm, int stratum) => _inStratum[arm * Layout.Strata.Count + stratum];

    /// <summary>What was measured in an arm at a visit.</summary>
    public FigureTally Course(int arm, int variable, int visit) => _courses[arm, variable, visit];

    /// <summary>Somebody was screened and not taken.</summary>
    /// <param name="criterion">The first that they did not meet.</param>
    public void AddExcluded(int criterion)
    {
        _excluded[criterion]++;
        Screened++;
    }

    /// <summary>Somebody was screened and randomised.</summary>
    /// <exception cref="ArgumentException">A place or a figure is impossible; nothing has been counted where it is a place.</exception>
    public void Add(PatientOutcome patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        CheckPlaces(patient);
        Screened++;
        var arm = patient.Arm;
        _arms[arm].Add(patient);
        _inStratum[arm * Layout.Strata.Count + patient.Stratum]++;
        for (var i = 0; i < patient.Covariates.Length; i++)
        {
            _covariates[arm, i].Add(patient.Covariates[i]);
            if (Layout.Covariates[i].Levels is not null && !double.IsNaN(patient.Covariates[i])) _categories[i][arm, (int)patient.Covariates[i]]++;
        }
        if (Layout.Score is not null) _scores[arm].Add(patient.Score);
        var visits = Layout.VisitDays.Count;
        for (var i = 0; i < patient.Courses.Length; i++) _courses[arm, i / visits, i % visits].Add(patient.Courses[i]);
        foreach (var endpoint in _endpoints) endpoint.Add(patient);
    }

    /// <summary>Adds another part of the same trial.</summary>
    /// <exception cref="ArgumentException">It was counted by another layout.</exception>
    public void Merge(TrialTally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!ReferenceEquals(Layout, other.Layout) && !string.Equals(Layout.Digest(), other.Layout.Digest(), StringComparison.Ordinal))
            throw new ArgumentException("The other tally belongs to another layout.", nameof(other));
        Screened += other.Screened;
        Sum(_excluded, other._excluded);
        Sum(_inStratum, other._inStratum);
        for (var i = 0; i < _categories.Length; i++)
            for (var arm = 0; arm < _arms.Length; arm++)
                for (var level = 0; level < _categories[i].GetLength(1); level++) _categories[i][arm, level] += other._categories[i][arm, level];
        foreach (var (mine, theirs) in _arms.Zip(other._arms)) mine.Merge(theirs);
        foreach (var (mine, theirs) in Figures().Zip(other.Figures())) mine.Merge(theirs);
        foreach (var (mine, theirs) in _endpoints.Zip(other._endpoints)) mine.Merge(theirs);

        static void Sum(long[] mine, long[] theirs)
        {
            for (var i = 0; i < mine.Length; i++) mine[i] += theirs[i];
        }
    }

    /// <summary>As bytes: a mark and version, the layout's digest, the numbers, a digest of all before. Equal tallies give equal bytes.</summary>
    public byte[] ToBytes()
    {
        var to = TallyWriter.Start("TGTT"u8);
        to.Write(Convert.FromHexString(Layout.Digest()));
        to.Write(Screened);
        foreach (var count in _excluded.Concat(_inStratum)) to.Write(count);
        foreach (var counts in _categories)
            foreach (var count in counts) to.Write(count);
        foreach (var arm in _arms) arm.Write(to);
        foreach (var figures in Figures()) figures.Write(to);
        foreach (var endpoint in _endpoints) endpoint.Write(to);
        return to.Sealed();
    }

    /// <summary>A tally from its bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are torn, no tally, of a newer version, or of another layout.</exception>
    public static TrialTally FromBytes(TrialLayout layout, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var from = TallyReader.Start(bytes, "TGTT"u8);
        if (!from.Take(SHA256.HashSizeInBytes).SequenceEqual(Convert.FromHexString(layout.Digest()))) throw new InvalidDataException("The tally belongs to another layout.");
        var tally = new TrialTally(layout) { Screened = from.ReadCount() };
        Fill(tally._excluded, ref from);
        Fill(tally._inStratum, ref from);
        foreach (var counts in tally._categories)
            for (var arm = 0; arm < counts.GetLength(0); arm++)
                for (var level = 0; level < counts.GetLength(1); level++) counts[arm, level] = from.ReadCount();
        foreach (var arm in tally._arms) arm.Read(ref from);
        foreach (var figures in tally.Figures()) figures.Read(ref from);
        foreach (var endpoint in tally._endpoints) endpoint.Read(ref from);
        from.End();
        return tally;

        static void Fill(long[] counts, ref TallyReader from)
        {
            for (var i = 0; i < counts.Length; i++) counts[i] = from.ReadCount();
        }
    }

    private IEnumerable<FigureTally> Figures() => _covariates.Cast<FigureTally>().Concat(_scores).Concat(_courses.Cast<FigureTally>());

    private void CheckPlaces(PatientOutcome patient)
    {
        Need(patient.Arm, _arms.Length, "arm");
        Need(patient.Stratum, Layout.Strata.Count, "stratum");
        Need(patient.LookStage, Layout.Looks.Count, "look");
        if (patient.Dropout >= 0) Need(patient.Dropout, Layout.DropoutReasons.Count, "reason of dropping out");
        if (patient.Stopped >= 0) Need(patient.Stopped, Layout.StopReasons?.Count ?? 0, "reason of stopping");
        for (var i = 0; i < patient.Subgroups.Length; i++) Need(patient.Subgroups[i], Layout.Subgroups[i].Levels.Count, Layout.Subgroups[i].Name);
        foreach (var grade in patient.WorstGrades) Need(grade, ArmFlow.Grades, "grade");
        for (var i = 0; i < patient.Covariates.Length; i++)
            if (Layout.Covariates[i].Levels is { } levels && !double.IsNaN(patient.Covariates[i])) Need(patient.Covariates[i], levels.Count, Layout.Covariates[i].Name);

        static void Need(double place, int count, string what)
        {
            if (!(place >= 0 && place < count) || place != Math.Floor(place)) throw new ArgumentOutOfRangeException(nameof(place), place, $"A patient's {what} is one of {count}, from 0.");
        }
    }
}
