using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Respiration;

/// <summary>
/// Breathing: gas exchange in the alveoli, blood and tissues, and the central and peripheral chemoreflex that sets ventilation.
/// Pressures mmHg, flows L/min (ventilation BTPS, gas STPD), volumes L, time min.
/// </summary>
/// <remarks>
/// Structure and stores: Khoo, Kronauer, Strohl, Slutsky, J Appl Physiol 53:644, 1982; peripheral drive G·exp(−.05·PaO2)·(PaCO2 − threshold)
/// with its gain, central drive linear in carbon dioxide. Breathing pattern: Hey et al., Respir Physiol 1:193, 1966, ventilation linear in
/// tidal volume. Opioids scale the drive: Bouillon et al., Anesthesiology 99:779, 2003. Delays of the blood's way are folded into the sensors' lags.
/// </remarks>
public readonly struct GasExchange : IOdeModel<GasExchange.State, GasExchange.Parameters, GasExchange.Inputs>
{
    /// <summary>Seven state variables.</summary>
    public struct State
    {
        /// <summary>Alveolar pressures.</summary>
        public Lanes AlveolarO2, AlveolarCO2;

        /// <summary>Mixed venous contents, mL per mL; the tissues stand in balance with them.</summary>
        public Lanes VenousO2, VenousCO2;

        /// <summary>What the medulla and the carotid bodies feel.</summary>
        public Lanes CentralCO2, CarotidO2, CarotidCO2;
    }

    /// <summary>Constants of eight people.</summary>
    public struct Parameters
    {
        /// <summary>Share of the blood that passes no air; haemoglobin, g/dL.</summary>
        public Lanes Shunt, Haemoglobin;

        /// <summary>Anatomical dead space, L; share of the alveolar ventilation that meets no blood.</summary>
        public Lanes DeadSpace, AlveolarDeadSpace;

        /// <summary>L/min per mmHg, and the carbon dioxide pressures where the drives end.</summary>
        public Lanes CentralGain, PeripheralGain, CentralThreshold, PeripheralThreshold;

        /// <summary>Breathing pattern: ventilation = PatternSlope·(tidal volume − PatternVolume); /min and L.</summary>
        public Lanes PatternSlope, PatternVolume;
    }

    /// <summary>What the world, the heart, the body and drugs do.</summary>
    public struct Inputs
    {
        /// <summary>Pressures in the moist inspired air.</summary>
        public Lanes InspiredO2, InspiredCO2;

        /// <summary>Cardiac output; oxygen use and carbon dioxide production.</summary>
        public Lanes CardiacOutput, OxygenUse, CarbonDioxideMade;

        /// <summary>Share of the drive that opioids take away, 0 to 1; shunt added to the person's own.</summary>
        public Lanes Opioid, AddedShunt;
    }

    /// <summary>mmHg·L(BTPS)/L(STPD): 760·310/273.</summary>
    internal const double StandardToBody = 863;

    /// <summary>Peripheral drive falls by this share per mmHg of oxygen.</summary>
    internal const double OxygenSensitivity = .05;

    /// <summary>Gas and tissue stores, L (Khoo 1982).</summary>
    private const double AlveolarO2Store = 2.5, AlveolarCO2Store = 3.2, TissueO2Store = 6, TissueCO2Store = 15;

    /// <summary>Below this venous content tissues find less than they need, mL per mL.</summary>
    private const double SpentO2 = .01;

    /// <summary>Lags of the sensors, the blood's way included, min.</summary>
    private const double CentralLag = 1.5, CarotidLag = 8 / 60d;

    /// <summary>At full effect opioids slow the rhythm to half for the same ventilation.</summary>
    private const double RhythmSlowing = .5;

    /// <summary>Minute ventilation, L/min, and breaths per minute.</summary>
    internal static void Breathing(in State y, in Parameters p, in Inputs u, out Lanes ventilation, out Lanes rate)
    {
        var central = p.CentralGain * Lanes.Max(y.CentralCO2 - p.CentralThreshold, Lanes.Zero);
        var peripheral = p.PeripheralGain * Lanes.Exp(-OxygenSensitivity * y.CarotidO2) * Lanes.Max(y.CarotidCO2 - p.PeripheralThreshold, Lanes.Zero);
        ventilation = (1 - u.Opioid) * (central + peripheral);
        rate = ventilation / (ventilation / (p.PatternSlope * (1 - RhythmSlowing * u.Opioid)) + p.PatternVolume);
    }

    /// <summary>Arterial pressures: what leaves the alveoli mixed with what passed them by.</summary>
    internal static void Arterial(in State y, in Parameters p, in Inputs u, out Lanes o2, out Lanes co2, out Lanes o2Content, out Lanes co2Content)
    {
        var shunt = Lanes.Min(p.Shunt + u.AddedShunt, .95);
        o2Content = (1 - shunt) * BloodGas.OxygenContent(y.AlveolarO2, y.AlveolarCO2, p.Haemoglobin) + shunt * y.VenousO2;
        co2Content = (1 - shunt) * BloodGas.CarbonDioxideContent(y.AlveolarCO2, y.AlveolarO2) + shunt * y.VenousCO2;
        // Each pressure depends a little on the other: twice round leaves less than .001 mmHg.
        o2 = BloodGas.OxygenPressure(o2Content, y.AlveolarCO2, p.Haemoglobin);
        co2 = BloodGas.CarbonDioxidePressure(co2Content, o2);
        o2 = BloodGas.OxygenPressure(o2Content, co2, p.Haemoglobin);
        co2 = BloodGas.CarbonDioxidePressure(co2Content, o2);
    }

    /// <inheritdoc/>
    public static void Derivatives(in State y, in Parameters p, in Inputs u, out State dy)
    {
        Breathing(in y, in p, in u, out var ventilation, out var rate);
        Arterial(in y, in p, in u, out var o2, out var co2, out var o2Content, out var co2Content);
        var alveolar = Lanes.Max(ventilation - p.DeadSpace * rate, Lanes.Zero) * (1 - p.AlveolarDeadSpace);

        // What the blood brings to the arteries beyond what it brought to the lung came from the alveoli.
        dy.AlveolarO2 = (alveolar * (u.InspiredO2 - y.AlveolarO2) - StandardToBody * u.CardiacOutput * (o2Content - y.VenousO2)) / AlveolarO2Store;
        dy.AlveolarCO2 = (alveolar * (u.InspiredCO2 - y.AlveolarCO2) + StandardToBody * u.CardiacOutput * (y.VenousCO2 - co2Content)) / AlveolarCO2Store;
        dy.VenousO2 = (u.CardiacOutput * (o2Content - y.VenousO2) - u.OxygenUse * Lanes.Clamp(y.VenousO2 / SpentO2, 0, 1)) / TissueO2Store;
        dy.VenousCO2 = (u.CardiacOutput * (co2Content - y.VenousCO2) + u.CarbonDioxideMade) / TissueCO2Store;
        dy.CentralCO2 = (co2 - y.CentralCO2) / CentralLag;
        dy.CarotidO2 = (o2 - y.CarotidO2) / CarotidLag;
        dy.CarotidCO2 = (co2 - y.CarotidCO2) / CarotidLag;
    }
}
