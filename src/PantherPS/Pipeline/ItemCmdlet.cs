using Panther.Client;

namespace PantherPS.Pipeline;

/// <summary>
/// The base of the cmdlets that act on existing things of one kind, given by id or as objects. A derived cmdlet is its parameters and the
/// work on one of them: each id and each object is taken on, at the tenant that it came from.
/// </summary>
/// <typeparam name="T">What they act on.</typeparam>
public abstract class ItemCmdlet<T> : RequestCmdlet
    where T : class
{
    private protected const string ListSet = "List";
    private protected const string IdSet = "Id";

    /// <summary>
    /// The default set of every cmdlet without a list: else a piped object would bind to -Id by its property, and lose its tenant.
    /// </summary>
    private protected const string InputObjectSet = "InputObject";

    private protected ItemCmdlet()
    {
    }

    /// <summary>The ids.</summary>
    public abstract string[]? Id { get; set; }

    /// <summary>The objects.</summary>
    public abstract T[]? InputObject { get; set; }

    /// <summary>What one of them is called, for messages.</summary>
    private protected abstract string Noun { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!MyInvocation.ExpectingInput)
        {
            ExpectProgress(Id?.Length ?? InputObject?.Length ?? 0);
        }

        if (ParameterSetName == InputObjectSet)
        {
            Array.ForEach(InputObject!, item => Take(IdOf(item), item, item));
            return;
        }

        foreach (string id in Id ?? [])
        {
            object? given = ArgumentOrigins.Take(id);
            Take(id, ArgumentOrigins.Unwrap(given) as T, given);
        }
    }

    /// <summary>The id of an object.</summary>
    private protected abstract string IdOf(T item);

    /// <summary>What messages call an object; null for one that stands for an id alone, and that nobody has read.</summary>
    private protected abstract string? LabelOf(T item);

    /// <summary>The label for messages, also of one that stands for what was not read.</summary>
    private protected virtual string? KnownLabelOf(T item) => LabelOf(item);

    /// <summary>Whether there is any work on something at all; called before <see cref="Process"/>.</summary>
    private protected virtual bool Accept(ItemReference<T> item) => true;

    /// <summary>The work on one of them.</summary>
    private protected abstract IEnumerable<Task> Process(ItemReference<T> item);

    /// <summary>Takes on the work on something that was read just now.</summary>
    private protected void Take(PantherClient client, T item, IEnumerable<Task> work) =>
        Enqueue(KeyOf(client, IdOf(item)), LabelOf(item) ?? IdOf(item), work);

    private void Take(string id, T? item, object? given)
    {
        string? known = item is null ? null : KnownLabelOf(item);
        string label = known ?? id;
        if (!TryGetClient(given, $"The {Noun} '{label}'", given ?? id, out PantherClient client))
        {
            return;
        }

        bool isRead = item is not null && LabelOf(item) is not null;
        var reference = new ItemReference<T>(client, id, isRead ? item : null, item is null ? given : null, known);
        if (Accept(reference))
        {
            Enqueue(KeyOf(client, id), label, Process(reference));
        }
    }

    /// <summary>Two tenants may have things of one id.</summary>
    private static string KeyOf(PantherClient client, string id) => $"{client.Endpoint.ApiHost} {id}";
}
