using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;

namespace PantherPS.Commands;

/// <summary>
/// Removes log sources of any kind from a Panther tenant.
/// A removed source cannot be brought back.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "PantherLogSource", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = HelpRoot + "Remove-PantherLogSource.md")]
[OutputType(typeof(void))]
public sealed class RemovePantherLogSourceCommand : LogSourceCmdlet
{
    private protected override IEnumerable<Task> Process(PantherClient client, string id, LogSource? source)
    {
        object target = TargetOf(id, source);
        if (source is null && IsPlanShown)
        {
            Task<LogSource> read = Request(context => client.LogSources.GetAsync(id, context));
            yield return read;
            if (!TryGet(read, target, out source))
            {
                yield break;
            }
        }

        string what = NameOf(id, source);
        if (!ShouldProcess($"Removing {what} from {client.Endpoint.ApiHost}.", $"Remove {what} from {client.Endpoint.ApiHost}? It cannot be brought back.", MyInvocation.MyCommand.Name))
        {
            yield break;
        }

        Task<bool> removal = Request(async context =>
        {
            await client.LogSources.DeleteAsync(id, context).ConfigureAwait(false);
            return true;
        });
        yield return removal;
        TryGet(removal, target, out _);
    }
}
