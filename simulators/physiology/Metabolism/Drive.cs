namespace TwinGrid.Physiology.Metabolism;

/// <summary>The inputs of at most a minute, the same for every member of an ensemble.</summary>
/// <param name="Minutes">Length, min.</param>
/// <param name="Eating">Carbohydrate eaten, mg/min.</param>
/// <param name="Insulin">Insulin under the skin, pmol/kg/min.</param>
/// <param name="PerMeal">One over the meal's size, 1/mg; 0 before any.</param>
/// <param name="ExerciseUse">Relative rise of the use that needs no insulin.</param>
/// <param name="ExerciseAction">Relative rise of insulin action.</param>
internal readonly record struct Drive(double Minutes, double Eating, double Insulin, double PerMeal, double ExerciseUse, double ExerciseAction);
