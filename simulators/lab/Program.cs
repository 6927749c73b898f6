using TwinGrid.Lab.CommandLine;

return LabCommand.Run(args, Console.Out, Console.Error);
