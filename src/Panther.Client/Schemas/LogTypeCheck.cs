using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Panther.Client.Http;
using Panther.Client.Paging;

namespace Panther.Client.Schemas;

/// <summary>
/// Knows a tenant's log types for some minutes, and warns of names that are none of them. It is a help and no more:
/// it waits a second at most, and is silent where the token may not read schemas.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never taken holds nothing to dispose.")]
public sealed class LogTypeCheck
{
    private const int MostSuggestions = 3;
    private const int LongestName = 200;

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(5);

    private readonly SchemaOperations _schemas;
    private readonly IClock _clock;
    private readonly SemaphoreSlim _one = new(1);
    private readonly ConcurrentDictionary<string, bool> _warned = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? _names;
    private TimeSpan _readAt;

    internal LogTypeCheck(SchemaOperations schemas, IClock clock)
    {
        _schemas = schemas;
        _clock = clock;
    }

    /// <summary>The names of the tenant's log types; empty where they cannot be had within a second.</summary>
    public async Task<IReadOnlyList<string>> GetNamesAsync(CallContext context)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        limit.CancelAfter(s_longestWait);
        try
        {
            await _one.WaitAsync(limit.Token).ConfigureAwait(false);
            try
            {
                if (_names is null || _clock.Elapsed - _readAt > s_lifetime)
                {
                    _names = await ReadAsync(context.With(limit.Token)).ConfigureAwait(false);
                    _readAt = _clock.Elapsed;
                }
            }
            finally
            {
                _one.Release();
            }
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            // Too slow for a help.
        }

        return _names ?? [];
    }

    /// <summary>Makes a change, and warns afterwards of log types in it that the tenant does not know.</summary>
    public async Task<T> WarnAfterAsync<T>(Func<Task<T>> change, IEnumerable<string> logTypes, CallContext context)
    {
        T result = await change().ConfigureAwait(false);
        await WarnOfUnknownAsync(logTypes, context).ConfigureAwait(false);
        return result;
    }

    /// <summary>Warns of log types that the tenant does not know, of each once, and names the nearest that it knows.</summary>
    public async Task WarnOfUnknownAsync(IEnumerable<string> logTypes, CallContext context)
    {
        string[] asked = logTypes.Where(t => !_warned.ContainsKey(t)).Distinct().ToArray();
        if (asked.Length == 0)
        {
            return;
        }

        IReadOnlyList<string> names = await GetNamesAsync(context).ConfigureAwait(false);
        if (names.Count == 0)
        {
            return;
        }

        foreach (string unknown in asked.Except(names, StringComparer.Ordinal).Where(t => _warned.TryAdd(t, true)))
        {
            // A text that is far longer than any name is near to none, and comparing it takes its time.
            IEnumerable<string> nearest = (unknown.Length > LongestName ? [] : names)
                .Select(name => (Name: name, Distance: Distance(unknown.ToUpperInvariant(), name.ToUpperInvariant())))
                .Where(n => n.Distance <= Math.Max(2, unknown.Length / 2))
                .OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal)
                .Take(MostSuggestions)
                .Select(n => n.Name);
            string suggestion = string.Join(", ", nearest);
            context.Warning($"This tenant has no log type '{unknown}'." + (suggestion.Length == 0 ? "" : $" The nearest: {suggestion}."));
        }
    }

    private async Task<IReadOnlyList<string>> ReadAsync(CallContext context)
    {
        try
        {
            using Listing<PantherSchema> schemas = _schemas.List(new SchemaQuery(), RequestSafety.Once, context);
            return [.. (await schemas.ToListAsync().ConfigureAwait(false)).Select(s => s.Name)];
        }
        catch (PantherException e)
        {
            context.Verbose($"Log types are not checked: {e.Message}");
            return [];
        }
    }

    /// <summary>The Levenshtein distance: how many characters differ.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
