namespace Panther.Client.LogSources;

/// <summary>One kind of log source that the API can configure.</summary>
public interface ILogSourceKind
{
    /// <summary>What people call the kind, such as <c>S3</c>.</summary>
    string Name { get; }

    /// <summary>Whether a source is of this kind.</summary>
    bool IsOfKind(LogSource source);
}

/// <summary>One kind of log source whose configuration can be read.</summary>
/// <typeparam name="TSource">The kind's object.</typeparam>
public interface ILogSourceKind<TSource> : ILogSourceKind
    where TSource : ConfiguredLogSource
{
    /// <summary>Reads a source with its configuration.</summary>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.NotFound"/>, and <see cref="PantherErrorKind.InvalidInput"/> for a source of another kind.
    /// </exception>
    Task<TSource> GetAsync(LogSourceReference source, CallContext context);
}

/// <summary>One kind of log source that the API can configure, whichever of Panther's APIs does it.</summary>
/// <typeparam name="TSource">The kind's object.</typeparam>
/// <typeparam name="TSettings">Its settings.</typeparam>
public interface ILogSourceKind<TSource, TSettings> : ILogSourceKind<TSource>
    where TSource : ConfiguredLogSource
    where TSettings : LogSourceSettings
{
    /// <summary>Creates a source. The request is never sent twice: where its outcome is unclear, the source is looked for.</summary>
    /// <returns>The new source, as far as the API shows it at once.</returns>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.Conflict"/> for a label that is taken, and <see cref="PantherErrorKind.OutcomeUnknown"/>
    /// where there was no clear answer and the source was not found, or is not surely the new one.
    /// </exception>
    Task<TSource> CreateAsync(TSettings settings, CallContext context);

    /// <summary>Reads a source and works out the full replacement that the settings demand; sends no change.</summary>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.InvalidInput"/> for a source of another kind, or where a secret has to be given again, and
    /// <see cref="PantherErrorKind.Unsupported"/> where the tenant's update takes a field that cannot be read back and would be lost.
    /// </exception>
    Task<SourceUpdate<TSource>> PrepareUpdateAsync(LogSourceReference source, TSettings settings, CallContext context);

    /// <summary>Sends the full replacement. Where nothing would change, nothing is sent.</summary>
    /// <returns>The source as it is afterwards.</returns>
    Task<TSource> UpdateAsync(SourceUpdate<TSource> update, CallContext context);
}
