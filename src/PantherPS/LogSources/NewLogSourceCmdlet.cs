using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that create log sources. All properties bind from the pipeline, from a CSV file as from an existing source.</summary>
/// <typeparam name="TSource">The kind.</typeparam>
/// <typeparam name="TSettings">Its settings.</typeparam>
public abstract class NewLogSourceCmdlet<TSource, TSettings> : RequestCmdlet
    where TSource : ConfiguredLogSource
    where TSettings : LogSourceSettings
{
    private readonly LogTypeWarnings _logTypes;
    private HashSet<string> _named = [];

    private protected NewLogSourceCmdlet() => _logTypes = new LogTypeWarnings(Context);

    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("IntegrationLabel")]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string Label { get; set; } = "";

    /// <summary>How events lie in the payload, such as Auto, JSON, JsonArray, Lines or XML.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogStreamTypeCompleter))]
    [TextTransformation]
    public string LogStreamType { get; set; } = "";

    /// <summary>For the stream type JsonArray: the path of the array that holds the events.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TextTransformation]
    public string? JsonArrayEnvelopeField { get; set; }

    /// <summary>For the stream type XML: the root element.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TextTransformation]
    public string? XmlRootElement { get; set; }

    /// <summary>An existing source to copy, or any object whose properties have the parameters' names.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _named = new HashSet<string>(MyInvocation.BoundParameters.Keys, StringComparer.OrdinalIgnoreCase);
        try
        {
            CheckParameters();
        }
        catch (PantherException e)
        {
            RefuseParameters(e.Message);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // What a parameter held for the input before is another's by the time that this one's turn comes.
        string label = Label;
        PantherClient client = ClientForNew();
        if (TryGet(DefineAll, label, out (TSettings Settings, IReadOnlyList<PropertyChange> Plan) source))
        {
            Enqueue(label, label, Create(label, client, source.Settings, source.Plan));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        Wait(Begin(_logTypes.FinishAsync));
    }

    private protected override string? Recommend(PantherException failure) => SourceRecommendations.For(failure);

    /// <summary>The operations on this kind.</summary>
    private protected abstract ILogSourceKind<TSource, TSettings> KindOf(PantherClient client);

    /// <summary>Checks whether the parameters of the command line go together.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    private protected virtual void CheckParameters()
    {
    }

    /// <summary>The settings of this kind alone, from its parameters; a text that is empty counts as not given.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    private protected abstract TSettings Define();

    /// <summary>What is left to do, outside of Panther, until events of a new source arrive: one or more sentences.</summary>
    private protected abstract string NextStep(TSource created);

    /// <summary>Whether a parameter was named on the command line, and not bound from the pipeline.</summary>
    private protected bool IsNamed(string parameter) => _named.Contains(parameter);

    /// <summary>A cell of a CSV file holds several values apart by a semicolon; a value that is named on the command line is itself.</summary>
    private protected IReadOnlyList<string>? Cells(string parameter, string[]? values) => values is [string cell] && !IsNamed(parameter)
        ? cell.Split(TextList.Separator).Select(v => v.Trim()).Where(v => v.Length > 0).ToArray()
        : values;

    private (TSettings Settings, IReadOnlyList<PropertyChange> Plan) DefineAll()
    {
        TSettings settings = Define();
        settings.Label = Label;
        settings.LogStreamType = SourceParameters.CanonicalLogStreamType(LogStreamType);
        settings.JsonArrayEnvelopeField = JsonArrayEnvelopeField;
        settings.XmlRootElement = XmlRootElement;
        return (settings, settings.CheckForCreation());
    }

    /// <summary>The client of the tenant that the source is made in: that of the source which is copied, where none is named.</summary>
    private PantherClient ClientForNew() => InputObject?.BaseObject is LogSource source
        ? ClientFor(source.Origin, $"The log source '{source.Label ?? source.Id}'")
        : ClientFor();

    private IEnumerable<Task> Create(string label, PantherClient client, TSettings settings, IReadOnlyList<PropertyChange> plan)
    {
        ILogSourceKind<TSource, TSettings> kind = KindOf(client);
        string what = $"the {kind.Name} log source '{label}' at {client.Endpoint.ApiHost}";
        string properties = string.Concat(
            plan.Where(p => p.Property != nameof(Label)).Select(p => $"{Environment.NewLine}  {p.Describe()}"));
        if (!ShouldProcess($"Creating {what}:{properties}", $"Create {what}?{properties}", MyInvocation.MyCommand.Name))
        {
            yield break;
        }

        Task<TSource> creation = Request(context => kind.CreateAsync(settings, context));
        yield return creation;
        if (TryGet(creation, label, out TSource created))
        {
            WriteObject(created);
            WriteVerbose($"Left to do for '{label}': {NextStep(created)}");
            _logTypes.Check(client, settings.NamedLogTypes);
            WriteMessages();
        }
    }
}
