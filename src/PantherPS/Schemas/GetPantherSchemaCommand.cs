using System.Management.Automation;
using Panther.Client;
using Panther.Client.Schemas;
using PantherPS.Completion;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// <para type="synopsis">Gets the schemas (log types) of a Panther tenant.</para>
/// Their names are what -LogType of the other cmdlets takes.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherSchema", HelpUri = HelpRoot + "Get-PantherSchema.md")]
[OutputType(typeof(PantherSchema))]
public sealed class GetPantherSchemaCommand : ConnectedCmdlet
{
    private readonly List<string> _names = [];

    /// <summary>Names of schemas; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LogType", "LogTypes")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only schemas that a source uses.</summary>
    [Parameter]
    public SwitchParameter InUse { get; set; }

    /// <summary>Only schemas that Panther maintains.</summary>
    [Parameter]
    public SwitchParameter Managed { get; set; }

    /// <summary>Only schemas that are archived.</summary>
    [Parameter]
    public SwitchParameter Archived { get; set; }

    /// <summary>Asks for the specifications too; they are long.</summary>
    [Parameter]
    public SwitchParameter IncludeSpec { get; set; }

    // Names are compared here: the API's own filter finds the names of fields as well.

    /// <inheritdoc/>
    protected override void ProcessRecord() => _names.AddRange(Name ?? []);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (MyInvocation.ExpectingInput && _names.Count == 0)
        {
            return;
        }

        PantherClient client = ClientFor();
        var query = new SchemaQuery
        {
            IsInUse = InUse ? true : null,
            IsManaged = Managed ? true : null,
            IsArchived = Archived ? true : null,
            WithSpec = IncludeSpec,
        };
        Task<IReadOnlyList<PantherSchema>> read = Begin(() => client.Schemas.ListAsync(query, Context));
        Wait(read);
        IReadOnlyList<PantherSchema> schemas;
        try
        {
            schemas = read.GetAwaiter().GetResult();
        }
        catch (PantherException e)
        {
            WriteFailure(e, client.Endpoint.ApiHost);
            return;
        }

        if (_names.Count == 0)
        {
            WriteObject(schemas, enumerateCollection: true);
            return;
        }

        foreach (string name in _names)
        {
            WildcardPattern pattern = Patterns.Parse(name);
            PantherSchema[] found = schemas.Where(s => pattern.IsMatch(s.Name)).ToArray();
            WriteObject(found, enumerateCollection: true);
            if (found.Length == 0 && !Patterns.IsPattern(name))
            {
                WriteFailure(new PantherException(PantherErrorKind.NotFound, $"There is no schema named '{name}'."), name);
            }
        }
    }
}
