using System.Management.Automation;
using Panther.Client;
using Panther.Client.Tokens;
using PantherPS.Names;
using PantherPS.Pipeline;
using PantherPS.Tokens;

namespace PantherPS.Commands;

/// <summary>
/// Gets the API tokens of a Panther tenant: what each may do, and when it was last used, rotated and will expire.
/// Their values are told by nobody; Panther shows one when it is made or rotated.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherApiToken", DefaultParameterSetName = ListSet, HelpUri = HelpRoot + "Get-PantherApiToken.md")]
[OutputType(typeof(ApiToken))]
public sealed class GetPantherApiTokenCommand : ApiTokenCmdlet
{
    /// <summary>Names of API tokens; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ListSet, Position = 0)]
    [SupportsWildcards]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ApiTokenNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The ids of the API tokens; <c>self</c> is the one that the connection uses.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ApiTokenIdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ApiTokenIdCompleter))]
    public override string[]? Id { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = IdSet)]
    [Parameter(ParameterSetName = InputObjectSet)]
    [ValidateRange(1, 256)]
    public override int ThrottleLimit { get; set; } = 8;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName != ListSet)
        {
            base.ProcessRecord();
            return;
        }

        PantherClient client = ClientFor();
        ReadNamed(
            client.Tokens.List(Context),
            "API tokens read",
            client.Endpoint.ApiHost,
            new ListNameFilter<ApiToken>(Name, token => token.Name ?? token.Id, name => $"There is no API token named '{name}'."),
            WriteObject);
    }

    private protected override IEnumerable<Task> Process(ItemReference<ApiToken> token)
    {
        Task<ApiToken> read = Request(context => token.Client.Tokens.GetAsync(token.Id, context));
        yield return read;
        if (TryGet(read, token.Target, out ApiToken found))
        {
            WriteObject(found);
        }
    }
}
