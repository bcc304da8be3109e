using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Completion;
using PantherPS.Pipeline;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that create log sources. All properties bind from the pipeline, from a CSV file as from an existing source.</summary>
public abstract class NewLogSourceCmdlet : RequestCmdlet
{
    private readonly LogTypeWarnings _logTypes;
    private HashSet<string> _named = [];

    private protected NewLogSourceCmdlet() => _logTypes = new LogTypeWarnings(Context);

    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("IntegrationLabel")]
    [ValidateNotNullOrEmpty]
    public string Label { get; set; } = "";

    /// <summary>How events lie in the payload, such as Auto, JSON, JsonArray, Lines or XML.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogStreamTypeCompleter))]
    public string LogStreamType { get; set; } = "";

    /// <summary>For the stream type JsonArray: the path of the array that holds the events.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? JsonArrayEnvelopeField { get; set; }

    /// <summary>For the stream type XML: the root element.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? XmlRootElement { get; set; }

    /// <summary>An existing source to copy, or any object whose properties have the parameters' names.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() =>
        _named = new HashSet<string>(MyInvocation.BoundParameters.Keys, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        Wait(Begin(_logTypes.FinishAsync));
    }

    /// <summary>Whether a parameter was named on the command line, and not bound from the pipeline.</summary>
    private protected bool IsNamed(string parameter) => _named.Contains(parameter);

    /// <summary>A cell of a CSV file holds several values apart by a semicolon; a value that is named on the command line is itself.</summary>
    private protected IReadOnlyList<string>? Cells(string parameter, string[]? values) => values is [string cell] && !IsNamed(parameter)
        ? cell.Split(TextList.Separator).Select(v => v.Trim()).Where(v => v.Length > 0).ToArray()
        : values;

    /// <summary>The work on one new source.</summary>
    /// <param name="client">The client of its tenant.</param>
    /// <param name="what">What would be made, for a prompt.</param>
    /// <param name="logTypes">Its log types, which are checked once the source is made.</param>
    /// <param name="create">Makes it.</param>
    private protected void EnqueueCreation<T>(PantherClient client, string what, IEnumerable<string> logTypes, Func<CallContext, Task<T>> create)
        where T : LogSource => Enqueue(Label, Label, Create(Label, client, what, logTypes, create));

    /// <summary>The client of the tenant that the source is made in: that of the source which is copied, where none is named.</summary>
    private protected PantherClient ClientForNew() => InputObject?.BaseObject is LogSource source
        ? ClientFor(source.Origin, $"The log source '{source.Label ?? source.Id}'")
        : ClientFor();

    private IEnumerable<Task> Create<T>(string label, PantherClient client, string what, IEnumerable<string> logTypes, Func<CallContext, Task<T>> create)
        where T : LogSource
    {
        if (!ShouldProcess($"Creating {what} at {client.Endpoint.ApiHost}.", $"Create {what} at {client.Endpoint.ApiHost}?", MyInvocation.MyCommand.Name))
        {
            yield break;
        }

        Task<T> creation = Request(create);
        yield return creation;
        if (TryGet(creation, label, out T created))
        {
            WriteObject(created);
            _logTypes.Check(client, logTypes);
            WriteMessages();
        }
    }
}
