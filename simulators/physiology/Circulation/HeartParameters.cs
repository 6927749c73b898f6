namespace TwinGrid.Physiology.Circulation;

/// <summary>One person's circulation at rest. Pressure mmHg, volume mL, flow mL/s, time s; the names are those of the published model.</summary>
/// <remarks>
/// The values that stand here are Korakianitis &amp; Shi's (J Biomech 39:1964, 2006), with the first nine fitted by least squares to the
/// resting figures of a healthy adult (systemic 118/76, pulmonary 23/10 mmHg, output 5.35 L/min, ejection fraction .60).
/// </remarks>
public sealed record HeartParameters
{
    /// <summary>Volume that stretches the vessels, at the start all of it in the ventricles, mL.</summary>
    public double StressedVolume { get; init; } = 861.6;

    /// <summary>Resistance from the great arteries to the veins, systemic and pulmonary, mmHg·s/mL.</summary>
    public double Rsys { get; init; } = 1.07 * .8932;

    /// <inheritdoc cref="Rsys"/>
    public double Rpul { get; init; } = .31 * .2417;

    /// <summary>Capacity of the systemic and pulmonary arteries, mL/mmHg.</summary>
    public double Csat { get; init; } = 1.342;

    /// <inheritdoc cref="Csat"/>
    public double Cpat { get; init; } = 4.165;

    /// <summary>End-systolic and diastolic elastance of the ventricles, mmHg/mL.</summary>
    public double ElvS { get; init; } = 2.537;

    /// <inheritdoc cref="ElvS"/>
    public double ElvD { get; init; } = .07392;

    /// <inheritdoc cref="ElvS"/>
    public double ErvS { get; init; } = .8212;

    /// <inheritdoc cref="ElvS"/>
    public double ErvD { get; init; } = .05445;

    /// <summary>Resting heart rate, /min.</summary>
    public double HeartRate { get; init; } = 70;

    /// <summary>Orifice coefficient of the aortic and pulmonary valves, mL/(s·mmHg½); 50.16 times the effective area in cm².</summary>
    public double CQaoPo { get; init; } = 200;

    /// <summary>Effective area of the person's aortic valve, cm², where it is not the healthy one of <see cref="CQaoPo"/>.</summary>
    public double? AorticValveAreaCm2 { get; init; }

    /// <summary>Orifice coefficient of the mitral and tricuspid valves.</summary>
    public double CQmiTi { get; init; } = 400;

    /// <summary>Volumes at which the chambers hold no pressure, mL.</summary>
    public double V0lv { get; init; } = 5;

    /// <inheritdoc cref="V0lv"/>
    public double V0rv { get; init; } = 10;

    /// <inheritdoc cref="V0lv"/>
    public double V0la { get; init; } = 4;

    /// <inheritdoc cref="V0lv"/>
    public double V0ra { get; init; } = 4;

    /// <summary>Elastance of the atria, slack and contracted, mmHg/mL.</summary>
    public double ElaMin { get; init; } = .15;

    /// <inheritdoc cref="ElaMin"/>
    public double ElaMax { get; init; } = .25;

    /// <inheritdoc cref="ElaMin"/>
    public double EraMin { get; init; } = .15;

    /// <inheritdoc cref="ElaMin"/>
    public double EraMax { get; init; } = .25;

    /// <summary>Aortic sinus: capacity, resistance, inertance (mmHg·s²/mL).</summary>
    public double Csas { get; init; } = .08;

    /// <inheritdoc cref="Csas"/>
    public double Rsas { get; init; } = .003;

    /// <inheritdoc cref="Csas"/>
    public double Lsas { get; init; } = 6.2e-5;

    /// <summary>Inertance of the systemic arteries, mmHg·s²/mL.</summary>
    public double Lsat { get; init; } = .0017;

    /// <summary>Systemic veins: capacity and resistance.</summary>
    public double Csvn { get; init; } = 20.5;

    /// <inheritdoc cref="Csvn"/>
    public double Rsvn { get; init; } = .075;

    /// <summary>Pulmonary sinus: capacity, resistance, inertance.</summary>
    public double Cpas { get; init; } = .18;

    /// <inheritdoc cref="Cpas"/>
    public double Rpas { get; init; } = .002;

    /// <inheritdoc cref="Cpas"/>
    public double Lpas { get; init; } = 5.2e-5;

    /// <summary>Inertance of the pulmonary arteries.</summary>
    public double Lpat { get; init; } = .0017;

    /// <summary>Pulmonary veins: capacity and resistance.</summary>
    public double Cpvn { get; init; } = 20.5;

    /// <inheritdoc cref="Cpvn"/>
    public double Rpvn { get; init; } = .006;

    /// <summary>All blood of the body, mL: what a bleeding is counted by. The standard adult of the BioGears engine.</summary>
    public double BloodVolume { get; init; } = 5674;
}
