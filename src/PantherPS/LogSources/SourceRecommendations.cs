using Panther.Client;

namespace PantherPS.LogSources;

/// <summary>What to do about errors that sources have of their own.</summary>
internal static class SourceRecommendations
{
    /// <summary>The recommendation; null where there is none of its own.</summary>
    public static string? For(PantherException failure) => failure.Kind switch
    {
        PantherErrorKind.Conflict => "Choose another label, or change the source that has it with the Set- cmdlet.",
        PantherErrorKind.OutcomeUnknown => "Look for the source with Get-PantherLogSource -Label before you create it again.",
        _ => null,
    };
}
