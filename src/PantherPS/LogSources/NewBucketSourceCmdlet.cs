using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Completion;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that create sources which read a bucket, with mappings of prefixes to log types.</summary>
public abstract class NewBucketSourceCmdlet : NewLogSourceCmdlet
{
    private protected NewBucketSourceCmdlet()
    {
    }

    /// <summary>The prefix of the one mapping; empty for the whole bucket.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Prefix { get; set; }

    /// <summary>The log types of the one mapping.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("LogTypes")]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    public string[]? LogType { get; set; }

    /// <summary>Prefixes that the one mapping leaves out; * is a wildcard for Panther.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ExcludedPrefixes")]
    public string[]? ExcludedPrefix { get; set; }

    /// <summary>The name of the parameter that takes whole mappings.</summary>
    private protected abstract string MappingsName { get; }

    private bool FlatIsNamed => IsNamed(nameof(Prefix)) || IsNamed(nameof(LogType)) || IsNamed(nameof(ExcludedPrefix));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (IsNamed(MappingsName) && FlatIsNamed)
        {
            RefuseParameters($"Give the mappings either as -{MappingsName} or as -Prefix, -LogType and -ExcludedPrefix, not as both.");
        }
    }

    /// <summary>The mappings; whole ones win over the flat log types that a piped source has as well.</summary>
    /// <param name="whole">The value of the parameter that takes whole mappings.</param>
    private protected IReadOnlyList<PrefixLogTypes> DefineMappings(object[]? whole)
    {
        // An empty cell of a CSV file names no mapping.
        bool hasMappings = whole?.Any(m => m is not (null or "")) == true;
        if (hasMappings && FlatIsNamed)
        {
            throw new PantherException(
                PantherErrorKind.InvalidInput,
                $"The piped object brings its mappings ({MappingsName}); give all of them anew as -{MappingsName}, or leave out -Prefix, -LogType and -ExcludedPrefix.");
        }

        return hasMappings
            ? SourceParameters.ToMappings(whole!)
            : [new PrefixLogTypes(Prefix, Cells(nameof(LogType), LogType), Cells(nameof(ExcludedPrefix), ExcludedPrefix))];
    }
}
