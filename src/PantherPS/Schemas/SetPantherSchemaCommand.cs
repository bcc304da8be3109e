using System.Management.Automation;
using Panther.Client;
using Panther.Client.Schemas;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Creates and changes the schemas of a Panther tenant's own, from files or texts, and archives and restores them.
/// What a file does not say of description, reference and field discovery stays as it is.
/// </summary>
[Cmdlet(
    VerbsCommon.Set,
    "PantherSchema",
    DefaultParameterSetName = PathSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "Set-PantherSchema.md")]
[OutputType(typeof(PantherSchema))]
public sealed class SetPantherSchemaCommand : RequestCmdlet
{
    private const string PathSet = "Path";
    private const string NameSet = "Name";
    private const string InputObjectSet = "InputObject";

    private readonly Dictionary<string, string> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Schema files, and folders of them; wildcards are allowed. Files that hold tests are passed over.</summary>
    [Parameter(
        ParameterSetName = PathSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [SupportsWildcards]
    [TextTransformation(ExceptFor = typeof(PantherSchema))]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>The names of the schemas, in any case.</summary>
    [Parameter(ParameterSetName = NameSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Schemas, as Get-PantherSchema returned them; each is read anew at the tenant that it came from.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [SchemaTransformation]
    [ValidateNotNull]
    public PantherSchema[]? InputObject { get; set; }

    /// <summary>The specification in YAML, as a whole, for one schema.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = InputObjectSet)]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    public string? Spec { get; set; }

    /// <summary>Archives the schemas, that is, puts them out of use; -Archived:$false restores them.</summary>
    [Parameter]
    public SwitchParameter Archived { get; set; }

    /// <summary>Returns the schemas.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool? IsArchived => MyInvocation.BoundParameters.ContainsKey(nameof(Archived)) ? Archived.IsPresent : null;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case PathSet:
                Array.ForEach(Path!, TakePath);
                break;
            case NameSet:
                RequireChange(Name!.Length);
                foreach (string name in Name)
                {
                    Take(ClientFor(), name, name, name, () => new SchemaSettings(name) { Spec = Spec, IsArchived = IsArchived });
                }

                break;
            default:
                RequireChange(InputObject!.Length);
                foreach (PantherSchema schema in InputObject)
                {
                    if (TryGetClient(schema, $"The schema '{schema.Name}'", schema, out PantherClient client))
                    {
                        Take(client, schema.Name, schema.Name, schema, () => new SchemaSettings(schema.Name)
                        {
                            Spec = Spec, IsArchived = IsArchived, BaseRevision = schema.Revision,
                        });
                    }
                }

                break;
        }
    }

    private void TakePath(string path)
    {
        PantherClient client = ClientFor();
        IReadOnlyList<(string Path, string Text)> files =
            SchemaFiles.Read(this, path, WriteVerbose, (file, error) => Run(() => WriteFailure(error, file)));
        foreach ((string file, string text) in files)
        {
            string label = System.IO.Path.GetFileName(file);
            if (TryGet(() => About(file, () => SchemaSettings.FromFile(text, IsArchived)), file, out SchemaSettings settings))
            {
                Take(client, settings.Name, label, file, () => settings);
            }
        }
    }

    /// <summary>Refuses a command line that names no change, or one text for several schemas.</summary>
    private void RequireChange(int count)
    {
        if (Spec is null && IsArchived is null)
        {
            RefuseParameters(
                "Nothing to change: specify -Spec with the specification, -Archived or -Archived:$false, or files: "
                + "Set-PantherSchema ./schemas.");
        }

        if (Spec is not null && (count > 1 || _given.Count > 0))
        {
            RefuseParameters(
                "-Spec is the specification of one schema, but several are named. Pass files for several: Set-PantherSchema ./schemas.");
        }
    }

    private protected override string? Recommend(PantherException failure) => failure.Kind == PantherErrorKind.Conflict
        ? "Look at the schema with Get-PantherSchema -IncludeSpec, and set it again."
        : null;

    private void Take(PantherClient client, string name, string label, object target, Func<SchemaSettings> make)
    {
        // Two tenants may have schemas of one name.
        string key = $"{client.Endpoint.ApiHost} {name}";
        if (_given.TryGetValue(key, out string? first))
        {
            Run(() => WriteFailure(
                new PantherException(PantherErrorKind.InvalidInput, $"The schema '{name}' is already in '{first}'. It was not "
                    + "set a second time."),
                target));
            return;
        }

        _given.Add(key, label);
        Enqueue(key, label == name ? name : $"{label}, {name}", Process(client, target, make()));
    }

    private IEnumerable<Task> Process(PantherClient client, object target, SchemaSettings settings)
    {
        SchemaUpdate? planned = null;
        if (IsPlanShown)
        {
            Task<SchemaUpdate> reading = Request(context => client.Schemas.PrepareAsync(settings, context));
            yield return reading;
            if (!TryGet(reading, target, out planned))
            {
                yield break;
            }

            if (planned.Changes.Count == 0)
            {
                WriteVerbose($"Nothing to change in the schema '{planned.Name}'.");
                Finish(planned.Current!);
                yield break;
            }

            string plan = string.Concat(planned.Changes.Select(c => $"{Environment.NewLine}  {c}"));
            string what =
                $"the schema '{planned.Name}'{(planned.Current is null ? "" : $" (revision {planned.Current.Revision})")} at "
                + $"{client.Endpoint.ApiHost}";
            (string doing, string question) = planned.Current is null ? ("Making", "Make") : ("Changing", "Change");
            if (!ShouldProcess($"{doing} {what}:{plan}", $"{question} {what}?{plan}", MyInvocation.MyCommand.Name))
            {
                yield break;
            }
        }
        else if (!ShouldProcess(
            $"Setting the schema '{settings.Name}' at {client.Endpoint.ApiHost}.",
            $"Set the schema '{settings.Name}' at {client.Endpoint.ApiHost}?",
            MyInvocation.MyCommand.Name))
        {
            yield break;
        }

        // What was shown is what is sent: where the schema was changed since, Panther refuses its revision.
        Task<PantherSchema> sending = Request(async context =>
            await client.Schemas.ApplyAsync(
                planned ?? await client.Schemas.PrepareAsync(settings, context).ConfigureAwait(false), context).ConfigureAwait(false));
        yield return sending;
        if (TryGet(sending, target, out PantherSchema done))
        {
            Finish(done);
        }

        void Finish(PantherSchema schema)
        {
            if (PassThru)
            {
                WriteObject(schema);
            }
        }
    }

    /// <summary>Makes something of a file; an error names the file.</summary>
    private static T About<T>(string file, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (PantherException e)
        {
            throw new PantherException(e.Kind, $"'{file}': {e.Message}", e);
        }
    }
}
