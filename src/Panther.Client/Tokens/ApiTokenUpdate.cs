using Newtonsoft.Json.Linq;

namespace Panther.Client.Tokens;

/// <summary>An update of an API token that is ready to be sent.</summary>
public sealed class ApiTokenUpdate
{
    internal ApiTokenUpdate(ApiToken current, JObject input)
    {
        Current = current;
        Input = input;
        Changes = [.. ChangesOf(current, input).Where(change => change.Length > 0)];
    }

    /// <summary>The token as it is.</summary>
    public ApiToken Current { get; }

    /// <summary>What changes, a line for each property; empty where nothing does.</summary>
    public IReadOnlyList<string> Changes { get; }

    /// <summary>The whole body to send.</summary>
    internal JObject Input { get; }

    private static IEnumerable<string> ChangesOf(ApiToken current, JObject input)
    {
        string? name = (string?)input["name"];
        yield return name == current.Name ? "" : $"{nameof(ApiToken.Name)}: '{current.Name}' -> '{name}'";
        yield return Difference(nameof(ApiToken.Permissions), current.Permissions, input["permissions"]!);
        yield return Difference(nameof(ApiToken.AllowedCidrBlocks), current.AllowedCidrBlocks, input["allowedCIDRBlocks"]!);
    }

    private static string Difference(string property, TextList before, JToken after)
    {
        string[] now = [.. after.Select(item => (string)item!)];
        string difference = string.Join(", ", now.Except(before).Select(p => "+ " + p).Concat(before.Except(now).Select(p => "- " + p)));
        return difference.Length == 0 ? "" : $"{property}: {difference}";
    }
}
