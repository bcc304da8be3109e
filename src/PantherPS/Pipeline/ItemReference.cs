using Panther.Client;

namespace PantherPS.Pipeline;

/// <summary>An existing thing that a cmdlet acts on: by its id, of a tenant, and as it was read where it was.</summary>
/// <typeparam name="T">What it is.</typeparam>
internal sealed class ItemReference<T>
    where T : class
{
    private readonly object? _given;

    /// <param name="client">The client of its tenant.</param>
    /// <param name="id">Its id.</param>
    /// <param name="item">It as it was read; null where only its id is known.</param>
    /// <param name="given">What it was piped as; null for a mere id.</param>
    /// <param name="label">Its label, where it is known; null for none.</param>
    public ItemReference(PantherClient client, string id, T? item, object? given = null, string? label = null)
    {
        Label = label;
        Client = client;
        Id = id;
        Item = item;
        _given = given;
    }

    /// <summary>The client of its tenant.</summary>
    public PantherClient Client { get; }

    /// <summary>The host of its tenant, for messages.</summary>
    public string Host => Client.Endpoint.ApiHost;

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>Its label, as far as it is known, whether it was read or not.</summary>
    public string? Label { get; }

    /// <summary>It as it was read; null where only its id is known.</summary>
    public T? Item { get; }

    /// <summary>What an error about it is about: the thing or the row as it was piped, or else the id.</summary>
    public object Target => Item ?? _given ?? Id;

    /// <summary>The same thing, as it was read now.</summary>
    public ItemReference<T> With(T item) => new(Client, Id, item, Target, Label);
}
