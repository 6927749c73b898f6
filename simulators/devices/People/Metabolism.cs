using TwinGrid.Patients;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Devices.People;

/// <summary>A glucose model with one person's parameters, advanced minute by minute; eight lanes that differ only in the insulin they are given.</summary>
internal abstract class Metabolism
{
    private Eating _eating;
    private ExerciseResponse _exercise;

    /// <summary>kg.</summary>
    public abstract double WeightKg { get; }

    /// <summary>Fasting glucose, mg/dL.</summary>
    public abstract double BasalMgPerDl { get; }

    /// <summary>Pump rate that holds the fasting glucose, IU/h; 0 where the pancreas does it.</summary>
    public abstract double BasalUnitsPerHour { get; }

    /// <summary>What an ideal sensor under the skin shows, mg/dL.</summary>
    public abstract Lanes SensorMgPerDl { get; }

    protected abstract double StomachMg { get; }

    /// <summary>Lives one minute.</summary>
    /// <param name="grams">g of carbohydrate put on the table.</param>
    /// <param name="units">IU injected as a bolus.</param>
    /// <param name="heartRate">/min, of physical activity.</param>
    /// <param name="restingHeartRate">/min.</param>
    public void Live(double grams, Lanes units, double heartRate, double restingHeartRate)
    {
        if (grams > 0) _eating.Begin(grams * 1000);
        _exercise.Advance(1, heartRate, restingHeartRate);
        var eaten = _eating.Eat(1, StomachMg);
        var inputs = new MetabolicInputs
        {
            Eating = eaten,
            PerMeal = _eating.MealMg > 0 ? 1 / _eating.MealMg : 0,
            Insulin = (BasalUnitsPerHour / 60 + units) * (InsulinDose.PmolPerIU / WeightKg),
            ExerciseUse = _exercise.Use,
            ExerciseAction = _exercise.Action,
        };
        Advance(in inputs);
    }

    /// <summary>The typical metabolism of a person's kind with parameters of their own.</summary>
    public static Metabolism Of(Person person)
    {
        var (chance, weightKg) = (person.Chance, person.Profile.WeightKg);
        switch (person.Diabetes)
        {
            case DiabetesType.Type1:
                var adult = UvaPadovaPopulation.Adult;
                return new Injected(adult with
                {
                    BW = weightKg, Gb = 124 + 6 * chance.Normal("basal glucose"),
                    Vmx = Own("Vmx", adult.Vmx, 0.2), kp3 = Own("kp3", adult.kp3, 0.2), kmax = Own("kmax", adult.kmax, 0.12),
                });
            case DiabetesType.Type2:
                var type2 = DallaManPerson.Type2;
                return new Secreted(type2 with
                {
                    BW = weightKg, Gb = 128 + 7 * chance.Normal("basal glucose"),
                    Vmx = Own("Vmx", type2.Vmx, 0.2), beta = Own("beta", type2.beta, 0.15), kmax = Own("kmax", type2.kmax, 0.12),
                });
            default:
                return new Secreted(DallaManPerson.Healthy with { BW = weightKg });
        }

        double Own(string name, double typical, double logSpread) => typical * Math.Exp(logSpread * chance.Normal(name));
    }

    protected abstract void Advance(in MetabolicInputs inputs);

    private sealed class Injected(UvaPadovaPatient patient) : Metabolism
    {
        private readonly UvaPadova.Parameters _p = patient.ToParameters();
        private UvaPadova.State _y = patient.ToBasalState();

        public override double WeightKg => patient.BW;

        public override double BasalMgPerDl => patient.Gb;

        public override double BasalUnitsPerHour => patient.BasalRateIUPerH;

        public override Lanes SensorMgPerDl => _y.SensorGlucose(in _p);

        protected override double StomachMg => (_y.Qsto1 + _y.Qsto2)[0];

        protected override void Advance(in MetabolicInputs inputs) =>
            RungeKutta4.Advance<UvaPadova, UvaPadova.State, UvaPadova.Parameters, MetabolicInputs>(ref _y, in _p, in inputs, 1);
    }

    private sealed class Secreted(DallaManPerson person) : Metabolism
    {
        private readonly DallaMan2007.Parameters _p = person.ToParameters();
        private DallaMan2007.State _y = person.ToBasalState();

        public override double WeightKg => person.BW;

        public override double BasalMgPerDl => person.Gb;

        public override double BasalUnitsPerHour => 0;

        public override Lanes SensorMgPerDl => _y.SensorGlucose(in _p);

        protected override double StomachMg => (_y.Qsto1 + _y.Qsto2)[0];

        protected override void Advance(in MetabolicInputs inputs) =>
            RungeKutta4.Advance<DallaMan2007, DallaMan2007.State, DallaMan2007.Parameters, MetabolicInputs>(ref _y, in _p, in inputs, 1);
    }
}
