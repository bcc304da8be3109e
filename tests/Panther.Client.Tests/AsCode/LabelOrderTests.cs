using CsCheck;
using Panther.Client.AsCode;
using Panther.Client.LogSources;

namespace Panther.Client.Tests.AsCode;

/// <summary>Sources that get the labels of others, in whatever tangle: one after the other, none meets a label that is taken.</summary>
public sealed class LabelOrderTests
{
    private const int Removed = -1;
    private const int Kept = -2;

    /// <summary>
    /// What becomes of each of some sources: it is removed, it is kept, or it gets the label of this number; from 6 on nobody has it.
    /// </summary>
    private static readonly Gen<int[]> s_fates = Gen.Int[Removed - 1, 8].Array[6];

    [Fact]
    public void What_waits_comes_after_that_which_frees_its_label() => s_fates.Sample(fates =>
    {
        LogSource[] sources = [.. fates.Select((_, i) => new LogSource((PantherClient?)null)
        {
            Id = $"id-{i}",
            Label = $"label {i}",
            IntegrationType = "x",
        })];
        LogSourceDifference[] differences = [.. fates.Select((fate, i) => DifferenceOf(sources[i], fate, i)).OfType<LogSourceDifference>()];
        var order = new LabelOrder(differences, label => sources.Where(s => s.Label == label));
        Dictionary<string, string> holders = sources.ToDictionary(s => s.Label!, s => s.Id);
        List<LogSourceDifference> left = [.. differences];
        while (left.FirstOrDefault(d => order.CircleOf(d) is null && !order.Before(d).Any(left.Contains)) is LogSourceDifference next)
        {
            left.Remove(next);
            if (next.Action == "Update" && order.FaultOf(next) is null)
            {
                Assert.False(holders.ContainsKey(next.Label!), $"{next.Label} is taken.");
                holders[next.Label!] = next.Id!;
            }

            if (next.Action == "Unmanaged" || order.FaultOf(next) is null)
            {
                holders.Remove(next.Source!.Label!);
            }
        }

        // Those which are left wait for each other.
        Assert.All(left, d => Assert.NotNull(order.CircleOf(d)));
        Assert.All(left, d => Assert.Contains(left, other => other.Source!.Label == d.Label));
        Assert.All(differences.Where(d => order.FaultOf(d) is not null),
            d => Assert.Contains("'" + d.Label + "'", order.FaultOf(d), StringComparison.Ordinal));
    }, iter: 3000);

    private static LogSourceDifference? DifferenceOf(LogSource source, int fate, int index)
    {
        if (fate == Kept || fate == index)
        {
            return null;
        }

        return fate == Removed
            ? new LogSourceDifference("Unmanaged", "http", source.Label, source.Id, []) { Source = source }
            : new LogSourceDifference("Update", "http", $"label {fate}", source.Id, [])
            {
                Source = source,
                Definition = Definitions.Read($$"""
                    { "Kind": "http", "Label": "label {{fate}}", "LogType": ["AWS.ALB"], "LogStreamType": "JSON", "AuthMethod": "None" }
                    """),
            };
    }
}
