namespace Panther.Client.LogSources;

/// <summary>What belongs to a log source, such as its alarm, and can stand for it.</summary>
internal interface IOfLogSource : ITenantObject
{
    /// <summary>The id of the source; null where it belongs to none after all.</summary>
    string? SourceId { get; }

    /// <summary>The label of the source; null where it is not known.</summary>
    string? SourceLabel { get; }

    /// <summary>The source as it was read; null where only its id is known.</summary>
    LogSource? Source { get; }
}
