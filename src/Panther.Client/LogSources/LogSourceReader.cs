using Newtonsoft.Json;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>
/// Reads a log source off a JSON reader, in one pass. What it does not know it passes over; a value of a type that
/// the schema does not promise counts as null, since one odd field must not hide the rest of a tenant.
/// </summary>
internal static class LogSourceReader
{
    /// <summary>Reads the object at the reader, which is left at its end.</summary>
    /// <returns>The source; null where there is no object, or one without an id.</returns>
    public static LogSource? Read(JsonReader reader, PantherClient? origin)
    {
        if (reader.TokenType != JsonToken.StartObject)
        {
            reader.Skip();
            return null;
        }

        // The kind shows only while reading, so an S3 source is read and its common part taken where it is none.
        var source = new S3LogSource(origin);
        bool isS3 = false;
        while (reader.NextProperty() is string name)
        {
            switch (name)
            {
                case "integrationId": source.Id = reader.ReadText() ?? ""; break;
                case "integrationLabel": source.Label = reader.ReadText(); break;
                case "integrationType":
                    source.IntegrationType = reader.ReadCommonText();
                    isS3 |= source.IntegrationType == S3LogSource.S3IntegrationType;
                    break;
                case "logTypes": source.LogTypes = ReadTexts(reader); break;
                case "isHealthy": source.IsHealthy = reader.ReadBoolean(); break;
                case "isEditable": source.IsEditable = reader.ReadBoolean(); break;
                case "createdAtTime": source.CreatedAt = ReadTime(reader); break;
                case "createdBy": source.CreatedBy = Actor.ReadNext(reader); break;
                case "lastModified": source.LastModified = ReadTime(reader); break;
                case "lastEventReceivedAtTime": source.LastEventReceivedAt = ReadTime(reader); break;
                case "lastEventProcessedAtTime": source.LastEventProcessedAt = ReadTime(reader); break;
                case "awsAccountId": source.AwsAccountId = reader.ReadCommonText(); break;
                case "s3Bucket":
                    source.S3Bucket = reader.ReadText();
                    isS3 |= source.S3Bucket is not null;
                    break;
                case "s3PrefixLogTypes": source.S3PrefixLogTypes = ReadMappings(reader); break;
                case "logProcessingRole": source.LogProcessingRole = reader.ReadCommonText(); break;
                case "logStreamType": source.LogStreamType = reader.ReadCommonText(); break;
                case "logStreamTypeOptions": source.LogStreamTypeOptions = ReadOptions(reader); break;
                case "kmsKey": source.KmsKey = reader.ReadCommonText(); break;
                case "managedBucketNotifications": source.ManagedBucketNotifications = reader.ReadBoolean(); break;
                case "stackName": source.StackName = reader.ReadText(); break;
                default: reader.SkipNext(); break;
            }
        }

        return source.Id.Length == 0 ? null : isS3 ? source : new LogSource(source);
    }

    /// <summary>Reads the stream type options that come next.</summary>
    public static LogStreamTypeOptions? ReadOptions(JsonReader reader)
    {
        if (!reader.EnterObject())
        {
            return null;
        }

        var options = new LogStreamTypeOptions();
        while (reader.NextProperty() is string name)
        {
            switch (name)
            {
                case "jsonArrayEnvelopeField": options.JsonArrayEnvelopeField = reader.ReadCommonText(); break;
                case "retainEnvelopeFields": options.RetainEnvelopeFields = reader.ReadBoolean(); break;
                case "xmlRootElement": options.XmlRootElement = reader.ReadCommonText(); break;
                default: reader.SkipNext(); break;
            }
        }

        return options;
    }

    /// <summary>Reads the mappings that come next.</summary>
    public static PrefixLogTypesList ReadMappings(JsonReader reader)
    {
        if (!reader.EnterArray())
        {
            return PrefixLogTypesList.Empty;
        }

        var mappings = new List<PrefixLogTypes>();
        while (reader.Advance() && reader.TokenType != JsonToken.EndArray)
        {
            if (reader.TokenType != JsonToken.StartObject)
            {
                reader.Skip();
                continue;
            }

            string? prefix = null;
            TextList logTypes = TextList.Empty;
            TextList excludedPrefixes = TextList.Empty;
            while (reader.NextProperty() is string name)
            {
                switch (name)
                {
                    case "prefix": prefix = reader.ReadCommonText(); break;
                    case "logTypes": logTypes = ReadTexts(reader); break;
                    case "excludedPrefixes": excludedPrefixes = ReadTexts(reader); break;
                    default: reader.SkipNext(); break;
                }
            }

            mappings.Add(new PrefixLogTypes(prefix, logTypes, excludedPrefixes));
        }

        return new PrefixLogTypesList(mappings);
    }

    /// <summary>Reads the list of texts that comes next.</summary>
    public static TextList ReadTexts(JsonReader reader)
    {
        if (!reader.EnterArray())
        {
            return TextList.Empty;
        }

        var texts = new List<string>();
        while (reader.Advance() && reader.TokenType != JsonToken.EndArray)
        {
            if (reader.ValueAsText() is string text)
            {
                texts.Add(reader.Share(text));
            }
        }

        return texts.Count == 0 ? TextList.Empty : new TextList(texts);
    }

    private static DateTime? ReadTime(JsonReader reader) => JTokenExtensions.ToTime(reader.ReadText());
}
