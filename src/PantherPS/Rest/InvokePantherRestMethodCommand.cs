using System.Collections;
using System.Management.Automation;
using Panther.Client;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Sends a request to Panther's REST API and returns its answer.
/// A GET is repeated after a passing fault, anything else never; what is no GET asks first where the caller wants it.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "PantherRestMethod", SupportsShouldProcess = true, HelpUri = HelpRoot + "Invoke-PantherRestMethod.md")]
[OutputType(typeof(PSObject))]
public sealed class InvokePantherRestMethodCommand : ConnectedCmdlet
{
    /// <summary>The path under the API's address, such as /api-tokens/self.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string Path { get; set; } = "";

    /// <summary>The HTTP method.</summary>
    [Parameter(Position = 1)]
    [ValidateSet("Get", "Post", "Put", "Patch", "Delete")]
    [TextTransformation]
    public string Method { get; set; } = "Get";

    /// <summary>What is sent: a hashtable, an object, an array, or JSON text.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Body { get; set; }

    /// <summary>What is added to the path as its query.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Query { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var method = new HttpMethod(Method.ToUpperInvariant());
        if (Body is not null && method == HttpMethod.Get)
        {
            RefuseParameters("A GET has no body: use -Body with -Method Post, Put, Patch or Delete.");
        }

        PantherClient client = ClientFor();
        if (method != HttpMethod.Get && !ShouldProcess(client.Endpoint.ApiHost, $"{method} {Path}"))
        {
            return;
        }

        try
        {
            object? body = PlainObjects.ToInput(Body);
            IDictionary? query = PlainObjects.ToMembers(Query, "-Query");
            Task<object?> task = Begin(() => client.Rest.InvokeAsync(method, Path, query, body, Context));
            Wait(task);
            object? answer = PlainObjects.ToPSObject(task.GetAwaiter().GetResult());
            if (answer is not null)
            {
                WriteObject(answer, enumerateCollection: answer is object[]);
            }
        }
        catch (PantherException e)
        {
            WriteFailure(e, Path);
        }
    }
}
