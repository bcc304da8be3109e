using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace Panther.Client.Alerts;

/// <summary>What is to change of alerts; what is null stays.</summary>
public sealed class AlertChanges
{
    private const int MostTags = 10;
    private static readonly Regex s_tag = new(@"\A[a-z0-9_-]{1,30}\z", RegexOptions.CultureInvariant);

    /// <summary>The qualities that Panther has.</summary>
    public static IReadOnlyList<string> KnownQualities { get; } = ["NOISE", "USEFUL"];

    /// <summary>The status: <c>OPEN</c>, <c>TRIAGED</c>, <c>RESOLVED</c> or <c>CLOSED</c>.</summary>
    public string? Status { get; init; }

    /// <summary>To whom they are assigned, by the id or the e-mail address of a user; empty for nobody.</summary>
    public string? Assignee { get; init; }

    /// <summary>What they are judged to be, <c>NOISE</c> or <c>USEFUL</c>; empty for neither.</summary>
    public string? Quality { get; init; }

    /// <summary>All their context tags from now on.</summary>
    public IReadOnlyList<string>? ContextTags { get; init; }

    /// <summary>Whether nothing is to change.</summary>
    public bool IsEmpty => Status is null && Assignee is null && Quality is null && ContextTags is null;

    /// <summary>
    /// Whether the assignee is one that only GraphQL takes: REST takes ids alone, and documents no way to assign to nobody.
    /// </summary>
    internal bool IsAssignedByGraphQL => Assignee is not null && (Assignee.Length == 0 || Assignee.Contains('@'));

    /// <summary>What is to change of an alert, and is not so already: each property with its old and its new value.</summary>
    public IReadOnlyList<(string Property, string Old, string New)> DifferencesFrom(PantherAlert alert)
    {
        (string Property, string Old, string? New)[] all =
        [
            (nameof(Status), alert.Status ?? "", Status),
            (nameof(Assignee), alert.Assignee?.Id ?? "", Assignee),
            (nameof(Quality), alert.Quality ?? "", Quality),
            (nameof(ContextTags), TextOf(alert.ContextTags), ContextTags is null ? null : TextOf(ContextTags)),
        ];
        return [.. all.Where(p => p.New is not null && p.New != p.Old).Select(p => (p.Property, p.Old, p.New!))];

        // Tags have no order.
        static string TextOf(IEnumerable<string> tags) => string.Join(", ", tags.OrderBy(t => t, StringComparer.Ordinal));
    }

    /// <summary>Refuses what the API would refuse.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    public void Check()
    {
        if (ContextTags?.FirstOrDefault(tag => !s_tag.IsMatch(tag)) is { } wrong)
        {
            throw new PantherException(
                PantherErrorKind.InvalidInput, $"'{wrong}' is not a context tag. A tag has 1 to 30 characters: a-z, 0-9, _ and -.");
        }

        if (ContextTags?.Count > MostTags)
        {
            throw new PantherException(
                PantherErrorKind.InvalidInput, $"An alert can have at most {MostTags} context tags, not {ContextTags.Count}.");
        }
    }

    /// <summary>The body of the REST request without ids; empty where REST has nothing to change.</summary>
    internal JObject ToInput()
    {
        var input = new JObject();
        if (Status is not null)
        {
            input["status"] = Status;
        }

        if (Assignee is not null && !IsAssignedByGraphQL)
        {
            input["assignee"] = Assignee;
        }

        if (Quality is not null)
        {
            input["quality"] = Quality;
        }

        if (ContextTags is not null)
        {
            input["contextTags"] = new JArray(ContextTags);
        }

        return input;
    }
}
