using Panther.Client;

namespace PantherPS.Names;

/// <summary>A list that is filtered by the names of its items alone.</summary>
/// <param name="names">The names; null takes all.</param>
/// <param name="nameOf">The name of an item.</param>
/// <param name="say">Says of a name that there is nothing of it.</param>
internal sealed class ListNameFilter<T>(IEnumerable<string>? names, Func<T, string> nameOf, Func<string, string> say) : IListFilter<T>
{
    private readonly NameFilter _names = new(names);

    /// <inheritdoc/>
    public void Offer(T item, Action<T> take) => _names.Offer(item, nameOf(item), take);

    /// <inheritdoc/>
    public void Finish() => _names.Finish();

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string Name, PantherException Error)>> FindErrorsAsync(CallContext context) =>
        Task.FromResult<IReadOnlyList<(string Name, PantherException Error)>>([.. _names.Errors(say)]);
}
