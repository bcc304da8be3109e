using Newtonsoft.Json.Linq;

namespace Panther.Client.Aws;

/// <summary>One statement of a policy that was given to be checked. One value and a list of one mean the same.</summary>
internal sealed class IamStatement
{
    private IamStatement(string policy, string name, JObject json, bool hasVariables)
    {
        Policy = policy;
        Name = name;
        IsAllow = string.Equals("Allow", (Get(json, "Effect") as JValue)?.Value as string, StringComparison.OrdinalIgnoreCase);
        Actions = [.. Texts(Get(json, "Action")).Select(IamPattern.ForAction)];
        Resources = [.. Texts(Get(json, "Resource")).Select(r => IamPattern.ForResource(r, hasVariables))];
        HasNotAction = Get(json, "NotAction") is not null;
        HasNotResource = Get(json, "NotResource") is not null;
        HasNotPrincipal = Get(json, "NotPrincipal") is not null;
        Principals = [.. PrincipalsOf(Get(json, "Principal"))];
        HasPrincipal = Get(json, "Principal") is not null || HasNotPrincipal;
        Conditions = [.. ConditionsOf(Get(json, "Condition"))];
    }

    /// <summary>The policy's name.</summary>
    public string Policy { get; }

    /// <summary>The statement's Sid, or its number.</summary>
    public string Name { get; }

    public bool IsAllow { get; }

    public IReadOnlyList<IamPattern> Actions { get; }

    public IReadOnlyList<IamPattern> Resources { get; }

    public bool HasNotAction { get; }

    public bool HasNotResource { get; }

    public bool HasNotPrincipal { get; }

    /// <summary>Whether it says for whom it is, as only the policies of resources and of trust do.</summary>
    public bool HasPrincipal { get; }

    /// <summary>The principals in AWS: ARNs, account ids, or <c>*</c>.</summary>
    public IReadOnlyList<string> Principals { get; }

    public IReadOnlyList<IamCondition> Conditions { get; }

    /// <summary>The statements of a policy document.</summary>
    public static IEnumerable<IamStatement> Of(string policy, JObject document)
    {
        JToken? statements = Get(document, "Statement");
        JObject[] all = statements is JObject only ? [only] : [.. (statements as JArray ?? []).OfType<JObject>()];

        // The older version of the language, which a policy without a version has, knows no variables.
        bool hasVariables = (Get(document, "Version") as JValue)?.Value as string == "2012-10-17";
        return all.Select((s, i) => new IamStatement(
            policy, Get(s, "Sid") is JValue { Value: string { Length: > 0 } sid } ? sid
                : FormattableString.Invariant($"statement {i + 1}"), s, hasVariables));
    }

    /// <summary>A member of an object of AWS, whose names are found without regard to case.</summary>
    public static JToken? Get(JObject json, string name) =>
        json.GetValue(name, StringComparison.OrdinalIgnoreCase) is { Type: not JTokenType.Null } value ? value : null;

    private static IEnumerable<string> Texts(JToken? token) => token switch
    {
        JArray items => items.SelectMany(Texts),
        JValue { Value: bool flag } => [flag ? "true" : "false"],
        JValue { Value: not null } value => [Convert.ToString(value.Value, System.Globalization.CultureInfo.InvariantCulture)!],
        _ => [],
    };

    private static IEnumerable<string> PrincipalsOf(JToken? principal) =>
        principal is JObject kinds ? Texts(Get(kinds, "AWS")) : Texts(principal);

    private static IEnumerable<IamCondition> ConditionsOf(JToken? condition) =>
        from test in (condition as JObject)?.Properties() ?? []
        from key in (test.Value as JObject)?.Properties() ?? []
        select new IamCondition(test.Name, key.Name, [.. Texts(key.Value)]);
}

/// <summary>One test of a statement's condition.</summary>
internal sealed class IamCondition(string test, string key, IReadOnlyList<string> values)
{
    public string Key { get; } = key;

    public IReadOnlyList<string> Values { get; } = values;

    /// <summary>Whether it demands TLS, with which Panther always comes.</summary>
    public bool DemandsTls => IsSecureTransport && Values.All(v => Is(v, "true"));

    /// <summary>Whether it is for requests without TLS alone, which Panther never sends.</summary>
    public bool DemandsNoTls => IsSecureTransport && Values.All(v => Is(v, "false"));

    /// <summary>Whether it holds where the request has no such key.</summary>
    public bool HoldsWithoutKey =>
        test.EndsWith("IfExists", StringComparison.OrdinalIgnoreCase)
        || test.StartsWith("ForAllValues:", StringComparison.OrdinalIgnoreCase)
        || test.IndexOf("Not", StringComparison.OrdinalIgnoreCase) >= 0
        || (Is(test, "Null") && Values.All(v => Is(v, "true")));

    /// <summary>Whether it lets through what a value matches, and nothing else: as text, as a pattern or as an ARN.</summary>
    public bool IsPositiveMatch => Operator is "STRINGEQUALS" or "STRINGLIKE" or "ARNEQUALS" or "ARNLIKE";

    /// <summary>Whether its values are patterns.</summary>
    public bool TakesPatterns => Operator != "STRINGEQUALS";

    private string Operator
    {
        get
        {
            string name = test.Substring(test.IndexOf(':') + 1).ToUpperInvariant();
            return name.EndsWith("IFEXISTS", StringComparison.Ordinal) ? name.Substring(0, name.Length - "IFEXISTS".Length) : name;
        }
    }

    private bool IsSecureTransport => IsFor(Statements.SecureTransport) && Operator == "BOOL" && Values.Count > 0;

    public bool IsFor(string name) => Is(Key, name);

    public override string ToString() => $"{test} {Key} {string.Join(", ", Values)}";

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
