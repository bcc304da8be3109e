using System.Text.RegularExpressions;

namespace Panther.Client.Http;

/// <summary>
/// The one thing that a request addresses by its id. An answer of "not found" means this thing only where it is about
/// it: "KMS key not found" is about another.
/// </summary>
internal sealed class CallTarget
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
    private const int LongestText = 2000;
    private const string Missing =
        @"(?:(?:was|were|is|are|has|have|had|could|can|does|do|did)[\W_]+)*"
        + @"(?:not?[ _]?(?:be[ _]|been[ _])?found|not[ _]exists?|(?:doesn|didn|isn|wasn|couldn|can)['’]?t[ _](?:exist|be[ _]found|found)"
        + @"|no[ _]longer[ _]exists?)";
    private const string Small =
        @"(?:the|this|that|a|an|any|no|such|requested|specified|given|provided|item|items|record|resource|entity|object|row|error|rpc|code"
        + @"|desc|with|by|for|of|in|from|to|failed|unable|cannot|could|get|getting|read|reading|load|loading|find|finding|fetch|fetching"
        + @"|retrieve|delete|deleting|remove|removing|update|updating|panther|id|uuid)";

    private static readonly Regex s_saysNotFound = new($@"(?<![a-z]){Missing}|\bno such \w", Options);
    private static readonly char[] s_clauseEnds = [':', ';', '\n'];

    // Made when an answer says that something is not found, which few do.
    private readonly Lazy<(Regex IsAbout, Regex IsNothingElse)>? _patterns;

    /// <param name="noun">What it is.</param>
    /// <param name="id">Its id.</param>
    public CallTarget(Noun noun, string id)
    {
        Noun = noun;
        Id = id;
        _patterns = new Lazy<(Regex, Regex)>(() => PatternsOf(noun.Words, id));
    }

    private CallTarget() => Id = "";

    /// <summary>Whatever a caller's own request addresses.</summary>
    public static CallTarget Anything { get; } = new();

    /// <summary>What it is; null for whatever a caller's own request addresses.</summary>
    public Noun? Noun { get; }

    public string Id { get; }

    /// <summary>The sentence that says that there is no such thing; null where it is not known what it is.</summary>
    public string? NotFoundMessage => _patterns is null ? null : $"There is no {Noun!.Name} with the id '{Id}'.";

    /// <summary>Whether a text says that something is not found.</summary>
    public static bool SaysNotFound(string text) => s_saysNotFound.IsMatch(text);

    /// <summary>Whether a text that says that something is not found means this thing.</summary>
    public bool IsMeantBy(string text)
    {
        string start = text.Length <= LongestText ? text : text.Substring(0, LongestText);
        return _patterns is null || _patterns.Value.IsNothingElse.IsMatch(start)
            || start.Split(s_clauseEnds).Any(_patterns.Value.IsAbout.IsMatch);
    }

    /// <summary>The error that says that there is no such thing.</summary>
    /// <param name="operation">The operation that found it out.</param>
    /// <param name="said">What the API says, without secrets; null for nothing.</param>
    public PantherException NotFound(string? operation, string? said = null) => new(PantherErrorKind.NotFound, Describe(said))
    {
        Operation = operation,
        Noun = Noun?.Name,
    };

    /// <summary>What to say where the API says that this thing is not found.</summary>
    public string Describe(string? said) => (NotFoundMessage, said) switch
    {
        (null, _) => said ?? "Not found.",
        (_, null) => NotFoundMessage,
        _ => $"{NotFoundMessage.TrimEnd('.')} ({said}).",
    };

    private static (Regex IsAbout, Regex IsNothingElse) PatternsOf(string words, string id)
    {
        // A longer id has no place in what is read of a text.
        string quoted = id.Length <= LongestText ? $@"|['""(\[]*{Regex.Escape(id)}['"")\]]*" : "";
        string name = $"(?:{words}{quoted})";

        // The thing itself is what is not there: nothing else stands between it and the words that say so.
        return (
            new Regex($@"^[\W_]*(?>{Small}[\W_]+)*{name}(?>[\W_]+(?:{Small}|{name}))*[\W_]+{Missing}\b|\bno such (?:{words})\b", Options),
            new Regex($@"^[\W_]*(?>(?:{Missing}|{name}|{Small}|NotFound)(?:[\W_]+|$))*$", Options));
    }
}
