namespace TwinGrid.Physiology.Calibration;

/// <summary>Measurement errors that fade geometrically from sample to sample: AR(1).</summary>
/// <param name="Deviation">Standing standard deviation, in the measurement's unit.</param>
/// <param name="Correlation">Correlation of neighbouring samples, 0 to below 1.</param>
public readonly record struct CorrelatedNoise(double Deviation, double Correlation)
{
    /// <summary>How a residual becomes white: weight · (residual − memory · residual before).</summary>
    /// <param name="samplesSince">Samples since the residual before; 0 for the first.</param>
    public (double Weight, double Memory) Whitening(int samplesSince)
    {
        var memory = samplesSince == 0 ? 0 : Math.Pow(Correlation, samplesSince);
        return (1 / (Deviation * Math.Sqrt(1 - memory * memory)), memory);
    }
}
