using System.Management.Automation;
using Panther.Client;
using PantherPS.Completion;
using PantherPS.Connection;

namespace PantherPS.Pipeline;

/// <summary>The base of the cmdlets that talk to a tenant.</summary>
public abstract class ConnectedCmdlet : PantherCmdlet
{
    private protected ConnectedCmdlet()
    {
    }

    /// <summary>The connection to use, or its name; without it the connection that a piped object came from, or else the default.</summary>
    [Parameter]
    [ConnectionTransformation]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public PantherConnection? Connection { get; set; }

    /// <summary>The client for an input.</summary>
    /// <param name="origin">The client that has read the input; null where it came from none.</param>
    private protected PantherClient ClientFor(PantherClient? origin = null)
    {
        PantherConnection? connection = Connection ?? PantherConnection.Of(origin) ?? ConnectionTable.Current.Default;
        try
        {
            return connection?.Client ?? throw new PantherException(
                PantherErrorKind.NotConnected, "There is no connection to Panther in this session. Make one with Connect-Panther.");
        }
        catch (PantherException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, connection?.Name ?? MyInvocation.MyCommand.Name));
            throw;
        }
    }
}
