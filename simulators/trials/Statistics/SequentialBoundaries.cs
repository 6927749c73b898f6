using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;
using MathNet.Numerics.RootFinding;

namespace TwinGrid.Trials.Statistics;

/// <summary>Limits for the test statistic at several looks that together keep the error of the first kind.</summary>
/// <remarks>Armitage, McPherson, Rowe, J R Stat Soc A 132:235, 1969; Jennison, Turnbull, Group Sequential Methods, ch. 2 and 19.</remarks>
/// <param name="Information">Share of the whole information at each look, rising to 1.</param>
/// <param name="Limits">The trial stops for effect where |z| reaches them.</param>
public sealed record SequentialBoundaries(IReadOnlyList<double> Information, IReadOnlyList<double> Limits)
{
    private const int Nodes = 160;

    /// <summary>High at first, near the usual at the end: z falls with the root of the information.</summary>
    /// <remarks>O'Brien, Fleming, Biometrics 35:549, 1979.</remarks>
    /// <param name="looks">Equally spaced, the last one included.</param>
    /// <param name="alpha">Two-sided.</param>
    public static SequentialBoundaries OBrienFleming(int looks, double alpha = .05) => Equal(looks, .5, alpha);

    /// <summary>The same at every look.</summary>
    /// <remarks>Pocock, Biometrika 64:191, 1977.</remarks>
    /// <inheritdoc cref="OBrienFleming"/>
    public static SequentialBoundaries Pocock(int looks, double alpha = .05) => Equal(looks, 0, alpha);

    /// <summary>How likely each look is the one that stops the trial.</summary>
    /// <param name="drift">Expected z at full information; 0: no effect.</param>
    public IReadOnlyList<double> StopsAt(double drift = 0)
    {
        var stops = new double[Limits.Count];
        // The score's sum is a Brownian motion with drift; its density on the stretch where the trial goes on, at Gauss-Legendre nodes.
        double[] places = [0], masses = [1];
        var before = 0.0;
        for (var look = 0; look < stops.Length; look++)
        {
            var (now, edge) = (Information[look], Limits[look] * Math.Sqrt(Information[look]));
            var (step, mean) = (Math.Sqrt(now - before), drift * (now - before));
            for (var i = 0; i < places.Length; i++)
                stops[look] += masses[i] * (Normal.CDF(0, 1, (-edge - places[i] - mean) / step) + Normal.CDF(0, 1, (places[i] + mean - edge) / step));
            var rule = new GaussLegendreRule(-edge, edge, Nodes);
            var (nextPlaces, nextMasses) = (new double[Nodes], new double[Nodes]);
            for (var k = 0; k < Nodes; k++)
            {
                nextPlaces[k] = rule.GetAbscissa(k);
                for (var i = 0; i < places.Length; i++) nextMasses[k] += masses[i] * Normal.PDF(places[i] + mean, step, nextPlaces[k]);
                nextMasses[k] *= rule.GetWeight(k);
            }
            (places, masses, before) = (nextPlaces, nextMasses, now);
        }
        return stops;
    }

    /// <summary>Limits at any shares of the information, which fall with a power of it.</summary>
    /// <remarks>Wang, Tsiatis, Biometrics 43:193, 1987.</remarks>
    /// <param name="information">Share of the whole at each look, rising to 1.</param>
    /// <param name="steepness">½: O'Brien–Fleming; 0: Pocock.</param>
    /// <param name="alpha">Two-sided.</param>
    public static SequentialBoundaries At(IReadOnlyList<double> information, double steepness, double alpha)
    {
        ArgumentNullException.ThrowIfNull(information);
        if (information.Count == 0 || !(information[0] > 0) || information[^1] != 1 || information.Zip(information.Skip(1)).Any(pair => !(pair.First < pair.Second)))
            throw new ArgumentException("Shares of the information rise above 0 up to 1.", nameof(information));
        if (!(alpha is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The error of the first kind lies between 0 and 1.");
        if (information.Count == 1) return new(information, [Normal.InvCDF(0, 1, 1 - alpha / 2)]);
        return With(Brent.FindRoot(height => With(height).StopsAt().Sum() - alpha, .1, 10, 1e-10, 200));

        SequentialBoundaries With(double height) => new(information, [.. information.Select(share => height * Math.Pow(share, -steepness))]);
    }

    private static SequentialBoundaries Equal(int looks, double steepness, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(looks);
        return At([.. Enumerable.Range(1, looks).Select(k => (double)k / looks)], steepness, alpha);
    }
}
