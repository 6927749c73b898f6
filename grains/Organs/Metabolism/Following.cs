using TwinGrid.Physiology.Metabolism;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs.Metabolism;

/// <summary>A glucose model on its way through time: with the doses known but not yet passed, and what was shown.</summary>
/// <param name="model">The model; null before the first glucose.</param>
/// <param name="ahead">Doses not yet passed.</param>
/// <param name="past">What the sensor has shown.</param>
/// <param name="diabeticAt">When glucose last stood where only diabetes takes it, see <see cref="UntoldDiabetes"/>; null: never.</param>
internal sealed class Following(GlucoseTwin? model, IEnumerable<MetabolicEvent> ahead, GlucosePast past, DateTimeOffset? diabeticAt)
{
    private readonly List<MetabolicEvent> _ahead = [.. ahead];

    public GlucoseTwin? Model { get; private set; } = model;

    public IReadOnlyList<MetabolicEvent> Ahead => _ahead;

    /// <summary>What the sensor has shown.</summary>
    public GlucosePast Past { get; } = past;

    /// <summary>When glucose last stood where only diabetes takes it; null: never.</summary>
    public DateTimeOffset? DiabeticAt { get; private set; } = diabeticAt;

    public Following Copy() => new(Model?.Copy(), _ahead, Past.Copy(), DiabeticAt);

    /// <summary>Takes in samples in event-time order.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="start">Makes the model at the first glucose.</param>
    /// <param name="course">Where to note what is believed; null: nowhere.</param>
    public void Follow(IEnumerable<WaitingSample> samples, Func<VitalSign, GlucoseTwin> start, CourseRing? course)
    {
        foreach (var (sign, _, _) in samples)
        {
            if (!sign.IsBelieved) continue;
            if (sign.Signal is not (Signal.Glucose or Signal.BloodGlucose))
            {
                _ahead.Add(GlucoseEvents.Of(sign.Signal, sign.ObservedAt, sign.Value));
                continue;
            }
            Measure(sign, start);
            if (UntoldDiabetes.IsShownBy(sign.Value)) DiabeticAt = sign.ObservedAt;
            if (sign.Signal == Signal.Glucose) Past.Note(sign.ObservedAt, sign.Value);
            course?.Note(sign.ObservedAt, Model!.MgPerDl);
        }
    }

    /// <summary>Goes on to a later time without a measurement.</summary>
    public void Advance(DateTimeOffset to)
    {
        if (to > Model!.At) Model.Advance(to, TakeBefore(to));
    }

    private void Measure(VitalSign glucose, Func<VitalSign, GlucoseTwin> start)
    {
        if (Model is null)
        {
            Model = start(glucose);
            return;
        }
        Advance(glucose.ObservedAt);
        Model.Assimilate(glucose.Value);
    }

    private MetabolicEvent[] TakeBefore(DateTimeOffset to)
    {
        MetabolicEvent[] passed = [.. _ahead.Where(e => e.At < to).OrderBy(e => e.At)];
        _ahead.RemoveAll(e => e.At < to);
        return passed;
    }
}
