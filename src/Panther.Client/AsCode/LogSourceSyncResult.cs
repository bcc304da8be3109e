using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>What became of one source when a tenant was brought to its definitions.</summary>
public sealed class LogSourceSyncResult : IOfLogSource
{
    internal LogSourceSyncResult(LogSourceDifference difference, string action, string status, string? id, string? error)
    {
        Action = action;
        Status = status;
        Kind = difference.Kind;
        Label = difference.Label;
        Id = id ?? difference.Id;
        Changes = difference.Changes;
        Path = difference.Path;
        Error = error;
        Origin = difference.Origin;
    }

    /// <summary>What was to be done: <c>Create</c>, <c>Update</c>, <c>Replace</c> or <c>Remove</c>.</summary>
    public string Action { get; }

    /// <summary>
    /// <c>Succeeded</c>, <c>Failed</c>, <c>Unknown</c> (it was sent, and there was no clear answer), <c>Skipped</c> (a person said no), or
    /// <c>NotRun</c> (the command ended before).
    /// </summary>
    public string Status { get; }

    /// <summary>The kind, such as <c>s3</c>.</summary>
    public string Kind { get; }

    /// <summary>The label.</summary>
    public string? Label { get; }

    /// <summary>The id of the source; null where there is none.</summary>
    public string? Id { get; }

    /// <summary>What was to change.</summary>
    public IReadOnlyList<LogSourcePropertyDifference> Changes { get; }

    /// <summary>The file of the definition; null where there is none.</summary>
    public string? Path { get; }

    /// <summary>Why it was not done; null where it was.</summary>
    public string? Error { get; }

    /// <summary>The client of the tenant that was brought to its definitions.</summary>
    internal PantherClient? Origin { get; }

    string? IOfLogSource.SourceId => Id;

    PantherClient? ITenantObject.Origin => Origin;

    string? IOfLogSource.SourceLabel => Label;

    LogSource? IOfLogSource.Source => null;

    /// <summary>What became of it.</summary>
    public override string ToString() => $"{Action} {Kind} '{Label}': {Status}";
}

/// <summary>The values of <see cref="LogSourceSyncResult.Status"/>.</summary>
internal static class SyncStatus
{
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";
    public const string Unknown = "Unknown";
    public const string Skipped = "Skipped";
    public const string NotRun = "NotRun";
}
