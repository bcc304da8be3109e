using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.Aws;

/// <summary>
/// Finds roles and policies in what people have: policy documents, what the AWS CLI and AWS.Tools give (<c>get-role</c>,
/// <c>get-role-policy</c>, <c>get-policy-version</c>, <c>get-account-authorization-details</c> and their objects), and
/// Terraform's state. Names are found in any spelling of these: <c>RoleName</c>, <c>role_name</c>.
/// </summary>
internal sealed class GivenRoles
{
    private const string NoRole = "";

    private readonly Dictionary<string, GivenRole> _roles = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Documents of managed policies by ARN, which belong to the roles that they are attached to.</summary>
    private readonly Dictionary<string, (string Name, JObject Document)> _managed = new(StringComparer.Ordinal);

    private readonly Dictionary<string, HashSet<string>> _names = new(StringComparer.OrdinalIgnoreCase);

    private int _versions;
    private bool _foundAny;

    private GivenRoles()
    {
    }

    /// <summary>The roles; one without a name where only documents were given.</summary>
    public IReadOnlyList<GivenRole> All { get; private set; } = [];

    /// <summary>Reads what was given.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: there is no policy in it.</exception>
    public static GivenRoles Read(IEnumerable<JToken> given)
    {
        var roles = new GivenRoles();
        foreach (JToken one in given)
        {
            roles.Visit(one, null);
        }

        if (!roles._foundAny)
        {
            throw Refuse("The input contains no IAM policy");
        }

        roles.Resolve();
        return roles;
    }

    /// <summary>Reads text: JSON values one after the other, as they are or as IAM's API gives them, encoded for a URL.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: it is no JSON.</exception>
    public static IEnumerable<JToken> Parse(string text)
    {
        string trimmed = text.Trim().TrimStart('\uFEFF');
        string json = IsEncoded(trimmed)
            ? Uri.UnescapeDataString(trimmed)
            : trimmed;
        try
        {
            return PantherJson.ParseMany(json);
        }
        catch (Exception e) when (PantherJson.IsMalformed(e))
        {
            throw Refuse($"The policy is not valid JSON ({e.Message})");
        }
    }

    /// <summary>Whether text is encoded for a URL.</summary>
    public static bool IsEncoded(string text)
    {
        string start = text.TrimStart();
        return start.StartsWith("%7B", StringComparison.OrdinalIgnoreCase) || start.StartsWith("%5B", StringComparison.OrdinalIgnoreCase);
    }

    private static PantherException Refuse(string what) => new(
        PantherErrorKind.InvalidInput,
        what + ". Pass policy documents, the output of 'aws iam get-role', 'get-role-policy', 'get-policy-version' or "
        + "'get-account-authorization-details', or the objects of Get-IAMRole and Get-IAMRolePolicy.");

    private void Visit(JToken token, string? role)
    {
        switch (token)
        {
            case JArray items:
                foreach (JToken item in items)
                {
                    Visit(item, role);
                }

                break;
            case JObject members:
                Visit(members, role);
                break;
            case JValue { Value: string text } when LooksLikeJson(text):
                foreach (JToken inner in Parse(text))
                {
                    Visit(inner, role);
                }

                break;
        }
    }

    private void Visit(JObject json, string? role)
    {
        Dictionary<string, JToken> members = MembersOf(json);
        string? name = TextOf(members, "ROLENAME") ?? role;
        if (IamStatement.Get(json, "Statement") is JArray or JObject)
        {
            AddDocument(name, TextOf(members, "ID") ?? "policy", json);
        }
        else if (IamStatement.Get(json, "Effect") is not null)
        {
            AddDocument(name, "policy", new JObject { ["Version"] = "2012-10-17", ["Statement"] = new JArray(json) });
        }
        else if (DocumentOf(members, "ASSUMEROLEPOLICYDOCUMENT") is { } trust)
        {
            VisitRole(members, name, trust, hasPolicies: members.ContainsKey("ROLEPOLICYLIST"));
        }
        else if (DocumentOf(members, "ASSUMEROLEPOLICY") is { } terraformTrust)
        {
            VisitRole(members, TextOf(members, "NAME"), terraformTrust, hasPolicies: true);
        }
        else if ((DocumentOf(members, "POLICYDOCUMENT") ?? DocumentOf(members, "DOCUMENT")
            ?? DocumentOf(members, "POLICY")) is { } document)
        {
            VisitPolicy(members, name ?? TextOf(members, "ROLE"), document);
        }
        else if (members.TryGetValue("POLICYVERSIONLIST", out JToken? versions) && TextOf(members, "ARN") is { } arn)
        {
            VisitManaged(members, arn, versions);
        }
        else if (TextOf(members, "POLICYARN") is { } attached && (name ?? TextOf(members, "ROLE")) is { } owner)
        {
            RoleOf(owner).Attached.Add(attached);
        }
        else
        {
            VisitAttached(members, name);
            foreach (KeyValuePair<string, JToken> member in members.Where(m => m.Value is JContainer))
            {
                Visit(member.Value, name);
            }
        }
    }

    private void VisitRole(Dictionary<string, JToken> members, string? name, JObject trust, bool hasPolicies)
    {
        GivenRole role = RoleOf(name);
        _foundAny = true;
        role.RoleArn ??= TextOf(members, "ARN");
        role.IsWithoutPolicies |= !hasPolicies;
        role.Add("trust policy", trust);
        VisitAttached(members, name);
        if (members.TryGetValue("PERMISSIONSBOUNDARY", out JToken? boundary))
        {
            role.PermissionsBoundary = boundary is JObject inner ? TextOf(MembersOf(inner), "PERMISSIONSBOUNDARYARN")
                : (string?)boundary is { Length: > 0 } arn ? arn : null;
        }

        foreach (string key in new[] { "ROLEPOLICYLIST", "INLINEPOLICY" })
        {
            if (members.TryGetValue(key, out JToken? policies))
            {
                Visit(policies, name);
            }
        }
    }

    private void VisitPolicy(Dictionary<string, JToken> members, string? role, JObject document)
    {
        string name = TextOf(members, "POLICYNAME") ?? TextOf(members, "NAME") ?? TextOf(members, "VERSIONID") ?? "policy";
        _versions += members.ContainsKey("VERSIONID") ? 1 : 0;
        if (role is null && TextOf(members, "ARN") is { } arn && Arn.TryParse(arn) is { Service: "iam" })
        {
            // A managed policy in Terraform's state: the role's where it is attached to it.
            _managed[arn] = (name, document);
            _foundAny = true;
        }
        else
        {
            AddDocument(role, name, document);
        }
    }

    private void VisitManaged(Dictionary<string, JToken> members, string arn, JToken versions)
    {
        foreach (JObject version in versions.OfType<JObject>())
        {
            Dictionary<string, JToken> parts = MembersOf(version);
            bool isDefault = parts.TryGetValue("ISDEFAULTVERSION", out JToken? flag) && flag is JValue { Value: true };
            if (isDefault && DocumentOf(parts, "DOCUMENT") is { } document)
            {
                _managed[arn] = (TextOf(members, "POLICYNAME") ?? arn, document);
            }
        }
    }

    /// <summary>Takes down the policies that a role is said to have.</summary>
    private void VisitAttached(Dictionary<string, JToken> members, string? role)
    {
        foreach (string key in new[] { "ATTACHEDMANAGEDPOLICIES", "ATTACHEDPOLICIES", "MANAGEDPOLICYARNS" })
        {
            foreach (JToken policy in members.TryGetValue(key, out JToken? list) ? list : new JArray())
            {
                string? arn = policy is JObject attached ? TextOf(MembersOf(attached), "POLICYARN") : (string?)policy;
                if (arn is not null)
                {
                    RoleOf(role).Attached.Add(arn);
                }
            }
        }

        foreach (JToken name in members.TryGetValue("POLICYNAMES", out JToken? names) ? names : new JArray())
        {
            RoleOf(role).Unknown.Add((string)name!);
        }
    }

    private void AddDocument(string? role, string name, JObject document)
    {
        _foundAny = true;
        RoleOf(role).Add(name, document);
        if (!_names.TryGetValue(role ?? NoRole, out HashSet<string>? names))
        {
            _names[role ?? NoRole] = names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        }

        names.Add(name);
    }

    /// <summary>Gives documents without a role to the one that there is, and attached policies to theirs.</summary>
    private void Resolve()
    {
        if (_roles.TryGetValue(NoRole, out GivenRole? unnamed) && _roles.Count > 1)
        {
            _roles.Remove(NoRole);
            if (_roles.Count > 1 && unnamed.Permissions.Count + unnamed.Trust.Count > 0)
            {
                throw Refuse("The input has policies of several roles, and one that does not say whose it is");
            }

            foreach (GivenRole role in _roles.Values)
            {
                role.Trust.AddRange(unnamed.Trust);
                role.Permissions.AddRange(unnamed.Permissions);
                role.OfResources.AddRange(unnamed.OfResources);
                role.Attached.UnionWith(unnamed.Attached);
                role.Unknown.UnionWith(unnamed.Unknown);
            }
        }

        foreach (GivenRole role in _roles.Values)
        {
            ResolveAttached(role);
            foreach (HashSet<string> names in new[] { role.Name ?? NoRole, NoRole }.Where(_names.ContainsKey).Select(n => _names[n]))
            {
                role.Unknown.ExceptWith(names);
            }
        }

        All = [.. _roles.Values];
    }

    private void ResolveAttached(GivenRole role)
    {
        string[] missing = [.. role.Attached.Where(a => !_managed.ContainsKey(a))];
        if (missing.Length > _versions)
        {
            // The version of a policy does not say which policy it is of.
            role.Unknown.UnionWith(missing);
        }

        foreach (string arn in role.Attached)
        {
            if (_managed.TryGetValue(arn, out (string Name, JObject Document) policy))
            {
                role.Add(policy.Name, policy.Document);
            }
        }
    }

    private GivenRole RoleOf(string? name)
    {
        if (!_roles.TryGetValue(name ?? NoRole, out GivenRole? role))
        {
            _roles[name ?? NoRole] = role = new GivenRole(name);
        }

        return role;
    }

    /// <summary>The members by names that are alike in JSON, in objects of .NET and in Terraform.</summary>
    private static Dictionary<string, JToken> MembersOf(JObject json)
    {
        var members = new Dictionary<string, JToken>(StringComparer.Ordinal);
        foreach (JProperty member in json.Properties())
        {
            members[member.Name.Replace("_", "").ToUpperInvariant()] = member.Value;
        }

        return members;
    }

    private static string? TextOf(Dictionary<string, JToken> members, string name) =>
        members.TryGetValue(name, out JToken? value) && value is JValue { Value: string { Length: > 0 } text } ? text : null;

    /// <summary>A policy document that is a member: an object, or its text.</summary>
    private static JObject? DocumentOf(Dictionary<string, JToken> members, string name)
    {
        JToken? value = members.TryGetValue(name, out JToken? member) ? member : null;
        if (value is JValue { Value: string text } && LooksLikeJson(text))
        {
            value = Parse(text).FirstOrDefault();
        }

        return value is JObject document && IamStatement.Get(document, "Statement") is not null ? document : null;
    }

    private static bool LooksLikeJson(string text)
    {
        string start = text.TrimStart();
        return start.StartsWith("{", StringComparison.Ordinal) || start.StartsWith("[", StringComparison.Ordinal) || IsEncoded(start);
    }
}
