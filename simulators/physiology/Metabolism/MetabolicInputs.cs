using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>What comes into a metabolism from outside, held constant over a step.</summary>
public struct MetabolicInputs
{
    /// <summary>Carbohydrate being eaten, mg/min.</summary>
    public Lanes Eating;

    /// <summary>Insulin given under the skin, pmol/kg/min.</summary>
    public Lanes Insulin;

    /// <summary>One over the size of the meal the stomach works on, 1/mg; 0 before any meal.</summary>
    public Lanes PerMeal;

    /// <summary>Glucose that no input explains, mg/kg/min; 0 in the published model.</summary>
    public Lanes Unexplained;

    /// <summary>Exercise: relative rise of the glucose use that needs no insulin; 0 at rest.</summary>
    public Lanes ExerciseUse;

    /// <summary>Exercise: relative rise of insulin action; 0 at rest.</summary>
    public Lanes ExerciseAction;
}
