using System.Text.RegularExpressions;
using Panther.Emulator.GraphQL;
using Panther.Emulator.Json;

namespace Panther.Emulator.Schemas;

/// <summary>What changes the schemas of a tenant: only its own, which have names of their own.</summary>
internal static partial class SchemaChanges
{
    private const int LongestName = 255;
    private static readonly string[] s_change = ["LogSourceRead", "LogSourceModify"];

    public static IEnumerable<RootField> Fields { get; } =
    [
        new("createOrUpdateSchema", s_change, call => new JsonMap { ["schema"] = CreateOrUpdate(call.State.Schemas, call.Input) }),
        new("updateSchemaStatus", s_change, UpdateStatus),
    ];

    /// <summary>The name decides; an update has to bring the revision that it is made of.</summary>
    private static JsonMap CreateOrUpdate(SchemaCatalog catalog, JsonMap input)
    {
        string name = input.Text("name")!;
        if (!Custom().IsMatch(name) || name.Length > LongestName)
        {
            throw new ApiException(Refusal.Invalid, "the name of a schema must be such as Custom.Name, in capitalized parts");
        }

        if (!HasFields().IsMatch(input.Text("spec")!))
        {
            throw new ApiException(Refusal.Invalid, "the specification has no fields");
        }

        JsonMap? before = catalog.Find(name);
        if (before is null && catalog.All().Any(schema => name.Equals(schema.Text("name"), StringComparison.OrdinalIgnoreCase)))
        {
            throw new ApiException(Refusal.Conflict, $"the name {name} differs from another schema's only in case");
        }

        int revision = before?.Get("revision") as int? ?? 0;
        if ((input.Get("revision") as int? ?? 0) != revision)
        {
            throw new ApiException(Refusal.Invalid, $"the revision does not match: the schema is at revision {revision}");
        }

        JsonMap changed = (before ?? new JsonMap
        {
            ["discoveredSpec"] = "",
            ["isArchived"] = false,
            ["isManaged"] = false,
            ["version"] = 0,
            ["createdAt"] = Times.Now(),
        }).With(new JsonMap
        {
            ["name"] = name,
            ["spec"] = input["spec"],
            ["description"] = input.Get("description") ?? "",
            ["referenceURL"] = input.Get("referenceURL"),
            ["isFieldDiscoveryEnabled"] = input.Get("isFieldDiscoveryEnabled") ?? false,
            ["revision"] = revision + 1,
            ["updatedAt"] = before is null ? null : Times.Now(),
        });
        catalog.Put(changed);
        return changed;
    }

    /// <summary>Says within the data what is wrong, as Panther does.</summary>
    private static JsonMap UpdateStatus(RootCall call)
    {
        string name = call.Input.Text("name")!;
        bool isArchived = (bool)call.Input["isArchived"]!;
        JsonMap? schema = call.State.Schemas.Find(name);
        (string Code, string Message)? problem = schema is null ? ("NotFound", $"schema not found: {name}")
            : schema.Get("isManaged") is true ? ("InvalidInput", $"{name} is managed by Panther")
            : isArchived && call.State.Sources.List().Any(source => source.LogTypes.Contains(name)) ? ("InvalidInput", $"{name} is in use")
            : null;
        if (problem is { } found)
        {
            return new JsonMap { ["error"] = new JsonMap { ["code"] = found.Code, ["message"] = found.Message }, ["schema"] = null };
        }

        JsonMap changed = schema!.With(new JsonMap { ["isArchived"] = isArchived, ["updatedAt"] = Times.Now() });
        call.State.Schemas.Put(changed);
        return new JsonMap { ["error"] = null, ["schema"] = changed };
    }

    [GeneratedRegex(@"^Custom\.([A-Z][A-Za-z0-9]*)(\.[A-Z][A-Za-z0-9]*){0,5}\z")]
    private static partial Regex Custom();

    [GeneratedRegex(@"^fields:", RegexOptions.Multiline)]
    private static partial Regex HasFields();
}
