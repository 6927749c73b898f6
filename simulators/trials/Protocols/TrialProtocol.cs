using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Populations;

namespace TwinGrid.Trials.Protocols;

/// <summary>A trial as it is planned: everything that its result depends on. Never changes; many threads may share it. The file's form is told in docs/trials.</summary>
public sealed record TrialProtocol
{
    private ProtocolNode.Mapping? _text;

    /// <summary>Short name: letters, digits and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>One line.</summary>
    public required string Title { get; init; }

    /// <summary>Whose random numbers.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What was assumed and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Who can be screened.</summary>
    public required PopulationPlan Population { get; init; }

    /// <summary>Who of them is taken; the first that is not met counts.</summary>
    public IReadOnlyList<Criterion> Criteria { get; init; } = [];

    /// <summary>What a positive biomarker is; null: there is none.</summary>
    public Enrichment? Enrichment { get; init; }

    /// <summary>What becomes of patients.</summary>
    internal TrialModel Model { get; init; } = null!;

    /// <summary>The first is the control.</summary>
    public required IReadOnlyList<Arm> Arms { get; init; }

    /// <summary>Who gets into which arm.</summary>
    public required Allocation Allocation { get; init; }

    /// <summary>When patients come.</summary>
    public Accrual Accrual { get; init; } = Accrual.AtOnce;

    /// <summary>When they are seen, rising.</summary>
    public IReadOnlyList<Visit> Visits { get; init; } = [];

    /// <summary>Days that each patient is followed at most.</summary>
    public double FollowUpDays { get; init; } = double.PositiveInfinity;

    /// <summary>Days from the trial's start to its end, when everybody's watch ends.</summary>
    public double StudyDays { get; init; } = double.PositiveInfinity;

    /// <summary>When patients' treatment stops, or they leave.</summary>
    public IReadOnlyList<StoppingRule> Stopping { get; init; } = [];

    /// <summary>Compared at the end; the primary one first.</summary>
    public required IReadOnlyList<EndpointPlan> Endpoints { get; init; }

    /// <summary>When the primary endpoint is looked at.</summary>
    public LookPlan? Looks { get; init; }

    /// <summary>What several treated arms mean for the primary endpoint.</summary>
    public Tallies.Multiplicity Multiplicity { get; init; }

    /// <summary>The prognostic score; null: there is none.</summary>
    public Procova? Procova { get; init; }

    /// <summary>Variables whose groups are shown apart.</summary>
    public IReadOnlyList<string> Subgroups { get; init; } = [];

    /// <summary>How often the whole trial is repeated with other patients; 1: one trial.</summary>
    public int Replicates { get; init; } = 1;

    /// <summary>Values that are varied.</summary>
    public IReadOnlyList<Sweep> Sweeps { get; init; } = [];

    /// <summary>The published JSON Schema of protocol files.</summary>
    public static string Schema
    {
        get
        {
            using var reader = new StreamReader(typeof(TrialProtocol).Assembly.GetManifestResourceStream("protocol.schema.json")!);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Where the models' numbers come from.</summary>
    public IReadOnlyList<string> Sources => Model.Sources(this);

    /// <summary>Reads a protocol.</summary>
    /// <param name="text">JSON where the first letter is <c>{</c>, else YAML.</param>
    /// <param name="fileName">For what is said of it.</param>
    /// <exception cref="ProtocolException">It cannot be carried out; the message names line, place and reason.</exception>
    public static TrialProtocol Read(string text, string fileName)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(fileName);
        return Of(ProtocolText.Read(text, fileName));
    }

    private static TrialProtocol Of(ProtocolNode.Mapping node) => new ProtocolReader(node).Read() with { _text = node };

    /// <summary>As JSON with sorted names: two files that say the same have the same.</summary>
    public string Canonical => _text!.Canonical();

    /// <summary>SHA-256 of <see cref="Canonical"/>, in hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical)));

    /// <summary>The line on which a part stands, from 1; of what is not there that of the part it would be in.</summary>
    /// <param name="path">Such as <c>population.cohort.ageFrom</c>.</param>
    public int LineOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ProtocolNode? at = _text!;
        var line = _text!.Place.Line;
        foreach (var step in ProtocolNode.Steps(path))
        {
            at = at switch
            {
                ProtocolNode.Mapping group => group.Find(step),
                ProtocolNode.Sequence list when int.TryParse(step, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index) && index < list.Items.Count => list.Items[index],
                _ => null,
            };
            if (at is null) break;
            line = at.Place.Line;
        }
        return line;
    }

    /// <summary>The same protocol under another seed.</summary>
    public TrialProtocol WithSeed(ulong seed) => With("seed", JsonValue.Create(seed).ToJsonString());

    /// <summary>The same protocol with one value replaced.</summary>
    /// <param name="path">Such as <c>population.size</c> or <c>arms[1].dose</c>.</param>
    /// <param name="value">A number or a word.</param>
    /// <exception cref="ProtocolException">There is no such path, or the value is not possible there.</exception>
    public TrialProtocol With(string path, string value) => With(path, new ProtocolNode.Scalar(_text!.Place, path, value, false));

    internal TrialProtocol With(string path, ProtocolNode value) => Of((ProtocolNode.Mapping)_text!.With(ProtocolNode.Steps(path), value));

    /// <summary>The protocol of one combination of the swept values.</summary>
    internal TrialProtocol At(IReadOnlyList<ProtocolNode.Scalar> values)
    {
        var node = (ProtocolNode)_text!;
        for (var i = 0; i < values.Count; i++) node = node.With(ProtocolNode.Steps(Sweeps[i].Path), values[i]);
        var varied = (ProtocolNode.Mapping)node;
        return Of(varied with { Parts = [.. varied.Parts.Where(part => part.Key != "sweeps")] });
    }
}

/// <summary>Who can be screened.</summary>
/// <param name="Size">Patients that are randomised.</param>
/// <param name="Variables">Known of each before the trial.</param>
/// <param name="Patients">Draws them.</param>
/// <param name="CohortQuery">The grid's own consenting twins instead of virtual patients: the query as JSON; null: they are virtual.</param>
public sealed record PopulationPlan(int Size, IReadOnlyList<Variable> Variables, VirtualPatients Patients, string? CohortQuery)
{
    /// <summary>Genes that were called, by name; each is a categorical variable whose words are phenotypes.</summary>
    public IReadOnlyList<string> Genes { get; init; } = [];
}

/// <summary>What a patient must be to be taken.</summary>
/// <param name="Name">As the report says it.</param>
/// <param name="Condition">Holds for those who are taken.</param>
public sealed record Criterion(string Name, Formula Condition);

/// <summary>A biomarker by which patients are chosen.</summary>
/// <param name="Biomarker">The variable.</param>
/// <param name="Above">A patient above it is positive.</param>
/// <param name="OnlyPositives">Whether others are not taken.</param>
public sealed record Enrichment(string Biomarker, double Above, bool OnlyPositives);

/// <summary>How patients are assigned to arms.</summary>
/// <param name="Ratio">By arm.</param>
/// <param name="Blocks">Sizes of permuted blocks, drawn at random; empty: each patient by himself.</param>
/// <param name="Strata">Categorical variables within whose combinations blocks run; empty: one list for all.</param>
public sealed record Allocation(IReadOnlyList<int> Ratio, IReadOnlyList<int> Blocks, IReadOnlyList<string> Strata);

/// <summary>When patients come.</summary>
/// <param name="PerDay">So many a day; infinite: all at once.</param>
/// <param name="OverDays">Or anywhere within so many days; 0: not so.</param>
public sealed record Accrual(double PerDay, double OverDays)
{
    /// <summary>All on the first day.</summary>
    public static Accrual AtOnce { get; } = new(double.PositiveInfinity, 0);
}

/// <summary>A visit.</summary>
/// <param name="Name">As endpoints call it.</param>
/// <param name="Day">Since randomisation.</param>
/// <param name="Window">Days earlier or later that it may fall on.</param>
public sealed record Visit(string Name, double Day, double Window);

/// <summary>How patients leave.</summary>
/// <param name="HazardPerDay">At every time alike.</param>
public sealed record Dropout(double HazardPerDay);

/// <summary>A prognostic score (PROCOVA): expected outcome without treatment, by a model that never saw the trial's patients.</summary>
/// <param name="History">Patients of an earlier, equally drawn control group that the model is fitted to.</param>
/// <param name="From">Variables it reads.</param>
public sealed record Procova(int History, IReadOnlyList<string> From);

/// <summary>When the primary endpoint is looked at.</summary>
/// <param name="Limits">Shape of the limits.</param>
/// <param name="Fractions">Share of the information, rising to 1.</param>
/// <param name="Days">Of the trial; null: whenever the share is reached.</param>
/// <param name="Futility">The trial is given up at a look where the conditional power, by the trend so far, is below it; 0: never.</param>
public sealed record LookPlan(Tallies.LookLimits Limits, IReadOnlyList<double> Fractions, IReadOnlyList<double>? Days, double Futility);

/// <summary>A value that is varied.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Values">As they are written.</param>
public sealed record Sweep(string Path, IReadOnlyList<string> Values)
{
    internal IReadOnlyList<ProtocolNode.Scalar> Nodes { get; init; } = [];
}

/// <summary>An endpoint.</summary>
/// <param name="Name">As the report says it.</param>
/// <param name="Kind">What it is.</param>
public sealed record EndpointPlan(string Name, Tallies.EndpointKind Kind)
{
    /// <summary>What of the model is measured; of a time to event: the events, the first of which counts.</summary>
    public IReadOnlyList<string> Of { get; init; } = [];

    /// <summary>When; below 0: over the whole time.</summary>
    public int Visit { get; init; } = -1;

    /// <summary>How the figure is made of value and baseline.</summary>
    public Figure Figure { get; init; }

    /// <summary>Of a responder: the condition over value, baseline, change and relative.</summary>
    public Formula? Response { get; init; }

    /// <summary>Adjusted for.</summary>
    public IReadOnlyList<string> Covariates { get; init; } = [];

    public bool UsesScore { get; init; }

    public bool UsesStrata { get; init; }

    public double Alpha { get; init; } = .05;

    public int Sides { get; init; } = 2;

    /// <summary>What is to be shown.</summary>
    public Tallies.Hypothesis Hypothesis { get; init; }

    /// <summary>What would still be accepted; 0 of superiority.</summary>
    public double Margin { get; init; }

    public bool IsMoreBetter { get; init; } = true;

    public bool MissingIsFailure { get; init; } = true;

    public bool IsPrimary { get; init; }
}

/// <summary>How a figure is made.</summary>
public enum Figure
{
    /// <summary>Value less baseline; the value where there is no baseline.</summary>
    Change = 0,

    /// <summary>The value as it is.</summary>
    Value = 1,

    /// <summary>Value over baseline, less 1.</summary>
    Relative = 2,
}
