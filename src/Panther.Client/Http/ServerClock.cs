namespace Panther.Client.Http;

/// <summary>
/// What is known of the server's clock, from the <c>Date</c> of its answers. Each answer bounds how far that clock is from ours,
/// from both sides: it was written between the sending of the request and the arrival of the answer, in whole seconds.
/// </summary>
internal sealed class ServerClock(IClock clock)
{
    /// <summary>Enough to be certain about seconds, and few enough that what was seen before a computer slept is soon forgotten.</summary>
    private const int MostAnswers = 8;

    /// <summary>
    /// By how much the clocks of servers that are kept in step may differ, and a fraction of a second that a time leaves out.
    /// </summary>
    private static readonly TimeSpan s_allowance = TimeSpan.FromSeconds(2);

    /// <summary>As far as clocks may be apart where no answer had a date: services that sign their requests refuse more.</summary>
    private static readonly TimeSpan s_allowanceWithoutDates = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_resolution = TimeSpan.FromSeconds(1);

    private readonly Queue<(DateTimeOffset Earliest, DateTimeOffset Latest)> _starts = new();

    /// <summary>Notes the date of an answer of the API; an error page may come from some other computer on the way.</summary>
    /// <param name="date">The answer's <c>Date</c>; null where it has none.</param>
    /// <param name="sent">When the request was sent, by <see cref="IClock.Elapsed"/>.</param>
    public void Note(DateTimeOffset? date, TimeSpan sent)
    {
        if (date is not { } written)
        {
            return;
        }

        TimeSpan received = clock.Elapsed;
        lock (_starts)
        {
            // What the server's clock showed when ours was zero.
            _starts.Enqueue((written - received, written + s_resolution - sent));
            if (_starts.Count > MostAnswers)
            {
                _starts.Dequeue();
            }
        }
    }

    /// <summary>Compares a time of the server's with a moment of ours.</summary>
    /// <param name="time">A time that the server gave.</param>
    /// <param name="moment">A moment, by <see cref="IClock.Elapsed"/>.</param>
    /// <returns>Whether the time is at or after the moment; null where the clocks of several servers disagree about it.</returns>
    public bool? IsSince(DateTimeOffset time, TimeSpan moment)
    {
        (DateTimeOffset certain, DateTimeOffset possible) = Since(moment);
        return time >= certain ? true : time < possible ? false : null;
    }

    /// <summary>How long before a moment of ours a time of the server's was.</summary>
    public TimeSpan Before(DateTimeOffset time, TimeSpan moment)
    {
        TimeSpan age = Since(moment).Certain + s_allowance - time;
        return age < TimeSpan.Zero ? TimeSpan.Zero : age;
    }

    /// <summary>The earliest time that the server may give to what it makes after a moment of ours: by all answers, and by some.</summary>
    private (DateTimeOffset Certain, DateTimeOffset Possible) Since(TimeSpan moment)
    {
        lock (_starts)
        {
            if (_starts.Count == 0)
            {
                DateTimeOffset then = clock.UtcNow - (clock.Elapsed - moment) - s_allowanceWithoutDates;
                return (then, then);
            }

            // The bounds of one clock overlap; where they do not, there are several clocks.
            DateTimeOffset earliest = _starts.Max(s => s.Earliest);
            DateTimeOffset latest = _starts.Min(s => s.Latest);
            DateTimeOffset slowest = latest < earliest ? latest : earliest;
            return (earliest + moment - s_allowance, slowest + moment - s_allowance);
        }
    }
}
