using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that are about many log sources at once.</summary>
public abstract class SourceCmdlet : RequestCmdlet
{
    private protected SourceCmdlet()
    {
    }

    /// <summary>Reads the list of all sources, and hands on those that the filter takes, while the rest arrives.</summary>
    private protected void ReadAll(PantherClient client, LogSourceFilter filter, Action<LogSource> take) =>
        ReadNamed(client.LogSources.List(Context), "sources read", client.Endpoint.ApiHost, filter, take);
}
