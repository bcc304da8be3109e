using Newtonsoft.Json;
using Panther.Client.Http;

namespace Panther.Client.LogSources;

/// <summary>
/// A log source of any kind, as Panther's <c>LogIntegration</c> describes it. Where the API gives null or the token
/// may not read a value, the property is null.
/// </summary>
public class LogSource : ITenantObject
{
    internal LogSource(PantherClient? origin) => Origin = origin;

    /// <summary>
    /// One that stands for the source of something that belongs to it: its id is known, and perhaps its label.
    /// </summary>
    internal LogSource(IOfLogSource part)
        : this(part.Origin)
    {
        Id = part.SourceId ?? "";
        PartLabel = part.SourceLabel;
    }

    /// <summary>What every kind of source has, of another object of the same source.</summary>
    internal LogSource(LogSource same)
        : this(same.Origin)
    {
        Id = same.Id;
        Label = same.Label;
        IntegrationType = same.IntegrationType;
        LogTypes = same.LogTypes;
        IsHealthy = same.IsHealthy;
        IsEditable = same.IsEditable;
        CreatedAt = same.CreatedAt;
        CreatedBy = same.CreatedBy;
        LastModified = same.LastModified;
        LastEventReceivedAt = same.LastEventReceivedAt;
        LastEventProcessedAt = same.LastEventProcessedAt;
    }

    /// <summary>The id (<c>integrationId</c>), a UUID.</summary>
    public string Id { get; internal set; } = "";

    /// <summary>The name (<c>integrationLabel</c>).</summary>
    public string? Label { get; internal set; }

    /// <summary>The kind of source, such as <c>aws-s3</c> or <c>http-ingest</c>. Panther may add kinds.</summary>
    public string? IntegrationType { get; internal set; }

    /// <summary>The log types (schemas) that the source's events are classified as.</summary>
    [JsonProperty("logTypes")]
    public TextList LogTypes { get; internal set; } = TextList.Empty;

    /// <summary>
    /// Whether Panther's health checks of the source pass. A healthy source may be silent: see <see cref="LastEventReceivedAt"/>.
    /// </summary>
    public bool? IsHealthy { get; internal set; }

    /// <summary>Whether the source can be modified.</summary>
    public bool? IsEditable { get; internal set; }

    /// <summary>When the source was created, in local time.</summary>
    public DateTime? CreatedAt { get; internal set; }

    /// <summary>Who created the source; null where the token lacks the permission Read User Info.</summary>
    public Actor? CreatedBy { get; internal set; }

    /// <summary>When the source's configuration was last changed, in local time.</summary>
    public DateTime? LastModified { get; internal set; }

    /// <summary>When Panther last received an event from the source, in local time; null for never.</summary>
    public DateTime? LastEventReceivedAt { get; internal set; }

    /// <summary>When Panther last processed an event of the source, in local time; null for never.</summary>
    public DateTime? LastEventProcessedAt { get; internal set; }

    /// <summary>The label by which messages name one that stands for a source; it says nothing of whether the source was read.</summary>
    internal string? PartLabel { get; }

    /// <summary>The client that read the source, so that what is done to it is done to the same tenant.</summary>
    internal PantherClient? Origin { get; }

    PantherClient? ITenantObject.Origin => Origin;

    /// <summary>Whether no event was received since then, in UTC. A source that never had one counts from its creation.</summary>
    internal bool IsSilentSince(DateTime time) => !((LastEventReceivedAt ?? CreatedAt)?.ToUniversalTime() > time);

    /// <summary>The label and the id.</summary>
    public override string ToString() => Label is null ? Id : $"{Label} ({Id})";

    /// <summary>What operations on sources are about.</summary>
    internal static Noun Noun { get; } = new("log source", "(?:log[ _-]?)?(?:source|integration(?:id)?)", key: "label");
}
