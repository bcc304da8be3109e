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
    /// <summary>Whether somebody will see what is to be removed, so that it is worth asking Panther for it.</summary>
    private bool IsShown
    {
        get
        {
            Dictionary<string, object> bound = MyInvocation.BoundParameters;
            return IsTrue("WhatIf") ?? IsTrue("Confirm") ?? (PreferenceIs("WhatIfPreference", "True") || !PreferenceIs("ConfirmPreference", "None"));

            bool? IsTrue(string name) => bound.TryGetValue(name, out object? value) ? value is SwitchParameter { IsPresent: true } : null;

            bool PreferenceIs(string name, string text) =>
                string.Equals(GetVariableValue(name)?.ToString(), text, StringComparison.OrdinalIgnoreCase);
        }
    }

    private protected override IEnumerable<Task> Process(PantherClient client, string id, LogSource? source)
    {
        object target = source ?? (object)id;
        if (source is null && IsShown)
        {
            Task<LogSource> read = Request(() => client.LogSources.GetAsync(id, Context));
            yield return read;
            if (!TryGet(read, target, out source))
            {
                yield break;
            }
        }

        string what = source is null ? $"the log source {id}" : $"the log source {Describe(source)}";
        if (!ShouldProcess($"Removing {what} from {client.Endpoint.ApiHost}.", $"Remove {what} from {client.Endpoint.ApiHost}? It cannot be brought back.", MyInvocation.MyCommand.Name))
        {
            yield break;
        }

        Task<bool> removal = Request(async () =>
        {
            await client.LogSources.DeleteAsync(id, Context).ConfigureAwait(false);
            return true;
        });
        yield return removal;
        TryGet(removal, target, out _);
    }
}
