using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Cohorts;

/// <summary>
/// One figure of many people at common times, people in the order they were given. Many readers may share it; nobody may read on once it is disposed, which
/// gives its memory to the next cohort.
/// </summary>
public sealed class CohortCourse : IDisposable
{
    private readonly double[] _times;
    private double[] _figures;

    /// <param name="people">How many.</param>
    /// <param name="times">Rising times, in the model's own unit.</param>
    internal CohortCourse(int people, ReadOnlySpan<double> times)
    {
        (People, _times) = (people, times.ToArray());
        for (var i = 1; i < times.Length; i++)
            if (!(times[i] > times[i - 1])) throw new ArgumentException($"Times rise; {times[i]} follows {times[i - 1]}.", nameof(times));
        // Room for whole vectors of eight people: lanes beyond the last write into rows that nobody reads.
        _figures = ArrayPool<double>.Shared.Rent((people + Lanes.Count - 1) / Lanes.Count * Lanes.Count * times.Length);
    }

    public int People { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_figures.Length > 0) ArrayPool<double>.Shared.Return(_figures);
        _figures = [];
    }

    public ReadOnlySpan<double> Times => _times;

    /// <summary>One person's course.</summary>
    public ReadOnlySpan<double> Of(int person) => person < People ? _figures.AsSpan(person * _times.Length, _times.Length) : throw new ArgumentOutOfRangeException(nameof(person));

    /// <summary>The rows of eight people, one after the other.</summary>
    internal Span<double> Rows(int firstPerson) => _figures.AsSpan(firstPerson * _times.Length, Lanes.Count * _times.Length);

    /// <summary>Puts eight people's figures into a column of their rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Put(Span<double> rows, int stride, int column, Lanes figures)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)(column + (Lanes.Count - 1) * stride), (uint)rows.Length, nameof(column));
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), column);
        first = figures[0];
        Unsafe.Add(ref first, stride) = figures[1];
        Unsafe.Add(ref first, 2 * stride) = figures[2];
        Unsafe.Add(ref first, 3 * stride) = figures[3];
        Unsafe.Add(ref first, 4 * stride) = figures[4];
        Unsafe.Add(ref first, 5 * stride) = figures[5];
        Unsafe.Add(ref first, 6 * stride) = figures[6];
        Unsafe.Add(ref first, 7 * stride) = figures[7];
    }

    /// <summary>Everybody's figures at a stretch of times, person by person: column k of the result is times[first + k].</summary>
    internal double[][] Columns(int first, int count)
    {
        var columns = new double[count][];
        for (var k = 0; k < count; k++) columns[k] = GC.AllocateUninitializedArray<double>(People);
        for (var person = 0; person < People; person++)
        {
            var row = _figures.AsSpan(person * _times.Length + first, count);
            for (var k = 0; k < count; k++) columns[k][person] = row[k];
        }
        return columns;
    }
}
