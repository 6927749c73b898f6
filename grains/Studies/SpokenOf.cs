using TwinGrid.Access;
using TwinGrid.Studies;

namespace TwinGrid.Grains.Studies;

/// <summary>Which studies a consent could permit, at any time and under any exception: where its twin must be looked for. Too many is harmless, too few would hide a permission.</summary>
internal static class SpokenOf
{
    public static IReadOnlySet<string> By(Consent? consent)
    {
        var studies = new HashSet<string>(StringComparer.Ordinal);
        if (consent is { IsActive: true }) Add(consent.Provisions, studies);
        return studies;
    }

    private static void Add(IReadOnlyList<Provision> provisions, HashSet<string> studies)
    {
        foreach (var provision in provisions)
        {
            Add(provision.Exceptions, studies);
            if (!provision.Permits || (provision.Purposes.Count > 0 && !provision.Purposes.Any(purpose => purpose is Purpose.Research or Purpose.PublicHealth))) continue;
            string[] named = [.. provision.Actors.Where(actor => actor.Kind == ActorKind.Study).Select(actor => actor.Id)];
            if (named.Length < provision.Actors.Count || named.Length == 0) studies.Add(IStudyRoster.AnyStudy);
            studies.UnionWith(named);
        }
    }
}
