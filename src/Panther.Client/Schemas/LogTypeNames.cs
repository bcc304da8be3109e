using Panther.Client.Http;
using Panther.Client.Paging;

namespace Panther.Client.Schemas;

/// <summary>
/// The names of a tenant's log types, remembered for some minutes. They are a help and no more: nobody waits for them for long.
/// </summary>
public sealed class LogTypeNames
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestRead = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromMinutes(1);

    private readonly SchemaOperations _schemas;
    private readonly CachedValue<IReadOnlyList<string>> _names;

    internal LogTypeNames(SchemaOperations schemas, IClock clock, Func<int> changes)
    {
        _schemas = schemas;
        _names = new CachedValue<IReadOnlyList<string>>(clock, s_lifetime, s_pauseAfterFailure, changes);
    }

    /// <summary>The names where they are known without a request; else null.</summary>
    public IReadOnlyList<string>? Known => _names.Fresh;

    /// <summary>The names; empty where they cannot be had within a second. The request then goes on for the next who asks.</summary>
    public Task<IReadOnlyList<string>> GetAsync(CallContext context) => GetAsync(s_longestWait, context);

    /// <summary>The same, asked for anew even where that has just failed: a person asks, and not a program many times.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(CallContext context) =>
        await _names.TryGetAsync(
            _ => ReadAsync(context), s_longestWait, context.CancellationToken, isPauseKept: false).ConfigureAwait(false) ?? [];

    /// <summary>The names, for a command that cannot do without: it waits longer. Empty where they cannot be had.</summary>
    internal Task<IReadOnlyList<string>> GetAllAsync(CallContext context) => GetAsync(s_longestRead, context);

    internal async Task<IReadOnlyList<string>> GetAsync(TimeSpan longestWait, CallContext context) =>
        await _names.TryGetAsync(_ => ReadAsync(context), longestWait, context.CancellationToken).ConfigureAwait(false) ?? [];

    private async Task<IReadOnlyList<string>> ReadAsync(CallContext caller)
    {
        using var end = new CancellationTokenSource(s_longestRead);
        CallContext context = caller.With(end.Token);
        try
        {
            using Listing<PantherSchema> schemas = _schemas.List(new SchemaQuery(), RequestSafety.Once, context);
            return [.. (await schemas.ToListAsync().ConfigureAwait(false)).Select(s => s.Name)];
        }
        catch (PantherException e)
        {
            context.Verbose($"Log types are not checked: {e.Message}");
            throw;
        }
    }
}
