using System.Management.Automation;
using Panther.Client;
using Panther.Client.Alerts;
using PantherPS.Alerts;
using PantherPS.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Adds a comment to alerts.
/// A comment is never written twice: where Panther's answer is lost, it is looked for.
/// </summary>
[Cmdlet(VerbsCommon.Add, "PantherAlertComment", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true, HelpUri = HelpRoot + "Add-PantherAlertComment.md")]
[OutputType(typeof(AlertComment))]
public sealed class AddPantherAlertCommentCommand : AlertCmdlet
{
    /// <summary>The text of the comment.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 1)]
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, Position = 0)]
    [Alias("Comment")]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string Body { get; set; } = "";

    /// <summary>How the text is written: PLAIN_TEXT, the default, or HTML.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CommentFormatCompleter))]
    [TextTransformation]
    public string Format { get; set; } = AlertOperations.CommentFormats[0];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (string.IsNullOrWhiteSpace(Body))
        {
            RefuseParameters("The comment is blank.");
        }

        Format = SourceParameters.Canonical(AlertOperations.CommentFormats, Format)!;
    }

    private protected override string? Recommend(PantherException failure) => failure.Kind == PantherErrorKind.OutcomeUnknown
        ? "Look at the alert's comments in the Panther Console before you add the comment again."
        : null;

    private protected override IEnumerable<Task> Process(PantherClient client, string id, PantherAlert? alert)
    {
        object target = TargetOf(id, alert);
        if (alert is null && IsPlanShown)
        {
            Task<PantherAlert> reading = Request(context => client.Alerts.GetAsync(id, context));
            yield return reading;
            if (!TryGet(reading, target, out alert))
            {
                yield break;
            }
        }

        string what = $"{NameOf(id, alert)} at {client.Endpoint.ApiHost}";
        if (!ShouldProcess($"Commenting on {what}: {Body}", $"Comment on {what}? {Body}", MyInvocation.MyCommand.Name))
        {
            yield break;
        }

        Task<AlertComment> adding = Request(context => client.Alerts.AddCommentAsync(id, Body, Format, context));
        yield return adding;
        if (TryGet(adding, target, out AlertComment comment))
        {
            WriteObject(comment);
        }
    }
}
