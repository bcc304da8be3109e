using System.Management.Automation;
using Panther.Client;
using Panther.Client.AsCode;
using PantherPS.AsCode;

namespace PantherPS.Commands;

/// <summary>
/// Compares the log sources of a Panther tenant with their definitions.
/// It changes nothing, and writes nothing where all is as it is defined.
/// </summary>
[Cmdlet(VerbsData.Compare, "PantherLogSource", DefaultParameterSetName = PathSet, HelpUri = HelpRoot + "Compare-PantherLogSource.md")]
[OutputType(typeof(LogSourceDifference))]
public sealed class ComparePantherLogSourceCommand : DefinitionCmdlet
{
    /// <summary>Writes also the sources that are as they are defined.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        (IReadOnlyList<LogSourceDefinition> definitions, PantherClient client) = ReadDefinitions();
        Compare(client, definitions, withUnmanaged: true, Take, (_, _, _) => { });
        base.EndProcessing();
        FinishLogTypes();

        void Take(LogSourceDifference difference)
        {
            CheckLogTypes(client, difference);
            if (IncludeEqual || difference.Action != DifferenceAction.Equal)
            {
                WriteObject(difference);
            }
        }
    }
}
