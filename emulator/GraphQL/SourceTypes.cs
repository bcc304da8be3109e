using GraphQLParser;
using GraphQLParser.AST;
using Panther.Emulator.LogSources;

namespace Panther.Emulator.GraphQL;

/// <summary>The concrete types of log sources. Panther's own names for those other than S3 are not published.</summary>
public static class SourceTypes
{
    private const string Interface = "LogIntegration";
    private const string Unlisted = "OtherLogIntegration";
    private static readonly OrderedDictionary<string, string> s_others = new()
    {
        ["http-ingest"] = "HttpLogIntegration",
        ["gcp-gcs"] = "GcsLogIntegration",
        ["gcp-pubsub"] = "PubSubLogIntegration",
        ["log-pulling"] = "PullerLogIntegration",
    };

    /// <summary>The names of the types that are the emulator's own.</summary>
    public static IReadOnlyList<string> OursAlone { get; } = [.. s_others.Values, Unlisted];

    /// <summary>The type of a source.</summary>
    public static string Of(string? integrationType) => integrationType switch
    {
        LogSource.S3 => "S3LogIntegration",
        not null when s_others.TryGetValue(integrationType, out string? name) => name,
        _ => Unlisted,
    };

    /// <summary>The definitions of the types other than S3, made from the interface.</summary>
    internal static string Definitions(string schema)
    {
        GraphQLInterfaceTypeDefinition common = Parser.Parse<GraphQLDocument>(schema).Definitions.OfType<GraphQLInterfaceTypeDefinition>()
            .Single(type => type.Name.StringValue == Interface);
        string members = SchemaEditions.MembersOf(schema[common.Location.Start..common.Location.End]);
        return string.Concat(OursAlone.Select(name => $"\ntype {name} implements {Interface} {{{members}}}\n"));
    }
}
