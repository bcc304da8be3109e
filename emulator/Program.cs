using Panther.Emulator;

return await CommandLine.RunAsync(args);
