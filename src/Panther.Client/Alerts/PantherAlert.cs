using Newtonsoft.Json;
using Panther.Client.Http;
using Panther.Client.Json;
using Panther.Client.LogSources;

namespace Panther.Client.Alerts;

/// <summary>An alert of Panther: one that a detection raised, an error of a detection, or an error of the system itself.</summary>
public sealed class PantherAlert : IOfLogSource
{
    internal PantherAlert(PantherClient? origin) => Origin = origin;

    /// <summary>The id.</summary>
    [JsonProperty("id")]
    public string Id { get; internal set; } = "";

    /// <summary>The title.</summary>
    [JsonProperty("title")]
    public string? Title { get; internal set; }

    /// <summary>
    /// What raised it, such as <c>RULE</c>, <c>POLICY</c>, <c>RULE_ERROR</c> or <c>SYSTEM_ERROR</c>. Panther may add types.
    /// </summary>
    [JsonProperty("type")]
    public string? Type { get; internal set; }

    /// <summary>How it stands: <c>OPEN</c>, <c>TRIAGED</c>, <c>RESOLVED</c> or <c>CLOSED</c>, which the Console calls Invalid.</summary>
    [JsonProperty("status")]
    public string? Status { get; internal set; }

    /// <summary>How severe it is: <c>CRITICAL</c>, <c>HIGH</c>, <c>MEDIUM</c>, <c>LOW</c> or <c>INFO</c>.</summary>
    [JsonProperty("severity")]
    public string? Severity { get; internal set; }

    /// <summary>When it was raised, in local time.</summary>
    [JsonProperty("createdAt")]
    public DateTime? CreatedAt { get; internal set; }

    /// <summary>When its first event occurred, in local time; null where it has none.</summary>
    [JsonProperty("firstEventOccurredAt")]
    public DateTime? FirstEventOccurredAt { get; internal set; }

    /// <summary>When Panther received its last event, in local time.</summary>
    [JsonProperty("lastReceivedEventAt")]
    public DateTime? LastReceivedEventAt { get; internal set; }

    /// <summary>How many events it has.</summary>
    [JsonProperty("eventCount")]
    public long? EventCount { get; internal set; }

    /// <summary>To whom it is assigned; null for nobody. The API tells the id alone.</summary>
    [JsonProperty("assignee")]
    public Actor? Assignee { get; internal set; }

    /// <summary>Who changed its state last; null for nobody. The API tells the id alone.</summary>
    [JsonProperty("updatedBy")]
    public Actor? UpdatedBy { get; internal set; }

    /// <summary>What it was judged to be: <c>NOISE</c> or <c>USEFUL</c>; null for neither.</summary>
    [JsonProperty("quality")]
    [JsonConverter(typeof(EmptyAsNull))]
    public string? Quality { get; internal set; }

    /// <summary>Its context tags.</summary>
    [JsonProperty("contextTags")]
    public TextList ContextTags { get; internal set; } = TextList.Empty;

    /// <summary>The runbook of what raised it.</summary>
    [JsonProperty("runbook")]
    [JsonConverter(typeof(EmptyAsNull))]
    public string? Runbook { get; internal set; }

    /// <summary>The detection that raised it; null for an error of the system.</summary>
    [JsonProperty("detection")]
    public AlertDetection? Detection { get; internal set; }

    /// <summary>The error of the system that it is about; null for an alert of a detection.</summary>
    [JsonProperty("systemError")]
    public SystemError? SystemError { get; internal set; }

    /// <summary>What it is about where GraphQL tells it, which tells no id.</summary>
    [JsonProperty("origin")]
    internal SystemError? ToldOrigin
    {
        set => SystemError ??= value;
    }

    /// <summary>Where it was delivered to, or was to be.</summary>
    [JsonProperty("deliveries")]
    public IReadOnlyList<AlertDelivery> Deliveries { get; internal set; } = [];

    /// <summary>The client that read the alert, so that what is done to it is done at the same tenant.</summary>
    internal PantherClient? Origin { get; }

    /// <summary>Whether somebody has to do something about it still.</summary>
    internal bool IsPending => Status is not ("RESOLVED" or "CLOSED");

    /// <summary>What operations on alerts are about.</summary>
    internal static Noun Noun { get; } = new("alert", "alerts?(?:[ _-]?id)?");

    string? IOfLogSource.SourceId => SystemError?.SourceId;

    PantherClient? ITenantObject.Origin => Origin;

    string? IOfLogSource.SourceLabel => null;

    LogSource? IOfLogSource.Source => null;

    /// <summary>The title and the id.</summary>
    public override string ToString() => Title is null ? Id : $"{Title} ({Id})";
}
