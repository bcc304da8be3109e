using System.Collections;
using System.Globalization;
using Panther.Client.Alarms;
using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>
/// What a log source shall be: the content of a definition file, or of an object with the same keys. It holds no secret, but says
/// where each comes from.
/// </summary>
public sealed class LogSourceDefinition
{
    internal LogSourceDefinition(
        DefinitionKind kind,
        string label,
        DefinitionValues values,
        IReadOnlyDictionary<DefinitionKey, SecretReference> secrets)
    {
        DefinedKind = kind;
        Label = label;
        Values = values;
        Secrets = secrets;
    }

    /// <summary>The kind: <c>s3</c>, <c>http</c>, <c>gcs</c>, <c>pubsub</c> or <c>log-forwarder</c>.</summary>
    public string Kind => DefinedKind.Name;

    /// <summary>The label.</summary>
    public string Label { get; }

    /// <summary>The id of the source that is meant, where the tenant has it; null where the label alone says which.</summary>
    public string? Id { get; internal set; }

    /// <summary>The file; null for an object.</summary>
    public string? Path { get; internal set; }

    internal DefinitionKind DefinedKind { get; }

    /// <summary>The values that are named, but for the secrets.</summary>
    internal DefinitionValues Values { get; }

    internal IReadOnlyDictionary<DefinitionKey, SecretReference> Secrets { get; }

    /// <summary>What is said of the no-data alarm.</summary>
    internal AlarmDemand Alarm { get; set; }

    /// <summary>Whether a value, not a secret, came out of a variable.</summary>
    internal bool HasVariables { get; set; }

    /// <summary>Which of the objects it is that were read; without meaning where it comes from a file.</summary>
    internal int ObjectNumber { get; set; }

    /// <summary>Where it is written, for messages.</summary>
    internal string Place => Path ?? PlaceOf(ObjectNumber);

    /// <summary>The log types that it names.</summary>
    internal IEnumerable<string> LogTypes => Values.SelectMany(v => v.Key.LogTypesOf(v.Value));

    /// <summary>What an object is called in messages.</summary>
    internal static string PlaceOf(int objectNumber) => FormattableString.Invariant($"input object {objectNumber}");

    /// <summary>The kind and the label.</summary>
    public override string ToString() => $"{Kind} '{Label}'";

    /// <summary>The value that the source shall have; null where none is demanded.</summary>
    internal object? Demand(DefinitionKey key) =>
        key.IsSecret ? null : Values[key] ?? (key.IsDerived ? null : key.Default);

    /// <summary>What <see cref="Check"/> finds wrong; null for nothing.</summary>
    internal string? FindFault()
    {
        try
        {
            Check();
            return null;
        }
        catch (PantherException e)
        {
            return e.Message;
        }
    }

    /// <summary>Checks the values, as far as they can be checked without the tenant.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: a value is none that Panther takes.</exception>
    internal void Check()
    {
        try
        {
            LogSourceSettings settings = DefinedKind.CreateSettings();
            foreach (KeyValuePair<DefinitionKey, object> value in Values)
            {
                if (DefinitionKey.TextsOf(value.Value).Any(string.IsNullOrWhiteSpace))
                {
                    throw new PantherException(PantherErrorKind.InvalidInput, $"{value.Key.Name} contains a blank value.");
                }

                value.Key.Set(settings, value.Value);
            }

            settings.Check();
            if (Alarm.Minutes is not (null or (>= AlarmOperations.MinimumMinutes and <= AlarmOperations.MaximumMinutes)))
            {
                throw new PantherException(
                    PantherErrorKind.InvalidInput,
                    $"{AlarmDemand.Key} must be a number from {AlarmOperations.MinimumMinutes} to {AlarmOperations.MaximumMinutes} (30 "
                    + $"days), not {Alarm.Minutes}.");
            }
        }
        catch (PantherException e)
        {
            throw new PantherException(PantherErrorKind.InvalidInput, $"{Place}: {e.Message}", e);
        }
    }
}

/// <summary>The values that a definition names, by their keys; a tenant may have thousands of definitions, so this is kept small.</summary>
/// <param name="kind">The kind, whose keys may be named.</param>
internal sealed class DefinitionValues(DefinitionKind kind) : IEnumerable<KeyValuePair<DefinitionKey, object>>
{
    private readonly object?[] _values = new object?[kind.Keys.Count];

    /// <summary>The value of a key; null where it is not named.</summary>
    public object? this[DefinitionKey key]
    {
        get => _values[key.Index];
        set => _values[key.Index] = value;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<DefinitionKey, object>> GetEnumerator() =>
        kind.Keys.Where(k => this[k] is not null).Select(k => new KeyValuePair<DefinitionKey, object>(k, this[k]!)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>What a definition says of the no-data alarm: nothing, that there is none, or after how many minutes it goes off.</summary>
internal readonly record struct AlarmDemand(bool IsNamed, int? Minutes)
{
    /// <summary>The key.</summary>
    public const string Key = "NoDataAlarmMinutes";

    public static string Show(int? minutes) => minutes?.ToString(CultureInfo.InvariantCulture) ?? "";
}
