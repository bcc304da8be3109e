using System.Net;
using Panther.Client.Http;

namespace Panther.Client;

/// <summary>How a <see cref="PantherClient"/> reaches its tenant.</summary>
public sealed class PantherClientOptions(PantherEndpoint endpoint, string apiToken)
{
    /// <summary>The tenant's addresses.</summary>
    public PantherEndpoint Endpoint { get; } = endpoint;

    /// <summary>How long one attempt may take, its body included. The default is 100 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a request that may be repeated is repeated. The default is 3; 0 turns retries off.</summary>
    public int MaximumRetryCount { get; set; } = 3;

    /// <summary>The proxy to use instead of the system's.</summary>
    public IWebProxy? Proxy { get; set; }

    /// <summary>The password of the proxy, kept out of every message.</summary>
    public string? ProxyPassword { get; set; }

    /// <summary>Whether to log in to the system's proxy as the current user.</summary>
    public bool ProxyUseDefaultCredentials { get; set; }

    /// <summary>The name and version of the program, for the <c>User-Agent</c> header.</summary>
    public string UserAgent { get; set; } = "Panther.Client/" + typeof(PantherClientOptions).Assembly.GetName().Version.ToString(3);

    /// <summary>The token. It is not a property, so that nothing that prints properties prints it.</summary>
    internal string GetApiToken() => apiToken;

    internal IClock Clock { get; set; } = SystemClock.Instance;
}
