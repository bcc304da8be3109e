using Panther.Client;

namespace PantherPS.LogSources;

/// <summary>
/// A command's warnings of log types that a tenant does not have. They hold nothing up: where the tenant's log types are not known
/// yet, they are asked for beside the command's work, and waited for a second at its end.
/// </summary>
internal sealed class LogTypeWarnings(CallContext context)
{
    private readonly Dictionary<PantherClient, HashSet<string>> _open = [];

    /// <summary>Checks the log types of a source that was made or changed.</summary>
    public void Check(PantherClient client, IEnumerable<string> logTypes)
    {
        string[] asked = [.. logTypes];
        if (asked.Length == 0 || client.Schemas.LogTypeCheck.TryWarnOfUnknown(asked, context))
        {
            return;
        }

        if (!_open.TryGetValue(client, out HashSet<string>? open))
        {
            _open[client] = open = new HashSet<string>(StringComparer.Ordinal);
        }

        open.UnionWith(asked);
    }

    /// <summary>Checks what could not be checked before.</summary>
    public Task FinishAsync() =>
        Task.WhenAll(_open.Select(client => client.Key.Schemas.LogTypeCheck.WarnOfUnknownAsync(client.Value, context)));
}
