namespace TwinGrid.Physiology.Metabolism;

/// <summary>A meal that nobody told, as the glucose shows it.</summary>
/// <param name="At">When it probably began.</param>
/// <param name="CarbohydrateG">About how much carbohydrate it held, g.</param>
/// <param name="SeenAt">When the measurements first made it likelier than not.</param>
public readonly record struct UntoldMeal(DateTimeOffset At, double CarbohydrateG, DateTimeOffset SeenAt);
