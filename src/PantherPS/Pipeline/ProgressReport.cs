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
    private ProgressRecord? _record;
    private TimeSpan _shownAt;
    private string _activity = "";
    private string _unit = "";
    private int _count;

    public void Count(string activity, string unit)
    {
        _activity = activity;
        _unit = unit;
        _count++;

        // Asking for the time costs more than the count of one more source.
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
        _record ??= new ProgressRecord(0, _activity, " ");
        _record.StatusDescription = string.Format(CultureInfo.CurrentCulture, "{0:N0} {1}", _count, _unit);
        cmdlet.WriteProgress(_record);
    }

    public void Complete()
    {
        if (_record is not null)
        {
            _record.RecordType = ProgressRecordType.Completed;
            try
            {
                cmdlet.WriteProgress(_record);
            }
            catch (PipelineStoppedException)
            {
                // The host has stopped the pipeline, and its bar with it.
            }

            _record = null;
        }
    }
}
