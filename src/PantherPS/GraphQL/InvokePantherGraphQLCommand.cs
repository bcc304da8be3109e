using System.Collections;
using System.Management.Automation;
using Panther.Client;
using Panther.Client.GraphQL;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// <para type="synopsis">Sends a GraphQL document to Panther and returns its data.</para>
/// Queries are repeated after a passing fault, mutations never; a mutation asks first where the caller wants it.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "PantherGraphQL", DefaultParameterSetName = QuerySet, SupportsShouldProcess = true, HelpUri = HelpRoot + "Invoke-PantherGraphQL.md")]
[OutputType(typeof(PSObject))]
public sealed class InvokePantherGraphQLCommand : ConnectedCmdlet
{
    private const string QuerySet = "Query";
    private const string PathSet = "Path";

    /// <summary>The document.</summary>
    [Parameter(ParameterSetName = QuerySet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string? Query { get; set; }

    /// <summary>A file that holds the document.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The variables, by their names: texts, numbers, booleans, hashtables, arrays, objects.</summary>
    [Parameter(Position = 1)]
    [Alias("Variable")]
    [ValidateNotNull]
    public IDictionary? Variables { get; set; }

    /// <summary>Which of the document's operations is meant.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OperationName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PantherClient client = ClientFor();
        object target = (object?)Path ?? Query!;
        GraphQLResult result;
        try
        {
            var request = GraphQLRequest.Parse(Path is null ? Query! : TextFile.Read(this, Path), OperationName);
            if (request.IsMutation && !ShouldProcess(client.Endpoint.ApiHost, $"Send the GraphQL mutation {request.OperationName}".TrimEnd()))
            {
                return;
            }

            Task<GraphQLResult> task = Begin(() => client.GraphQL.InvokeAsync(request, (IDictionary?)PlainObjects.From(Variables), Context));
            Wait(task);
            result = task.GetAwaiter().GetResult();
        }
        catch (PantherException e)
        {
            WriteFailure(e, target);
            return;
        }

        WriteObject(PlainObjects.ToPSObject(result.Data));
        if (result.Errors is not null)
        {
            WriteFailure(result.Errors, target);
        }
    }
}
