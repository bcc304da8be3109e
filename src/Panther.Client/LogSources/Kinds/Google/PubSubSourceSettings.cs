namespace Panther.Client.LogSources;

/// <summary>The settings of a Pub/Sub source (<c>PubSubSourceAPI</c>).</summary>
public sealed class PubSubSourceSettings : GcpSourceSettings
{
    /// <summary>The log types.</summary>
    [Setting("logTypes", Key = "LogType", IsRequired = true)]
    public IReadOnlyList<string>? LogTypes { get; set; }

    /// <summary>The region of the Pub/Sub endpoint; empty for the global one.</summary>
    [Setting("regionalEndpoint")]
    public string? RegionalEndpoint { get; set; }

    private protected override IEnumerable<string> DefinedLogTypes => LogTypes ?? [];
}
