namespace Panther.Client.LogSources;

/// <summary>What shall be other than it is at an S3 source. What is null stays as it is.</summary>
public sealed class S3SourceChanges
{
    /// <summary>The new name.</summary>
    public string? Label { get; init; }

    /// <summary>The ARN of the IAM role that Panther assumes to read the bucket.</summary>
    public string? LogProcessingRole { get; init; }

    /// <summary>How events lie in the objects.</summary>
    public string? LogStreamType { get; init; }

    /// <summary>The ARN of the KMS key; empty for none.</summary>
    public string? KmsKey { get; init; }

    /// <summary>Whether Panther shall manage the bucket's event notifications.</summary>
    public bool? ManagedBucketNotifications { get; init; }

    /// <summary>See <see cref="LogStreamTypeOptions.JsonArrayEnvelopeField"/>; empty for none.</summary>
    public string? JsonArrayEnvelopeField { get; init; }

    /// <summary>See <see cref="LogStreamTypeOptions.RetainEnvelopeFields"/>.</summary>
    public bool? RetainEnvelopeFields { get; init; }

    /// <summary>See <see cref="LogStreamTypeOptions.XmlRootElement"/>; empty for none.</summary>
    public string? XmlRootElement { get; init; }

    /// <summary>All mappings anew.</summary>
    public IReadOnlyList<PrefixLogTypes>? S3PrefixLogTypes { get; init; }

    /// <summary>The prefix of the one mapping that is changed: of several it names the one, of a single one it is the new prefix.</summary>
    public string? Prefix { get; init; }

    /// <summary>The log types of that mapping.</summary>
    public IReadOnlyList<string>? LogType { get; init; }

    /// <summary>The excluded prefixes of that mapping.</summary>
    public IReadOnlyList<string>? ExcludedPrefix { get; init; }

    /// <summary>The log types that are named.</summary>
    public IEnumerable<string> NamedLogTypes => S3PrefixLogTypes?.SelectMany(m => m.LogTypes) ?? LogType ?? [];

    /// <summary>Checks what can be checked before anything is sent.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    public void Check()
    {
        if (Label is not null)
        {
            SourceRules.CheckLabel(Label);
        }

        if (LogProcessingRole is not null)
        {
            SourceRules.CheckRole(LogProcessingRole);
        }

        SourceRules.CheckKmsKey(KmsKey);
        SourceRules.CheckMappings(S3PrefixLogTypes ?? []);
    }
}
