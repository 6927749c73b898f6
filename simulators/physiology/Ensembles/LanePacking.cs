using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Ensembles;

/// <summary>Puts different people into the lanes of one struct.</summary>
public static class LanePacking
{
    /// <summary>A struct of lanes in which lane i is that of person i; lanes beyond the last person repeat the first.</summary>
    /// <param name="people">One to eight.</param>
    /// <param name="broadcast">A person's struct, the same in all lanes.</param>
    public static TStruct Pack<TPerson, TStruct>(IReadOnlyList<TPerson> people, Func<TPerson, TStruct> broadcast)
        where TStruct : struct
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(broadcast);
        var packed = broadcast(people[0]);
        var into = StateLanes.Of(ref packed);
        for (var lane = 1; lane < people.Count; lane++)
        {
            var one = broadcast(people[lane]);
            var from = StateLanes.Of(ref one);
            for (var i = 0; i < into.Length; i++) into[i] = into[i].With(lane, from[i][lane]);
        }
        return packed;
    }
}
