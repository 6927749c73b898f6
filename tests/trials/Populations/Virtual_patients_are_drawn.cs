using TwinGrid.Physiology.Ensembles;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Tests.Populations;

public sealed class Virtual_patients_are_drawn
{
    private const int Many = 20_000;

    private static readonly TrialProtocol Protocol = TrialProtocol.Read("""
        id: people
        title: People
        seed: 1
        population:
          size: 10
          variables:
            age: { distribution: normal, mean: 60, sd: 10, least: 50 }
            weight: { distribution: lognormal, median: 70, cv: 0.3 }
            height: { distribution: normal, mean: 170, sd: 10 }
            sex: { distribution: categorical, shares: { female: 3, male: 1 } }
            dose: { distribution: uniform, least: 2, most: 4 }
            BSA: { distribution: derived, formula: 0.007184 * height^0.725 * weight^0.425 }
            heavy: { distribution: derived, formula: "if(weight > 70 and sex == 'male', 1, 0)" }
          correlations: [{ between: [weight, height], is: 0.6 }]
        model: { kind: survival, medianDays: 100 }
        arms: [{ name: one }]
        followUpDays: 100
        endpoints: [{ name: Death, kind: time-to-event, of: death }]
        """, "people.yaml");

    private static readonly double[][] People = [.. Enumerable.Range(0, Many).Select(Draw)];

    [Fact]
    public void each_variable_is_spread_as_the_protocol_says()
    {
        Column("age").Min().ShouldBeGreaterThanOrEqualTo(50);
        Column("age").Average().ShouldBe(60 + 10 * .24197 / .84134, .3); // mean of a normal cut off one deviation below
        Column("weight").Select(value => Math.Log(value)).Average().ShouldBe(Math.Log(70), .01);
        Column("sex").Average().ShouldBe(.25, .012);
        (Column("dose").Min(), Column("dose").Max()).ShouldSatisfyAllConditions(range => range.Item1.ShouldBeInRange(2, 2.01), range => range.Item2.ShouldBeInRange(3.99, 4));
        People.ShouldAllBe(person => person[6] == (person[1] > 70 && person[3] == 1 ? 1 : 0));
    }

    [Fact]
    public void correlations_hold()
    {
        double[] weight = [.. Column("weight").Select(value => Math.Log(value))], height = [.. Column("height")], age = [.. Column("age")];
        Correlation(weight, height).ShouldBe(.6, .02);
        Correlation(weight, age).ShouldBe(0, .03);
    }

    [Fact]
    public void a_patient_is_the_same_whoever_was_drawn_before() => Draw(77).ShouldBe(People[77]);

    private static double[] Draw(int patient)
    {
        var values = new double[7];
        Protocol.Population.Patients.Draw(new CounterNoise(5), patient, values);
        return values;
    }

    private static IEnumerable<double> Column(string name) => People.Select(person => person[Protocol.Population.Patients.Find(name)]);

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        return a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum() / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }
}
