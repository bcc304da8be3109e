using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using Panther.Client.Tests.Emulation;
using PantherPS.Pipeline;
using PantherPS.Tests.Hosting;

namespace PantherPS.Tests;

/// <summary>Every cmdlet behind a proxy that lets nothing through: its login is in nothing that comes of the command.</summary>
[Collection(nameof(ProxySecrecyTests))]
public sealed class ProxySecrecyTests : IDisposable
{
    private const string User = "somebody-who-1s-secret";
    private const string Password = "p4ssword-of/the proxy";
    private const string Host = "panther.invalid";

    private static readonly string s_login = $"{User}:{Uri.EscapeDataString(Password)}";

    // As it is, as a URL has it, as a header has it, and its pieces.
    private static readonly string[] s_secrets =
    [
        User,
        Password,
        Uri.EscapeDataString(Password),
        "p4ssword",
        Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{User}:{Password}"))[..16],
    ];

    private readonly IWebProxy _defaultProxy = HttpClient.DefaultProxy;
    private readonly string _folder = Directory.CreateTempSubdirectory("panther-proxy-").FullName;

    /// <summary>How the proxy refuses (0: it is down), and where it is given.</summary>
    public static TheoryData<int, string> Proxies
    {
        get
        {
            var proxies = new TheoryData<int, string>();
            foreach (int status in new[] { 407, 403, 502, 0 })
            {
                foreach (string login in new[] { "none", "credential", "default proxy" })
                {
                    proxies.Add(status, login);
                }
            }

            return proxies;
        }
    }

    public void Dispose()
    {
        HttpClient.DefaultProxy = _defaultProxy;
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Proxies))]
    public void No_command_tells_the_login_of_a_proxy(int status, string login)
    {
        using RefusingProxy? proxy = status == 0 ? null : new RefusingProxy(status);
        Uri url = proxy?.Url ?? UnusedPort();
        var withLogin = new Uri($"http://{s_login}@{url.Authority}");
        Hashtable connect =
            new() { ["ApiHost"] = Host, ["ApiToken"] = ScriptedUI.ToSecret("the-token-of-these"), ["MaximumRetryCount"] = 0 };
        switch (login)
        {
            case "credential":
                connect["Proxy"] = url;
                connect["ProxyCredential"] = new PSCredential(User, ScriptedUI.ToSecret(Password));
                break;
            case "default proxy":
                HttpClient.DefaultProxy = new AwayFromHere(withLogin);
                break;
            default:
                connect["Proxy"] = url;
                break;
        }

        using var session = new ModuleSession();
        var tellers = new List<string>();
        int failures = 0;

        // A login in plain text on the command line is refused, and not repeated.
        Search("Connect-Panther -Proxy with a login", new Hashtable(connect) { ["Proxy"] = withLogin }, "PantherInvalidInput");
        Search("Connect-Panther", connect);
        Hashtable unverified = new(connect) { ["SkipVerification"] = true, ["Name"] = "unverified" };
        Search("Connect-Panther -SkipVerification", unverified);
        foreach ((string name, Dictionary<string, object> arguments) in Calls(session))
        {
            Search(name, arguments);
        }

        Assert.Empty(tellers);

        // But for what sends nothing, every command has failed, and says at which proxy.
        Assert.True(failures > 20, $"Only {failures} commands failed.");

        void Search(string call, IDictionary arguments, string errorId = "PantherUnreachable")
        {
            Ran ran = session.Run(
                """
                param($name, $arguments)
                $all = & { try { & $name @arguments -Verbose -Debug } catch { $_ } } *>&1
                $all; $all | Format-List * -Force | Out-String -Width 10000
                """,
                new Hashtable { ["name"] = call.Split(' ')[0], ["arguments"] = arguments });
            string text = string.Join("\n", ran.Output.Select(Told).Concat(ran.Progress.Select(p => p.ToString())));
            failures += ran.Output.Any(o => o.BaseObject is ErrorRecord) ? 1 : 0;
            if (ran.Output.Select(o => o.BaseObject).OfType<ErrorRecord>().FirstOrDefault() is { } error)
            {
                Assert.StartsWith(errorId, error.FullyQualifiedErrorId, StringComparison.Ordinal);
                Assert.Contains(
                    errorId == "PantherUnreachable" ? url.Authority : "-ProxyCredential",
                    error.Exception.Message,
                    StringComparison.Ordinal);
            }

            tellers.AddRange(s_secrets.Where(s => text.Contains(s, StringComparison.OrdinalIgnoreCase)).Select(s => $"{call} tells '{s}'"));
        }
    }

    /// <summary>The calls of all cmdlets that send something, in each set in which ids and values suffice.</summary>
    private IEnumerable<(string Name, Dictionary<string, object> Arguments)> Calls(ModuleSession session)
    {
        var scene = new CallScene(
            CallData.Kinds.ToDictionary(kind => kind, _ => Guid.NewGuid().ToString()),
            Host,
            "the-token-of-these",
            Guid.NewGuid().ToString(),
            (_, _, _) => throw new InvalidOperationException("A piped object brings a connection of its own."),
            MakeFile);
        foreach (CmdletInfo cmdlet in session.GetCmdlets().Where(c => typeof(ConnectedCmdlet).IsAssignableFrom(c.ImplementingType)))
        {
            foreach (CommandParameterSetInfo set in cmdlet.ParameterSets.Where(
                s => !s.Parameters.Any(p => p.Name == "InputObject" && p.IsMandatory)))
            {
                Dictionary<string, object> arguments = CallData.Of(cmdlet.Noun).GetArguments(cmdlet, set, scene);
                arguments["Connection"] = "unverified";
                if (cmdlet.Parameters.ContainsKey("Confirm"))
                {
                    arguments["Confirm"] = false;
                }

                yield return (cmdlet.Name, arguments);
            }
        }
    }

    /// <summary>All that a record says, and of an error all that is within it.</summary>
    private static string Told(PSObject record)
    {
        var told = new List<string> { record.ToString() };
        if (record.BaseObject is ErrorRecord error)
        {
            told.AddRange([$"{error.TargetObject}", error.CategoryInfo.ToString(), $"{error.ErrorDetails}", error.ScriptStackTrace]);
            for (Exception? exception = error.Exception; exception is not null; exception = exception.InnerException)
            {
                told.Add(exception.ToString());
                told.AddRange(exception.Data.Cast<DictionaryEntry>().Select(d => $"{d.Key} {d.Value}"));
            }
        }

        return string.Join("\n", told);
    }

    private static Uri UnusedPort()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        return new Uri($"http://{port.LocalEndpoint}/");
    }

    private string MakeFile(string name, string text)
    {
        string file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>A default proxy for all but this machine, which the other tests of this program talk to.</summary>
    private sealed class AwayFromHere(Uri url) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri GetProxy(Uri destination) => url;

        public bool IsBypassed(Uri host) => host.IsLoopback;
    }
}
