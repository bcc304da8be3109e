using Panther.Client.Http;
using Panther.Client.Json;
using Panther.Client.Paging;
using Panther.Client.Rest;

namespace Panther.Client.Detections;

/// <summary>The rules and simple rules of a tenant. Source: https://docs.panther.com/panther-developer-workflows/api/rest/rules.</summary>
public sealed class DetectionOperations
{
    private static readonly RestOperation s_rules = new("ListRules", HttpMethod.Get, RequestSafety.Read)
    {
        RequiredPermissions = "View Rules",
        Noun = Detection.Noun,
    };

    private static readonly RestOperation s_simpleRules = s_rules with { Name = "ListSimpleRules" };

    private readonly RestTransport _rest;

    internal DetectionOperations(RestTransport rest) => _rest = rest;

    /// <summary>Lists the enabled rules and simple rules that look at a log type.</summary>
    public async Task<IReadOnlyList<Detection>> ListEnabledAsync(string logType, CallContext context)
    {
        string query = $"?state=enabled&log-type={Uri.EscapeDataString(logType)}";
        var found = new List<Detection>();
        foreach ((RestOperation operation, string path) in new[] { (s_rules, "rules"), (s_simpleRules, "simple-rules") })
        {
            using var listing = new Listing<Detection>(
                new RestListQuery<Detection>(_rest, operation, path + query)
                {
                    ReadItem = reader => Model.Read<Detection>(reader) is { Id.Length: > 0 } rule ? rule : null,
                    Key = rule => rule.Id,
                },
                context);
            found.AddRange(await listing.ToListAsync().ConfigureAwait(false));
        }

        return found;
    }
}
