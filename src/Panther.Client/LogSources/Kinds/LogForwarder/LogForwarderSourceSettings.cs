namespace Panther.Client.LogSources;

/// <summary>
/// The settings of a source of the Panther Log Forwarder (<c>LogForwarderSourceAPI.ModifyLogForwarderSource</c> of Panther's OpenAPI
/// document).
/// </summary>
public sealed class LogForwarderSourceSettings : LogSourceSettings
{
    /// <summary>The log types.</summary>
    [Setting("logTypes", Key = "LogType", IsRequired = true)]
    public IReadOnlyList<string>? LogTypes { get; set; }

    private protected override IEnumerable<string> DefinedLogTypes => LogTypes ?? [];
}
