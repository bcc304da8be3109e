using System.Management.Automation;
using Panther.Client;
using Panther.Client.Tokens;
using PantherPS.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.Tokens;

/// <summary>The base of the cmdlets that act on existing API tokens, given by id or as objects.</summary>
public abstract class ApiTokenCmdlet : RequestCmdlet
{
    private protected const string IdSet = "Id";

    /// <summary>The default set: else a piped token would bind to -Id by its property, and lose its tenant.</summary>
    private protected const string InputObjectSet = "InputObject";

    private protected ApiTokenCmdlet()
    {
    }

    /// <summary>The ids of the API tokens; <c>self</c> is the one that the connection uses.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ApiTokenIdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ApiTokenIdCompleter))]
    public virtual string[]? Id { get; set; }

    /// <summary>The API tokens, as Get-PantherApiToken returned them; each is looked up anew at the tenant that it came from.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ApiToken[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!MyInvocation.ExpectingInput)
        {
            ExpectProgress(Id?.Length ?? InputObject?.Length ?? 0);
        }

        if (ParameterSetName == IdSet)
        {
            foreach (string id in Id!)
            {
                if (IdTransformationAttribute.OriginOf(id) is { } origin)
                {
                    EnqueueToken(new ApiToken(origin) { Id = id });
                }
                else
                {
                    Enqueue(id, id, Process(ClientFor(), id, null));
                }
            }

            return;
        }

        Array.ForEach(InputObject!, EnqueueToken);
    }

    /// <summary>The work on one token.</summary>
    /// <param name="client">The client of its tenant.</param>
    /// <param name="id">Its id, or <c>self</c>.</param>
    /// <param name="token">The token as it was piped; null where only its id was given.</param>
    private protected abstract IEnumerable<Task> Process(PantherClient client, string id, ApiToken? token);

    private void EnqueueToken(ApiToken token)
    {
        if (TryGetClient(token.Origin, $"The API token '{token}'", token, out PantherClient client))
        {
            // What stands for a token that only its id named has no name.
            Enqueue(token.Id, token.ToString(), Process(client, token.Id, token.Name is null ? null : token));
        }
    }

    /// <summary>A token for a question: name, id, and when it was last used.</summary>
    private protected static string NameOf(string id, ApiToken? token)
    {
        if (token?.Name is null)
        {
            return id == ApiTokenOperations.Self ? "the API token of this connection" : $"the API token {id}";
        }

        string used = token.LastUsedAt is DateTime time ? $"last used: {time:g}" : "never used";
        return $"the API token '{token.Name}' ({token.Id}, {used})";
    }
}
