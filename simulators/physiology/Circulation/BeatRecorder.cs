using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Circulation;

/// <summary>Watches eight circulations step by step and keeps the figures of each one's last whole beat.</summary>
internal sealed class BeatRecorder
{
    private readonly Aligned<Course> _now = new(Course.Empty);
    private Course _last = Course.Empty;

    /// <summary>Mean aortic and right-atrial pressure of the last beat; what the reflexes sense.</summary>
    public Lanes MeanArterial => _last.Arterial / _last.Seconds;

    /// <inheritdoc cref="MeanArterial"/>
    public Lanes MeanRightAtrial => _last.RightAtrial / _last.Seconds;

    /// <summary>Mean pressure of the systemic veins over the last beat.</summary>
    public Lanes MeanVenous => _last.Venous / _last.Seconds;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Follow(in ClosedLoop.State y, in ClosedLoop.Parameters p, in ClosedLoop.Inputs u, double step)
    {
        ClosedLoop.Pressures(in y, in p, in u, out var lv, out _, out var la, out var ra);
        ref var now = ref _now.Value;
        var gradient = Lanes.Max(lv - y.Psas, Lanes.Zero);
        var open = Lanes.Select(gradient > Lanes.Zero, step, Lanes.Zero);
        var aortic = ClosedLoop.Valve(lv - y.Psas, p.CQao, p.BackAo);
        now.Seconds += step;
        now.Systolic = Lanes.Max(now.Systolic, y.Psas);
        now.Diastolic = Lanes.Min(now.Diastolic, y.Psas);
        now.Arterial += y.Psas * step;
        now.LvSystolic = Lanes.Max(now.LvSystolic, lv);
        now.LvMinimum = Lanes.Min(now.LvMinimum, lv);
        now.EndDiastolic = Lanes.Max(now.EndDiastolic, y.LeftVentricle);
        now.EndSystolic = Lanes.Min(now.EndSystolic, y.LeftVentricle);
        now.Ejected += aortic * step;
        now.Pumped += y.Qpump * step;
        now.RightAtrial += ra * step;
        now.LeftAtrial += la * step;
        now.Venous += y.Psvn * step;
        now.PulmonarySystolic = Lanes.Max(now.PulmonarySystolic, y.Ppas);
        now.PulmonaryDiastolic = Lanes.Min(now.PulmonaryDiastolic, y.Ppas);
        now.Pulmonary += y.Ppas * step;
        now.Gradient += gradient * step;
        now.GradientPeak = Lanes.Max(now.GradientPeak, gradient);
        now.Open += open;
        now.Forward += aortic * open;
        var filling = Lanes.Max(la - lv, Lanes.Zero);
        now.Filling += filling * step;
        now.FillingTime += Lanes.Select(filling > Lanes.Zero, step, Lanes.Zero);
    }

    /// <summary>Closes the beat in the lanes where the condition holds.</summary>
    public void EndBeat(Lanes where)
    {
        var empty = Course.Empty;
        var now = Course.Of(ref _now.Value);
        var last = Course.Of(ref _last);
        var fresh = Course.Of(ref empty);
        for (var i = 0; i < now.Length; i++)
        {
            last[i] = Lanes.Select(where, now[i], last[i]);
            now[i] = Lanes.Select(where, fresh[i], now[i]);
        }
    }

    /// <summary>The last whole beat of a lane; null before its first.</summary>
    public BeatFigures? Beat(int lane, double heartRate, bool pumpRuns)
    {
        var seconds = _last.Seconds[lane];
        if (seconds == 0) return null;
        var (open, fillingTime) = (_last.Open[lane], _last.FillingTime[lane]);
        return new()
        {
            HeartRate = heartRate,
            Systolic = _last.Systolic[lane],
            Diastolic = _last.Diastolic[lane],
            MeanArterial = _last.Arterial[lane] / seconds,
            LvSystolic = _last.LvSystolic[lane],
            LvMinimum = _last.LvMinimum[lane],
            EndDiastolicVolume = _last.EndDiastolic[lane],
            EndSystolicVolume = _last.EndSystolic[lane],
            // A beat is a whole number of steps; its flow is scaled to the beat's true length.
            StrokeVolume = (_last.Ejected[lane] + _last.Pumped[lane]) / seconds * 60 / heartRate,
            PulmonarySystolic = _last.PulmonarySystolic[lane],
            PulmonaryDiastolic = _last.PulmonaryDiastolic[lane],
            PulmonaryMean = _last.Pulmonary[lane] / seconds,
            RightAtrialMean = _last.RightAtrial[lane] / seconds,
            LeftAtrialMean = _last.LeftAtrial[lane] / seconds,
            AorticGradientMean = open > 0 ? _last.Gradient[lane] / open : 0,
            AorticGradientPeak = _last.GradientPeak[lane],
            AorticFlowMean = open > 0 ? _last.Forward[lane] / open : 0,
            MitralGradientMean = fillingTime > 0 ? _last.Filling[lane] / fillingTime : 0,
            PumpFlow = _last.Pumped[lane] / seconds * .06,
            Suction = pumpRuns && _last.LvMinimum[lane] < ClosedLoop.SuctionBelow,
        };
    }

    private struct Course
    {
        public Lanes Seconds, Systolic, Diastolic, Arterial, LvSystolic, LvMinimum, EndDiastolic, EndSystolic, Ejected, Pumped, RightAtrial, LeftAtrial, Venous;
        public Lanes PulmonarySystolic, PulmonaryDiastolic, Pulmonary, Gradient, GradientPeak, Open, Forward, Filling, FillingTime;

        public static Course Empty
        {
            get
            {
                const double never = 1e9;
                return new()
                {
                    Systolic = -never, Diastolic = never, LvSystolic = -never, LvMinimum = never, EndDiastolic = -never, EndSystolic = never,
                    PulmonarySystolic = -never, PulmonaryDiastolic = never,
                };
            }
        }

        public static Span<Lanes> Of(ref Course course) => Solvers.StateLanes.Of(ref course);
    }
}
