namespace Panther.Client.LogSources;

/// <summary>
/// A log source that receives what a Panther Log Forwarder sends. Its <see cref="LogSource.IntegrationType"/> is whatever the API says:
/// Panther does not publish it.
/// </summary>
public sealed class LogForwarderLogSource : RestLogSource
{
    internal LogForwarderLogSource(LogSource same)
        : base(same)
    {
    }
}
