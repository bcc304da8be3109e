using Panther.Client;
using Panther.Client.Tokens;
using PantherPS.Pipeline;

namespace PantherPS.Tokens;

/// <summary>Takes API tokens and rows for the id that they hold.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ApiTokenIdTransformationAttribute : IdTransformationAttribute
{
    private protected override string Hint =>
        "does not identify an API token. Pipe tokens or objects with an Id, or pass ids: -Id $token.Id. By name: Get-PantherApiToken ... "
        + "| ...";

    private protected override string? IdOf(ITenantObject item) => (item as ApiToken)?.Id;
}
