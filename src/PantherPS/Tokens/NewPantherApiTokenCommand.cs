using System.Management.Automation;
using Panther.Client;
using Panther.Client.Tokens;
using PantherPS.Pipeline;
using PantherPS.Tokens;

namespace PantherPS.Commands;

/// <summary>
/// Makes an API token at a Panther tenant, and returns it with its value as a SecureString.
/// Panther tells the value this once: store it at once.
/// </summary>
[Cmdlet(VerbsCommon.New, "PantherApiToken", SupportsShouldProcess = true, HelpUri = HelpRoot + "New-PantherApiToken.md")]
[OutputType(typeof(ApiToken))]
public sealed class NewPantherApiTokenCommand : RequestCmdlet
{
    /// <summary>The name of the API token.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>
    /// What it may do, by the API's names: LogSourceRead is View Log Sources in the Console. A token can give no more than it has itself.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Permissions")]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PermissionCompleter))]
    public string[]? Permission { get; set; }

    /// <summary>The CIDR blocks from which it may be used, such as 203.0.113.0/24; from anywhere where it is left out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("AllowedCidrBlocks")]
    [TextTransformation]
    [AllowEmptyCollection]
    public string[]? AllowedCidrBlock { get; set; }

    /// <summary>An API token to copy, or any object whose properties have the parameters' names.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PantherClient client = ClientForInput(InputObject, $"The API token '{Name}'");
        var settings = new ApiTokenSettings
        {
            Name = Name,
            Permissions = Cells(Permission),
            AllowedCidrBlocks = Cells(AllowedCidrBlock),
        };
        if (TryGet(() => Checked(settings), Name, out ApiTokenSettings right))
        {
            Enqueue(right.Name!, right.Name!, Process(client, right));
        }
    }

    /// <summary>A cell of a CSV file holds several values apart by a semicolon.</summary>
    private static string[]? Cells(string[]? values) =>
        values?.SelectMany(cell => cell.Split(TextList.Separator)).Select(v => v.Trim()).Where(v => v.Length > 0).ToArray();

    private static ApiTokenSettings Checked(ApiTokenSettings settings)
    {
        settings.Check();
        return settings;
    }

    private IEnumerable<Task> Process(PantherClient client, ApiTokenSettings settings)
    {
        string from = settings.AllowedCidrBlocks is { Count: > 0 } blocks ? $", from {string.Join(", ", blocks)}" : "";
        string what =
            $"the API token '{settings.Name}' at {client.Endpoint.ApiHost} that may {string.Join(", ", settings.Permissions!)}{from}";
        if (!ShouldProcess($"Creating {what}.", $"Create {what}?", MyInvocation.MyCommand.Name))
        {
            yield break;
        }

        Task<ApiToken> creation = Request(context => client.Tokens.CreateAsync(settings, context));
        yield return creation;
        if (TryGet(creation, settings.Name, out ApiToken token))
        {
            WriteObject(token);
        }
    }
}
