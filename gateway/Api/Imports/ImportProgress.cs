namespace TwinGrid.Gateway.Api.Imports;

/// <summary>How far a file has come. Written by who takes it in, read by who waits; safe for both at once.</summary>
public sealed class ImportProgress
{
    private volatile Stream? _read;
    private double _share = double.NaN;
    private volatile int _stage;

    /// <summary>What is being done.</summary>
    public ImportStage Stage => (ImportStage)_stage;

    /// <summary>How much of it, from 0 to 1; null where that is not known.</summary>
    public double? Share
    {
        get
        {
            try
            {
                if (_read is { } stream) return stream.Length == 0 ? null : Math.Clamp((double)stream.Position / stream.Length, 0, 1);
            }
            catch (ObjectDisposedException)
            {
                return null; // read to its end meanwhile
            }
            return double.IsNaN(Volatile.Read(ref _share)) ? null : Volatile.Read(ref _share);
        }
    }

    /// <summary>Something else begins.</summary>
    public void Begin(ImportStage stage)
    {
        _read = null;
        Volatile.Write(ref _share, double.NaN);
        _stage = (int)stage;
    }

    /// <summary>A file begins to be read; it tells by itself how far.</summary>
    public void Read(Stream file)
    {
        Begin(ImportStage.Reading);
        _read = file;
    }

    /// <summary>So many of so many are done.</summary>
    public void Come(long done, long of) => Volatile.Write(ref _share, of == 0 ? 1 : (double)done / of);
}

/// <summary>What is done with a file, in this order.</summary>
public enum ImportStage : byte
{
    /// <summary>It comes in.</summary>
    Receiving = 0,

    /// <summary>It is read and judged.</summary>
    Reading = 1,

    /// <summary>What it says is written.</summary>
    Writing = 2,
}
