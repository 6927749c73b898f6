using MathNet.Numerics.Distributions;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Populations;

/// <summary>Something known of each virtual patient before the trial: how it is spread. Never changes.</summary>
/// <param name="Name">As formulas call it.</param>
/// <param name="Words">Of a categorical one: what its numbers 0, 1 … mean; else empty.</param>
public abstract record Variable(string Name, IReadOnlyList<string> Words)
{
    /// <summary>Whether it is drawn by itself, and so can be correlated.</summary>
    public virtual bool IsDrawn => true;

    /// <summary>Its middle: of the typical patient.</summary>
    public abstract double Typical { get; }

    /// <summary>The value at a standard normal number: the greater that, the greater the value.</summary>
    internal abstract double At(double normal);

    /// <summary>Normal, or normal in the logarithm, perhaps cut off.</summary>
    internal sealed record Bell(string Name, double Mean, double Deviation, bool IsLogarithm, double Least, double Most) : Variable(Name, [])
    {
        private readonly double _low = Cut(IsLogarithm ? Log(Least) : Least, Mean, Deviation), _high = Cut(IsLogarithm ? Log(Most) : Most, Mean, Deviation);

        private bool IsCut => _low > 0 || _high < 1;

        public override double Typical => At(0);

        /// <summary>What of the bell is left by the cuts.</summary>
        public double Share => _high - _low;

        internal override double At(double normal)
        {
            var place = IsCut ? Physiology.Ensembles.CounterNoise.NormalQuantile(Math.Clamp(_low + Normal.CDF(0, 1, normal) * (_high - _low), 1e-16, 1 - 1e-16)) : normal;
            var value = Mean + Deviation * place;
            return Math.Clamp(IsLogarithm ? Math.Exp(value) : value, Least, Most);
        }

        private static double Cut(double bound, double mean, double deviation) =>
            double.IsNegativeInfinity(bound) ? 0 : double.IsPositiveInfinity(bound) ? 1 : deviation > 0 ? Normal.CDF(mean, deviation, bound) : bound <= mean ? 0 : 1;

        private static double Log(double bound) => bound <= 0 ? double.NegativeInfinity : Math.Log(bound);
    }

    /// <summary>Everywhere alike between two bounds.</summary>
    internal sealed record Uniform(string Name, double Least, double Most) : Variable(Name, [])
    {
        public override double Typical => (Least + Most) / 2;

        internal override double At(double normal) => Least + (Most - Least) * Normal.CDF(0, 1, normal);
    }

    /// <summary>One of a few words; its value is the word's number.</summary>
    internal sealed record Category(string Name, IReadOnlyList<string> Words, IReadOnlyList<double> Shares) : Variable(Name, Words)
    {
        private readonly double[] _upTo = [.. Shares.Select((_, i) => Shares.Take(i + 1).Sum() / Shares.Sum())];

        public override double Typical => Enumerable.Range(0, Shares.Count).MaxBy(i => Shares[i]);

        internal override double At(double normal)
        {
            var place = Normal.CDF(0, 1, normal);
            for (var i = 0; i < _upTo.Length - 1; i++)
                if (place < _upTo[i]) return i;
            return _upTo.Length - 1;
        }
    }

    /// <summary>The same in everybody.</summary>
    internal sealed record Fixed(string Name, double Value) : Variable(Name, [])
    {
        public override bool IsDrawn => false;

        public override double Typical => Value;

        internal override double At(double normal) => Value;
    }

    /// <summary>Computed from those before it.</summary>
    internal sealed record Derived(string Name, Formula Formula) : Variable(Name, [])
    {
        public override bool IsDrawn => false;

        public override double Typical => double.NaN;

        internal override double At(double normal) => throw new InvalidOperationException("It is computed from the others.");
    }
}
