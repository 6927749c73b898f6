using TwinGrid.Audit.Cli;

return AuditCommand.Run(args, Console.Out, Console.Error);
