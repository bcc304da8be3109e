using Panther.Client;

namespace PantherPS.Names;

/// <summary>What a list is filtered by, since the API filters nothing.</summary>
/// <typeparam name="T">What the list holds.</typeparam>
internal interface IListFilter<T>
{
    /// <summary>Takes an item that is wanted, now or when <see cref="Finish"/> is called.</summary>
    void Offer(T item, Action<T> take);

    /// <summary>To be called when all items were offered.</summary>
    void Finish();

    /// <summary>The errors of what is asked for by name and there is not; to be called when all items were offered.</summary>
    Task<IReadOnlyList<(string Name, PantherException Error)>> FindErrorsAsync(CallContext context);
}
