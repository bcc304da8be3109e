using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.GraphQL;

/// <summary>Tests of the GraphQL API, over no source to begin with.</summary>
public abstract class GraphQLTest : EmulatorTest
{
    protected const string Create = """
        mutation Create($input: CreateS3SourceInput!) { createS3Source(input: $input) { logSource {
          integrationId integrationLabel logTypes kmsKey logStreamTypeOptions { jsonArrayEnvelopeField }
          createdBy { ... on APIToken { name } } } } }
        """;

    protected const string Update = """
        mutation Update($input: UpdateS3SourceInput!) { updateS3Source(input: $input) { logSource {
          integrationId integrationLabel awsAccountId s3Bucket kmsKey logTypes managedBucketNotifications lastModified } } }
        """;

    protected const string Delete = "mutation Delete($id: ID!) { deleteSource(input: { id: $id }) { id } }";

    protected const string Source =
        "query Source($id: ID!) { source(id: $id) { integrationId integrationLabel ... on S3LogIntegration { kmsKey } } }";

    protected const string List = """
        query List($cursor: String) { sources(input: { cursor: $cursor }) {
          edges { node { __typename integrationId integrationLabel integrationType } }
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
        """;

    /// <summary>What a creation takes.</summary>
    protected static JsonObject Creation(params (string Name, JsonNode? Value)[] changes) => JsonNode.Parse("""
        {"label":"my source","awsAccountId":"123456789012","s3Bucket":"bucket",
        "logProcessingRole":"arn:aws:iam::123456789012:role/PantherLogProcessingRole-x","logStreamType":"Auto",
        "managedBucketNotifications":false,"s3PrefixLogTypes":[{"prefix":"","logTypes":["AWS.ALB"],"excludedPrefixes":[]}]}
        """)!.AsObject().With(changes);

    /// <summary>What an update takes.</summary>
    protected static JsonObject Replacement(string id, params (string Name, JsonNode? Value)[] changes) =>
        Creation([("id", id), ("kmsKey", ""), .. changes]).With(("awsAccountId", null), ("s3Bucket", null));

    protected Task<Reply> CreateAsync(params (string Name, JsonNode? Value)[] changes) =>
        GraphQLAsync(Create, new { input = Creation(changes) });

    protected Task<Reply> UpdateAsync(string id, params (string Name, JsonNode? Value)[] changes) =>
        GraphQLAsync(Update, new { input = Replacement(id, changes) });

    protected async Task<string> CreatedIdAsync(params (string Name, JsonNode? Value)[] changes) =>
        (string)(await CreateAsync(changes)).Json!["data"]!["createS3Source"]!["logSource"]!["integrationId"]!;

    protected async Task<JsonNode> SourcesAsync(string? cursor = null) =>
        (await GraphQLAsync(List, new { cursor })).Json!["data"]!["sources"]!;

    protected async Task<string[]> LabelsAsync() => [.. Nodes(await SourcesAsync()).Select(node => (string)node["integrationLabel"]!)];

    /// <summary>The raw sources.</summary>
    protected async Task<JsonArray> RawAsync() => (await ControlAsync("GET", "sources"))!.AsArray();

    protected static IEnumerable<JsonNode> Nodes(JsonNode connection) => connection["edges"]!.AsArray().Select(edge => edge!["node"]!);
}
