using System.Runtime.CompilerServices;
using TwinGrid.Patients;
using TwinGrid.Studies;

namespace TwinGrid.Gateway.Api.Studies;

/// <summary>
/// Where to look for the people of a study: twins whose consent speaks of it, or of research at large. Whether each may be read is decided when it is read. Safe for concurrent use.
/// </summary>
internal sealed class Cohort(IGrainFactory grains)
{
    private const int PageSize = 1000;

    /// <summary>Each twin once.</summary>
    public async IAsyncEnumerable<TwinId> Candidates(string study, [EnumeratorCancellation] CancellationToken cancel)
    {
        var named = new HashSet<TwinId>();
        await foreach (var twin in Listed(study, cancel))
        {
            named.Add(twin);
            yield return twin;
        }
        await foreach (var twin in Listed(IStudyRoster.AnyStudy, cancel))
            if (!named.Contains(twin)) yield return twin;
    }

    /// <summary>What a twin says of its patient; null when it is not registered. A twin that must wait its turn to wake is waited for.</summary>
    public async Task<PatientProfile?> Profile(TwinId twin, TimeProvider time, CancellationToken cancel)
    {
        for (var patience = 30; ; patience--)
        {
            try
            {
                return await grains.GetGrain<IPatientTwin>(twin.Value).Profile();
            }
            catch (WakeRefusedException) when (patience > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancel);
            }
        }
    }

    private async IAsyncEnumerable<TwinId> Listed(string key, [EnumeratorCancellation] CancellationToken cancel)
    {
        var roster = grains.GetGrain<IStudyRoster>(key);
        TwinId? after = null;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var page = await roster.Page(after, PageSize);
            foreach (var twin in page) yield return twin;
            if (page.Count < PageSize) yield break;
            after = page[^1];
        }
    }
}
