using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>
/// Which differences wait for which. Labels are unique, so one that a source is to get, and another source has, is free only when that one
/// is removed or has got its own new label.
/// </summary>
internal sealed class LabelOrder
{
    private readonly Dictionary<LogSourceDifference, LogSourceDifference[]> _before = [];
    private readonly Dictionary<LogSourceDifference, string> _faults = [];
    private readonly Dictionary<LogSourceDifference, string> _circles = [];

    /// <param name="differences">What is to be done.</param>
    /// <param name="holdersOf">The tenant's sources that have a label.</param>
    public LabelOrder(IReadOnlyCollection<LogSourceDifference> differences, Func<string, IEnumerable<LogSource>> holdersOf)
    {
        var freeing = differences.Where(d => d.Id is not null && Frees(d)).ToDictionary(d => d.Id!, StringComparer.OrdinalIgnoreCase);
        var wanted = new Dictionary<string, LogSourceDifference>(StringComparer.Ordinal);
        foreach (LogSourceDifference difference in differences.Where(Wants))
        {
            string label = difference.Label!;
            LogSource[] holders = [.. holdersOf(label).Where(h => h.Id != difference.Id)];
            _before[difference] = [.. holders.Where(h => freeing.ContainsKey(h.Id)).Select(h => freeing[h.Id])];
            if (holders.FirstOrDefault(h => !freeing.ContainsKey(h.Id)) is LogSource holder)
            {
                _faults[difference] =
                    $"The label '{label}' is taken: a log source of the kind {holder.IntegrationType} has it ({holder.Id}).";
            }
            else if (wanted.TryGetValue(label, out LogSourceDifference? other))
            {
                _faults[difference] = $"The label '{label}' is used twice, here and in {other.Definition!.Place}. A label must be unique.";
            }

            wanted[label] = difference;
        }

        FindCircles();
        HandFaultsOn();
    }

    /// <summary>What has to be done before.</summary>
    public IEnumerable<LogSourceDifference> Before(LogSourceDifference difference) =>
        _before.TryGetValue(difference, out LogSourceDifference[]? before) ? before : [];

    /// <summary>Why Panther is expected to refuse it; null where nothing is known.</summary>
    public string? FaultOf(LogSourceDifference difference) => _faults.TryGetValue(difference, out string? fault) ? fault : null;

    /// <summary>Why it cannot be done, in whatever order; null where it can.</summary>
    public string? CircleOf(LogSourceDifference difference) => _circles.TryGetValue(difference, out string? circle) ? circle : null;

    private static bool IsRenamed(LogSourceDifference difference) =>
        difference.Action is DifferenceAction.Update or DifferenceAction.Replace && difference.Source?.Label != difference.Label;

    private static bool Wants(LogSourceDifference difference) =>
        difference.Definition is not null && (difference.Action == DifferenceAction.Create || IsRenamed(difference));

    private static bool Frees(LogSourceDifference difference) => difference.Action == DifferenceAction.Unmanaged || IsRenamed(difference);

    /// <summary>What cannot get its label does not free the one that it has.</summary>
    private void HandFaultsOn()
    {
        bool isMore = true;
        while (isMore)
        {
            isMore = false;
            foreach (KeyValuePair<LogSourceDifference, LogSourceDifference[]> waiting in _before.Where(b => !_faults.ContainsKey(b.Key)))
            {
                if (waiting.Value.FirstOrDefault(_faults.ContainsKey) is LogSourceDifference holder)
                {
                    _faults[waiting.Key] =
                        $"The label '{waiting.Key.Label}' is still used by '{holder.Source?.Label}' ({holder.Id}). {_faults[holder]}";
                    isMore = true;
                    break;
                }
            }
        }
    }

    private void FindCircles()
    {
        var left = new HashSet<LogSourceDifference>(_before.Keys);
        while (left.RemoveWhere(d => !_before[d].Any(left.Contains)) > 0)
        {
        }

        foreach (LogSourceDifference difference in left)
        {
            LogSourceDifference holder = _before[difference].First(left.Contains);
            _circles[difference] =
                $"The log source '{difference.Source?.Label ?? difference.Label}' is to get the label '{difference.Label}', but "
                + $"'{holder.Source?.Label}' ({holder.Id}) keeps it until it gets another label itself: the labels go round in a circle. "
                + "Rename one of these sources first.";
        }
    }
}
