using System.Collections.Concurrent;
using System.Globalization;

namespace Panther.Client.Http;

/// <summary>
/// Creates what must not be created twice. Where the answer is lost, what it may have made is looked for, by its name, its
/// age and its settings: only what was made since the request began, by the server's clock, and is as it was asked for counts.
/// </summary>
internal sealed class LostCreation(HttpPipeline http)
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan s_longestMemory = TimeSpan.FromHours(1);

    /// <summary>
    /// What this connection has created, and when: a second creation did not make it. Its answers tell that more exactly than seconds.
    /// </summary>
    private readonly ConcurrentDictionary<string, TimeSpan> _created = new(StringComparer.Ordinal);

    /// <summary>Creates something.</summary>
    /// <param name="creation">What is created.</param>
    /// <param name="create">Sends the request.</param>
    /// <param name="look">Looks for things of that name and kind, however old they are.</param>
    /// <param name="context">The caller's.</param>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.Conflict"/> where something else has a name that only one can have, and
    /// <see cref="PantherErrorKind.OutcomeUnknown"/> where there was no clear answer and nothing was found.
    /// </exception>
    public async Task<T> CreateAsync<T>(
        Creation<T> creation, Func<Task<T>> create, Func<Task<IReadOnlyList<Candidate<T>>>> look, CallContext context)
    {
        TimeSpan begun = http.Clock.Elapsed;
        try
        {
            T created = await create().ConfigureAwait(false);
            Claim(creation.IdOf(created));
            return created;
        }
        catch (PantherException e) when (e.Outcome.Delivery == Delivery.Unknown)
        {
            return await FindAsync(creation, look, e, e.Outcome.SentAt ?? begun, context).ConfigureAwait(false);
        }
    }

    private async Task<T> FindAsync<T>(
        Creation<T> creation, Func<Task<IReadOnlyList<Candidate<T>>>> look, PantherException failure, TimeSpan begun, CallContext context)
    {
        string trouble;
        try
        {
            TimeSpan waited = TimeSpan.Zero;
            for (int search = 0; ; search++)
            {
                context.Verbose($"{creation.Operation}: the outcome is unclear ({failure.Kind}); looking for {creation.What}.");
                Candidate<T>[] found = [.. await look().ConfigureAwait(false)];
                foreach (Candidate<T> candidate in found.Where(c => c.IsMarked || IsSince(c, begun) == true))
                {
                    (T item, IReadOnlyList<string> differences) = await candidate.ReadAsync().ConfigureAwait(false);
                    if (differences.Count > 0)
                    {
                        if (!creation.IsNameUnique)
                        {
                            continue;
                        }

                        throw NotThis(
                            creation, candidate.Id, "created in the meantime with other settings "
                                + $"({string.Join(", ", differences)})", failure);
                    }

                    if (Claim(candidate.Id))
                    {
                        context.Warning(
                            $"The answer to the {creation.Deed} of {creation.What} was lost ({failure.Message}) It was {creation.Done} "
                            + $"anyway, with the id {candidate.Id}, at {candidate.CreatedAt:s}; it was not sent again.");
                        return item;
                    }
                }

                if (creation.IsNameUnique && found.FirstOrDefault(c => IsSince(c, begun) == false) is { } older)
                {
                    throw NotThis(creation, older.Id, $"created {Age(older, begun)} before this request{At(older)}", failure);
                }

                if (http.Policy.NextWait(search, waited) is not TimeSpan wait)
                {
                    trouble = found.FirstOrDefault(c => IsSince(c, begun) is null) is { } doubtful
                        ? $"one with the id {doubtful.Id} exists, but it is not certain whether it was created before"
                        : "it was not found afterwards, but may still appear";
                    break;
                }

                waited += wait;
                await http.WaitAsync(wait, creation.Operation, context).ConfigureAwait(false);
            }
        }
        catch (PantherException e) when (e.Kind != PantherErrorKind.Conflict)
        {
            trouble = "it could not be looked for: " + e.Message.TrimEnd('.');
        }

        throw Error(
            PantherErrorKind.OutcomeUnknown,
            $"It is unknown whether {creation.What} was {creation.Done}: {failure.Message.TrimEnd('.')}; {trouble}. Look for it before you "
            + $"{creation.ToDo} it again.",
            creation.Operation,
            failure);
    }

    /// <summary>Whether it was made since the request began; null where nobody can say.</summary>
    private bool? IsSince<T>(Candidate<T> candidate, TimeSpan begun) =>
        _created.ContainsKey(candidate.Id) ? false
        : candidate.CreatedAt is DateTime time ? http.ServerClock.IsSince(time, begun)
        : null;

    /// <summary>Takes what was found or created for one creation, which no other may take it for.</summary>
    private bool Claim(string id)
    {
        TimeSpan now = http.Clock.Elapsed;
        if (_created.Count >= MostRemembered)
        {
            foreach (KeyValuePair<string, TimeSpan> old in _created.Where(c => now - c.Value > s_longestMemory))
            {
                _created.TryRemove(old.Key, out _);
            }
        }

        return _created.TryAdd(id, now);
    }

    private string Age<T>(Candidate<T> candidate, TimeSpan begun)
    {
        TimeSpan age = candidate.CreatedAt is DateTime time ? http.ServerClock.Before(time, begun) : TimeSpan.Zero;
        (double count, string unit) = age.TotalDays >= 2 ? (age.TotalDays, "days")
            : age.TotalHours >= 2 ? (age.TotalHours, "hours")
            : age.TotalMinutes >= 2 ? (age.TotalMinutes, "minutes")
            : (Math.Max(1, age.TotalSeconds), "seconds");
        return string.Format(CultureInfo.InvariantCulture, "{0:0} {1}", Math.Floor(count), unit);
    }

    private static string At<T>(Candidate<T> candidate) =>
        candidate.CreatedAt is DateTime time ? string.Format(CultureInfo.InvariantCulture, ", at {0:s}", time) : "";

    private static PantherException NotThis<T>(Creation<T> creation, string id, string how, PantherException failure) => Error(
        PantherErrorKind.Conflict,
        $"{creation.What} was not created: the answer was lost ({failure.Message.TrimEnd('.')}), and another with that name exists, {how}. "
            + $"Its id is {id}. Nothing was sent again.",
        creation.Operation,
        failure);

    private static PantherException Error(PantherErrorKind kind, string message, string operation, PantherException failure) =>
        new(kind, char.ToUpperInvariant(message[0]) + message.Substring(1), failure)
        {
            Operation = operation,
            StatusCode = failure.StatusCode,
            RequestId = failure.RequestId,
            Noun = failure.Noun,
        };
}

/// <summary>Something that is created.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="What">What it is, for messages, such as <c>the thing 'x'</c>.</param>
/// <param name="IdOf">Its id.</param>
internal sealed record Creation<T>(string Operation, string What, Func<T, string> IdOf)
{
    /// <summary>Whether Panther refuses a second one of its name, so that another one which has it is a conflict.</summary>
    public bool IsNameUnique { get; init; } = true;

    /// <summary>What messages call the creation, that something was created, and to create.</summary>
    public string Deed { get; init; } = "creation";

    /// <inheritdoc cref="Deed"/>
    public string Done { get; init; } = "created";

    /// <inheritdoc cref="Deed"/>
    public string ToDo { get; init; } = "create";
}

/// <summary>A thing that may be the one that was created.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When it was made, in local time; null where the API does not say.</param>
/// <param name="ReadAsync">
/// Reads it, and the names of the settings in which it differs from what was asked for, as far as the API shows them.
/// </param>
internal sealed record Candidate<T>(string Id, DateTime? CreatedAt, Func<Task<(T Item, IReadOnlyList<string> Differences)>> ReadAsync)
{
    /// <summary>Whether it holds a mark that was made for this creation alone, so that nothing else has to tell.</summary>
    public bool IsMarked { get; init; }
}
