using System.Collections;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Completion;

namespace PantherPS.LogSources;

/// <summary>The base of the completers of what a tenant's S3 sources use already: roles, accounts, keys, prefixes.</summary>
public abstract class UsedValueCompleter : LogSourceCompleter
{
    private const int MostNamed = 3;

    private protected UsedValueCompleter()
    {
    }

    private protected override IEnumerable<CompletionItem> LiveItems(PantherClient client, string commandName, IDictionary boundParameters)
    {
        // Where the line names its sources, only what they have.
        var ids = new HashSet<string>(
            boundParameters["Id"] is IEnumerable named and not string
                ? named.Cast<object>().Select(i => i.ToString()!)
                : [boundParameters["Id"]?.ToString() ?? ""],
            StringComparer.OrdinalIgnoreCase);
        S3LogSource[] sources = [.. SourcesOf(client).OfType<S3LogSource>()];
        S3LogSource[] meant = Array.FindAll(sources, s => ids.Contains(s.Id));
        return (IsOfTheSource && meant.Length > 0 ? meant : sources)
            .SelectMany(s => ValuesOf(s).Where(v => !string.IsNullOrEmpty(v)).Select(v => (Value: v!, Label: s.Label ?? s.Id)))
            .GroupBy(v => v.Value, v => v.Label, StringComparer.Ordinal)
            .Select(g => new CompletionItem(g.Key, g.Key, Describe([.. g.Distinct()])));
    }

    /// <summary>Whether a value belongs to the source that is changed, and not to the tenant.</summary>
    private protected virtual bool IsOfTheSource => false;

    /// <summary>What a source uses.</summary>
    private protected abstract IEnumerable<string?> ValuesOf(S3LogSource source);

    private static string Describe(string[] labels) =>
        $"{Count(labels.Length)}: {string.Join(", ", labels.Take(MostNamed))}{(labels.Length > MostNamed ? " ..." : "")}";
}

/// <summary>Roles that sources of the tenant use.</summary>
public sealed class UsedRoleCompleter : UsedValueCompleter
{
    private protected override IEnumerable<string?> ValuesOf(S3LogSource source) => [source.LogProcessingRole];
}

/// <summary>AWS accounts that sources of the tenant read.</summary>
public sealed class UsedAccountCompleter : UsedValueCompleter
{
    private protected override IEnumerable<string?> ValuesOf(S3LogSource source) => [source.AwsAccountId];
}

/// <summary>KMS keys that sources of the tenant use.</summary>
public sealed class UsedKeyCompleter : UsedValueCompleter
{
    private protected override IEnumerable<string?> ValuesOf(S3LogSource source) => [source.KmsKey];
}

/// <summary>Prefixes of the source that is changed, or that sources of the tenant use.</summary>
public sealed class UsedPrefixCompleter : UsedValueCompleter
{
    private protected override bool IsOfTheSource => true;

    private protected override IEnumerable<string?> ValuesOf(S3LogSource source) => source.S3PrefixLogTypes.Select(m => m.Prefix);
}
