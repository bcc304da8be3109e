using System.Management.Automation;
using PantherPS.Pipeline;
using PantherPS.Session;

namespace PantherPS.Commands;

/// <summary>
/// Ends connections of this session.
/// Without a parameter it ends the default. Objects that came from an ended connection do not fall back on another.
/// </summary>
[Cmdlet(VerbsCommunications.Disconnect, "Panther", DefaultParameterSetName = NameSet, HelpUri = HelpRoot + "Disconnect-Panther.md")]
[OutputType(typeof(void))]
public sealed class DisconnectPantherCommand : PantherCmdlet
{
    private const string NameSet = "Name";
    private const string AllSet = "All";

    /// <summary>The names of the connections; wildcards are allowed.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [TextTransformation(IsPiped = true, ExceptFor = typeof(PantherConnection))]
    public string[]? Name { get; set; }

    /// <summary>Ends all connections of this session.</summary>
    [Parameter(ParameterSetName = AllSet, Mandatory = true)]
    public SwitchParameter All { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ConnectionTable table = ConnectionTable.Current;
        if (All)
        {
            table.Clear(ConnectionEnd.Disconnected);
        }
        else if (Name is null)
        {
            if (table.Default is { } connection)
            {
                table.Remove(connection, ConnectionEnd.Disconnected);
            }
        }
        else
        {
            foreach (PantherConnection connection in ConnectionsNamed(Name))
            {
                table.Remove(connection, ConnectionEnd.Disconnected);
            }
        }
    }
}
