using System.Management.Automation;
using Panther.Client;
using PantherPS.Pipeline;
using PantherPS.Session;

namespace PantherPS.Commands;

/// <summary>
/// Makes a connection of this session the default.
/// Commands that name no connection then go to it; piped objects still go to the tenant that they came from.
/// </summary>
[Cmdlet(VerbsCommon.Select, "PantherConnection", HelpUri = HelpRoot + "Select-PantherConnection.md")]
[OutputType(typeof(PantherConnection))]
public sealed class SelectPantherConnectionCommand : PantherCmdlet
{
    /// <summary>The connection's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [TextTransformation(IsPiped = true, ExceptFor = typeof(PantherConnection))]
    public string Name { get; set; } = "";

    /// <summary>Returns the connection.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ConnectionTable table = ConnectionTable.Current;
        if (table.Find(Name) is not { } connection)
        {
            string nearest = NearestNames.Sentence(Name, table.All.Select(c => c.Name));
            WriteFailure(
                new PantherException(PantherErrorKind.NotFound, $"There is no connection named '{Name}' in this session.{nearest}"), Name);
            return;
        }

        table.Select(connection);
        if (PassThru)
        {
            WriteObject(connection);
        }
    }
}
