using Newtonsoft.Json.Linq;

namespace Panther.Client.Schemas;

/// <summary>A change of a schema, or a new one, that is ready to be sent.</summary>
public sealed class SchemaUpdate
{
    internal SchemaUpdate(PantherSchema? current, SchemaSettings settings)
    {
        Current = current;
        Name = current?.Name ?? settings.Name;
        Input = settings.Spec is null ? null : ToInput(Name, settings.Spec, current);
        IsArchived = settings.IsArchived is { } archived && archived != (current?.IsArchived ?? false) ? archived : null;
        Changes = [.. ChangesOf(current)];
        if (!HasNewContent(current))
        {
            Input = null;
        }
    }

    /// <summary>The name, in the tenant's spelling.</summary>
    public string Name { get; }

    /// <summary>The schema as it is; null for a new one.</summary>
    public PantherSchema? Current { get; }

    /// <summary>What changes, a text for each property, the specification as a difference of lines; empty where nothing does.</summary>
    public IReadOnlyList<string> Changes { get; }

    /// <summary>The whole of what is sent; null where the content stays as it is.</summary>
    internal JObject? Input { get; }

    /// <summary>Whether it is archived or restored; null where that stays as it is.</summary>
    internal bool? IsArchived { get; }

    /// <summary>The revision that this is a change of; 0 for a new schema.</summary>
    internal int Revision => Current?.Revision ?? 0;

    /// <summary>Whether a schema is what this was to make of it.</summary>
    internal bool IsMadeOf(PantherSchema schema) => Input is null || (IsSame(schema.Spec, Input["spec"])
        && IsSame(schema.Description, Input["description"]) && IsSame(schema.ReferenceUrl, Input["referenceURL"])
        && (schema.IsFieldDiscoveryEnabled ?? false) == ((bool?)Input["isFieldDiscoveryEnabled"] ?? false));

    /// <summary>What the text does not say is carried over: left out, the API would clear it.</summary>
    private static JObject ToInput(string name, string spec, PantherSchema? current)
    {
        SchemaText text = SchemaText.Read(spec);
        var input = new JObject { ["name"] = name, ["spec"] = spec, ["revision"] = current?.Revision ?? 0 };
        Add("description", text.Description ?? current?.Description);
        Add("referenceURL", text.ReferenceUrl ?? current?.ReferenceUrl);
        Add("isFieldDiscoveryEnabled", text.IsFieldDiscoveryEnabled ?? current?.IsFieldDiscoveryEnabled);
        return input;

        void Add(string field, JToken? value)
        {
            if (value is not null)
            {
                input[field] = value;
            }
        }
    }

    private static bool IsSame(string? before, JToken? after) =>
        string.Equals(Normalize(before), Normalize((string?)after), StringComparison.Ordinal);

    private static string Normalize(string? text) => (text ?? "").Replace("\r\n", "\n").TrimEnd('\n');

    private bool HasNewContent(PantherSchema? current) => Input is not null && (current is null || !IsMadeOf(current));

    private IEnumerable<string> ChangesOf(PantherSchema? current)
    {
        if (HasNewContent(current))
        {
            foreach ((string property, string? before, string field) in new[]
            {
                (nameof(PantherSchema.Description), current?.Description, "description"),
                (nameof(PantherSchema.ReferenceUrl), current?.ReferenceUrl, "referenceURL"),
            })
            {
                if (!IsSame(before, Input![field]))
                {
                    yield return $"{property}: '{before}' -> '{(string?)Input[field]}'";
                }
            }

            bool isDiscovering = (bool?)Input!["isFieldDiscoveryEnabled"] ?? false;
            if (isDiscovering != (current?.IsFieldDiscoveryEnabled ?? false))
            {
                yield return $"{nameof(PantherSchema.IsFieldDiscoveryEnabled)}: {!isDiscovering} -> {isDiscovering}";
            }

            if (!IsSame(current?.Spec, Input["spec"]))
            {
                yield return $"{nameof(PantherSchema.Spec)}:"
                    + TextDifference.Of(Normalize(current?.Spec), Normalize((string?)Input["spec"]), "    ");
            }
        }

        if (IsArchived is { } archived)
        {
            yield return $"{nameof(PantherSchema.IsArchived)}: {!archived} -> {archived}";
        }
    }
}
