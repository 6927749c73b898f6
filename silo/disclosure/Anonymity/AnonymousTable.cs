namespace TwinGrid.Disclosure.Anonymity;

/// <summary>
/// People made alike: each belongs to a class whose members share bands of age, height and weight, and sex, and differ enough in their diagnoses. Who leaves afterwards may
/// take classes along that no longer hold.
/// </summary>
public sealed class AnonymousTable
{
    private const int AgeWidth = 5, HeightWidth = 5, WeightWidth = 5, OldestAge = 90;

    private readonly IReadOnlyList<Person> _people;
    private readonly AnonymityBar _bar;
    private readonly DiagnosisSets _diagnoses;
    private readonly IReadOnlyList<BandScale> _scales;

    private AnonymousTable(IReadOnlyList<Person> people, AnonymityBar bar, IReadOnlyList<BandScale> scales, DiagnosisSets diagnoses, IReadOnlyList<AnonymousClass> classes) =>
        (_people, _bar, _scales, _diagnoses, Classes) = (people, bar, scales, diagnoses, classes);

    public IReadOnlyList<AnonymousClass> Classes { get; }

    /// <summary>What was reached, and what it cost.</summary>
    public AnonymityReached Reached => new(
        Classes.Sum(one => one.Members.Count), Classes.Count, Classes.Min(one => one.Members.Count), Classes.Min(one => _diagnoses.Different(one.Members)),
        _diagnoses.AreWithheld, _diagnoses.RareCodes, _diagnoses.CommonCodes, _diagnoses.PeopleShortened, InformationLoss);

    /// <summary>Normalised certainty penalty (Xu et al. 2006): how much of each scale a person's bands take on average, from 0 for one band to 1 for all.</summary>
    private double InformationLoss
    {
        get
        {
            var all = Classes.Sum(one => one.Members.Count);
            return all == 0 ? 0 : Classes.Sum(one => one.Members.Count * one.Width) / all;
        }
    }

    /// <summary>Makes people alike.</summary>
    /// <exception cref="AnonymityRefusedException">There are fewer of them than must share everything.</exception>
    public static AnonymousTable Of(IReadOnlyList<Person> people, AnonymityBar bar)
    {
        if (people.Count < bar.K) throw new AnonymityRefusedException($"Fewer than {bar.K} people may be exported: they cannot be made alike.");
        int[] all = [.. Enumerable.Range(0, people.Count)];
        var diagnoses = DiagnosisSets.Among(people, all, bar);
        BandScale[] scales =
        [
            BandScale.Of(people.Select(one => (double)one.AgeYears), AgeWidth, bar.K, OldestAge), BandScale.Of(people.Select(one => one.HeightCm), HeightWidth, bar.K),
            BandScale.Of(people.Select(one => one.WeightKg), WeightWidth, bar.K),
        ];
        int[][] attributes =
        [
            [.. people.Select(one => scales[0].Band(one.AgeYears))], [.. people.Select(one => scales[1].Band(one.HeightCm))], [.. people.Select(one => scales[2].Band(one.WeightKg))],
            [.. people.Select(one => one.Sex)],
        ];
        var classes = Mondrian.Cut(attributes, all, group => group.Length >= bar.K && diagnoses.AreDiverse(group, bar));
        return new AnonymousTable(people, bar, scales, diagnoses, [.. classes.Select((group, place) => Class(place, group, attributes, scales))]);
    }

    /// <summary>A person's diagnoses, as far as they may be shown.</summary>
    public IReadOnlyList<string> DiagnosesOf(int person) => _diagnoses.Of(person);

    /// <summary>True where no diagnosis of anybody may be shown.</summary>
    public bool HidesDiagnoses => _diagnoses.AreWithheld;

    /// <summary>The same without some: their classes stay while enough are left in them, and what became rare is taken away anew.</summary>
    /// <exception cref="AnonymityRefusedException">Nobody is left.</exception>
    public AnonymousTable Without(IReadOnlySet<int> gone)
    {
        IReadOnlyList<AnonymousClass> classes = [.. Classes.Select(one => one with { Members = [.. one.Members.Where(member => !gone.Contains(member))] }).Where(one => one.Members.Count >= _bar.K)];
        while (true)
        {
            if (classes.Count == 0) throw new AnonymityRefusedException($"Fewer than {_bar.K} people are left that can be made alike.");
            var diagnoses = DiagnosisSets.Among(_people, [.. classes.SelectMany(one => one.Members)], _bar);
            IReadOnlyList<AnonymousClass> holding = [.. classes.Where(one => diagnoses.AreDiverse([.. one.Members], _bar))];
            if (holding.Count == classes.Count) return new AnonymousTable(_people, _bar, _scales, diagnoses, classes);
            classes = holding;
        }
    }

    private static AnonymousClass Class(int place, int[] group, int[][] attributes, BandScale[] scales)
    {
        var ranges = attributes.Select(bands => (Low: group.Min(one => bands[one]), High: group.Max(one => bands[one]))).ToArray();
        var width = scales.Select((scale, i) => scale.Width(ranges[i].Low, ranges[i].High)).Append(ranges[3].Low == ranges[3].High ? 0 : 1).Average();
        return new AnonymousClass(
            place, group, scales[0].Words(ranges[0].Low, ranges[0].High), ranges[3].Low == ranges[3].High ? ranges[3].Low : null,
            scales[1].Words(ranges[1].Low, ranges[1].High), scales[2].Words(ranges[2].Low, ranges[2].High), width);
    }
}

/// <summary>People who cannot be told apart by what others could know.</summary>
/// <param name="Place">Which class it was when people were made alike; it stays when others leave.</param>
/// <param name="Members">Their places in the list that was given.</param>
/// <param name="Sex">Null where they differ in it.</param>
/// <param name="Width">How much of each scale the bands take on average.</param>
public sealed record AnonymousClass(int Place, IReadOnlyList<int> Members, string Age, int? Sex, string Height, string Weight, double Width);

/// <summary>What a table reached.</summary>
/// <param name="K">Size of the smallest class.</param>
/// <param name="L">Different sets of diagnoses in the class that has the fewest; 0 where none are shown.</param>
/// <param name="RareCodes">Codes nobody shows any more because too few carried them.</param>
/// <param name="CommonCodes">Codes nobody shows because nearly all carry them.</param>
/// <param name="PeopleShortened">People of whose diagnoses one or more are not shown.</param>
/// <param name="InformationLoss">From 0 to 1.</param>
public sealed record AnonymityReached(
    int People, int Classes, int K, int L, bool DiagnosesWithheld, int RareCodes, int CommonCodes, int PeopleShortened, double InformationLoss);
