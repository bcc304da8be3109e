using System.Management.Automation;
using Panther.Client;
using Panther.Client.Schemas;
using PantherPS.Names;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Gets the schemas (log types) of a Panther tenant.
/// Their names are what -LogType of the other cmdlets takes.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherSchema", HelpUri = HelpRoot + "Get-PantherSchema.md")]
[OutputType(typeof(PantherSchema))]
public sealed class GetPantherSchemaCommand : ConnectedCmdlet
{
    private readonly TenantNames _names = new();

    /// <summary>Names of schemas; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LogType", "LogTypes")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [LogTypesTransformation]
    [TextTransformation(IsPiped = true, ExceptFor = typeof(ITenantObject))]
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
    protected override void ProcessRecord() => _names.Add(Name, (source, name) => ClientForInput(source, $"The log type '{name}'"));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!MyInvocation.ExpectingInput && _names.IsEmpty)
        {
            Read(ClientFor(), null);
        }

        foreach ((PantherClient client, IReadOnlyList<string> names) in _names.ByTenant)
        {
            Read(client, names);
        }
    }

    private void Read(PantherClient client, IReadOnlyList<string>? names)
    {
        var query = new SchemaQuery
        {
            IsInUse = InUse ? true : null,
            IsManaged = Managed ? true : null,
            IsArchived = Archived ? true : null,
            WithSpec = IncludeSpec,
        };
        ReadNamed(
            client.Schemas.List(query, Context),
            "schemas read",
            client.Endpoint.ApiHost,
            new ListNameFilter<PantherSchema>(names, schema => schema.Name, name => $"There is no schema named '{name}'."),
            WriteObject);
    }
}
