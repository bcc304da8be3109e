using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Completion;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that change sources which the REST API configures: read, merge, replace.</summary>
/// <typeparam name="TSource">The kind.</typeparam>
/// <typeparam name="TSettings">Its settings.</typeparam>
public abstract class SetRestSourceCmdlet<TSource, TSettings> : LogSourceCmdlet
    where TSource : RestLogSource
    where TSettings : RestSourceSettings
{
    private TSettings? _settings;

    private protected SetRestSourceCmdlet()
    {
    }

    /// <summary>The new name.</summary>
    [Parameter]
    [Alias("IntegrationLabel")]
    [ValidateNotNullOrEmpty]
    public string? Label { get; set; }

    /// <summary>How events lie in the payload: Auto, JSON, JsonArray, Lines or XML.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogStreamTypeCompleter))]
    public string? LogStreamType { get; set; }

    /// <summary>For the stream type JsonArray: the path of the array that holds the events; empty text removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowNull]
    public string? JsonArrayEnvelopeField { get; set; }

    /// <summary>For the stream type XML: the root element; empty text removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowNull]
    public string? XmlRootElement { get; set; }

    /// <summary>Returns the changed sources.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _settings = Define();
        }
        catch (PantherException e)
        {
            RefuseParameters(e.Message);
        }
    }

    /// <summary>The operations on this kind.</summary>
    private protected abstract RestSourceOperations<TSource, TSettings> Sources(PantherClient client);

    /// <summary>The settings that are named.</summary>
    private protected abstract TSettings Define();

    /// <summary>The value of a text that may be cleared: null where it is not named.</summary>
    private protected string? Clearable(string parameter, string? value) =>
        MyInvocation.BoundParameters.ContainsKey(parameter) ? value ?? "" : null;

    private protected override IEnumerable<Task> Process(PantherClient client, string id, LogSource? source) => Change(
        client,
        source ?? (object)id,
        NameOf(id, source),
        async context => await Sources(client).PrepareUpdateAsync(
            source ?? await client.LogSources.GetAsync(id, context).ConfigureAwait(false), _settings!, context).ConfigureAwait(false),
        Sources(client).UpdateAsync,
        _settings!.NamedLogTypes,
        PassThru);
}
