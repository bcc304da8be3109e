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
[Cmdlet(
    VerbsCommon.Add,
    "PantherAlertComment",
    DefaultParameterSetName = InputObjectSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "Add-PantherAlertComment.md")]
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

    private protected override IEnumerable<Task> Process(ItemReference<PantherAlert> alert)
    {
        object target = alert.Target;
        if (alert.Item is null && IsPlanShown)
        {
            Task<PantherAlert> reading = Request(context => alert.Client.Alerts.GetAsync(alert.Id, context));
            yield return reading;
            if (!TryGet(reading, target, out PantherAlert found))
            {
                yield break;
            }

            alert = alert.With(found);
        }

        string what = $"{NameOf(alert)} at {alert.Host}";
        if (!ShouldProcess($"Commenting on {what}: {Body}", $"Comment on {what}? {Body}", MyInvocation.MyCommand.Name))
        {
            yield break;
        }

        Task<AlertComment> adding = Request(context => alert.Client.Alerts.AddCommentAsync(alert.Id, Body, Format, context));
        yield return adding;
        if (TryGet(adding, target, out AlertComment comment))
        {
            WriteObject(comment);
        }
    }
}
