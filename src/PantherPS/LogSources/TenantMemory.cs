using System.Runtime.CompilerServices;
using Panther.Client;
using Panther.Client.Http;
using Panther.Client.LogSources;
using Panther.Client.Paging;

namespace PantherPS.LogSources;

/// <summary>
/// What completion has read of a tenant, for some seconds, so that each Tab does not ask anew. A change made over the same
/// connection makes it read again.
/// </summary>
internal sealed class TenantMemory
{
    private static readonly ConditionalWeakTable<PantherClient, TenantMemory> s_memories = new();
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lifetime = TimeSpan.FromSeconds(30);

    // A read that fails is not repeated behind the prompt: the next Tab asks anew, and waits for no pause between attempts.

    /// <summary>A read that hangs must not keep a later Tab from asking anew.</summary>
    private static readonly TimeSpan s_longestRead = TimeSpan.FromSeconds(20);

    private readonly Remembered<IReadOnlyList<LogSource>> _sources;

    /// <summary>What the read that is under way has read so far.</summary>
    private List<LogSource> _arriving = [];

    private TenantMemory(Func<int> changes) =>
        _sources = new Remembered<IReadOnlyList<LogSource>>(SystemClock.Instance, s_lifetime, pauseAfterFailure: TimeSpan.Zero, changes);

    /// <summary>The sources of a tenant, as far as they are known within a second. A slower read goes on for the next Tab.</summary>
    public static IReadOnlyList<LogSource> SourcesOf(PantherClient client)
    {
        var weak = new WeakReference<PantherClient>(client);
        TenantMemory memory = s_memories.GetValue(
            client, _ => new TenantMemory(() => weak.TryGetTarget(out PantherClient? known) ? known.ChangeCount : 0));
        return memory.Sources(client);
    }

    private IReadOnlyList<LogSource> Sources(PantherClient client)
    {
        IReadOnlyList<LogSource>? known = Task.Run(() => _sources.TryGetAsync(_ => ReadAsync(client), s_longestWait, CancellationToken.None))
            .GetAwaiter().GetResult();
        if (known is not null)
        {
            return known;
        }

        List<LogSource> arriving = Volatile.Read(ref _arriving);
        lock (arriving)
        {
            return [.. arriving];
        }
    }

    private async Task<IReadOnlyList<LogSource>> ReadAsync(PantherClient client)
    {
        var sources = new List<LogSource>();
        Volatile.Write(ref _arriving, sources);
        using var end = new CancellationTokenSource(s_longestRead);
        using Listing<LogSource> listing = client.LogSources.List(RequestSafety.Once, new CallContext(null, end.Token));
        while (await listing.NextAsync().ConfigureAwait(false))
        {
            while (listing.TryRead(out LogSource? source))
            {
                lock (sources)
                {
                    sources.Add(source);
                }
            }
        }

        return sources;
    }
}
