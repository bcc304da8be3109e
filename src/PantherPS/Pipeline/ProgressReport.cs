using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace PantherPS.Pipeline;

/// <summary>A progress bar that shows only with work of more than a second, and does not change more often than it can be read.</summary>
internal sealed class ProgressReport(Cmdlet cmdlet)
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private bool _isShown;
    private TimeSpan _shownAt;
    private string _activity = "";
    private string _unit = "";
    private int _count;

    /// <summary>How much there is to do; 0 where that is not known.</summary>
    public int Total { get; set; }

    public void Count(string activity, string unit)
    {
        _activity = activity;
        _unit = unit;
        _count++;

        // Asking for the time costs more than the count of one more.
        if ((_count & 63) == 0)
        {
            Refresh();
        }
    }

    public void Refresh()
    {
        TimeSpan now = _clock.Elapsed;
        if (_activity.Length == 0 || now < s_quiet || now - _shownAt < s_interval)
        {
            return;
        }

        _shownAt = now;
        _isShown = true;
        cmdlet.WriteProgress(CreateRecord());
    }

    public void Complete()
    {
        if (!_isShown)
        {
            return;
        }

        _isShown = false;
        ProgressRecord last = CreateRecord();
        last.RecordType = ProgressRecordType.Completed;
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
    private ProgressRecord CreateRecord() => new(0, _activity, string.Format(CultureInfo.CurrentCulture, "{0:N0} {1}", _count, _unit))
    {
        PercentComplete = Total > 0 ? Math.Min(100, 100 * _count / Total) : -1,
    };
}
