namespace TwinGrid.Formats.Samples;

/// <summary>Where a reader puts what it finds, one after the other, so that a file of any length needs no more room than its longest record.</summary>
public interface ISampleSink
{
    /// <summary>A sample was found.</summary>
    void Take(in RecordedSample sample);

    /// <summary>Something was found that is no sample here.</summary>
    void Leave(in LeftOut what);
}
