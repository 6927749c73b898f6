using Spectre.Console;
using TwinGrid.Devices.CommandLine;

return await DevicesCommand.Make(AnsiConsole.Console, TimeProvider.System).Parse(args).InvokeAsync();
