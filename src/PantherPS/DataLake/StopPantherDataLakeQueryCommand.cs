using System.Management.Automation;
using Panther.Client;
using PantherPS.DataLake;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Cancels queries that run in Panther's data lake.
/// A query that has ended stays as it is.
/// </summary>
[Cmdlet(VerbsLifecycle.Stop, "PantherDataLakeQuery", SupportsShouldProcess = true, HelpUri = HelpRoot + "Stop-PantherDataLakeQuery.md")]
[OutputType(typeof(void))]
public sealed class StopPantherDataLakeQueryCommand : RequestCmdlet
{
    /// <summary>The ids of the queries.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [QueryIdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PantherClient client = ClientFor();
        foreach (string id in Id)
        {
            Enqueue(id, id, Process(client, id));
        }
    }

    private IEnumerable<Task> Process(PantherClient client, string id)
    {
        string what = $"the data lake query {id} at {client.Endpoint.ApiHost}";
        if (!ShouldProcess($"Cancelling {what}.", $"Cancel {what}?", MyInvocation.MyCommand.Name))
        {
            yield break;
        }

        Task<bool> cancellation = Request(async context =>
        {
            await client.DataLake.CancelAsync(id, context).ConfigureAwait(false);
            return true;
        });
        yield return cancellation;
        TryGet(cancellation, id, out _);
    }
}
