using System.Management.Automation;
using PantherPS.Pipeline;
using PantherPS.Session;

namespace PantherPS.Commands;

/// <summary>
/// Gets the connections of this session.
/// The last one is the default.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherConnection", HelpUri = HelpRoot + "Get-PantherConnection.md")]
[OutputType(typeof(PantherConnection))]
public sealed class GetPantherConnectionCommand : PantherCmdlet
{
    /// <summary>The names of the connections; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [TextTransformation(IsPiped = true, ExceptFor = typeof(PantherConnection))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(ConnectionsNamed(Name), enumerateCollection: true);
}
