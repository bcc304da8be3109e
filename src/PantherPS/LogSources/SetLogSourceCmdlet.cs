using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that change sources of one kind: read, merge, replace.</summary>
/// <typeparam name="TSource">The kind.</typeparam>
/// <typeparam name="TSettings">Its settings.</typeparam>
public abstract class SetLogSourceCmdlet<TSource, TSettings> : LogSourceCmdlet, IOfKind
    where TSource : ConfiguredLogSource
    where TSettings : LogSourceSettings
{
    private readonly LogTypeWarnings _logTypes;
    private TSettings _settings = null!;

    private protected SetLogSourceCmdlet() => _logTypes = new LogTypeWarnings(Context);

    /// <summary>The new name.</summary>
    [Parameter]
    [Alias("IntegrationLabel")]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? Label { get; set; }

    /// <summary>How events lie in the payload: Auto, JSON, JsonArray, Lines or XML; for S3 also CloudWatchLogs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogStreamTypeCompleter))]
    [TextTransformation]
    public string? LogStreamType { get; set; }

    /// <summary>For the stream type JsonArray: the path of the array that holds the events; empty text removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowNull]
    [TextTransformation]
    public string? JsonArrayEnvelopeField { get; set; }

    /// <summary>For the stream type XML: the root element; empty text removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowNull]
    [TextTransformation]
    public string? XmlRootElement { get; set; }

    /// <summary>Log types to add; of a source with several mappings, to the one that -Prefix names.</summary>
    [Parameter]
    [Alias("AddLogTypes")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[]? AddLogType { get; set; }

    /// <summary>Log types to take away; without -Prefix from every mapping.</summary>
    [Parameter]
    [Alias("RemoveLogTypes")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[]? RemoveLogType { get; set; }

    /// <summary>Returns the changed sources.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            RequireChange();
            _settings = Define();
            _settings.Label = Label;
            _settings.LogStreamType = SourceParameters.CanonicalLogStreamType(LogStreamType);
            _settings.JsonArrayEnvelopeField = Clearable(nameof(JsonArrayEnvelopeField), JsonArrayEnvelopeField);
            _settings.XmlRootElement = Clearable(nameof(XmlRootElement), XmlRootElement);
            _settings.AddLogTypes = AddLogType;
            _settings.RemoveLogTypes = RemoveLogType;
            _settings.Check();
        }
        catch (PantherException e)
        {
            RefuseParameters(e.Message);
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

    /// <inheritdoc/>
    ILogSourceKind? IOfKind.KindFor(PantherClient client) => KindOf(client);

    /// <summary>The settings of this kind alone that are named.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: parameters do not go together.</exception>
    private protected abstract TSettings Define();

    /// <summary>Whether a parameter is named; the changes never bind from the pipeline.</summary>
    private protected bool IsNamed(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>The value of a text that may be cleared: null where it is not named.</summary>
    private protected string? Clearable(string parameter, string? value) => IsNamed(parameter) ? value ?? "" : null;

    /// <summary>The value of a switch that may be switched off: null where it is not named.</summary>
    private protected bool? Switchable(string parameter, SwitchParameter value) => IsNamed(parameter) ? value.IsPresent : null;

    /// <summary>Refuses a command line that names no change: what was meant to change by it would not, and nobody would notice.</summary>
    private void RequireChange()
    {
        string[] changes = [.. ChangeParameters().Where(IsNamed)];
        string command = MyInvocation.MyCommand.Name;
        if (changes.Length == 0)
        {
            throw Refuse(
                "Nothing to change was specified. Values are taken from the command line, never from piped objects. To set a value for "
                + $"each, such as from a CSV file: Import-Csv changes.csv | ForEach-Object {{ {command} -Id $_.Id -LogStreamType "
                + $"$_.LogStreamType }}.");
        }

        if (changes is [MappingParameters.Selector])
        {
            throw Refuse(
                "-Prefix selects a mapping, but nothing to change in it was specified. -NewPrefix renames its prefix.");
        }

        if (IsNamed("LogType") && (AddLogType ?? RemoveLogType) is not null)
        {
            throw Refuse("-LogType replaces all log types. It cannot be used with -AddLogType or -RemoveLogType.");
        }

        static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);
    }

    /// <summary>The parameters of this class and those that are derived from it, but for those that say what is returned.</summary>
    private IEnumerable<string> ChangeParameters() => GetType().GetProperties()
        .Where(p => typeof(SetLogSourceCmdlet<TSource, TSettings>).IsAssignableFrom(p.DeclaringType) && p.Name != nameof(PassThru))
        .Where(p => p.IsDefined(typeof(ParameterAttribute), false))
        .Select(p => p.Name);

    /// <summary>
    /// Where nobody is asked the work is one piece, which waits for no further step; else the plan is shown first, and the source
    /// is read anew when the change is sent, since time has gone by.
    /// </summary>
    private protected sealed override IEnumerable<Task> Process(ItemReference<LogSource> source)
    {
        ILogSourceKind<TSource, TSettings> kind = KindOf(source.Client);
        LogSourceReference reference = ReferenceTo(source);
        object target = source.Target;
        SourceUpdate<TSource>? unchanged = null;
        if (IsPlanShown)
        {
            Task<SourceUpdate<TSource>> reading = Request(context => kind.PrepareUpdateAsync(reference, _settings, context));
            yield return reading;
            if (!TryGet(reading, target, out SourceUpdate<TSource> planned))
            {
                yield break;
            }

            // All that the change would warn of is said before, and not again after it.
            if (planned.Changes.Count > 0)
            {
                _settings.WarnOfDoubts(Context, planned.Current);
            }

            Task<bool> checking = Request(async context =>
            {
                await source.Client.Schemas.LogTypeCheck.WarnOfUnknownAsync(_settings.NamedLogTypes, context).ConfigureAwait(false);
                return true;
            });
            yield return checking;
            if (!TryGet(checking, target, out _))
            {
                yield break;
            }

            WriteMessages();
            if (planned.Changes.Count == 0)
            {
                // Nobody was asked about a change, so none is looked for again.
                unchanged = planned;
            }
            else if (!ShouldProcess($"Changing {Plan(planned, ":")}", $"Change {Plan(planned, "?")}", MyInvocation.MyCommand.Name))
            {
                yield break;
            }
        }
        else
        {
            string what = $"{NameOf(source)} at {source.Host}";
            if (!ShouldProcess($"Changing {what}.", $"Change {what}?", MyInvocation.MyCommand.Name))
            {
                yield break;
            }
        }

        Task<(SourceUpdate<TSource> Update, TSource Source)> sending = Request(async context =>
        {
            SourceUpdate<TSource> update = unchanged ?? await kind.PrepareUpdateAsync(reference, _settings, context).ConfigureAwait(false);
            return (update, await kind.UpdateAsync(update, context).ConfigureAwait(false));
        });
        yield return sending;
        if (!TryGet(sending, target, out (SourceUpdate<TSource> Update, TSource Source) done))
        {
            yield break;
        }

        if (PassThru)
        {
            WriteObject(done.Source);
        }

        if (done.Update.Changes.Count > 0)
        {
            WriteVerbose($"Changed {Plan(done.Update, ":")}");
        }

        if (done.Update.Changes.Count > 0)
        {
            _settings.WarnOfDoubts(Context, done.Update.Current);
        }

        // A name that was to be removed, and was not there, may be misspelt.
        _logTypes.Check(
            source.Client, done.Update.Changes.Count > 0 ? _settings.NamedLogTypes : _settings.NamedLogTypes.Concat(RemoveLogType ?? []));
        WriteMessages();

        string Plan(SourceUpdate<TSource> update, string mark)
        {
            string changes = string.Concat(update.Changes.Select(c => $"{Environment.NewLine}  {c}"));
            return $"the log source {SourceTexts.Describe(update.Current)} at {source.Host}{mark}{changes}";
        }
    }
}
