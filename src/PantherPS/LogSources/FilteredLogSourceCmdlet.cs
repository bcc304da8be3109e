using System.Management.Automation;
using Panther.Client;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that choose sources of the list by more than their labels.</summary>
public abstract class FilteredLogSourceCmdlet : FindLogSourceCmdlet
{
    private protected FilteredLogSourceCmdlet()
    {
    }

    /// <summary>Kinds of sources, such as aws-s3; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IntegrationTypeCompleter))]
    [TextTransformation]
    public string[]? IntegrationType { get; set; }

    /// <summary>Log types, at least one of which a source has; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Alias("LogTypes")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[]? LogType { get; set; }

    /// <summary>Only sources whose health checks do not pass.</summary>
    [Parameter(ParameterSetName = ListSet)]
    public SwitchParameter Unhealthy { get; set; }

    /// <summary>The filter that the parameters make.</summary>
    /// <param name="client">The tenant's client.</param>
    /// <param name="silentFor">For how long no event was received; null where that does not matter.</param>
    private protected LogSourceFilter Filter(PantherClient client, TimeSpan? silentFor = null) =>
        new(client, Label, IntegrationType, LogType, Unhealthy, silentFor);
}
