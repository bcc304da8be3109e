using Newtonsoft.Json.Linq;

namespace Panther.Client.Aws;

/// <summary>Compares the policies of roles with what S3 sources need. Nothing is sent to anybody.</summary>
public static class S3RoleCheck
{
    /// <summary>Checks policies.</summary>
    /// <param name="policies">JSON texts: policy documents, output of the AWS CLI, Terraform's state, or objects of AWS.Tools as
    /// JSON.</param>
    /// <param name="sources">The sources; none to look at the trust policy alone.</param>
    /// <param name="pantherAccountId">Panther's AWS account; null where it is not known.</param>
    /// <returns>What is not as the sources need it, errors first; nothing where all is.</returns>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: there is no policy in what was given.</exception>
    public static IReadOnlyList<S3RolePolicyFinding> Check(
        IEnumerable<string> policies, IEnumerable<S3RoleSource> sources, string? pantherAccountId) =>
        Check(policies.SelectMany(GivenRoles.Parse), sources, pantherAccountId);

    /// <summary>Checks whether a source could be one of AWS. Its key may be whatever it has: that is a finding.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    public static void CheckSource(S3RoleSource source) => AwsRules.Check(source with { KmsKey = null });

    internal static IReadOnlyList<S3RolePolicyFinding> Check(
        IEnumerable<JToken> policies, IEnumerable<S3RoleSource> sources, string? pantherAccountId)
    {
        GivenRoles given = GivenRoles.Read(policies);
        S3RoleSource[] all = [.. sources];
        var findings = new List<S3RolePolicyFinding>();
        var ofRole = given.All.ToDictionary(r => r, _ => new List<S3RoleSource>());
        foreach (S3RoleSource source in all)
        {
            CheckSource(source);
            if (RoleFor(source, given.All, findings) is { } role)
            {
                ofRole[role].Add(source);
            }
        }

        foreach (GivenRole role in given.All.Where(r => all.Length == 0 || ofRole[r].Count > 0))
        {
            findings.AddRange(new TrustCheck(role, ofRole[role], pantherAccountId).Run());
            findings.AddRange(new PermissionCheck(role, ofRole[role]).Run());
        }

        return [.. findings.OrderBy(f => f.Severity)];
    }

    /// <summary>The role of a source among those that were given.</summary>
    private static GivenRole? RoleFor(S3RoleSource source, IReadOnlyList<GivenRole> roles, List<S3RolePolicyFinding> findings)
    {
        string? name = source.Role?.ResourceId.Split('/').Last();
        GivenRole? own = roles.FirstOrDefault(r => r.Name is null)
            ?? roles.FirstOrDefault(
                r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase)
                && (r.RoleArn ?? source.LogProcessingRole) == source.LogProcessingRole);
        if (own is not null)
        {
            return own;
        }

        if (roles.Count == 1)
        {
            // It may be the one that the source shall get.
            if (name is not null)
            {
                findings.Add(new S3RolePolicyFinding(
                    S3RolePolicySeverity.Warning, "Role", roles[0].Name, source.Label, null,
                    $"'{source.Label}' names the role {source.LogProcessingRole}, but the policies are those of "
                        + $"{roles[0].RoleArn ?? roles[0].Name}.",
                    "Pass the policies of the source's role, or set this role on the source with Set-PantherS3LogSource "
                        + "-LogProcessingRole."));
            }

            return roles[0];
        }

        findings.Add(new S3RolePolicyFinding(
            S3RolePolicySeverity.CannotJudge, "Role", name, source.Label, null,
            name is null ? $"Several roles were passed, but '{source.Label}' names none."
                : $"The policies of the role of '{source.Label}', {source.LogProcessingRole}, were not passed.",
            "Pass the policies of this role: 'aws iam get-role' and 'aws iam get-role-policy', or 'aws iam "
                + "get-account-authorization-details --filter Role'."));
        return null;
    }
}
