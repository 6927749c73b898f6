using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Tumours;

namespace TwinGrid.Trials.Conduct;

/// <summary>Tumours of up to eight patients under doses of their own, at any time.</summary>
internal sealed class LibraryCourse
{
    private const double HoursPerDay = 24;

    private readonly TumourResponse _tumour;
    private readonly (double Time, Lanes Amount)[] _doses;
    private readonly Covariates _known;
    private readonly Lanes[] _effects;
    private readonly Lanes _sizes;
    private readonly bool _hasBase;
    private readonly Dictionary<double, Lanes> _seen = [];

    public LibraryCourse(TumourResponse tumour, (double Time, Lanes Amount)[] doses, Covariates known, Lanes[] effects, Lanes sizes, bool hasBase) =>
        (_tumour, _doses, _known, _effects, _sizes, _hasBase) = (tumour, doses, known, effects, sizes, hasBase);

    /// <summary>A patient's size.</summary>
    /// <param name="lane">Whose.</param>
    /// <param name="day">Since randomisation.</param>
    public double At(int lane, double day)
    {
        if (!_seen.TryGetValue(day, out var sizes)) _seen[day] = sizes = Run(day);
        return sizes[lane];
    }

    /// <summary>Nothing is given to a patient from a time on.</summary>
    public void StopAfter(int lane, double hours)
    {
        for (var k = 0; k < _doses.Length; k++)
            if (_doses[k].Time >= hours) _doses[k].Amount = _doses[k].Amount.With(lane, 0);
        _seen.Clear();
    }

    /// <summary>The day, by weeks, on which a patient's tumour is smallest.</summary>
    public double TurnsAt(int lane, double most)
    {
        var (least, at) = (double.PositiveInfinity, 0.0);
        for (var day = 0.0; day <= most; day += 7)
            if (At(lane, day) is var size && size < least) (least, at) = (size, day);
        return at;
    }

    private Lanes Run(double day)
    {
        var size = new Lanes[1];
        new TumourCourse(_tumour, _doses, _known, [day * HoursPerDay], 1, 1, 0).Run(_effects, size);
        return _hasBase ? size[0] : _tumour.HasBase ? size[0] / _tumour.Parameters(_effects, _known).Size * _sizes : size[0] * _sizes;
    }
}
