namespace Panther.Client.LogSources;

/// <summary>The types of log sources that this library knows by name. Panther may have others.</summary>
internal static class IntegrationTypes
{
    public static IReadOnlyList<string> Known { get; } =
    [
        S3LogSource.S3IntegrationType,
        HttpLogSource.HttpIntegrationType,
        GcsLogSource.GcsIntegrationType,
        PubSubLogSource.PubSubIntegrationType,
        "amazon-eventbridge",
        "amazon-security-lake",
        "aws-cloudwatch-logs",
        "aws-scan",
        "aws-sqs",
        "azure-blob",
        "azure-eventhub",
        "log-pulling",
        "profile-pulling",
        "s3-lookuptable",
    ];
}
