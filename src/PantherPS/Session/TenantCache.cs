using System.Runtime.CompilerServices;
using Panther.Client;
using Panther.Client.Http;
using Panther.Client.Paging;

namespace PantherPS.Session;

/// <summary>
/// What completion has read of a list of tenants, for some seconds, so that each Tab does not ask anew. A change made over the same
/// connection makes it read again.
/// </summary>
/// <param name="read">
/// Reads the list, and gives each item away as it comes. Its requests are to be sent once: a read that fails is not repeated behind
/// the prompt, and the next Tab asks anew.
/// </param>
internal sealed class TenantCache<T>(Func<PantherClient, CallContext, Action<T>, Task> read)
    where T : class
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lifetime = TimeSpan.FromSeconds(30);

    /// <summary>A read that hangs must not keep a later Tab from asking anew.</summary>
    private static readonly TimeSpan s_longestRead = TimeSpan.FromSeconds(20);

    private readonly ConditionalWeakTable<PantherClient, OfTenant> _tenants = new();

    /// <param name="list">The list.</param>
    /// <param name="most">How many of its items are read at most.</param>
    public TenantCache(Func<PantherClient, CallContext, Listing<T>> list, int most = int.MaxValue)
        : this(async (client, context, take) =>
        {
            using Listing<T> listing = list(client, context);
            await TenantCache.TakeAllAsync(listing, take, most).ConfigureAwait(false);
        })
    {
    }

    /// <summary>The items of a tenant, as far as they are known within a second. A slower read goes on for the next Tab.</summary>
    public IReadOnlyList<T> Of(PantherClient client)
    {
        var weak = new WeakReference<PantherClient>(client);
        OfTenant tenant = _tenants.GetValue(
            client, _ => new OfTenant(() => weak.TryGetTarget(out PantherClient? known) ? known.ChangesSent : 0));
        IReadOnlyList<T>? items = Task.Run(
            () => tenant.Items.TryGetAsync(_ => ReadAsync(client, tenant), s_longestWait, CancellationToken.None))
            .GetAwaiter().GetResult();
        if (items is not null)
        {
            return items;
        }

        List<T> arriving = Volatile.Read(ref tenant.Arriving);
        lock (arriving)
        {
            return [.. arriving];
        }
    }

    private async Task<IReadOnlyList<T>> ReadAsync(PantherClient client, OfTenant tenant)
    {
        var items = new List<T>();
        Volatile.Write(ref tenant.Arriving, items);
        using var end = new CancellationTokenSource(s_longestRead);
        await read(client, new CallContext(null, end.Token), Take).ConfigureAwait(false);
        return items;

        void Take(T item)
        {
            lock (items)
            {
                items.Add(item);
            }
        }
    }

    private sealed class OfTenant(Func<int> changes)
    {
        /// <summary>What the read that is under way has read so far.</summary>
#pragma warning disable SA1401 // A field, since it is read and written as volatile.
        public List<T> Arriving = [];
#pragma warning restore SA1401

        public CachedValue<IReadOnlyList<T>> Items { get; } = new(
            SystemClock.Instance, s_lifetime, pauseAfterFailure: TimeSpan.Zero, changes);
    }
}

/// <summary>What the caches of all lists share.</summary>
internal static class TenantCache
{
    /// <summary>Takes the items of a listing as they come.</summary>
    public static async Task TakeAllAsync<T>(Listing<T> listing, Action<T> take, int most = int.MaxValue)
        where T : class
    {
        int count = 0;
        while (count < most && await listing.NextAsync().ConfigureAwait(false))
        {
            while (count < most && listing.TryRead(out T? item))
            {
                take(item);
                count++;
            }
        }
    }
}
