using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace PantherPS.Pipeline;

/// <summary>
/// A progress bar that shows only with work or a wait of more than a second, and does not change more often than it can be read: what
/// is done, and what is waited for.
/// </summary>
internal sealed class ProgressReport(Cmdlet cmdlet, string activity)
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _clock = new();
    private bool _isShown;
    private TimeSpan _shownAt;
    private string _unit = "";
    private int _count;

    /// <summary>What the client waits for just now; empty where it has not said.</summary>
    public string Status { get; set; } = "";

    /// <summary>How much there is to do; 0 where that is not known.</summary>
    public int Total { get; set; }

    /// <summary>Whether something is counted, whose bar stays until all is done; else a bar is that of one wait.</summary>
    public bool HasCount => _count > 0;

    /// <summary>Counts what is done.</summary>
    /// <param name="unit">What is counted, in the plural.</param>
    public void Count(string unit)
    {
        _unit = unit;
        _count++;

        // Asking for the time costs more than the count of one more.
        if ((_count & 63) == 0)
        {
            Refresh();
        }
    }

    /// <summary>Shows how things stand, from a second after the first call on.</summary>
    public void Refresh()
    {
        _clock.Start();
        TimeSpan now = _clock.Elapsed;
        if ((_count == 0 && Status.Length == 0) || now < s_quiet || now - _shownAt < s_interval)
        {
            return;
        }

        _shownAt = now;
        _isShown = true;
        cmdlet.WriteProgress(CreateRecord());
    }

    /// <summary>Takes the bar away. What is waited for after that is a wait of its own, whose bar goes with it.</summary>
    public void Complete()
    {
        ProgressRecord last = CreateRecord();
        last.RecordType = ProgressRecordType.Completed;
        _count = 0;
        if (!_isShown)
        {
            return;
        }

        _isShown = false;
        try
        {
            cmdlet.WriteProgress(last);
        }
        catch (PipelineStoppedException)
        {
            // The host has stopped the pipeline, and its bar with it.
        }
    }

    /// <summary>A record of its own each time: the host may keep the last one.</summary>
    private ProgressRecord CreateRecord()
    {
        string done = string.Format(CultureInfo.CurrentCulture, "{0:N0} {1}", _count, _unit);
        string text = _count == 0 ? Status : Status.Length == 0 ? done : $"{done}; {Status}";
        return new ProgressRecord(0, activity, text.Length == 0 ? "working" : text)
        {
            PercentComplete = Total > 0 && _count > 0 ? Math.Min(100, 100 * _count / Total) : -1,
        };
    }
}
