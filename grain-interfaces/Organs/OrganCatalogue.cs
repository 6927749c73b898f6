using TwinGrid.Treatments;
using TwinGrid.Vitals;

namespace TwinGrid.Organs;

/// <summary>One kind of organ: which signals wake it, and which it forecasts.</summary>
/// <param name="Name">The grain type of the organ.</param>
/// <param name="Concerns">Signals it takes; packets that hold one are delivered to it.</param>
/// <param name="Forecasts">Signals it can look ahead on, with the horizon it is asked for on wake-up.</param>
public sealed record OrganDefinition(string Name, IReadOnlySet<Signal> Concerns, IReadOnlyDictionary<Signal, TimeSpan> Forecasts)
{
    /// <summary>The same set as bits: it is asked for every sample.</summary>
    private readonly ulong _concerns = Concerns.Aggregate(0UL, (bits, signal) => bits | 1UL << (int)signal);

    /// <summary>Entries of a treatment that it keeps; the first of them wakes it.</summary>
    public IReadOnlySet<TreatmentKind> Keeps { get; init; } = new HashSet<TreatmentKind>();

    /// <summary>Whether samples of a signal are the organ's.</summary>
    public bool IsConcernedBy(Signal signal) => (int)signal < 64 && (_concerns >> (int)signal & 1) != 0;
}

/// <summary>The organs a twin has. To add one: a row here, and a grain of that name in <c>grains/Organs</c>.</summary>
public static class OrganCatalogue
{
    public const string Metabolism = "metabolism";
    public const string Heart = "heart";
    public const string Lung = "lung";
    public const string Liver = "liver";
    public const string Tumour = "tumour";

    public static IReadOnlyList<OrganDefinition> All { get; } =
    [
        new(Metabolism,
            new HashSet<Signal> { Signal.Glucose, Signal.BloodGlucose, Signal.Carbohydrate, Signal.InsulinBolus, Signal.InsulinBasalRate },
            new Dictionary<Signal, TimeSpan> { [Signal.Glucose] = TimeSpan.FromHours(4) }),
        new(Heart,
            new HashSet<Signal> { Signal.HeartRate, Signal.SystolicPressure, Signal.DiastolicPressure, Signal.MeanArterialPressure },
            new Dictionary<Signal, TimeSpan>
            {
                [Signal.HeartRate] = TimeSpan.FromHours(24),
                [Signal.SystolicPressure] = TimeSpan.FromHours(24),
                [Signal.DiastolicPressure] = TimeSpan.FromHours(24),
                [Signal.MeanArterialPressure] = TimeSpan.FromHours(24),
            }),
        new(Lung,
            new HashSet<Signal> { Signal.OxygenSaturation, Signal.RespiratoryRate, Signal.OxygenFlow, Signal.InspiredOxygen },
            new Dictionary<Signal, TimeSpan> { [Signal.OxygenSaturation] = TimeSpan.FromHours(1), [Signal.RespiratoryRate] = TimeSpan.FromHours(1) }),
        new(Liver, new HashSet<Signal>(), new Dictionary<Signal, TimeSpan>())
        {
            Keeps = new HashSet<TreatmentKind> { TreatmentKind.Dose, TreatmentKind.Concentration, TreatmentKind.Count, TreatmentKind.Genotype, TreatmentKind.Covariate, TreatmentKind.Taking, TreatmentKind.Diagnosis, TreatmentKind.Act },
        },
        new(Tumour, new HashSet<Signal>(), new Dictionary<Signal, TimeSpan>()) { Keeps = new HashSet<TreatmentKind> { TreatmentKind.Scan, TreatmentKind.Variant } },
    ];

    /// <summary>The organ of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static OrganDefinition Of(string name) =>
        All.FirstOrDefault(organ => organ.Name == name) ?? throw new ArgumentException($"There is no organ '{name}'.", nameof(name));

    /// <summary>The organ that forecasts a signal; null when none does.</summary>
    public static OrganDefinition? ForecasterOf(Signal signal)
    {
        for (var i = 0; i < All.Count; i++)
            if (All[i].Forecasts.ContainsKey(signal)) return All[i];
        return null;
    }
}
