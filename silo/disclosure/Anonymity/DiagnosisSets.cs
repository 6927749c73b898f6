namespace TwinGrid.Disclosure.Anonymity;

/// <summary>
/// The diagnoses of people after what is peculiar was taken away: codes that fewer than k carry, codes that nearly all carry, and of combinations that fewer than k share the
/// rarest code, again and again. Where fewer than l different sets remain, the column is withheld.
/// </summary>
internal sealed class DiagnosisSets
{
    private readonly Dictionary<int, string[]> _ofPerson = [];

    private DiagnosisSets()
    {
    }

    /// <summary>True where no diagnosis of anybody is shown.</summary>
    public bool AreWithheld { get; private set; }

    public int RareCodes { get; private set; }

    public int CommonCodes { get; private set; }

    /// <summary>People of whose codes one or more were taken away.</summary>
    public int PeopleShortened { get; private set; }

    public IReadOnlyList<string> Of(int person) => AreWithheld ? [] : _ofPerson[person];

    public static DiagnosisSets Among(IReadOnlyList<Person> people, IReadOnlyCollection<int> chosen, AnonymityBar bar)
    {
        var sets = new DiagnosisSets();
        var carriers = Carriers(chosen.Select(one => people[one].Diagnoses));
        foreach (var one in chosen) sets._ofPerson[one] = [.. people[one].Diagnoses.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        while (sets.Shorten(bar, chosen.Count))
        {
            // until nothing is peculiar any more: each round takes codes away, so it ends
        }
        var left = Carriers(sets._ofPerson.Values);
        foreach (var (code, count) in carriers)
            if (!left.ContainsKey(code)) _ = count > bar.MostShare * chosen.Count ? sets.CommonCodes++ : sets.RareCodes++;
        sets.PeopleShortened = chosen.Count(one => sets._ofPerson[one].Length < people[one].Diagnoses.Distinct(StringComparer.Ordinal).Count());
        sets.AreWithheld = sets._ofPerson.Values.Select(Key).Distinct(StringComparer.Ordinal).Count() < bar.L;
        return sets;
    }

    /// <summary>Whether these people differ enough: l sets, and no code that too many of them carry.</summary>
    public bool AreDiverse(ReadOnlySpan<int> people, AnonymityBar bar)
    {
        if (AreWithheld) return true;
        var (seen, codes) = (new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var one in people)
        {
            var set = _ofPerson[one];
            seen.Add(Key(set));
            foreach (var code in set) codes[code] = codes.GetValueOrDefault(code) + 1;
        }
        foreach (var count in codes.Values)
            if (count > bar.MostShare * people.Length) return false;
        return seen.Count >= bar.L;
    }

    /// <summary>Different sets among these people; 0 where none is shown.</summary>
    public int Different(IEnumerable<int> people) => AreWithheld ? 0 : people.Select(one => Key(_ofPerson[one])).Distinct(StringComparer.Ordinal).Count();

    private bool Shorten(AnonymityBar bar, int all)
    {
        var carriers = Carriers(_ofPerson.Values);
        var peculiar = carriers.Where(code => code.Value < bar.K || code.Value > bar.MostShare * all).Select(code => code.Key).ToHashSet(StringComparer.Ordinal);
        if (peculiar.Count > 0)
        {
            foreach (var (person, set) in _ofPerson.Where(pair => pair.Value.Any(peculiar.Contains)).ToList()) _ofPerson[person] = [.. set.Where(code => !peculiar.Contains(code))];
            return true;
        }
        var rare = _ofPerson.GroupBy(pair => Key(pair.Value), StringComparer.Ordinal).Where(group => group.First().Value.Length > 0 && group.Count() < bar.K).ToList();
        foreach (var group in rare)
        {
            var rarest = group.First().Value.MinBy(code => (carriers[code], code));
            foreach (var (person, set) in group.ToList()) _ofPerson[person] = [.. set.Where(code => code != rarest)];
        }
        return rare.Count > 0;
    }

    private static Dictionary<string, int> Carriers(IEnumerable<IEnumerable<string>> sets) =>
        sets.SelectMany(set => set.Distinct(StringComparer.Ordinal)).GroupBy(code => code, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    private static string Key(IReadOnlyList<string> set) => string.Join('\n', set);
}
