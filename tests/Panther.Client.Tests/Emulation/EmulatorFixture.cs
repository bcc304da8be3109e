using System.Diagnostics;
using Newtonsoft.Json.Linq;
using Panther.Client.Http;

namespace Panther.Client.Tests.Emulation;

/// <summary>An emulator process of its own for the tests of one class, which run one after the other.</summary>
public sealed class EmulatorFixture : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private Process? _process;
    private EmulatorControl? _control;
    private JObject _tokens = [];

    /// <summary>The emulator's address, without a path.</summary>
    public Uri Url { get; private set; } = new("about:blank");

    public EmulatorControl Control => _control ?? throw new InvalidOperationException("The emulator has not been started.");

    /// <summary>The value of one of the standard tokens: <c>full</c>, <c>logSources</c>, <c>readOnly</c>, <c>none</c>, <c>expired</c>.</summary>
    public string Token(string name) => TokenOrNull(name) ?? throw new ArgumentException($"There is no standard token '{name}'.", nameof(name));

    /// <summary>As <see cref="Token"/>; null where there is none of this name.</summary>
    public string? TokenOrNull(string name) => (string?)_tokens[name];

    public async Task InitializeAsync()
    {
        var start = new ProcessStartInfo("node")
        {
            ArgumentList = { Path.Combine(Repository.Root, "emulator", "main.js"), "--port", "0", "--json", "--exit-with-stdin" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("There is no node.");
        using var limit = new CancellationTokenSource(s_patience);
        string line = await _process.StandardOutput.ReadLineAsync(limit.Token)
            ?? throw new InvalidOperationException("The emulator ended at once; run 'npm ci' in the folder emulator.");
        var started = (JObject)Json.Parse(line);
        Url = new Uri((string)started["url"]!);
        _tokens = (JObject)started["tokens"]!;
        _control = new EmulatorControl(Url);
    }

    public async Task DisposeAsync()
    {
        _control?.Dispose();
        if (_process is null)
        {
            return;
        }

        // It ends with its input.
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(s_patience);
        await _process.WaitForExitAsync(limit.Token);
        _process.Dispose();
    }
}
