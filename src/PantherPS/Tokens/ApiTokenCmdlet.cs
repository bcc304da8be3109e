using System.Management.Automation;
using Panther.Client.Tokens;
using PantherPS.Pipeline;

namespace PantherPS.Tokens;

/// <summary>The base of the cmdlets that act on existing API tokens, given by id or as objects.</summary>
public abstract class ApiTokenCmdlet : ItemCmdlet<ApiToken>
{
    private protected ApiTokenCmdlet()
    {
    }

    /// <summary>The ids of the API tokens; <c>self</c> is the one that the connection uses.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ApiTokenIdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ApiTokenIdCompleter))]
    public override string[]? Id { get; set; }

    /// <summary>The API tokens, as Get-PantherApiToken returned them; each is looked up anew at the tenant that it came from.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public override ApiToken[]? InputObject { get; set; }

    private protected override string Noun => ApiToken.Noun.Name;

    private protected override string IdOf(ApiToken item) => item.Id;

    private protected override string? LabelOf(ApiToken item) => item.Name;

    /// <summary>A token for a question: name, id, and when it was last used.</summary>
    private protected static string NameOf(ItemReference<ApiToken> token)
    {
        if (token.Item?.Name is not { } name)
        {
            return token.Id == ApiTokenOperations.Self ? "the API token of this connection" : $"the API token {token.Id}";
        }

        string used = token.Item.LastUsedAt is DateTime time ? $"last used: {time:g}" : "never used";
        return $"the API token '{name}' ({token.Item.Id}, {used})";
    }
}
