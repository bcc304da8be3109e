using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Removes log sources of any kind from a Panther tenant.
/// A removed source cannot be brought back.
/// </summary>
[Cmdlet(
    VerbsCommon.Remove,
    "PantherLogSource",
    DefaultParameterSetName = InputObjectSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpRoot + "Remove-PantherLogSource.md")]
[OutputType(typeof(void))]
public sealed class RemovePantherLogSourceCommand : LogSourceCmdlet
{
    private readonly Dictionary<PantherClient, RemovalImpact> _impacts = [];

    /// <summary>
    /// Leaves out, in the question and the plan, the detections that no other source feeds. They are not looked for without these.
    /// </summary>
    [Parameter]
    public SwitchParameter SkipImpact { get; set; }

    private protected override IEnumerable<Task> Process(ItemReference<LogSource> source)
    {
        object target = source.Target;
        if (source.Item is null && IsPlanShown)
        {
            Task<LogSource> read = Request(context => source.Client.LogSources.GetAsync(source.Id, context));
            yield return read;
            if (!TryGet(read, target, out LogSource found))
            {
                yield break;
            }

            source = source.With(found);
        }

        string impact = "";
        RemovalImpact? others = IsPlanShown && !SkipImpact ? ImpactAt(source.Client) : null;
        if (others is not null)
        {
            yield return others.Sources;
            yield return others.ReadDetections(source.Item!);
            impact = others.Describe(source.Item!);
        }

        string what = $"{NameOf(source)} from {source.Host}";
        if (!ShouldProcess($"Removing {what}.{impact}", $"Remove {what}? This cannot be undone.{impact}", MyInvocation.MyCommand.Name))
        {
            if (IsOnlyPlanned)
            {
                others?.Remove(source.Item!);
            }

            yield break;
        }

        others?.Remove(source.Item!);

        Task<bool> removal = Request(async context =>
        {
            await source.Client.LogSources.DeleteAsync(source.Id, context).ConfigureAwait(false);
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
