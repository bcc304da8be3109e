using System.Globalization;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that are about log sources: how they read the list of them, and speak of one.</summary>
public abstract class SourceCmdlet : RequestCmdlet
{
    private protected SourceCmdlet()
    {
    }

    /// <summary>Reads the list of all sources, and hands on those that the filter takes, while the rest arrives.</summary>
    private protected void ReadAll(PantherClient client, LogSourceFilter filter, Action<LogSource> take)
    {
        bool isComplete = ReadAll(client.LogSources.List(Context), "sources read", client.Endpoint.ApiHost, source => filter.Offer(source, take));
        filter.Finish();
        if (isComplete)
        {
            Task<IReadOnlyList<(string Name, PantherException Error)>> errors = Begin(() => filter.FindErrorsAsync(client, Context));
            Wait(errors);
            foreach ((string name, PantherException error) in errors.GetAwaiter().GetResult())
            {
                WriteFailure(error, name);
            }
        }
    }

    /// <summary>A source for a prompt: label, kind, id and whether it is in use.</summary>
    private protected static string Describe(LogSource source)
    {
        string lastEvent = source.LastEventReceivedAt is DateTime time ? time.ToString("g", CultureInfo.CurrentCulture) : "never";
        string[] parts = [source.IntegrationType ?? "", source.Id, $"last event: {lastEvent}"];
        return $"'{source.Label}' ({string.Join(", ", parts.Where(p => p.Length > 0))})";
    }
}
