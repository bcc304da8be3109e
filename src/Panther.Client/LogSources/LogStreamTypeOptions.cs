using Newtonsoft.Json;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>Options of a log stream type. The last two are not known to older tenants and null there.</summary>
[JsonConverter(typeof(Converter))]
public sealed class LogStreamTypeOptions
{
    /// <summary>
    /// For <c>JsonArray</c>: the path of the array that holds the events; null or empty where the JSON is the array itself.
    /// </summary>
    public string? JsonArrayEnvelopeField { get; internal set; }

    /// <summary>
    /// For <c>CloudWatchLogs</c>: whether accountId, logGroup and subscriptionFilters are kept, in the column <c>p_header</c>.
    /// </summary>
    public bool? RetainEnvelopeFields { get; internal set; }

    /// <summary>For <c>XML</c>: the root element.</summary>
    public string? XmlRootElement { get; internal set; }

    /// <summary>The options that are set.</summary>
    public override string ToString()
    {
        var set = new List<string>();
        if (!string.IsNullOrEmpty(JsonArrayEnvelopeField))
        {
            set.Add("JsonArrayEnvelopeField=" + JsonArrayEnvelopeField);
        }

        if (RetainEnvelopeFields is bool retain)
        {
            set.Add("RetainEnvelopeFields=" + retain);
        }

        if (!string.IsNullOrEmpty(XmlRootElement))
        {
            set.Add("XmlRootElement=" + XmlRootElement);
        }

        return string.Join("; ", set);
    }

    private sealed class Converter() : ReadByHand<LogStreamTypeOptions>(LogSourceReader.ReadOptions);
}
