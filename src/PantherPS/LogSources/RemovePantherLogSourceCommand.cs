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
    private readonly Dictionary<PantherClient, RemovalImpact> _impacts = [];

    /// <summary>Leaves out, in the question and the plan, the detections that no other source feeds. They are not looked for without these.</summary>
    [Parameter]
    public SwitchParameter SkipImpact { get; set; }

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

        string impact = "";
        RemovalImpact? others = IsPlanShown && !SkipImpact ? ImpactAt(client) : null;
        if (others is not null)
        {
            yield return others.Sources;
            yield return others.ReadDetections(source!);
            impact = others.Describe(source!);
        }

        string what = $"{NameOf(id, source)} from {client.Endpoint.ApiHost}";
        if (!ShouldProcess($"Removing {what}.{impact}", $"Remove {what}? It cannot be brought back.{impact}", MyInvocation.MyCommand.Name))
        {
            if (IsOnlyPlanned)
            {
                others?.Remove(source!);
            }

            yield break;
        }

        others?.Remove(source!);

        Task<bool> removal = Request(async context =>
        {
            await client.LogSources.DeleteAsync(id, context).ConfigureAwait(false);
            return true;
        });
        yield return removal;
        TryGet(removal, target, out _);
    }

    private RemovalImpact ImpactAt(PantherClient client)
    {
        if (!_impacts.TryGetValue(client, out RemovalImpact? impact))
        {
            impact = new RemovalImpact(client, Request, Request);
            _impacts.Add(client, impact);
        }

        return impact;
    }
}
