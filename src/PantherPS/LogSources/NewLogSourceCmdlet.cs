using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using Panther.Client.Paging;
using PantherPS.Pipeline;

namespace PantherPS.LogSources;

/// <summary>
/// The base of the cmdlets that create log sources. All properties bind from the pipeline, from a CSV file as from an existing source.
/// </summary>
/// <typeparam name="TSource">The kind.</typeparam>
/// <typeparam name="TSettings">Its settings.</typeparam>
public abstract class NewLogSourceCmdlet<TSource, TSettings> : RequestCmdlet
    where TSource : ConfiguredLogSource
    where TSettings : LogSourceSettings
{
    private readonly LogTypeWarnings _logTypes;

    /// <summary>The sources of each tenant by label; read once, where a plan is shown or what exists is left.</summary>
    private readonly Dictionary<PantherClient, Task<Dictionary<string, LogSource>?>> _existing = [];

    private readonly HashSet<(PantherClient Client, string Label)> _planned = [];
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

    /// <summary>Leaves a source whose label exists as it is, and returns it.</summary>
    [Parameter]
    public SwitchParameter SkipExisting { get; set; }

    /// <summary>An existing source to copy, or any object whose properties have the parameters' names.</summary>
    [Parameter(ValueFromPipeline = true)]
    public virtual PSObject? InputObject { get; set; }

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
        if (IsRow(InputObject))
        {
            RowCells.Trim(this, IsNamed);
        }

        // What a parameter held for the input before is another's by the time that this one's turn comes.
        string label = Label;
        object target = InputObject ?? (object)label;
        PantherClient client = ClientForInput(InputObject, $"The log source '{label}'");
        if (TryGet(DefineAll, target, out (TSettings Settings, IReadOnlyList<PropertyChange> Plan) source))
        {
            Enqueue(label, label, Create(label, target, client, source.Settings, source.Plan));
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

    /// <summary>
    /// A cell of a CSV file holds several values apart by a semicolon; a value that is named on the command line is itself.
    /// </summary>
    private protected IReadOnlyList<string>? Cells(string parameter, string[]? values) => values is [string cell] && !IsNamed(parameter)
        ? cell.Split(TextList.Separator).Select(v => v.Trim()).Where(v => v.Length > 0).ToArray()
        : values;

    private (TSettings Settings, IReadOnlyList<PropertyChange> Plan) DefineAll()
    {
        try
        {
            TSettings settings = Define();
            settings.Label = Label;
            settings.LogStreamType = SourceParameters.CanonicalLogStreamType(LogStreamType);
            settings.JsonArrayEnvelopeField = JsonArrayEnvelopeField;
            settings.XmlRootElement = XmlRootElement;
            return (settings, settings.CheckForCreation());
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.InvalidInput)
        {
            throw new PantherException(e.Kind, $"The log source '{Label}' was not created. {e.Message}", e);
        }
    }

    /// <summary>Whether the input is no source, whose texts are as Panther has them, be it live or out of a file.</summary>
    private static bool IsRow(PSObject? input) => input is not null and not { BaseObject: LogSource }
        && !input.TypeNames.Any(t => t.StartsWith("Deserialized.Panther", StringComparison.Ordinal));

    private IEnumerable<Task> Create(
        string label, object target, PantherClient client, TSettings settings, IReadOnlyList<PropertyChange> plan)
    {
        ILogSourceKind<TSource, TSettings> kind = KindOf(client);
        Dictionary<string, LogSource>? existing = null;
        if (IsPlanShown || SkipExisting)
        {
            Task<Dictionary<string, LogSource>?> listing = Existing(client);
            yield return listing;
            if (!TryGet(listing, target, out existing))
            {
                yield break;
            }
        }

        LogSource? same = existing is not null && existing.TryGetValue(label, out LogSource? found) ? found : null;
        if (same is not null && SkipExisting && kind.IsOfKind(same))
        {
            Task<TSource> reading = same is TSource known ? Task.FromResult(known) : Request(context => kind.GetAsync(same, context));
            yield return reading;
            if (TryGet(reading, target, out TSource left))
            {
                WriteVerbose($"The log source '{label}' already exists and is left as it is.");
                WriteObject(left);
            }

            yield break;
        }

        if (same is not null)
        {
            WriteFailure(
                new PantherException(
                    PantherErrorKind.Conflict,
                    $"The label '{label}' is taken: a log source of the kind {same.IntegrationType} has it ({same.Id}).")
                    {
                        Noun = "log source",
                    },
                target);
            yield break;
        }

        if (IsPlanShown)
        {
            if (!_planned.Add((client, label)))
            {
                WriteFailure(
                    new PantherException(
                        PantherErrorKind.Conflict, $"The label '{label}' is used twice in the input. A label must be unique.")
                        {
                            Noun = "log source",
                        },
                    target);
                yield break;
            }

            // All that the creation would warn of is said before, and not again after it.
            settings.WarnOfDoubts(Context, existing?.Values);
            Task<bool> checking = Request(async context =>
            {
                await client.Schemas.LogTypeCheck.WarnOfUnknownAsync(settings.NamedLogTypes, context).ConfigureAwait(false);
                return true;
            });
            yield return checking;
            if (!TryGet(checking, target, out _))
            {
                yield break;
            }

            WriteMessages();
        }

        string what = $"the {kind.Name} log source '{label}' at {client.Endpoint.ApiHost}";
        string properties = string.Concat(
            plan.Where(p => p.Property != nameof(Label)).Select(p => $"{Environment.NewLine}  {p.Describe()}"));
        if (!ShouldProcess($"Creating {what}:{properties}", $"Create {what}?{properties}", MyInvocation.MyCommand.Name))
        {
            yield break;
        }

        Task<TSource> creation = Request(context => kind.CreateAsync(settings, context));
        yield return creation;
        if (TryGet(creation, target, out TSource created))
        {
            if (existing is not null)
            {
                existing[label] = created;
            }

            WriteObject(created);
            WriteVerbose($"Next step for '{label}': {NextStep(created)}");
            _logTypes.Check(client, settings.NamedLogTypes);
            WriteMessages();
        }
    }

    /// <summary>The sources of a tenant by label; null where the token may not read them, and only a plan would have used them.</summary>
    private Task<Dictionary<string, LogSource>?> Existing(PantherClient client)
    {
        if (!_existing.TryGetValue(client, out Task<Dictionary<string, LogSource>?>? existing))
        {
            _existing[client] = existing = Begin(ReadAsync);
        }

        return existing;

        async Task<Dictionary<string, LogSource>?> ReadAsync()
        {
            var sources = new Dictionary<string, LogSource>(StringComparer.Ordinal);
            try
            {
                using Listing<LogSource> listing = client.LogSources.List(Context);
                while (await listing.NextAsync().ConfigureAwait(false))
                {
                    while (listing.TryRead(out LogSource? source))
                    {
                        sources[source.Label ?? ""] = source;
                    }
                }
            }
            catch (PantherException e) when (e.Kind == PantherErrorKind.Forbidden && !SkipExisting)
            {
                Context.Verbose($"It is not known which labels are taken: {e.Message}");
                return null;
            }

            return sources;
        }
    }
}
