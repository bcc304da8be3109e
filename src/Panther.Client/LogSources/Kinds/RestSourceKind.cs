using Newtonsoft.Json.Linq;
using Panther.Client.Http;
using Panther.Client.Rest;

namespace Panther.Client.LogSources;

/// <summary>
/// A kind of source that the REST API configures. It has no list: sources are found by GraphQL.
/// Source: https://docs.panther.com/panther-developer-workflows/api/rest/log-sources.
/// </summary>
/// <typeparam name="TSource">The kind's object.</typeparam>
/// <typeparam name="TSettings">Its settings.</typeparam>
internal sealed class RestSourceKind<TSource, TSettings> : ILogSourceKind<TSource, TSettings>
    where TSource : RestLogSource
    where TSettings : LogSourceSettings
{
    private const string View = "View Log Sources";
    private const string Manage = "Manage Log Sources";

    private readonly RestTransport _rest;
    private readonly LogSourceOperations _logSources;
    private readonly string _path;
    private readonly string? _integrationType;
    private readonly Func<LogSource, TSource> _create;
    private readonly RestOperation _get;
    private readonly RestOperation _post;
    private readonly RestOperation _put;

    /// <param name="rest">The transport.</param>
    /// <param name="logSources">The operations on all kinds.</param>
    /// <param name="name">What people call the kind.</param>
    /// <param name="path">Its name in the API's paths.</param>
    /// <param name="integrationType">
    /// The kind's value of <see cref="LogSource.IntegrationType"/>; null where Panther does not publish it.
    /// </param>
    /// <param name="create">Makes the kind's object of a source.</param>
    public RestSourceKind(
        RestTransport rest,
        LogSourceOperations logSources,
        string name,
        string path,
        string? integrationType,
        Func<LogSource, TSource> create)
    {
        _rest = rest;
        _logSources = logSources;
        _path = "log-sources/" + path;
        _integrationType = integrationType;
        _create = create;
        Name = name;
        string noun = typeof(TSource).Name.Replace("LogSource", "Source");
        _get = new RestOperation("Get" + noun, HttpMethod.Get, RequestSafety.Read) { RequiredPermissions = View, Noun = LogSource.Noun };
        _post =
            new RestOperation(
                "Create" + noun, HttpMethod.Post, RequestSafety.Create) { RequiredPermissions = Manage, Noun = LogSource.Noun };
        _put =
            new RestOperation(
                "Update" + noun, HttpMethod.Put, RequestSafety.Idempotent) { RequiredPermissions = Manage, Noun = LogSource.Noun };
    }

    public string Name { get; }

    /// <summary>Where the type is not published, any source may be of this kind that is not known to be of another; a read tells.</summary>
    public bool IsOfKind(LogSource source) => _integrationType is null
        ? !IntegrationTypes.Known.Contains(source.IntegrationType)
        : source.IntegrationType == _integrationType;

    public async Task<TSource> GetAsync(LogSourceReference source, CallContext context)
    {
        LogSource known = await FindAsync(source, context).ConfigureAwait(false);
        return ToSource(known, await ReadAsync(known, context).ConfigureAwait(false));
    }

    public async Task<TSource> CreateAsync(TSettings settings, CallContext context)
    {
        JObject input = settings.ToNewInput();
        settings.WarnOfDoubts(context);
        return await _logSources.CreateAsync(
            _post.Name, settings.Label!, SendNewAsync, IsOfKind, ReadNewAsync, context).ConfigureAwait(false);

        async Task<TSource> SendNewAsync() => ToSource(
            new LogSource(_logSources.Client) { IntegrationType = _integrationType },
            await SendAsync(_post, _path, input, settings.Secrets, context).ConfigureAwait(false));

        async Task<(TSource Source, IReadOnlyList<string> Differences)> ReadNewAsync(LogSource source)
        {
            JObject found = await ReadAsync(source, context).ConfigureAwait(false);
            return (ToSource(source, found), SettingsComparison.Differences(settings.WithoutSecrets(input), found));
        }
    }

    public async Task<SourceUpdate<TSource>> PrepareUpdateAsync(LogSourceReference source, TSettings settings, CallContext context)
    {
        settings.Check();
        LogSource known = await FindAsync(source, context).ConfigureAwait(false);
        JObject found = await ReadAsync(known, context).ConfigureAwait(false);
        var input = (JObject)found.DeepClone();
        input.Remove("integrationId");
        foreach (JProperty empty in input.Properties().Where(p => p.Value is { Type: JTokenType.Null } or JValue { Value: "" }).ToArray())
        {
            // What is not set, and every secret, is read back as empty text; sent back, a secret would be cleared.
            empty.Remove();
        }

        TSource current = ToSource(known, found);
        return LogSourceSettings.For(current, () =>
        {
            IReadOnlyList<PropertyChange> changes = settings.ApplyTo(input, isNew: false);
            if (changes.Count > 0)
            {
                settings.CheckWhole(input, before: found);
            }

            return new SourceUpdate<TSource>(current, input, changes, settings.Secrets);
        });
    }

    public async Task<TSource> UpdateAsync(SourceUpdate<TSource> update, CallContext context)
    {
        if (update.Changes.Count == 0)
        {
            context.Verbose($"{_put.Name}: nothing to change in {update.Current}.");
            return update.Current;
        }

        JObject updated = await SendToAsync(_put, update.Current, update.Input, update.Secrets, context).ConfigureAwait(false);
        return ToSource(update.Current, updated);
    }

    /// <summary>The source with what every kind has.</summary>
    private async Task<LogSource> FindAsync(LogSourceReference source, CallContext context)
    {
        LogSource found = source.Source ?? await _logSources.GetAsync(source.Id, context).ConfigureAwait(false);
        return IsOfKind(found) ? found : throw LogSourceOperations.WrongKind(found, Name, _integrationType);
    }

    private async Task<JObject> ReadAsync(LogSource source, CallContext context)
    {
        try
        {
            return await SendToAsync(_get, source, null, [], context).ConfigureAwait(false);
        }
        catch (PantherException e)
            when (e.Kind == PantherErrorKind.NotFound && _integrationType is null && source.IntegrationType is not null)
        {
            // The source was found; it is this kind that does not have it.
            throw LogSourceOperations.WrongKind(source, Name, _integrationType);
        }
    }

    private Task<JObject> SendToAsync(
        RestOperation operation, LogSource source, JObject? input, IReadOnlyList<string> secrets, CallContext context)
    {
        CallTarget target = LogSource.Noun.WithId(source.Id);
        return SendAsync(operation with { Target = target }, $"{_path}/{RestTransport.PathPart(target)}", input, secrets, context);
    }

    private async Task<JObject> SendAsync(
        RestOperation operation, string path, JObject? input, IReadOnlyList<string> secrets, CallContext context)
    {
        RestResponse response = await _rest.SendAsync(operation, path, input, secrets, context).ConfigureAwait(false);
        return response.Body is JObject { } answer && answer["integrationId"] is { Type: JTokenType.String }
            ? answer
            : throw response.ProtocolError("it contains no source with an id");
    }

    private TSource ToSource(LogSource same, JObject configuration)
    {
        TSource source = _create(same);
        source.Configure(configuration);
        return source;
    }
}
