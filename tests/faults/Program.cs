using System.Globalization;
using TwinGrid.Faults;
using Xunit;

if (CommandLine.Parse(args, out var asked) is { } complaint)
{
    await Console.Error.WriteLineAsync(complaint);
    return 2;
}
if (asked.List)
{
    foreach (var fault in FaultList.All) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fault.Name,-18} {fault.Rounds,3} rounds  {fault.What}"));
    return 0;
}
var broken = false;
foreach (var fault in asked.Faults)
{
    var plan = new FaultPlan(asked.Rounds ?? (asked.Short ? 1 : fault.Rounds), asked.Seed, asked.Short, text => Console.Error.WriteLine(text), Path.Combine(asked.Histories, $"{fault.Name}.jsonl"), asked.Kafka);
    Console.Error.WriteLine($"{fault.Name} ({fault.What}), seed {plan.Seed} …");
    try
    {
        var report = await fault.Run(plan);
        foreach (var line in report.Lines()) Console.WriteLine(line);
        broken |= !report.Holds;
    }
    catch (SkipException reason)
    {
        Console.WriteLine($"{fault.Name}: not run: {reason.Message}");
    }
    catch (Exception error) when (error is TimeoutException or InvalidOperationException)
    {
        Console.WriteLine($"{fault.Name}: VIOLATION (seed {plan.Seed}): {error.Message}");
        broken = true;
    }
}
return broken ? 1 : 0;
