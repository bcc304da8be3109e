using Newtonsoft.Json.Linq;

namespace Panther.Client.Aws;

/// <summary>What was given of one role to be checked.</summary>
internal sealed class GivenRole(string? name)
{
    /// <summary>Null where what was given does not tell.</summary>
    public string? Name { get; } = name;

    public string? RoleArn { get; set; }

    public List<IamStatement> Trust { get; } = [];

    public List<IamStatement> Permissions { get; } = [];

    /// <summary>Statements of the policies of keys and other resources.</summary>
    public List<IamStatement> OfResources { get; } = [];

    /// <summary>Policies that the role has, and whose documents were not given.</summary>
    public HashSet<string> Unknown { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Policies that are attached to the role, by their ARNs.</summary>
    public HashSet<string> Attached { get; } = new(StringComparer.Ordinal);

    public string? PermissionsBoundary { get; set; }

    /// <summary>Whether the role was given as AWS shows it alone, without any of its policies.</summary>
    public bool IsWithoutPolicies { get; set; }

    /// <summary>What is written of the role in messages.</summary>
    public string Title => Name is null ? "the role" : $"the role '{Name}'";

    /// <summary>Adds the policy documents of a statement's kind.</summary>
    public void Add(string policy, JObject document)
    {
        foreach (IamStatement statement in IamStatement.Of(policy, document))
        {
            (statement.HasPrincipal ? IsTrust(statement) ? Trust : OfResources : Permissions).Add(statement);
        }
    }

    private static bool IsTrust(IamStatement statement) =>
        statement.Resources.Count == 0 && (statement.HasNotAction || statement.Actions.Any(a => a.Overlaps(IamPattern.ForAction("sts:*"))));
}
