using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Circulation;

/// <summary>The arterial and the cardiopulmonary reflex of eight people: what sensed pressures do to rate, resistance, veins and muscle.</summary>
/// <remarks>
/// Heldt, Shim, Kamm, Mark, J Appl Physiol 92:1239, 2002, and Heldt's thesis (MIT 2004): each pressure's error, saturated by an
/// arctangent, is convolved with triangular responses. Set points are the person's own resting pressures, so that rest is unchanged.
/// </remarks>
internal sealed class Baroreflex
{
    /// <summary>The nerves are read sixteen times a second.</summary>
    public const double Tick = 1 / 16d;

    /// <summary>Where the reflexes saturate, mmHg.</summary>
    private const double ArterialScale = 18, CardiopulmonaryScale = 5;

    /// <summary>Beat interval per mmHg, s: sympathetic and vagal.</summary>
    private const double IntervalSympathetic = .012, IntervalVagal = .009;

    /// <summary>Elastance per mmHg, 1/mL.</summary>
    private const double LeftContractility = .014, RightContractility = .021;

    /// <summary>Resistance per mmHg of each of four parallel beds, mmHg·s/mL per mmHg; arterial and cardiopulmonary.</summary>
    private const double ArterialResistance = .13, CardiopulmonaryResistance = .3;

    /// <summary>Unstressed venous volume per mmHg, mL: upper body, kidneys, splanchnic, legs.</summary>
    private const double ArterialVenous = 5.3 + 1.3 + 13.3 + 6.7, CardiopulmonaryVenous = 13.5 + 2.7 + 64 + 30;

    /// <summary>Resistances of the four beds, mmHg·s/mL.</summary>
    private static ReadOnlySpan<double> Beds => [4.9, 4.1, 3, 4.5];

    private readonly Response _vagal = new(.59, .7, 1), _beta = new(2.5, 3.5, 15), _alphaArterial = new(2.5, 3.5, 30), _alphaVenous = new(5, 10, 42);
    private readonly Response _cardiopulmonaryArterial = new(2.5, 5.5, 35), _cardiopulmonaryVenous = new(5, 9, 40);
    private readonly Lanes[] _arterial, _cardiopulmonary;
    private readonly double _perResistance;
    private readonly Lanes _betaLeft;
    private int _newest;

    /// <param name="betaLeft">Share of the effect through beta receptors that is not blocked.</param>
    public Baroreflex(Lanes betaLeft)
    {
        _betaLeft = betaLeft;
        var longest = new[] { _vagal, _beta, _alphaArterial, _alphaVenous, _cardiopulmonaryArterial, _cardiopulmonaryVenous }.Max(response => response.Length);
        (_arterial, _cardiopulmonary) = (new Lanes[longest], new Lanes[longest]);
        double conductance = 0, squares = 0;
        foreach (var bed in Beds)
        {
            conductance += 1 / bed;
            squares += 1 / (bed * bed);
        }
        _perResistance = squares / conductance;
    }

    /// <summary>Added to the beat interval, s.</summary>
    public Lanes Interval { get; private set; }

    /// <summary>Added to the end-systolic elastances, mmHg/mL.</summary>
    public Lanes LeftElastance { get; private set; }

    /// <inheritdoc cref="LeftElastance"/>
    public Lanes RightElastance { get; private set; }

    /// <summary>Systemic resistance as a multiple of that at rest.</summary>
    public Lanes Resistance { get; private set; } = 1;

    /// <summary>Added to the volume the veins hold without pressure, mL.</summary>
    public Lanes UnstressedVolume { get; private set; }

    /// <summary>Reads the nerves; to be called every <see cref="Tick"/>. Errors: sensed pressure less set point, mmHg.</summary>
    public void Sense(Lanes arterialError, Lanes cardiopulmonaryError)
    {
        _newest = (_newest + 1) % _arterial.Length;
        _arterial[_newest] = ArterialScale * Arctangent(arterialError / ArterialScale);
        _cardiopulmonary[_newest] = CardiopulmonaryScale * Arctangent(cardiopulmonaryError / CardiopulmonaryScale);

        var beta = _betaLeft * _beta.To(_arterial, _newest);
        Interval = IntervalSympathetic * beta + IntervalVagal * _vagal.To(_arterial, _newest);
        (LeftElastance, RightElastance) = (-LeftContractility * beta, -RightContractility * beta);
        // Four parallel beds that change alike change the whole by Σ(R/Ri)² of it.
        var tone = ArterialResistance * _alphaArterial.To(_arterial, _newest) + CardiopulmonaryResistance * _cardiopulmonaryArterial.To(_cardiopulmonary, _newest);
        Resistance = Lanes.Clamp(1 - _perResistance * tone, .3, 4);
        UnstressedVolume = ArterialVenous * _alphaVenous.To(_arterial, _newest) + CardiopulmonaryVenous * _cardiopulmonaryVenous.To(_cardiopulmonary, _newest);
    }

    /// <summary>arctan x to 1e-15: the angle halved three times, then its series.</summary>
    private static Lanes Arctangent(Lanes x)
    {
        for (var i = 0; i < 3; i++) x /= 1 + Lanes.Sqrt(1 + x * x);
        var (square, sum) = (x * x, (Lanes)0);
        for (var n = 21; n >= 1; n -= 2) sum = 1d / n - square * sum;
        return 8 * x * sum;
    }

    /// <summary>A triangular response of unit area: nothing until it begins, most at the peak, nothing after the end. Seconds.</summary>
    private sealed class Response
    {
        private readonly double[] _weights;
        private readonly int _first;

        public Response(double begin, double peak, double end)
        {
            _first = (int)(begin / Tick);
            _weights = new double[(int)Math.Ceiling(end / Tick) - _first];
            for (var i = 0; i < _weights.Length; i++)
            {
                var t = (_first + i + .5) * Tick;
                _weights[i] = Math.Max(0, t < peak ? (t - begin) / (peak - begin) : (end - t) / (end - peak));
            }
            var area = _weights.Sum();
            for (var i = 0; i < _weights.Length; i++) _weights[i] /= area;
        }

        public int Length => _first + _weights.Length;

        public Lanes To(Lanes[] history, int newest)
        {
            var sum = Lanes.Zero;
            var at = newest - _first;
            if (at < 0) at += history.Length;
            foreach (var weight in _weights)
            {
                sum += weight * history[at];
                if (--at < 0) at += history.Length;
            }
            return sum;
        }
    }
}
