using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.Tool;

/// <summary>The emulator as a process of its own, which ends with the test at the latest.</summary>
internal sealed class ToolProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);
    private readonly Process _process;

    /// <param name="file">The command.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables besides those of this process.</param>
    public ToolProcess(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
    }

    /// <summary>The built emulator.</summary>
    public static ToolProcess Start(params string[] arguments)
    {
        string emulator = Path.Combine(AppContext.BaseDirectory, "Panther.Emulator.dll");

        // Tests that run in the background of a shell inherit that SIGINT is ignored.
        return OperatingSystem.IsLinux()
            ? new ToolProcess("env", ["--default-signal=INT", "dotnet", emulator, .. arguments])
            : new ToolProcess("dotnet", [emulator, .. arguments]);
    }

    /// <summary>The id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>The next line of the standard output.</summary>
    public async Task<string?> ReadLineAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        return await _process.StandardOutput.ReadLineAsync(limit.Token);
    }

    /// <summary>What it tells in one line of JSON.</summary>
    public async Task<JsonNode> ReadJsonAsync() => JsonNode.Parse(await ReadLineAsync() ?? "null")
        ?? throw new InvalidOperationException($"It told nothing: {await _process.StandardError.ReadToEndAsync()}");

    /// <summary>Waits until it has ended.</summary>
    public async Task<(int Code, string Output, string Errors)> EndAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        Task<string> output = _process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = _process.StandardError.ReadToEndAsync(limit.Token);
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, await output, await errors);
    }

    /// <summary>Ends its standard input.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Sends it a signal of Unix.</summary>
    public async Task SignalAsync(int signal)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
