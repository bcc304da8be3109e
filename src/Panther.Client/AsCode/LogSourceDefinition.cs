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
        IReadOnlyDictionary<DefinitionKey, object> values,
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
    internal IReadOnlyDictionary<DefinitionKey, object> Values { get; }

    internal IReadOnlyDictionary<DefinitionKey, SecretReference> Secrets { get; }

    /// <summary>What is said of the no-data alarm.</summary>
    internal AlarmDemand Alarm { get; set; }

    /// <summary>Whether a value, not a secret, came out of a variable.</summary>
    internal bool HasVariables { get; set; }

    /// <summary>Where it is written, for messages.</summary>
    internal string Place { get; set; } = "";

    /// <summary>The log types that it names.</summary>
    internal IEnumerable<string> LogTypes => Values.SelectMany(v => v.Key.LogTypesOf(v.Value));

    /// <summary>The kind and the label.</summary>
    public override string ToString() => $"{Kind} '{Label}'";

    /// <summary>The value that the source shall have; null where none is demanded.</summary>
    internal object? Demand(DefinitionKey key) =>
        key.IsSecret ? null
        : Values.TryGetValue(key, out object? value) ? value
        : key.IsDerived ? null
        : key.Default;

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

/// <summary>What a definition says of the no-data alarm: nothing, that there is none, or after how many minutes it goes off.</summary>
internal readonly record struct AlarmDemand(bool IsNamed, int? Minutes)
{
    /// <summary>The key.</summary>
    public const string Key = "NoDataAlarmMinutes";

    public static string Show(int? minutes) => minutes?.ToString(CultureInfo.InvariantCulture) ?? "";
}
