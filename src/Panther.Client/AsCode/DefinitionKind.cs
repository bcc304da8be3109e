using System.Reflection;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>
/// A kind of source as definitions describe it. There is one for each kind that a client has, with the keys that its settings have, so that
/// a kind or a setting which is added is part of definitions at once.
/// </summary>
internal abstract class DefinitionKind
{
    /// <summary>The kinds whose name does not follow from that of their objects.</summary>
    private static readonly Dictionary<Type, string> s_names = new() { [typeof(PubSubLogSource)] = "pubsub" };

    private readonly Dictionary<string, DefinitionKey> _keys = new(StringComparer.OrdinalIgnoreCase);

    private protected DefinitionKind(Type sourceType, Type settingsType)
    {
        string noun = sourceType.Name.Replace(nameof(LogSource), "");
        Name = s_names.TryGetValue(sourceType, out string? name)
            ? name
            : Regex.Replace(noun, "(?<=[a-z])(?=[A-Z])", "-", RegexOptions.CultureInvariant).ToLowerInvariant();
        IntegrationType = sourceType.GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .FirstOrDefault(
                f => f.IsLiteral && f.Name.EndsWith("IntegrationType", StringComparison.Ordinal))?.GetRawConstantValue() as string;
        Keys = [.. SettingAttribute.Of(settingsType).Select((s, i) => new DefinitionKey(i, s.Property, s.Setting, sourceType))];
        foreach (DefinitionKey key in Keys)
        {
            foreach (string keyName in key.Names)
            {
                _keys[keyName] = key;
            }
        }

        Label = Keys.First(k => k.Property == nameof(LogSourceSettings.Label));
        Bucket = Keys.FirstOrDefault(k => k.Property == nameof(S3LogSource.S3Bucket));
        Mappings = Keys.FirstOrDefault(k => k.Shape == ValueShape.Mappings);
    }

    /// <summary>All kinds, in the order in which a client has them.</summary>
    public static IReadOnlyList<DefinitionKind> All { get; } = [.. typeof(PantherClient).GetProperties()
        .Where(p => p.PropertyType.IsGenericType && p.PropertyType.GetGenericTypeDefinition() == typeof(ILogSourceKind<,>))
        .OrderBy(p => p.MetadataToken)
        .Select(
            p =>
                (DefinitionKind)Activator.CreateInstance(
                    typeof(DefinitionKind<,>).MakeGenericType(p.PropertyType.GetGenericArguments()), p))];

    /// <summary>The name, such as <c>s3</c>.</summary>
    public string Name { get; }

    /// <summary>The value of <see cref="LogSource.IntegrationType"/>; null where Panther does not publish it.</summary>
    public string? IntegrationType { get; }

    /// <summary>The keys, in the order in which they are written.</summary>
    public IReadOnlyList<DefinitionKey> Keys { get; }

    /// <summary>The key of the label.</summary>
    public DefinitionKey Label { get; }

    /// <summary>The key of the S3 bucket; null for a kind that reads none.</summary>
    public DefinitionKey? Bucket { get; }

    /// <summary>The key of the mappings of prefixes to log types; null for a kind that has none.</summary>
    public DefinitionKey? Mappings { get; }

    /// <summary>The kind of this name; null where there is none.</summary>
    public static DefinitionKind? Named(string name) =>
        All.FirstOrDefault(k => string.Equals(k.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The kind of a source; null where the API configures none such.</summary>
    public static DefinitionKind? Of(PantherClient client, LogSource source) => All.FirstOrDefault(k => k.In(client).IsOfKind(source));

    /// <summary>Finds the key of a name.</summary>
    public DefinitionKey? Find(string name) => _keys.TryGetValue(name, out DefinitionKey? key) ? key : null;

    /// <summary>Whether a source is surely of its kind; else only a read of its configuration tells.</summary>
    public bool IsSure(LogSource source) => source is ConfiguredLogSource || source.IntegrationType == IntegrationType;

    /// <summary>The operations of a client on this kind.</summary>
    public abstract ILogSourceKind In(PantherClient client);

    /// <summary>Settings with nothing in them.</summary>
    public abstract LogSourceSettings CreateSettings();

    /// <summary>Reads the configuration of a source; one that is whole already is taken as it is.</summary>
    public abstract Task<ConfiguredLogSource> GetAsync(PantherClient client, LogSource source, CallContext context);

    /// <summary>Reads a source anew.</summary>
    public abstract Task<ConfiguredLogSource> ReadAsync(PantherClient client, string id, CallContext context);

    /// <summary>Creates a source.</summary>
    public abstract Task<ConfiguredLogSource> CreateAsync(PantherClient client, LogSourceSettings settings, CallContext context);

    /// <summary>Changes a source that is as it is expected to be.</summary>
    /// <param name="client">The client.</param>
    /// <param name="source">The source.</param>
    /// <param name="settings">What changes.</param>
    /// <param name="check">Is shown the source as it is now, and throws where that is not what is expected.</param>
    /// <param name="isOnlyPlanned">Whether nothing is sent, but all is done that comes before.</param>
    /// <param name="context">The caller's.</param>
    public abstract Task UpdateAsync(
        PantherClient client,
        LogSource source,
        LogSourceSettings settings,
        Action<ConfiguredLogSource> check,
        bool isOnlyPlanned,
        CallContext context);

    /// <summary>The keys of the secrets that a source has.</summary>
    public IEnumerable<DefinitionKey> SecretsOf(ConfiguredLogSource source)
    {
        var input = new JObject();
        LogSourceSettings settings = CreateSettings();
        foreach (DefinitionKey key in Keys.Where(k => !k.IsSecret))
        {
            key.Set(settings, key.ValueOf(source));
        }

        settings.ApplyTo(input, isNew: true);
        string[] secrets = [.. settings.SecretsOf(input)];
        return Keys.Where(k => secrets.Contains(k.Property));
    }
}

/// <inheritdoc/>
/// <param name="property">The property of a client that has the operations.</param>
internal sealed class DefinitionKind<TSource, TSettings>(PropertyInfo property) : DefinitionKind(typeof(TSource), typeof(TSettings))
    where TSource : ConfiguredLogSource
    where TSettings : LogSourceSettings, new()
{
    private readonly Func<PantherClient, ILogSourceKind<TSource, TSettings>> _operations =
        (Func<PantherClient, ILogSourceKind<TSource, TSettings>>)property.GetMethod!.CreateDelegate(
            typeof(Func<PantherClient, ILogSourceKind<TSource, TSettings>>));

    public override ILogSourceKind In(PantherClient client) => Operations(client);

    public override LogSourceSettings CreateSettings() => new TSettings();

    public override async Task<ConfiguredLogSource> GetAsync(PantherClient client, LogSource source, CallContext context) =>
        source as TSource ?? await Operations(client).GetAsync(source, context).ConfigureAwait(false);

    public override async Task<ConfiguredLogSource> ReadAsync(PantherClient client, string id, CallContext context) =>
        await Operations(client).GetAsync(id, context).ConfigureAwait(false);

    public override async Task<ConfiguredLogSource> CreateAsync(PantherClient client, LogSourceSettings settings, CallContext context) =>
        await Operations(client).CreateAsync((TSettings)settings, context).ConfigureAwait(false);

    public override async Task UpdateAsync(
        PantherClient client,
        LogSource source,
        LogSourceSettings settings,
        Action<ConfiguredLogSource> check,
        bool isOnlyPlanned,
        CallContext context)
    {
        ILogSourceKind<TSource, TSettings> kind = Operations(client);
        SourceUpdate<TSource> update = await kind.PrepareUpdateAsync(source, (TSettings)settings, context).ConfigureAwait(false);
        check(update.Current);
        if (!isOnlyPlanned)
        {
            await kind.UpdateAsync(update, context).ConfigureAwait(false);
        }
    }

    private ILogSourceKind<TSource, TSettings> Operations(PantherClient client) => _operations(client);
}
