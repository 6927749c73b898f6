using System.Globalization;
using System.Text.RegularExpressions;
using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Protocols;

/// <summary>Makes a protocol of its text, and refuses what cannot be carried out at the place where it stands.</summary>
internal sealed partial class ProtocolReader(ProtocolNode.Mapping text)
{
    private const int MostPatients = 100_000_000, MostReplicates = 1_000_000, MostScenarios = 10_000;

    private static readonly double AnyDays = 100_000;

    private readonly Fields _whole = Fields.Of(text);

    public TrialProtocol Read()
    {
        var id = _whole.Need("id", "a short name");
        if (!Short().IsMatch(Fields.TextOf(id))) throw id.Fault($"'{Fields.TextOf(id)}' is no id: small letters, digits and hyphens, 64 at most.");
        var title = _whole.Text("title", "one line");
        var seed = (ulong)_whole.Number("seed", 0, 9007199254740992, "a whole number: the same seed gives the same trial");
        string[] notes = [.. _whole.List("notes").Select(Fields.TextOf)];
        var populations = new PopulationReader();
        var population = populations.Read(Fields.Of(_whole.Need("population", "who can be screened")), _whole.Part("enrichment"), out var enrichment);
        var formulas = populations.Formulas;
        var visits = Visits();
        var (model, modelNode) = new ModelReader(formulas, population, visits).Read(Fields.Of(_whole.Need("model", "what becomes of patients")));
        var common = (Dropout: Leaving(_whole), Adherence: _whole.MaybeNumber("adherence", 0, 1) ?? 1);
        var arms = Arms(model, formulas, common.Dropout, common.Adherence);
        var allocation = ReadAllocation(arms.Count, population);
        var replicates = _whole.MaybeCount("replicates", 1, MostReplicates) ?? 1;
        var endpoints = new EndpointReader(model, visits, population).Read(_whole, out var procova);
        var protocol = new TrialProtocol
        {
            Id = Fields.TextOf(id), Title = title, Seed = seed, Notes = notes, Population = population, Enrichment = enrichment, Criteria = Criteria(population, formulas, enrichment),
            Model = model, Arms = [.. arms.Select(arm => arm.Arm)], Allocation = allocation, Accrual = ReadAccrual(), Visits = visits,
            FollowUpDays = _whole.MaybeNumber("followUpDays", 1, AnyDays, "days") ?? double.PositiveInfinity,
            StudyDays = _whole.MaybeNumber("studyDays", 1, AnyDays, "days") ?? double.PositiveInfinity,
            Endpoints = endpoints, Stopping = new StoppingReader(model, visits).Read(_whole.List("stopping")), Multiplicity = _whole.Choice("multiplicity", Multiplicity.Bonferroni, ("bonferroni", Multiplicity.Bonferroni), ("none", Multiplicity.None)), Looks = Looks(endpoints[0], visits), Procova = procova, Replicates = replicates, Sweeps = Sweeps(), Subgroups = Subgroups(population),
        };
        _whole.End();
        foreach (var (arm, node) in arms)
        {
            if (model.Fault(protocol, arm) is { } fault) throw node.Fault(fault);
            if (new DoseCheck(population).Fault(arm, node) is { } wrong) throw wrong;
        }
        Ends(protocol, modelNode);
        SomebodyIsTaken(protocol);
        return protocol;
    }

    private Visit[] Visits()
    {
        var visits = new List<Visit>();
        foreach (var node in _whole.List("visits"))
        {
            var fields = Fields.Of(node);
            var name = fields.Text("name", "as endpoints call it");
            var day = fields.Number("day", 0, AnyDays, "days since randomisation", "days");
            var window = fields.MaybeNumber("window", 0, AnyDays, "days") ?? 0;
            fields.End();
            if (visits.Exists(visit => visit.Name == name)) throw node.Fault($"There are two visits '{name}'.");
            if (visits.Count > 0 && !(day > visits[^1].Day)) throw node.Fault(Invariant($"Day {day} follows day {visits[^1].Day}: visits rise."));
            if (window > day) throw node.Fault(Invariant($"A window of {window} days around day {day} begins before randomisation."));
            if (visits.Count > 0 && day - window <= visits[^1].Day + visits[^1].Window) throw node.Fault(Invariant($"Its window, from day {day - window}, overlaps that of '{visits[^1].Name}', which ends on day {visits[^1].Day + visits[^1].Window}."));
            visits.Add(new(name, day, window));
        }
        return [.. visits];
    }

    private static Dropout? Leaving(Fields fields)
    {
        if (fields.Part("dropout") is not { } part) return null;
        if (part.MaybeNumber("hazardPerYear", 0, 100) is { } hazard)
        {
            part.End();
            return hazard > 0 ? new(hazard / 365.25) : null;
        }
        var share = part.Number("share", 0, .999, "the share that leaves by a day; or hazardPerYear");
        var by = part.Number("byDay", double.Epsilon, AnyDays, "the day by which they have left", "days");
        part.End();
        return share > 0 ? new(-Math.Log(1 - share) / by) : null;
    }

    private List<(Arm Arm, ProtocolNode Node)> Arms(TrialModel model, FormulaReader formulas, Dropout? dropout, double adherence)
    {
        var list = _whole.Need("arms", "what patients get, the control first");
        var arms = new List<(Arm Arm, ProtocolNode Node)>();
        foreach (var node in Fields.ItemsOf(list))
        {
            var arm = new ArmReader(model, formulas).Read(Fields.Of(node), Leaving, dropout, adherence);
            if (arms.Exists(other => other.Arm.Name == arm.Name)) throw node.Fault($"There are two arms '{arm.Name}'.");
            arms.Add((arm, node));
        }
        return arms.Count is >= 1 and <= 20 ? arms : throw list.Fault($"There are {arms.Count} arms; 1 to 20 are possible.");
    }

    private Allocation ReadAllocation(int arms, PopulationPlan population)
    {
        if (_whole.Part("allocation") is not { } part) return new([.. Enumerable.Repeat(1, arms)], [], []);
        var isBlocked = part.Choice("method", part.Group.Find("blocks") is not null, ("simple", false), ("blocks", true));
        var ratio = part.Find("ratio") is { } given ? [.. Fields.ItemsOf(given).Select(node => Fields.CountOf(node, 1, 100))] : Enumerable.Repeat(1, arms).ToArray();
        if (ratio.Length != arms) throw part.Find("ratio")!.Fault($"The ratio has {ratio.Length} numbers for {arms} arms.");
        var blocks = part.List("blocks").Select(node => (Size: Fields.CountOf(node, 1, 10_000), Node: node)).ToArray();
        foreach (var (size, node) in blocks)
            if (size % ratio.Sum() != 0) throw node.Fault($"A block of {size} cannot hold the arms {string.Join(":", ratio)}; its size is a multiple of {ratio.Sum()}.");
        if (isBlocked && blocks.Length == 0) throw part.Fault($"Blocks need sizes, such as blocks: [{2 * ratio.Sum()}].");
        if (!isBlocked && blocks.Length > 0) throw part.Find("blocks")!.Fault("Simple allocation has no blocks.");
        var strata = new List<string>();
        foreach (var node in part.List("strata"))
        {
            var name = Fields.TextOf(node);
            var variable = population.Variables.FirstOrDefault(variable => variable.Name == name) ?? throw node.Fault($"'{name}' is no variable of the population.");
            if (variable.Words.Count == 0) throw node.Fault($"'{name}' is not categorical, and cannot stratify.");
            if (strata.Contains(name, StringComparer.Ordinal)) throw node.Fault($"'{name}' stratifies twice.");
            strata.Add(name);
        }
        if (strata.Count > 0 && !isBlocked) throw part.Find("strata")!.Fault("Strata need blocks: patients assigned one by one are not balanced within strata.");
        if (strata.Aggregate(1L, (product, name) => product * population.Variables.First(variable => variable.Name == name).Words.Count) > 1000) throw part.Find("strata")!.Fault("There are more than 1000 strata.");
        part.End();
        return new(ratio, [.. blocks.Select(block => block.Size)], strata);
    }

    private Accrual ReadAccrual()
    {
        if (_whole.Part("accrual") is not { } part) return Accrual.AtOnce;
        var (perDay, over) = (part.MaybeNumber("perDay", double.Epsilon, 1e6), part.MaybeNumber("overDays", double.Epsilon, AnyDays, "days"));
        if (perDay is null == over is null) throw part.Fault("Accrual has one of perDay and overDays.");
        part.End();
        return new(perDay ?? double.PositiveInfinity, over ?? 0);
    }

    private List<Criterion> Criteria(PopulationPlan population, FormulaReader formulas, Enrichment? enrichment)
    {
        var criteria = new List<Criterion>();
        foreach (var node in _whole.List("criteria"))
        {
            var fields = Fields.Of(node);
            var name = fields.Text("name", "as the report says it");
            var (include, exclude, variable) = (fields.Find("include"), fields.Find("exclude"), fields.Find("variable"));
            if (new[] { include, exclude, variable }.Count(part => part is not null) != 1) throw node.Fault("A criterion has one of include, exclude and variable (with least or most).");
            var condition = include is not null ? formulas.Read(include)
                : exclude is not null ? formulas.Read(exclude, "not ({0})")
                : Bounds(fields, variable!, formulas);
            fields.End();
            criteria.Add(new(name, condition));
        }
        if (enrichment is { OnlyPositives: true } only) criteria.Add(new($"{only.Biomarker} positive", formulas.Read(Invariant($"{only.Biomarker} > {only.Above}"), _whole.Group)));
        if (population.CohortQuery is null && criteria.FirstOrDefault(criterion => criterion.Condition.IsConstant) is { } same)
            throw _whole.Find("criteria")!.Fault($"'{same.Name}' is the same for everybody.");
        return criteria;
    }

    private static Formula Bounds(Fields fields, ProtocolNode variable, FormulaReader formulas)
    {
        var (least, most) = (fields.MaybeNumber("least", -1e15, 1e14), fields.MaybeNumber("most", -1e15, 1e14));
        if (least is null && most is null) throw fields.Fault("Bounds have least, most or both.");
        if (least > most) throw fields.Fault(Invariant($"The least, {least}, is above the most, {most}."));
        var name = Fields.TextOf(variable);
        string[] sides = [.. new[] { least is { } low ? Invariant($"{name} >= {low}") : null, most is { } high ? Invariant($"{name} <= {high}") : null }.OfType<string>()];
        return formulas.Read(string.Join(" and ", sides), variable);
    }

    private LookPlan? Looks(EndpointPlan primary, Visit[] visits)
    {
        if (_whole.Part("looks") is not { } part) return null;
        var limits = part.Choice("limits", LookLimits.OBrienFleming, ("obrien-fleming", LookLimits.OBrienFleming), ("pocock", LookLimits.Pocock));
        var at = part.Need("at", "the share of the information at each look, rising to 1");
        double[] fractions = [.. Fields.ItemsOf(at).Select(node => Fields.NumberOf(node, .01, 1))];
        Rise(at, fractions, "shares of the information");
        if (fractions is not [.., 1]) throw at.Fault("The last look has all of the information: 1.");
        if (fractions.Length is < 2 or > 10) throw at.Fault($"There are {fractions.Length} looks; 2 to 10 are possible.");
        double[]? days = null;
        if (part.Find("days") is { } dated)
        {
            days = [.. Fields.ItemsOf(dated).Select(node => Fields.NumberOf(node, 1, AnyDays, "days"))];
            Rise(dated, days, "days");
            if (days.Length != fractions.Length) throw dated.Fault($"There are {days.Length} days for {fractions.Length} looks.");
            if (primary.Kind != EndpointKind.TimeToEvent && visits.Length > 0 && _whole.Group.Find("accrual") is null) throw dated.Fault("Looks by day need an accrual: all patients come at once, and have their figures at once.");
        }
        var futility = part.MaybeNumber("futility", .001, .9) ?? 0;
        part.End();
        return new(limits, fractions, days, futility);

        static void Rise(ProtocolNode node, double[] numbers, string what)
        {
            for (var i = 1; i < numbers.Length; i++)
                if (!(numbers[i] > numbers[i - 1])) throw node.Fault(Invariant($"Looks rise: the {what} {numbers[i - 1]} and {numbers[i]} do not."));
        }
    }

    private List<Sweep> Sweeps()
    {
        var sweeps = new List<Sweep>();
        var scenarios = 1L;
        foreach (var node in _whole.List("sweeps"))
        {
            var fields = Fields.Of(node);
            var path = fields.Need("path", "such as population.size");
            var list = fields.Need("values", "what stands there instead");
            ProtocolNode.Scalar[] values = [.. Fields.ItemsOf(list).Select(value => value as ProtocolNode.Scalar ?? throw value.Fault("A value of a sweep is a number or a word."))];
            fields.End();
            if (values.Length == 0) throw list.Fault("There are no values.");
            if (Fields.TextOf(path) is "id" or "sweeps" or "replicates") throw path.Fault("It cannot be varied.");
            text.With(ProtocolNode.Steps(Fields.TextOf(path)), values[0].At(path.Path));
            sweeps.Add(new(Fields.TextOf(path), [.. values.Select(value => value.Text)]) { Nodes = values });
            if ((scenarios *= values.Length) > MostScenarios) throw node.Fault($"The sweeps have more than {MostScenarios} combinations.");
        }
        return sweeps;
    }

    private string[] Subgroups(PopulationPlan population) =>
    [
        .. _whole.List("subgroups").Select(node =>
        {
            var name = Fields.TextOf(node);
            var variable = population.Variables.FirstOrDefault(variable => variable.Name == name) ?? throw node.Fault($"'{name}' is no variable of the population.");
            return variable.Words.Count > 0 ? name : throw node.Fault($"'{name}' is not categorical, and has no groups.");
        }),
    ];

    /// <summary>Somebody must meet the criteria: of so many patients who come first one does, or the trial would never fill.</summary>
    private void SomebodyIsTaken(TrialProtocol protocol)
    {
        if (protocol.Criteria.Count == 0 || protocol.Population.CohortQuery is not null) return;
        var (noise, variables, failed) = (Populations.Streams.Of(protocol.Seed, 0), new double[protocol.Population.Variables.Count], new long[protocol.Criteria.Count]);
        for (var number = 0L; number < Roster.MostInVain; number++)
        {
            protocol.Population.Patients.Draw(noise, number, variables);
            if (Roster.Unmet(protocol, variables) is not (>= 0 and var unmet)) return;
            failed[unmet]++;
        }
        var most = Array.IndexOf(failed, failed.Max());
        var listed = _whole.List("criteria");
        throw (most < listed.Count ? listed[most] : _whole.Find("enrichment")!).Fault(Invariant($"Of {Roster.MostInVain} patients nobody meets '{protocol.Criteria[most].Name}'{(protocol.Criteria.Count > 1 ? " and the other criteria" : "")}: the trial would never fill."));
    }

    /// <summary>A time to an event needs an end of watching unless everybody has the event.</summary>
    private void Ends(TrialProtocol protocol, ProtocolNode model)
    {
        if (protocol.Population.CohortQuery is not null) OfPeople(protocol);
        if (protocol.Endpoints.Any(endpoint => endpoint.Kind == EndpointKind.TimeToEvent) && double.IsPositiveInfinity(Math.Min(protocol.FollowUpDays, protocol.StudyDays)))
            throw model.Fault("A time to an event needs an end: followUpDays or studyDays.");
        if (protocol.Arms.Any(arm => arm.Dropout is not null) && protocol.Visits.Count == 0 && double.IsPositiveInfinity(Math.Min(Math.Min(protocol.FollowUpDays, protocol.StudyDays), protocol.Model.FollowedDays)))
            throw model.Fault("Who drops out leaves before an end: visits, followUpDays or studyDays.");
        if (protocol.Accrual.OverDays > protocol.StudyDays) throw _whole.Find("accrual")!.Fault(Invariant($"Patients come over {protocol.Accrual.OverDays} days, but the study ends on day {protocol.StudyDays}."));
        if (double.IsFinite(protocol.Accrual.PerDay) && protocol.Population.Size / protocol.Accrual.PerDay > protocol.StudyDays)
            throw _whole.Find("accrual")!.Fault(Invariant($"{protocol.Population.Size} patients at {protocol.Accrual.PerDay} a day come over {protocol.Population.Size / protocol.Accrual.PerDay:G4} days, but the study ends on day {protocol.StudyDays}."));
        if (protocol.Visits.Count > 0 && protocol.Visits[^1].Day > protocol.FollowUpDays) throw _whole.Find("visits")!.Fault(Invariant($"'{protocol.Visits[^1].Name}' on day {protocol.Visits[^1].Day} lies after the follow-up of {protocol.FollowUpDays} days."));
        if (protocol.Looks?.Days is { } days && days[^1] > protocol.StudyDays) throw _whole.Find("looks")!.Fault(Invariant($"The last look, on day {days[^1]}, lies after the study's end on day {protocol.StudyDays}."));
        if (protocol.Arms.Count == 1 && (protocol.Replicates > 1 || protocol.Sweeps.Count > 0)) throw _whole.Find("arms")!.Fault("Power is that of a comparison: one arm has nothing to be compared with.");
        if (protocol.Population.Size < protocol.Arms.Count * 2) throw _whole.Find("population")!.Fault($"{protocol.Population.Size} patients are too few for {protocol.Arms.Count} arms.");
    }

    /// <summary>What cannot be done with people who are there.</summary>
    private void OfPeople(TrialProtocol protocol)
    {
        if (protocol.Replicates > 1 || protocol.Sweeps.Count > 0) throw (_whole.Find("replicates") ?? _whole.Find("sweeps"))!.Fault("The grid's own twins are there once: they cannot be drawn again for replicates or sweeps.");
        if (protocol.Allocation.Blocks.Count > 0) throw _whole.Find("allocation")!.Fault("Blocks need to know everybody who came before; the grid's own people are assigned one by one: method: simple.");
        if (protocol.Procova is not null) throw _whole.Find("procova")!.Fault("A prognostic score is fitted to virtual patients: it is not for the grid's own people.");
    }

    internal static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Short();
}
