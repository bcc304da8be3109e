using System.Management.Automation;
using Panther.Client;

namespace PantherPS.Pipeline;

/// <summary>Makes PowerShell's error records out of the client's errors.</summary>
internal static class ErrorRecords
{
    /// <summary>The record of an error.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="target">What it is about: the input, an object, or the tenant's host.</param>
    /// <param name="recommendation">What to do about it; null for what helps with every error of its kind.</param>
    public static ErrorRecord From(PantherException exception, object? target, string? recommendation = null)
    {
        var record = new ErrorRecord(exception, "Panther" + exception.Kind, CategoryOf(exception.Kind), target);

        // The activity is the operation that failed; PowerShell's own default, the cmdlet, is in the invocation anyway.
        record.CategoryInfo.Activity = exception.Operation ?? record.CategoryInfo.Activity;
        record.ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = recommendation ?? RecommendationFor(exception) };
        return record;
    }

    /// <summary>Whether an error makes everything else pointless as well.</summary>
    public static bool IsTerminating(PantherException exception) =>
        exception.Kind is PantherErrorKind.Unauthorized or PantherErrorKind.NotConnected;

    private static ErrorCategory CategoryOf(PantherErrorKind kind) => kind switch
    {
        PantherErrorKind.Unauthorized => ErrorCategory.AuthenticationError,
        PantherErrorKind.Forbidden => ErrorCategory.PermissionDenied,
        PantherErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        PantherErrorKind.Conflict => ErrorCategory.ResourceExists,
        PantherErrorKind.InvalidInput => ErrorCategory.InvalidArgument,
        PantherErrorKind.RateLimited => ErrorCategory.LimitsExceeded,
        PantherErrorKind.ServerError => ErrorCategory.ResourceUnavailable,
        PantherErrorKind.Timeout => ErrorCategory.OperationTimeout,
        PantherErrorKind.Unreachable or PantherErrorKind.NotConnected => ErrorCategory.ConnectionError,
        PantherErrorKind.ProtocolError => ErrorCategory.InvalidData,
        PantherErrorKind.OutcomeUnknown => ErrorCategory.InvalidResult,
        PantherErrorKind.NotStored => ErrorCategory.WriteError,
        PantherErrorKind.Unsupported => ErrorCategory.NotImplemented,
        _ => ErrorCategory.InvalidOperation,
    };

    private static string RecommendationFor(PantherException exception) => exception.Kind switch
    {
        PantherErrorKind.Unauthorized =>
            "Check that the token is not expired or rotated, or create one under API Tokens in the Panther Console; run Connect-Panther. A "
            + "new token may need a minute before it works.",
        PantherErrorKind.Forbidden =>
            $"Grant the token {exception.RequiredPermissions ?? "the permission that the message names"} under API Tokens in the Panther "
            + "Console.",
        PantherErrorKind.NotFound when exception.Operation is null => "Run the Get- cmdlet without a name to list them all.",
        PantherErrorKind.NotFound => "Check the id, the name or the path. The Get- cmdlets list what exists.",
        PantherErrorKind.Conflict => $"Choose another name, or change the {exception.Noun ?? "one"} that has it with the Set- cmdlet.",

        // What this module refuses says what is wrong and what is allowed.
        PantherErrorKind.InvalidInput when exception.Operation is null => "",
        PantherErrorKind.InvalidInput => "Correct the value that the message names.",
        PantherErrorKind.RateLimited => exception.RetryAfter is TimeSpan wait
            ? $"Wait {wait.TotalSeconds:0} seconds, and use a smaller -ThrottleLimit."
            : "Wait a while, and use a smaller -ThrottleLimit.",
        PantherErrorKind.ServerError => "Try again later. If the error persists, contact Panther support with the request id.",
        PantherErrorKind.Timeout => "Try again, or connect with a larger -TimeoutSec.",
        PantherErrorKind.Unreachable when exception.StatusCode == 407 =>
            "Pass the proxy's login to Connect-Panther: -ProxyCredential with -Proxy, -ProxyUseDefaultCredentials, or the variable "
            + "HTTPS_PROXY.",
        PantherErrorKind.Unreachable => "Check the API host and the network, and whether a proxy is needed (Connect-Panther -Proxy).",
        PantherErrorKind.ProtocolError =>
            "Check that the API host is the API URL that the Console shows under API Tokens, and that no proxy or gateway answers instead.",
        PantherErrorKind.OutcomeUnknown => $"Look for the {exception.Noun ?? "new one"} with the Get- cmdlet before you create it again.",
        PantherErrorKind.NotStored => "Correct what -Store runs, and store the value that the message names.",
        PantherErrorKind.NotConnected => "Run Connect-Panther, or specify a connection with -Connection.",
        PantherErrorKind.Unsupported => "Leave out what the message names; the tenant's version of Panther does not support it.",
        _ => "See what Panther says. If the error persists, contact Panther support with the request id.",
    };
}
