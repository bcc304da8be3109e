using System.Runtime.CompilerServices;
using Panther.Client;
using Panther.Client.Http;
using Panther.Client.Paging;

namespace PantherPS.Session;

/// <summary>
/// What completion has read of a list of tenants, for some seconds, so that each Tab does not ask anew. A change made over the same
/// connection makes it read again.
/// </summary>
/// <param name="list">
/// The list, whose requests are to be sent once: a read that fails is not repeated behind the prompt, and the next Tab asks anew.
/// </param>
/// <param name="most">How many items are read at most.</param>
internal sealed class TenantCache<T>(Func<PantherClient, CallContext, Listing<T>> list, int most = int.MaxValue)
    where T : class
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lifetime = TimeSpan.FromSeconds(30);

    /// <summary>A read that hangs must not keep a later Tab from asking anew.</summary>
    private static readonly TimeSpan s_longestRead = TimeSpan.FromSeconds(20);

    private readonly ConditionalWeakTable<PantherClient, OfTenant> _tenants = new();

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
        using Listing<T> listing = list(client, new CallContext(null, end.Token));
        while (items.Count < most && await listing.NextAsync().ConfigureAwait(false))
        {
            while (items.Count < most && listing.TryRead(out T? item))
            {
                lock (items)
                {
                    items.Add(item);
                }
            }
        }

        return items;
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
