using System.Collections;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Cohorts;

/// <summary>Up to eight people in a row out of many, without a copy.</summary>
internal sealed class Eight<T>(IReadOnlyList<T> people, int first) : IReadOnlyList<T>
{
    public int Count => Math.Min(Lanes.Count, people.Count - first);

    public T this[int index] => people[first + index];

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
