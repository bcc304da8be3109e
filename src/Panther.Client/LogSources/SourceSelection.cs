using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;

namespace Panther.Client.LogSources;

/// <summary>
/// Which fields of a source are asked for. It narrows where the tenant refuses some: <c>createdBy</c> needs a
/// permission of its own (Read User Info), and older tenants know fewer stream type options.
/// </summary>
internal sealed record SourceSelection(bool WithCreatedBy, StreamOptions Options)
{
    private const string CreatedBy = "createdBy";

    /// <summary>Everything that this module knows.</summary>
    public static SourceSelection Widest { get; } = new(true, StreamOptions.Unknown);

    /// <summary>The operation with this selection.</summary>
    public GraphQLOperation Apply(GraphQLOperation operation) =>
        operation with { Document = operation.Document.With(StreamOptions.FragmentName, Options.Fragment) };

    /// <summary>The variables with what this selection adds.</summary>
    public JObject Apply(JObject variables)
    {
        variables["withCreatedBy"] = WithCreatedBy;
        return variables;
    }

    /// <summary>A narrower selection with which a refused request may succeed; null where there is none.</summary>
    public SourceSelection? Narrow(PantherException refusal) => refusal.Kind switch
    {
        _ when WithCreatedBy && refusal.Errors.Any(IsAboutCreatedBy) => this with { WithCreatedBy = false },
        PantherErrorKind.Forbidden when WithCreatedBy => this with { WithCreatedBy = false },
        PantherErrorKind.Unsupported when !Options.IsCertain => this with { Options = StreamOptions.Published },
        _ => null,
    };

    /// <summary>Whether an error refuses <c>createdBy</c>.</summary>
    public static bool IsAboutCreatedBy(GraphQLError error) =>
        error.Path.Contains(CreatedBy)
        || error.Message.Contains(CreatedBy)
        || error.Message.Contains("Read User Info")
        || error.Message.Contains("UserRead");
}
