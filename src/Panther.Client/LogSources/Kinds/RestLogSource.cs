using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>
/// A log source whose configuration the REST API gives. What that API does not know (health, times) is there where the
/// source was read before, and null else.
/// </summary>
public abstract class RestLogSource : ConfiguredLogSource
{
    private protected RestLogSource(LogSource same)
        : base(same)
    {
    }

    /// <summary>Takes over the configuration as the API gives it.</summary>
    internal virtual void Configure(JObject configuration)
    {
        Id = TextOf("integrationId") ?? Id;
        Label = TextOf("integrationLabel") ?? Label;
        Model.Read(configuration, this);

        string? TextOf(string field) => configuration[field].AsString() is { Length: > 0 } text ? text : null;
    }
}
