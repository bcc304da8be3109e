namespace Panther.Client.LogSources;

/// <summary>A log source by its id, and as it was read where it was.</summary>
public readonly struct LogSourceReference
{
    private LogSourceReference(string id, LogSource? source)
    {
        Id = id;
        Source = source;
    }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>The source as it was read; null where only its id is known.</summary>
    public LogSource? Source { get; }

    /// <summary>The source of an id.</summary>
    public static LogSourceReference FromId(string id) => new(id, null);

    /// <summary>A source that was read.</summary>
    public static LogSourceReference FromSource(LogSource source) => new(source.Id, source);

    /// <inheritdoc cref="FromId"/>
    public static implicit operator LogSourceReference(string id) => FromId(id);

    /// <inheritdoc cref="FromSource"/>
    public static implicit operator LogSourceReference(LogSource source) => FromSource(source);
}
