using Newtonsoft.Json.Linq;
using Panther.Client.Http;
using Panther.Client.Rest;

namespace Panther.Client.LogSources;

/// <summary>
/// The operations on one kind of source that the REST API configures. It has no list: sources are found by GraphQL.
/// Source: https://docs.panther.com/panther-developer-workflows/api/rest/log-sources.
/// </summary>
/// <typeparam name="TSource">The source's type.</typeparam>
/// <typeparam name="TSettings">Its settings' type.</typeparam>
public sealed class RestSourceOperations<TSource, TSettings>
    where TSource : RestLogSource
    where TSettings : RestSourceSettings
{
    private const string View = "View Log Sources";
    private const string Manage = "Manage Log Sources";

    private readonly RestTransport _rest;
    private readonly LogSourceOperations _logSources;
    private readonly string _path;
    private readonly Func<LogSource, TSource> _create;
    private readonly RestOperation _get;
    private readonly RestOperation _post;
    private readonly RestOperation _put;

    /// <param name="rest">The transport.</param>
    /// <param name="logSources">The operations on all kinds.</param>
    /// <param name="name">The kind's name in the names of operations, such as <c>Http</c>.</param>
    /// <param name="integrationType">The kind's value of <see cref="LogSource.IntegrationType"/>.</param>
    /// <param name="create">Makes the kind's object of a source.</param>
    internal RestSourceOperations(RestTransport rest, LogSourceOperations logSources, string name, string integrationType, Func<LogSource, TSource> create)
    {
        _rest = rest;
        _logSources = logSources;
        _path = "log-sources/" + name.ToLowerInvariant();
        IntegrationType = integrationType;
        _create = create;
        _get = new RestOperation($"Get{name}Source", HttpMethod.Get, RequestSafety.Read) { RequiredPermissions = View };
        _post = new RestOperation($"Create{name}Source", HttpMethod.Post, RequestSafety.Create) { RequiredPermissions = Manage };
        _put = new RestOperation($"Update{name}Source", HttpMethod.Put, RequestSafety.Idempotent) { RequiredPermissions = Manage };
    }

    /// <summary>The kind's value of <see cref="LogSource.IntegrationType"/>.</summary>
    public string IntegrationType { get; }

    /// <summary>Whether a source is of this kind.</summary>
    public bool IsOfKind(LogSource source) => source.IntegrationType == IntegrationType;

    /// <summary>Reads a source's configuration and adds it to what is known of the source.</summary>
    /// <exception cref="PantherException">Among others <see cref="PantherErrorKind.InvalidInput"/> for a source of another kind.</exception>
    public async Task<TSource> GetAsync(LogSource source, CallContext context)
    {
        RequireKind(source);
        return ToSource(source, await ReadAsync(source, context).ConfigureAwait(false));
    }

    /// <summary>Creates a source. The request is never sent twice: where its outcome is unclear, the source is looked for.</summary>
    /// <returns>The new source; its health and times are not known yet.</returns>
    public async Task<TSource> CreateAsync(TSettings settings, CallContext context)
    {
        JObject input = settings.ToNewInput();
        return await _logSources.CreateAsync(_post.Name, settings.Label!, SendNewAsync, IsOfKind, ReadNewAsync, context).ConfigureAwait(false);

        async Task<TSource> SendNewAsync() => ToSource(
            new LogSource(_logSources.Client) { IntegrationType = IntegrationType },
            await SendAsync(_post, _path, input, settings.Secrets, context).ConfigureAwait(false));

        async Task<(TSource Source, IReadOnlyList<string> Differences)> ReadNewAsync(LogSource source)
        {
            JObject found = await ReadAsync(source, context).ConfigureAwait(false);
            return (ToSource(source, found), SettingsComparison.Differences(settings.WithoutSecrets(input), found));
        }
    }

    /// <summary>Reads a source and works out the full replacement that the settings demand; sends no change.</summary>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.InvalidInput"/> for a source of another kind, or where a secret has to be given again.
    /// </exception>
    public async Task<SourceUpdate<TSource>> PrepareUpdateAsync(LogSource source, TSettings settings, CallContext context)
    {
        RequireKind(source);
        JObject found = await ReadAsync(source, context).ConfigureAwait(false);
        var input = (JObject)found.DeepClone();
        input.Remove("integrationId");
        foreach (JProperty empty in input.Properties().Where(p => p.Value is { Type: JTokenType.Null } or JValue { Value: "" }).ToArray())
        {
            // What is not set, and every secret, is read back as empty text; sent back, a secret would be cleared.
            empty.Remove();
        }

        IReadOnlyList<PropertyChange> changes = settings.ApplyTo(input);
        TSource current = ToSource(source, found);
        if (changes.Count > 0)
        {
            settings.Check(input, before: found);
        }

        return new SourceUpdate<TSource>(current, input, changes, settings.Secrets);
    }

    /// <summary>Sends the full replacement. Where nothing would change, nothing is sent.</summary>
    /// <returns>The source as it is afterwards.</returns>
    public async Task<TSource> UpdateAsync(SourceUpdate<TSource> update, CallContext context)
    {
        if (update.Changes.Count == 0)
        {
            context.Verbose($"{_put.Name}: nothing to change at {update.Current}.");
            return update.Current;
        }

        JObject updated = await SendToAsync(_put, update.Current, update.Input, update.Secrets, context).ConfigureAwait(false);
        return ToSource(update.Current, updated);
    }

    private Task<JObject> ReadAsync(LogSource source, CallContext context) => SendToAsync(_get, source, null, [], context);

    private Task<JObject> SendToAsync(RestOperation operation, LogSource source, JObject? input, IReadOnlyList<string> secrets, CallContext context)
    {
        CallTarget target = LogSource.TargetOf(source.Id);
        return SendAsync(operation with { Target = target }, $"{_path}/{RestTransport.PathPart(target)}", input, secrets, context);
    }

    private async Task<JObject> SendAsync(RestOperation operation, string path, JObject? input, IReadOnlyList<string> secrets, CallContext context)
    {
        RestResponse response = await _rest.SendAsync(operation, path, input, secrets, context).ConfigureAwait(false);
        return response.Body is JObject { } answer && answer["integrationId"] is { Type: JTokenType.String }
            ? answer
            : throw response.NotWhatWasPromised("it holds no source with an id");
    }

    private TSource ToSource(LogSource same, JObject configuration)
    {
        TSource source = _create(same);
        source.Configure(configuration);
        return source;
    }

    private void RequireKind(LogSource source)
    {
        if (!IsOfKind(source))
        {
            throw new PantherException(
                PantherErrorKind.InvalidInput, $"The source {source} is of the type {source.IntegrationType}; this takes sources of the type {IntegrationType}.");
        }
    }
}
