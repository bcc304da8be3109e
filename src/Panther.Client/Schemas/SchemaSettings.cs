using System.Text.RegularExpressions;

namespace Panther.Client.Schemas;

/// <summary>What a schema is to be. What is null stays as it is.</summary>
public sealed class SchemaSettings
{
    private const int LongestName = 255;

    // https://docs.panther.com/data-onboarding/custom-log-types: the name of a schema that is not Panther's own.
    private static readonly Regex s_name = new(@"\ACustom(\.[A-Z][A-Za-z0-9]*){1,6}\z", RegexOptions.CultureInvariant);

    /// <summary>Creates settings.</summary>
    /// <param name="name">The name of the schema, in any case where there is one.</param>
    public SchemaSettings(string name) => Name = name;

    /// <summary>The name, such as <c>Custom.Vpn.Session</c>.</summary>
    public string Name { get; }

    /// <summary>The specification in YAML, as a whole.</summary>
    public string? Spec { get; init; }

    /// <summary>Whether it is archived, that is, put out of use.</summary>
    public bool? IsArchived { get; init; }

    /// <summary>The revision that the specification was made from, which the schema still has to have; null where none is known.</summary>
    internal int? BaseRevision { get; init; }

    /// <summary>The settings that the text of a schema file says: its whole text is the specification.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: it names no schema.</exception>
    public static SchemaSettings FromFile(string text, bool? isArchived = null) =>
        new(SchemaText.Read(text).Name ?? throw Refuse("It has no 'schema:' with the name of the schema, so it is not a schema file."))
        {
            Spec = text,
            IsArchived = isArchived,
        };

    /// <summary>Refuses what Panther would refuse, or take for another schema.</summary>
    internal void Check(PantherSchema? current)
    {
        if (current?.IsManaged == true)
        {
            throw Refuse(
                $"The schema '{current.Name}' is managed by Panther and cannot be changed. Your own schemas have names such as "
                + "Custom.Name.");
        }

        if (current is null && (!s_name.IsMatch(Name) || Name.Length > LongestName))
        {
            throw Refuse(
                $"'{Name}' is not a name for a new schema, which is 'Custom.' and up to six parts separated by dots, "
                + "each with a capital and then letters and digits: Custom.Vpn.Session.");
        }

        if (Spec is not null && string.IsNullOrWhiteSpace(Spec))
        {
            throw Refuse($"The specification of the schema '{Name}' is empty.");
        }

        if (Spec is not null && SchemaText.Read(Spec).Name is { } said && !string.Equals(said, Name, StringComparison.OrdinalIgnoreCase))
        {
            throw Refuse($"The specification is for the schema '{said}', not for '{Name}'.");
        }

        if (current is null && Spec is null)
        {
            throw new PantherException(
                PantherErrorKind.NotFound, $"There is no schema named '{Name}', and no specification to create it from.");
        }
    }

    private static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);
}
