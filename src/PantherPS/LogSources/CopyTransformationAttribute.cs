using System.Management.Automation;
using Panther.Client.LogSources;

namespace PantherPS.LogSources;

/// <summary>
/// Refuses a source of another kind where one is to be copied, and names both: PowerShell would only
/// list the parameters that it does not have.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CopyTransformationAttribute(string? integrationType) : ArgumentTransformationAttribute
{
    private static readonly Dictionary<string, string> s_commands = new(StringComparer.Ordinal)
    {
        [S3LogSource.S3IntegrationType] = "New-PantherS3LogSource",
        [HttpLogSource.HttpIntegrationType] = "New-PantherHttpLogSource",
        [GcsLogSource.GcsIntegrationType] = "New-PantherGcsLogSource",
        [PubSubLogSource.PubSubIntegrationType] = "New-PantherPubSubLogSource",
    };

    /// <summary>The kind that the cmdlet makes; null where Panther does not say what it calls it.</summary>
    public string? IntegrationType { get; } = integrationType;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        PSObject? item = inputData is null ? null : PSObject.AsPSObject(inputData);
        string? kind = TextOf("IntegrationType");
        if (kind is null or "" || kind == IntegrationType || (IntegrationType is null && !s_commands.ContainsKey(kind)))
        {
            return inputData;
        }

        string way = s_commands.TryGetValue(kind, out string? command)
            ? $"Copy it with {command}."
            : "The API cannot configure sources of that kind, so it cannot be copied.";
        throw new ArgumentTransformationMetadataException(
            $"The log source '{TextOf("Label") ?? TextOf("Id")}' is of the kind {kind}, but this cmdlet creates sources of "
            + $"{(IntegrationType is null ? "another kind" : $"the kind {IntegrationType}")}. {way}");

        string? TextOf(string name) => item?.Properties[name]?.Value as string;
    }
}
