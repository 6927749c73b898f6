using MathNet.Numerics.LinearAlgebra;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Filtering;

/// <summary>
/// What is believed of a body, state and parameters together, as mean and covariance; carried through a nonlinear model by members
/// placed along the covariance's square root, so that no derivative is needed and no random number is drawn.
/// </summary>
/// <remarks>
/// Nørgaard, Poulsen, Ravn, New developments in state estimation for nonlinear systems, Automatica 36:1627, 2000 (second-order
/// divided differences, h² = 3). The covariance is a sum of squares at every step and stays positive semidefinite. Directions without
/// variance cost nothing: a body at rest with an empty stomach takes fewer members than one after a meal.
/// </remarks>
public sealed class DividedDifferenceFilter
{
    private const double H2 = 3;
    private static readonly double H = Math.Sqrt(H2);

    private readonly int _n;

    /// <summary>Nothing known yet: mean and covariance are zero.</summary>
    /// <param name="dimension">Length of the vector.</param>
    public DividedDifferenceFilter(int dimension)
    {
        _n = dimension;
        Mean = new double[dimension];
        Covariance = new double[dimension * dimension];
    }

    /// <summary>Expected vector.</summary>
    public double[] Mean { get; }

    /// <summary>Covariance, row by row, symmetric.</summary>
    public double[] Covariance { get; }

    /// <summary>Variance of one component.</summary>
    public double Variance(int index) => Covariance[index * _n + index];

    /// <summary>Rounds the covariance to single precision, in which it is kept: what was saved and what was not go on alike.</summary>
    public void Round()
    {
        for (var i = 0; i < Covariance.Length; i++) Covariance[i] = (float)Covariance[i];
    }

    /// <summary>Adds independent uncertainty to one component.</summary>
    public void Spread(int index, double variance) => Covariance[index * _n + index] += variance;

    /// <summary>Adds uncertainty along a direction: all components move together.</summary>
    public void Spread(ReadOnlySpan<double> direction, double variance)
    {
        for (var i = 0; i < _n; i++)
            for (var k = 0; k < _n; k++)
                Covariance[i * _n + k] += variance * direction[i] * direction[k];
    }

    /// <summary>Scales one component's deviation from a centre, mean and covariance alike (exact for a linear decay).</summary>
    public void Relax(int index, double centre, double factor)
    {
        Mean[index] = centre + factor * (Mean[index] - centre);
        for (var k = 0; k < _n; k++)
        {
            Covariance[index * _n + k] *= factor;
            Covariance[k * _n + index] *= factor;
        }
    }

    /// <summary>Replaces what is believed of the last components; the others follow as far as they hang together with them.</summary>
    /// <param name="first">First component replaced; all after it are.</param>
    /// <param name="mean">Their mean.</param>
    /// <param name="covariance">Their covariance.</param>
    public void Replace(int first, ReadOnlySpan<double> mean, Matrix<double> covariance)
    {
        var believed = Matrix<double>.Build.Dense(_n, _n, (i, k) => Covariance[i * _n + k]);
        var parameters = _n - first;
        var own = believed.SubMatrix(first, parameters, first, parameters);
        for (var i = 0; i < parameters; i++) own[i, i] += 1e-9; // a component without variance teaches nothing
        var gain = own.Solve(believed.SubMatrix(first, parameters, 0, first)).Transpose();
        for (var i = 0; i < first; i++)
            for (var k = 0; k < parameters; k++) Mean[i] += gain[i, k] * (mean[k] - Mean[first + k]);
        mean.CopyTo(Mean.AsSpan(first));
        believed.SetSubMatrix(0, 0, believed.SubMatrix(0, first, 0, first) + gain * (covariance - own) * gain.Transpose());
        believed.SetSubMatrix(first, first, covariance);
        believed.SetSubMatrix(0, first, gain * covariance);
        for (var i = 0; i < _n; i++)
            for (var k = 0; k <= i; k++)
                Covariance[i * _n + k] = Covariance[k * _n + i] = i == k ? Math.Max(believed[i, i], 0) : believed[k, i];
    }

    /// <summary>Carries mean and covariance through the model.</summary>
    public void Predict<TFlow>(TFlow flow)
        where TFlow : IMemberFlow
    {
        var room = Room.Of(_n);
        var columns = SquareRoot(room);
        var half = columns / Lanes.Count + 1; // the last lane of the first half is the mean itself
        Place(room, columns, half, flow);
        flow.Carry(room.Members, 2 * half);
        Gather(room, half, columns);
    }

    /// <summary>What a linear measurement is expected to show, and how uncertain that is, noise left out.</summary>
    /// <param name="direction">The measurement per unit of each component.</param>
    public (double Mean, double Variance) Expect(ReadOnlySpan<double> direction)
    {
        double mean = 0, variance = 0;
        for (var i = 0; i < _n; i++)
        {
            if (direction[i] == 0) continue;
            mean += direction[i] * Mean[i];
            for (var k = 0; k < _n; k++) variance += direction[i] * direction[k] * Covariance[i * _n + k];
        }
        return (mean, variance);
    }

    /// <summary>Takes in one linear measurement.</summary>
    /// <param name="direction">The measurement per unit of each component.</param>
    /// <param name="value">What was measured.</param>
    /// <param name="noiseVariance">Variance of the measurement.</param>
    public void Observe(ReadOnlySpan<double> direction, double value, double noiseVariance)
    {
        var (expected, variance) = Expect(direction);
        var total = variance + noiseVariance;
        Span<double> gain = stackalloc double[_n];
        for (var i = 0; i < _n; i++)
        {
            var covariance = 0.0;
            for (var k = 0; k < _n; k++) covariance += Covariance[i * _n + k] * direction[k];
            gain[i] = covariance / total;
        }
        for (var i = 0; i < _n; i++)
        {
            Mean[i] += gain[i] * (value - expected);
            for (var k = 0; k <= i; k++)
            {
                var left = Covariance[i * _n + k] - gain[i] * gain[k] * total;
                if (i == k) left = Math.Max(left, 0);
                Covariance[i * _n + k] = Covariance[k * _n + i] = left;
            }
        }
    }

    /// <summary>Members drawn from what is believed: the mean plus the square root times standard normals.</summary>
    /// <param name="members">Room for <paramref name="groups"/> groups of eight.</param>
    /// <param name="groups">Even: the second half mirrors the first, so that the members' mean is the believed one.</param>
    /// <param name="flow">Restrains the members.</param>
    /// <param name="noise">Where the numbers come from.</param>
    /// <param name="moment">The draw's place in time.</param>
    public void Draw(Span<Lanes> members, int groups, IMemberFlow flow, CounterNoise noise, long moment)
    {
        var room = Room.Of(_n);
        var columns = SquareRoot(room);
        for (var g = 0; g < groups / 2; g++)
        {
            var one = members.Slice(g * _n, _n);
            var other = members.Slice((g + groups / 2) * _n, _n);
            for (var i = 0; i < _n; i++) one[i] = other[i] = Mean[i];
            for (var c = 0; c < columns; c++)
            {
                var column = room.Columns[c];
                var draw = noise.Normals(moment, g * Lanes.Count, column);
                for (var i = column; i < _n; i++)
                {
                    one[i] += draw * room.Root[i * _n + column];
                    other[i] -= draw * room.Root[i * _n + column];
                }
            }
            flow.Restrain(one);
            flow.Restrain(other);
        }
    }

    /// <summary>Lower triangular root of the covariance; columns without variance are left out. Returns how many have some.</summary>
    private int SquareRoot(Room room)
    {
        var (root, used) = (room.Root, room.Columns);
        Array.Clear(root);
        var columns = 0;
        for (var j = 0; j < _n; j++)
        {
            var pivot = Covariance[j * _n + j];
            var floor = 1e-6 * pivot; // what is less is rounding
            for (var k = 0; k < columns; k++) pivot -= Square(root[j * _n + used[k]]);
            if (!(pivot > floor)) continue;
            var deviation = Math.Sqrt(pivot);
            for (var i = j; i < _n; i++)
            {
                var sum = Covariance[i * _n + j];
                for (var k = 0; k < columns; k++) sum -= root[i * _n + used[k]] * root[j * _n + used[k]];
                root[i * _n + j] = sum / deviation;
            }
            used[columns++] = j;
        }
        return columns;
    }

    private void Place<TFlow>(Room room, int columns, int half, TFlow flow)
        where TFlow : IMemberFlow
    {
        var (root, used, members) = (room.Root, room.Columns, room.Members);
        Span<double> steps = stackalloc double[half * Lanes.Count];
        for (var i = 0; i < _n; i++)
        {
            steps.Clear();
            for (var c = 0; c < columns; c++) steps[c] = H * root[i * _n + used[c]];
            for (var g = 0; g < half; g++)
            {
                var step = Lanes.Of(steps[(g * Lanes.Count)..]);
                members[g * _n + i] = Mean[i] + step;
                members[(half + g) * _n + i] = Mean[i] - step;
            }
        }
        for (var g = 0; g < 2 * half; g++) flow.Restrain(members.AsSpan(g * _n, _n));
    }

    private void Gather(Room room, int half, int columns)
    {
        var (members, differences) = (room.Members, room.Differences);
        var centreGroup = columns / Lanes.Count;
        var centreLane = columns % Lanes.Count;
        const double First = 0.5;
        var curvature = Math.Sqrt(H2 - 1) / (2 * H2);
        for (var i = 0; i < _n; i++)
        {
            var centre = members[centreGroup * _n + i][centreLane];
            var bend = Lanes.Zero;
            for (var g = 0; g < half; g++)
            {
                var plus = members[g * _n + i];
                var minus = members[(half + g) * _n + i];
                var second = plus + minus - 2 * centre;
                bend += second;
                differences[i * 2 * half + g] = (plus - minus) * (First / H);
                differences[i * 2 * half + half + g] = second * curvature;
            }
            Mean[i] = centre + Sum(bend) / (2 * H2);
        }
        for (var i = 0; i < _n; i++)
            for (var k = 0; k <= i; k++)
            {
                var sum = Lanes.Zero;
                for (var c = 0; c < 2 * half; c++) sum += differences[i * 2 * half + c] * differences[k * 2 * half + c];
                Covariance[i * _n + k] = Covariance[k * _n + i] = Sum(sum);
            }
    }

    private static double Sum(Lanes a) => ((a[0] + a[1]) + (a[2] + a[3])) + ((a[4] + a[5]) + (a[6] + a[7]));

    private static double Square(double x) => x * x;

    /// <summary>Room to work in. It holds nothing between calls, so that all filters of a thread share it: thousands of people have one each.</summary>
    private sealed class Room
    {
        [ThreadStatic] private static Dictionary<int, Room>? t_ofThisThread;

        private Room(int dimension)
        {
            var halves = dimension / Lanes.Count + 1;
            (Root, Columns) = (new double[dimension * dimension], new int[dimension]);
            (Members, Differences) = (new Lanes[2 * halves * dimension], new Lanes[2 * halves * dimension]);
        }

        public double[] Root { get; }

        public int[] Columns { get; }

        public Lanes[] Members { get; }

        public Lanes[] Differences { get; }

        /// <summary>This thread's, for a filter of a dimension.</summary>
        public static Room Of(int dimension)
        {
            var rooms = t_ofThisThread ??= [];
            if (!rooms.TryGetValue(dimension, out var room)) rooms[dimension] = room = new Room(dimension);
            return room;
        }
    }
}
