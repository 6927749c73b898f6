namespace TwinGrid.Physiology.Metabolism;

/// <summary>Units of insulin.</summary>
public static class InsulinDose
{
    /// <summary>Insulin in one international unit, pmol (the convention of the published UVA/Padova implementation).</summary>
    public const double PmolPerIU = 6000;
}
