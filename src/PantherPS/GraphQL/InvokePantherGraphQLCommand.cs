using System.Collections;
using System.Management.Automation;
using Panther.Client;
using Panther.Client.GraphQL;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Sends a GraphQL document to Panther and returns its data.
/// Queries are repeated after a passing fault, mutations never; a mutation asks first where the caller wants it.
/// </summary>
[Cmdlet(
    VerbsLifecycle.Invoke,
    "PantherGraphQL",
    DefaultParameterSetName = QuerySet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "Invoke-PantherGraphQL.md")]
[OutputType(typeof(PSObject))]
public sealed class InvokePantherGraphQLCommand : ConnectedCmdlet
{
    private const string QuerySet = "Query";
    private const string PathSet = "Path";

    /// <summary>The document.</summary>
    [Parameter(ParameterSetName = QuerySet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [TextTransformation(IsPiped = true)]
    public string? Query { get; set; }

    /// <summary>A file that holds the document.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? Path { get; set; }

    /// <summary>The variables, by their names: a hashtable, an object, or JSON text.</summary>
    [Parameter(Position = 1)]
    [Alias("Variable")]
    [ValidateNotNull]
    public object? Variables { get; set; }

    /// <summary>Which of the document's operations is meant.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? OperationName { get; set; }

    /// <summary>
    /// Reads a connection to its end: sends the query again with the cursor of the page before, as $cursor or in $input, and returns the
    /// data of each page.
    /// </summary>
    [Parameter]
    public SwitchParameter AllPages { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PantherClient client = ClientFor();
        object target = (object?)Path ?? Query!;
        try
        {
            var request = GraphQLRequest.Parse(Path is null ? Query! : TextFile.Read(this, Path), OperationName);
            if (request.IsMutation && AllPages)
            {
                throw new PantherException(PantherErrorKind.InvalidInput, "-AllPages repeats a query; it cannot be used with a mutation.");
            }

            if (!request.IsMutation
                || ShouldProcess(client.Endpoint.ApiHost, $"Send the GraphQL mutation {request.OperationName}".TrimEnd()))
            {
                WritePages(client, request, target);
            }
        }
        catch (PantherException e)
        {
            WriteFailure(e, target);
        }
    }

    private void WritePages(PantherClient client, GraphQLRequest request, object target)
    {
        IDictionary? variables = PlainObjects.ToMembers(Variables, "-Variables");
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            IDictionary? sent = variables;
            Task<GraphQLResult> task = Begin(() => client.GraphQL.InvokeAsync(request, sent, Context));
            Wait(task);
            GraphQLResult result = task.GetAwaiter().GetResult();

            // The next page's variables are read before the data becomes PowerShell objects.
            variables = AllPages ? request.NextPage(variables, result.Data, cursors) : null;
            WriteObject(PlainObjects.ToPSObject(result.Data));
            if (result.Errors is not null)
            {
                WriteFailure(result.Errors, target);
            }
        }
        while (variables is not null);
    }
}
