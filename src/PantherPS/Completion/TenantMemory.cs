using System.Diagnostics;
using System.Runtime.CompilerServices;
using Panther.Client.Paging;
using Panther.Client;
using Panther.Client.LogSources;

namespace PantherPS.Completion;

/// <summary>
/// What completion has read of a tenant, for some seconds, so that each Tab does not ask anew. A change made over the same
/// connection makes it forget.
/// </summary>
internal sealed class TenantMemory
{
    private static readonly ConditionalWeakTable<PantherClient, TenantMemory> s_memories = new();
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lifetime = TimeSpan.FromSeconds(30);

    private readonly Stopwatch _age = new();
    private IReadOnlyList<LogSource> _sources = [];
    private int _readAtChange;

    public static TenantMemory Of(PantherClient client)
    {
        TenantMemory memory = s_memories.GetOrCreateValue(client);
        memory.Refresh(client);
        return memory;
    }

    /// <summary>The sources that could be read within a second.</summary>
    public IReadOnlyList<LogSource> Sources => _sources;

    private void Refresh(PantherClient client)
    {
        if (_age.IsRunning && _age.Elapsed < s_lifetime && _readAtChange == client.ChangeCount)
        {
            return;
        }

        _readAtChange = client.ChangeCount;
        var sources = new List<LogSource>();
        using var limit = new CancellationTokenSource(s_longestWait);
        try
        {
            using Listing<LogSource> listing = client.LogSources.List(new CallContext(null, limit.Token));
            while (Task.Run(listing.NextAsync).GetAwaiter().GetResult())
            {
                while (listing.TryRead(out LogSource? source))
                {
                    sources.Add(source);
                }
            }

            _age.Restart();
        }
        catch (OperationCanceledException)
        {
            // A large tenant: what was read is offered, and the next Tab tries again.
        }

        _sources = sources;
    }
}
