using Panther.Emulator.GraphQL;
using Panther.Emulator.Json;

namespace Panther.Emulator.LogSources;

/// <summary>What both APIs read and write: the log sources, and their alarms.</summary>
public sealed class LogSourceStore
{
    /// <summary>What no two sources created by the API may share; see <see cref="Claim"/>.</summary>
    private static readonly Dictionary<string, Func<JsonMap, string?>> s_unique = new()
    {
        ["label"] = source => source.Text("integrationLabel"),
        ["subscription"] = source => (source.Get("config") as JsonMap)?.Text("subscriptionId") is { Length: > 0 } subscription
            ? $"{((JsonMap)source["config"]!).Text("projectId")}/{subscription}" : null,
    };

    /// <summary>What a source has where nothing is given.</summary>
    private static readonly Dictionary<string, Func<object?>> s_defaults = new()
    {
        ["integrationId"] = () => Guid.NewGuid().ToString(),
        ["integrationLabel"] = () => "unnamed",
        ["integrationType"] = () => LogSource.S3,
        ["logTypes"] = () => new List<object?>(),
        ["isHealthy"] = () => true,
        ["isEditable"] = () => true,
        ["createdAtTime"] = () => Times.Now(),
        ["createdBy"] = () => null,
        ["lastModified"] = () => null,
        ["lastEventReceivedAtTime"] = () => null,
        ["lastEventProcessedAtTime"] = () => null,
    };

    private static readonly Dictionary<string, Func<object?>> s_s3Defaults = new()
    {
        ["awsAccountId"] = () => "123456789012",
        ["s3Bucket"] = () => "bucket",
        ["s3Prefix"] = () => null,
        ["s3PrefixLogTypes"] = () => new List<object?>(),
        ["logProcessingRole"] = () => null,
        ["logStreamType"] = () => "Auto",
        ["logStreamTypeOptions"] = () => new JsonMap(),
        ["kmsKey"] = () => null,
        ["managedBucketNotifications"] = () => false,
        ["stackName"] = () => "panther-log-analysis-iam",
    };

    private readonly OrderedSources _sources = new();
    private readonly Dictionary<string, Dictionary<string, string>> _holders =
        s_unique.Keys.ToDictionary(what => what, _ => new Dictionary<string, string>());
    private long _order;

    /// <summary>Grows with every change of a source.</summary>
    public int Version { get; private set; }

    /// <summary>Minutes without data after which a source's alarm goes off, by source id.</summary>
    public Dictionary<string, int> Alarms { get; } = [];

    /// <summary>Adds a source; fields that are not given get a plain value, fields given as null stay null.</summary>
    public LogSource Add(JsonMap fields)
    {
        Complete(fields, s_defaults);
        if (fields.Text("integrationType") == LogSource.S3)
        {
            Complete(fields, s_s3Defaults);
        }

        if (fields.Get("integrationId") is not string id)
        {
            throw new ApiException(Refusal.Invalid, "integrationId must be a string");
        }

        if (_sources.Find(id) is not null)
        {
            throw new ApiException(Refusal.Conflict, $"the id {id} is taken");
        }

        return Put(new LogSource(fields, ++_order));
    }

    /// <summary>A source by its id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="type">The kind that it has to be.</param>
    public LogSource Get(string id, string? type = null) =>
        _sources.Find(id) is { } source && (type is null || source.Type == type) ? source
            : throw new ApiException(Refusal.NotFound, $"log source not found: {id}");

    /// <summary>Whether there is such a source.</summary>
    public bool Has(string id) => _sources.Find(id) is not null;

    /// <summary>Changes fields of a source.</summary>
    public LogSource Change(string id, JsonMap changes)
    {
        LogSource before = Get(id);
        Release(before);
        return Put(new LogSource(before.Fields.With(changes).With(new JsonMap { ["lastModified"] = Times.Now() }), before.Order));
    }

    /// <summary>Removes a source.</summary>
    public void Remove(string id)
    {
        LogSource source = Get(id);

        // A new HTTP source cannot be deleted until its delivery stream stands.
        if (source.Get("refusedDeletes") is int and > 0 and var refusals)
        {
            source.Fields["refusedDeletes"] = refusals - 1;
            throw new ApiException(Refusal.Service, "failed to delete the log source: its delivery stream is being created");
        }

        Release(source);
        _sources.Remove(source);
        Alarms.Remove(id);
        Version++;
    }

    /// <summary>All sources in the order of their creation.</summary>
    public IReadOnlyList<LogSource> List() => _sources.List();

    /// <summary>A page of the sources. It starts behind a source, so that a deletion meanwhile moves nothing.</summary>
    /// <param name="cursor">Where the page before ended.</param>
    /// <param name="pageSize">0 for all.</param>
    public JsonMap Page(string? cursor, int pageSize)
    {
        IReadOnlyList<LogSource> all = List();
        int start = string.IsNullOrEmpty(cursor) ? 0 : FirstAfter(all, Cursors.Read("source", cursor));
        int end = pageSize > 0 ? Math.Min(start + pageSize, all.Count) : all.Count;
        bool hasNextPage = end < all.Count;
        return new JsonMap
        {
            ["edges"] = Enumerable.Range(start, end - start).Select(i => new Edge(all[i])).ToList(),
            ["pageInfo"] = Connection.PageInfo(cursor, hasNextPage ? Cursors.Write("source", all[end - 1].Order) : null, start > 0),
        };
    }

    /// <summary>Refuses what another source has.</summary>
    /// <param name="what"><c>label</c> or <c>subscription</c>.</param>
    /// <param name="source">What is to become of the source.</param>
    /// <param name="ownId">Its id, unless it is a new one.</param>
    public void Claim(string what, JsonMap source, string? ownId)
    {
        if (s_unique[what](source) is { Length: > 0 } key && _holders[what].TryGetValue(key, out string? holder) && holder != ownId)
        {
            throw new ApiException(Refusal.Conflict, $"the {what} \"{key}\" is in conflict with another log source");
        }
    }

    private LogSource Put(LogSource source)
    {
        _sources.Put(source);
        foreach ((string what, Func<JsonMap, string?> keyOf) in s_unique)
        {
            if (keyOf(source.Fields) is { } key)
            {
                _holders[what][key] = source.Id;
            }
        }

        Version++;
        return source;
    }

    private void Release(LogSource source)
    {
        foreach ((string what, Func<JsonMap, string?> keyOf) in s_unique)
        {
            if (keyOf(source.Fields) is { } key && _holders[what].TryGetValue(key, out string? holder) && holder == source.Id)
            {
                _holders[what].Remove(key);
            }
        }
    }

    private static void Complete(JsonMap source, Dictionary<string, Func<object?>> defaults)
    {
        foreach ((string name, Func<object?> make) in defaults)
        {
            if (!source.ContainsKey(name))
            {
                source[name] = make();
            }
        }
    }

    private static int FirstAfter(IReadOnlyList<LogSource> sources, long order)
    {
        int low = 0;
        int high = sources.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sources[middle].Order <= order)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>The sources by id, and in the order of their creation; the list is made anew after a change only.</summary>
    private sealed class OrderedSources
    {
        private readonly Dictionary<string, LogSource> _byId = [];
        private List<LogSource>? _list;

        public LogSource? Find(string id) => _byId.GetValueOrDefault(id);

        public IReadOnlyList<LogSource> List() => _list ??= [.. _byId.Values.OrderBy(source => source.Order)];

        public void Put(LogSource source)
        {
            _byId[source.Id] = source;
            _list = null;
        }

        public void Remove(LogSource source)
        {
            _byId.Remove(source.Id);
            _list = null;
        }
    }
}
