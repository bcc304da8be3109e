using System.Globalization;
using Panther.Client.Alarms;
using Panther.Client.Health;
using Panther.Client.LogSources;

namespace PantherPS.Health;

/// <summary>What to check where Panther reports an error of a source, or where it is silent, and with which cmdlet.</summary>
internal static class ProblemAdvice
{
    /// <summary>The advice for a type of error of a source, or for a silence of which Panther has raised none.</summary>
    public static string For(LogSource source, LogSourceAlarm? alarm, string type)
    {
        if (type == LogSourceHealth.Silent)
        {
            return NoData(source) + $" To be told the next time: {Get(source)} | Set-PantherLogSourceAlarm 24h -SkipExisting.";
        }

        string advice = type switch
        {
            "SOURCE_PERMISSIONS_CHECKS" => Permissions(source),
            "SOURCE_SCANNING_ERRORS" => Scanning(source),
            "SOURCE_CLASSIFICATION_FAILURES" => Classification(source),
            "SOURCE_LOG_PROCESSING_ERRORS" => Processing(source),
            SystemErrors.NoData => NoData(source) + LargerThreshold(source, alarm),
            _ =>
                $"This version of PantherPS has no advice for {type}: read the alert with Get-PantherAlert -Id and its AlertId, or on "
                + "the source's page in the Panther Console.",
        };
        return source.IsHealthy == true
            ? advice
            + " Panther's checks of the source currently pass. If the cause is gone, resolve the alert by piping the problem to "
            + "Set-PantherAlert -Status RESOLVED."
            : advice;
    }

    private static string Permissions(LogSource source) => source switch
    {
        S3LogSource s3 =>
            $"Panther cannot use the role {s3.LogProcessingRole} to read the bucket {s3.S3Bucket}{Key(s3)}. Find what its "
            + "policies lack: "
            + $"{Get(source)} | Test-PantherS3RolePolicy with the policies from AWS; Get-PantherS3RolePolicy writes what they "
            + "should be. If the role has changed: Set-PantherS3LogSource -LogProcessingRole.",
        { IntegrationType: GcsLogSource.GcsIntegrationType } =>
            "Panther's credentials may not read the bucket or its subscription. Check that their service account has "
            + $"Storage Object Viewer on the bucket and Pub/Sub Subscriber on the subscription that {Get(source)} | "
            + "Get-PantherGcsLogSource names, and that the key is not revoked; Set-PantherGcsLogSource -Credentials sets new ones.",
        { IntegrationType: PubSubLogSource.PubSubIntegrationType } =>
            "Panther's credentials may not read the subscription. Check that their service account has Pub/Sub "
            + $"Subscriber and Viewer on the subscription that {Get(source)} | Get-PantherPubSubLogSource names, and that the key is not "
            + "revoked; Set-PantherPubSubLogSource -Credentials sets new ones.",
        { IntegrationType: HttpLogSource.HttpIntegrationType } =>
            "Senders may use a different method or secret than the source expects. Compare them with "
            + $"{Get(source)} | Get-PantherHttpLogSource; Set-PantherHttpLogSource changes the source's method or secret.",
        _ =>
            $"Panther may not read the service that a source of the type {source.IntegrationType} reads. Check the account, its "
            + "permissions and whether its key or "
            + "token has expired, and log in again on the source's page in the Panther Console: the API cannot configure this type.",
    };

    private static string Scanning(LogSource source) => source is S3LogSource s3
        ? $"Panther is notified of objects in the bucket {s3.S3Bucket} that it cannot read. Check that the role may read the objects "
            + $"under all prefixes, and decrypt them{Key(s3)}: "
            + $"{Get(source)} | Test-PantherS3RolePolicy. Objects that another account owns, that were deleted, or that are archived "
            + "cannot be read either; exclude prefixes without logs with Set-PantherS3LogSource -ExcludedPrefix."
        : "Panther is notified of data that it cannot read. Check that it is still there, and that the source's credentials may read it; "
            + $"{Get(source)} | Format-List shows the source.";

    private static string Classification(LogSource source) =>
        $"Events match none of the log types {(source.LogTypes.Count == 0 ? "(there are none)" : string.Join(", ", source.LogTypes))}. "
        + "Look at such events in the Panther Console, and "
        + $"compare them with the schemas: {Get(source)} | ForEach-Object LogTypes | Get-PantherSchema -IncludeSpec. If a log type is "
        + $"missing, {SetCommand(source, "-AddLogType")} adds it{(source is S3LogSource ? ", to the mapping that -Prefix selects" : "")}; "
        + $"if events are split wrongly, {SetCommand(source, "-LogStreamType")} changes how they are read from the payload.";

    private static string Processing(LogSource source) =>
        "Panther gets the data but cannot read events from it. Check that the stream type fits the data"
        + (source is ConfiguredLogSource { LogStreamType: { } stream } ? $" (the source says {stream})" : "")
        + $": {SetCommand(source, "-LogStreamType")} changes it. Also check that compressed or encrypted files are of a kind that "
        + "Panther reads, and that a field "
        + $"that schemas demand has not changed: {Get(source)} | ForEach-Object LogTypes | Get-PantherSchema -IncludeSpec.";

    private static string NoData(LogSource source)
    {
        string since = source.LastEventReceivedAt is DateTime last
            ? $"The last event arrived at {last.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC. "
            : "No event has ever arrived. ";
        string sender = source switch
        {
            S3LogSource s3 =>
                $"Check that logs are still written to the bucket {s3.S3Bucket} under the prefixes that {Get(source)} | ForEach-Object "
                + "S3PrefixLogTypes lists, and "
                + (s3.ManagedBucketNotifications == true
                    ? "that the bucket's notifications, which Panther manages, are still there."
                    : "that the bucket notifies Panther of new objects: Get-PantherS3RolePolicy -IncludeNotification writes what "
                        + "that takes."),
            { IntegrationType: GcsLogSource.GcsIntegrationType } =>
                $"Check that logs are still written to the bucket, and that it notifies the topic of the subscription: {Get(source)} | "
                + "Get-PantherGcsLogSource.",
            { IntegrationType: PubSubLogSource.PubSubIntegrationType } =>
                $"Check that the topic still gets messages, and that the subscription exists: {Get(source)} | Get-PantherPubSubLogSource.",
            { IntegrationType: HttpLogSource.HttpIntegrationType } =>
                $"Check that the sender still sends to this source's address, with the secret that it expects: {Get(source)} | "
                + "Get-PantherHttpLogSource.",
            _ => "Check that what sends the logs still runs, and on the source's page in the Panther Console that its login is still "
                + "valid.",
        };
        return since + sender;
    }

    private static string LargerThreshold(LogSource source, LogSourceAlarm? alarm)
    {
        string threshold = alarm?.MinutesThreshold is int minutes ? $" of {minutes} minutes" : "";
        return $" If such a silence is normal, set the alarm to a larger threshold than the current one{threshold}: "
            + $"{Get(source)} | Set-PantherLogSourceAlarm 24h.";
    }

    /// <summary>The command that gets the source.</summary>
    private static string Get(LogSource source) => $"Get-PantherLogSource -Id {source.Id}";

    /// <summary>The command that changes a source of this type; where the API has none, the place where people do it.</summary>
    private static string SetCommand(LogSource source, string parameter) => source.IntegrationType switch
    {
        S3LogSource.S3IntegrationType => $"Set-PantherS3LogSource {parameter}",
        HttpLogSource.HttpIntegrationType => $"Set-PantherHttpLogSource {parameter}",
        GcsLogSource.GcsIntegrationType => $"Set-PantherGcsLogSource {parameter}",
        PubSubLogSource.PubSubIntegrationType => $"Set-PantherPubSubLogSource {parameter}",
        _ => "the source's page in the Panther Console",
    };

    private static string Key(S3LogSource source) => string.IsNullOrEmpty(source.KmsKey) ? "" : $" with the key {source.KmsKey}";
}
