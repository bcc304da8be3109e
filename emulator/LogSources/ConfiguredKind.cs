using Panther.Emulator.Json;
using Panther.Emulator.Rest;

namespace Panther.Emulator.LogSources;

/// <summary>The kinds whose configuration is one object, the same for creation and replacement.</summary>
internal static class ConfiguredKind
{
    private static readonly Func<object, string?> s_streamType = BodyFields.OneOf("Auto", "JSON", "JsonArray", "Lines", "XML");
    private static readonly Func<object, string?> s_streamOptions =
        BodyFields.Object(new("jsonArrayEnvelopeField", BodyFields.Text), new("xmlRootElement", BodyFields.Text));

    private static readonly BodyField[] s_common =
    [
        new("integrationLabel", BodyFields.Text, true),
        new("logStreamType", s_streamType, true),
        new("logStreamTypeOptions", s_streamOptions),
    ];

    private static readonly BodyField s_logTypes = new("logTypes", BodyFields.Texts, true);

    /// <summary>HTTP sources.</summary>
    public static SourceKind Http { get; } = Configured("http", "http-ingest", HttpAuthentication.Read, HttpAuthentication.Shown,
        call => new JsonMap { ["refusedDeletes"] = call.State.Settings.HttpDeleteFailures });

    /// <summary>Google Cloud Storage sources.</summary>
    public static SourceKind Gcs { get; } = Configured("gcs", "gcp-gcs",
        (call, before) =>
        {
            JsonMap values = GoogleCredentials.Read(call, before,
                [.. s_common, new("gcsBucket", BodyFields.Text, true), new("prefixLogTypes", BodyFields.Mappings, true)]);
            var mappings = (List<object?>)values["prefixLogTypes"]!;
            S3Sources.CheckPrefixes(mappings);
            values["prefixLogTypes"] = mappings = BodyFields.Completed(mappings);
            values["logTypes"] = S3Sources.LogTypesOf(mappings);
            return values;
        },
        source => GoogleCredentials.Shown(source.Config).With(new JsonMap
        {
            ["gcsBucket"] = source.Config.Get("gcsBucket"),
            ["prefixLogTypes"] = source.Config.Get("prefixLogTypes") ?? new List<object?>(),
        }));

    /// <summary>Google Pub/Sub sources.</summary>
    public static SourceKind PubSub { get; } = Configured("pubsub", "gcp-pubsub",
        (call, before) => GoogleCredentials.Read(call, before, [.. s_common, s_logTypes, new("regionalEndpoint", BodyFields.Text)]),
        source => GoogleCredentials.Shown(source.Config).With(new JsonMap
        {
            ["logTypes"] = source.Get("logTypes"),
            ["regionalEndpoint"] = source.Config.Get("regionalEndpoint") ?? "",
        }));

    /// <summary>Sources of the Panther Log Forwarder.</summary>
    public static SourceKind LogForwarder { get; } = Configured("log-forwarder", "log-forwarder",
        (call, _) => BodyFields.Read(call.Body, [.. s_common, s_logTypes]),
        source => new JsonMap { ["logTypes"] = source.Get("logTypes") }.With(Stream(source.Config)));

    /// <summary>The fields that all kinds but S3 have in common.</summary>
    public static IEnumerable<BodyField> Common => s_common;

    /// <summary>The field of the log types.</summary>
    public static BodyField LogTypes => s_logTypes;

    /// <summary>What a read shows of the stream.</summary>
    public static JsonMap Stream(JsonMap config) => new()
    {
        ["logStreamType"] = config.Get("logStreamType"),
        ["logStreamTypeOptions"] = config.Get("logStreamTypeOptions") ?? new JsonMap(),
    };

    private static SourceKind Configured(
        string name, string type, Func<RestCall, LogSource?, JsonMap> read, Func<LogSource, JsonMap> shown,
            Func<RestCall, JsonMap>? onCreate = null)
    {
        JsonMap Checked(RestCall call, LogSource? before)
        {
            JsonMap config = read(call, before);
            JsonMap definition =
                new() { ["integrationLabel"] = config["integrationLabel"], ["logTypes"] = config["logTypes"], ["config"] = config };
            config.Remove("integrationLabel");
            config.Remove("logTypes");
            if (string.IsNullOrWhiteSpace(definition.Text("integrationLabel")))
            {
                throw new ApiException(Refusal.Invalid, "integrationLabel must not be blank");
            }

            call.State.Sources.Claim("label", definition, before?.Id);
            call.State.Sources.Claim("subscription", definition, before?.Id);
            return definition;
        }

        return new SourceKind(name, type,
            call => call.State.Sources.Add(new JsonMap { ["integrationType"] = type, ["createdBy"] = call.Token }
                .With(Checked(call, null)).With(onCreate?.Invoke(call) ?? [])),
            (call, before) => call.State.Sources.Change(before.Id, Checked(call, before)),
            source => new JsonMap { ["integrationId"] = source.Id, ["integrationLabel"] = source.Label }.With(shown(source)));
    }
}
