using System.Text.RegularExpressions;
using Panther.Emulator.GraphQL;
using Panther.Emulator.Json;

namespace Panther.Emulator.Schemas;

/// <summary>The schemas of log types that the emulated tenant knows.</summary>
public sealed partial class SchemaCatalog
{
    private const string CustomPrefix = "Custom.";
    private const string Archived = "Custom.Legacy.Mainframe";
    private static readonly OrderedDictionary<string, string[]> s_fields = new()
    {
        ["AWS.ALB"] = ["clientIp", "elbStatusCode", "targetIp", "requestUrl"],
        ["AWS.CloudTrail"] = ["eventName", "eventSource", "awsRegion", "sourceIPAddress", "userIdentity"],
        ["AWS.CloudWatchEvents"] = ["source", "detail", "region"],
        ["AWS.GuardDuty"] = ["severity", "title", "accountId", "service"],
        ["AWS.S3ServerAccess"] = ["bucket", "key", "operation", "remoteIp"],
        ["AWS.TransitGatewayFlow"] = ["tgwId", "srcAddr", "dstAddr"],
        ["AWS.VPCDns"] = ["queryName", "queryType", "srcAddr"],
        ["AWS.VPCFlow"] = ["srcAddr", "dstAddr", "action", "bytes"],
        ["AWS.WAFWebACL"] = ["action", "httpRequest", "webAclId"],
        ["Cloudflare.Firewall"] = ["Action", "ClientIP", "RuleID"],
        ["Cloudflare.HttpRequest"] = ["ClientIP", "ClientRequestPath", "EdgeResponseStatus"],
        ["Crowdstrike.FDREvent"] = ["aid", "event_simpleName", "ComputerName"],
        ["Fastly.Access"] = ["remote_host", "request", "status"],
        ["GCP.AuditLog"] = ["protoPayload", "resource", "logName"],
        ["GCP.HTTPLoadBalancer"] = ["httpRequest", "jsonPayload"],
        ["GitHub.Audit"] = ["action", "actor", "repo"],
        ["GitHub.Webhook"] = ["action", "repository", "sender"],
        ["GitLab.API"] = ["method", "path", "username"],
        ["Juniper.Firewall"] = ["src", "dst", "event"],
        ["Nginx.Access"] = ["remoteAddr", "request", "status"],
        ["Okta.SystemLog"] = ["eventType", "actor", "outcome", "client"],
        ["OnePassword.SignInAttempt"] = ["category", "target_user", "client"],
        ["Osquery.Differential"] = ["name", "columns", "hostIdentifier"],
        ["Slack.AuditLogs"] = ["action", "actor", "entity"],
        ["Snyk.GroupAudit"] = ["event", "groupId", "userId"],
        ["Suricata.Alert"] = ["alert", "src_ip", "dest_ip"],
        ["Syslog.RFC5424"] = ["hostname", "appname", "message"],
        ["Tailscale.Audit"] = ["action", "actor", "target"],
        ["Zeek.Conn"] = ["id.orig_h", "id.resp_h", "proto"],
        ["Zeek.DNS"] = ["query", "qtype_name", "answers"],
        ["Custom.Billing.Invoice"] = ["invoiceId", "amount", "customer"],
        ["Custom.Legacy.Mainframe"] = ["jobName", "returnCode"],
        ["Custom.Vpn.Session"] = ["user", "sourceIp", "duration"],
        ["Custom.WebShop.Order"] = ["orderId", "amount", "clientIp"],
    };

    private readonly OrderedDictionary<string, JsonMap> _schemas = [];

    /// <summary>The schemas of a fresh tenant.</summary>
    public SchemaCatalog()
    {
        string createdAt = Times.Now(-400 * 86400);
        foreach (string name in s_fields.Keys)
        {
            Put(SchemaOf(name, _schemas.Count, createdAt));
        }
    }

    /// <summary>Log types for S3 sources that are made up.</summary>
    public static IReadOnlyList<string> AwsLogTypes { get; } = [.. s_fields.Keys.Where(IsOfAws)];

    /// <summary>Log types for other sources that are made up.</summary>
    public static IReadOnlyList<string> OtherLogTypes { get; } = [.. s_fields.Keys.Where(name => !IsOfAws(name) && name != Archived)];

    internal static IEnumerable<RootField> Fields { get; } =
    [
        new("schemas", ["LogSourceRead"], call => Connection.All(call.State.Schemas.List(call))),
    ];

    /// <summary>All schemas.</summary>
    public IEnumerable<JsonMap> All() => _schemas.Values;

    /// <summary>A schema by its exact name; null where there is none.</summary>
    public JsonMap? Find(string name) => _schemas.GetValueOrDefault(name);

    /// <summary>Adds a schema, or replaces the one of its name.</summary>
    internal void Put(JsonMap schema) => _schemas[schema.Text("name")!] = schema;

    /// <summary>The names of the fields in a schema's specification.</summary>
    internal static IEnumerable<string> FieldsOf(JsonMap schema) =>
        FieldName().Matches(schema.Text("spec") ?? "").Select(field => field.Groups[1].Value);

    private static bool IsOfAws(string name) => name.StartsWith("AWS.", StringComparison.Ordinal);

    private static JsonMap SchemaOf(string name, int number, string createdAt)
    {
        bool isManaged = !name.StartsWith(CustomPrefix, StringComparison.Ordinal);
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return new JsonMap
        {
            ["name"] = name,
            ["description"] = isManaged ? $"Logs of {name[..dot]} {name[(dot + 1)..]}" : "",
            ["spec"] = SpecificationOf(name, s_fields[name]),
            ["discoveredSpec"] = "",
            ["isArchived"] = name == Archived,
            ["isManaged"] = isManaged,
            ["isFieldDiscoveryEnabled"] = !isManaged,
            ["referenceURL"] = isManaged ? $"https://example.com/schemas/{name}" : null,
            ["revision"] = 1 + (number % 7),
            ["version"] = 0,
            ["createdAt"] = createdAt,
            ["updatedAt"] = number % 3 == 0 ? null : Times.Now(-number * 86400L),
        };
    }

    private static string SpecificationOf(string name, IEnumerable<string> fields) =>
        $"version: 0\nschema: {name}\nfields:\n{string.Concat(fields.Select(field => $"  - name: {field}\n    type: string\n"))}";

    private IEnumerable<JsonMap> List(RootCall call)
    {
        JsonMap input = call.Input;
        string? text = input.Text("contains");
        HashSet<string>? used = input.Get("isInUse") is bool ? [.. call.State.Sources.List().SelectMany(source => source.LogTypes)] : null;
        return _schemas.Values.Where(schema =>

            // A text is looked for in the fields too, so that a name found by it need not be an exact match.
            (string.IsNullOrEmpty(text)
                || FieldsOf(schema).Prepend(schema.Text("name")!)
                    .Any(name => name.Contains(text, StringComparison.OrdinalIgnoreCase)))
            && Is(input, "isArchived", schema)
            && Is(input, "isManaged", schema)
            && (used is null || used.Contains(schema.Text("name")!) == (bool)input["isInUse"]!));
    }

    private static bool Is(JsonMap input, string name, JsonMap schema) => input.Get(name) is not bool wanted
        || wanted == (bool)schema[name]!;

    [GeneratedRegex(@"^\s*-\s*name:\s*(\S+)", RegexOptions.Multiline)]
    private static partial Regex FieldName();
}
