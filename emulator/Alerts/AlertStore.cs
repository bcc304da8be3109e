using Panther.Emulator.Json;
using Panther.Emulator.LogSources;
using Panther.Emulator.Tokens;

namespace Panther.Emulator.Alerts;

/// <summary>The alerts: those that a test has added, and the system errors of unhealthy sources.</summary>
public sealed class AlertStore(LogSourceStore sources)
{
    private readonly OrderedDictionary<string, JsonMap> _added = [];
    private readonly Dictionary<string, JsonMap> _changesOfErrors = [];

    /// <summary>The comments on alerts, oldest first.</summary>
    public List<JsonMap> Comments { get; } = [];

    /// <summary>The context tags.</summary>
    internal ContextTags Tags { get; } = new();

    /// <summary>All alerts.</summary>
    public IEnumerable<Alert> List() => _added.Values.Concat(SystemErrors.Of(sources).Select(Changed)).Select(fields => new Alert(fields));

    /// <summary>An alert by its id.</summary>
    public Alert Get(string id) => List().FirstOrDefault(alert => alert.Id == id)
        ?? throw new ApiException(Refusal.NotFound, $"alert not found: {id}");

    /// <summary>Adds an alert; fields that are not given get a plain value.</summary>
    public Alert Add(JsonMap given)
    {
        string now = Times.Now();
        JsonMap fields = new JsonMap
        {
            ["id"] = Guid.NewGuid().ToString("N"),
            ["type"] = given.ContainsKey("systemError") ? "SYSTEM_ERROR" : "RULE",
            ["status"] = "OPEN",
            ["title"] = "An alert",
            ["severity"] = given.ContainsKey("systemError") ? "CRITICAL" : "MEDIUM",
            ["createdAt"] = now,
            ["lastReceivedEventAt"] = given.Get("createdAt") ?? now,
            ["eventCount"] = (given.Get("events") as List<object?>)?.Count ?? 0,
            ["description"] = "",
            ["reference"] = "",
            ["runbook"] = "",
            ["deliveries"] = new List<object?>(),
            ["contextTags"] = new List<object?>(),
        }.With(given);
        if (fields.Get("id") is not string id || !_added.TryAdd(id, fields))
        {
            throw new ApiException(Refusal.Conflict, "the id is no text, or is taken");
        }

        return new Alert(fields);
    }

    /// <summary>Changes raw fields of an alert.</summary>
    public Alert Change(string id, JsonMap changes)
    {
        JsonMap fields = Get(id).Fields.With(changes);
        if (_added.ContainsKey(id))
        {
            _added[id] = fields;
        }
        else
        {
            _changesOfErrors[id] = _changesOfErrors.GetValueOrDefault(id, []).With(changes);
        }

        return new Alert(fields);
    }

    /// <summary>Removes an alert that was added.</summary>
    public void Remove(string id)
    {
        if (!_added.Remove(id))
        {
            throw new ApiException(Refusal.NotFound, $"no such alert was added: {id}");
        }
    }

    /// <summary>Changes alerts for a client: all of them, or none where one is not there.</summary>
    internal List<Alert> Update(IEnumerable<string> ids, JsonMap changes, IActor by)
    {
        if (changes.Text("assignee") is { Length: > 0 } assignee && User.Find(assignee) is null)
        {
            throw new ApiException(Refusal.Invalid, $"there is no user {assignee}");
        }

        string[] all = [.. ids];
        Array.ForEach(all, id => Get(id));
        JsonMap stamped = changes.With(new JsonMap { ["updatedAt"] = Times.Now(), ["updatedBy"] = by });
        return [.. all.Select(id => Change(id, stamped))];
    }

    private JsonMap Changed(JsonMap error) => _changesOfErrors.TryGetValue(error.Text("id")!, out JsonMap? changes) ? error.With(changes)
        : error;
}
