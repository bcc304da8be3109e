namespace Panther.Client.Aws;

/// <summary>Checks whether Panther may assume a role.</summary>
internal sealed class TrustCheck(GivenRole role, IReadOnlyList<S3RoleSource> sources, string? pantherAccount)
{
    private const string Name = "Trust";
    private const string Advice =
        "Allow the principal arn:{0}:iam::{1}:root sts:AssumeRole, with the condition Bool aws:SecureTransport true and no other.";

    /// <summary>Keys that Panther's requests never have.</summary>
    private static readonly string[] s_absent = ["sts:ExternalId", "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"];

    /// <summary>How well a statement lets Panther in, worst first.</summary>
    private enum Verdict
    {
        No,
        Unknown,
        Narrow,
        Yes,
    }

    private string? Partition =>
        sources.Select(s => s.Role?.Partition).FirstOrDefault(p => p is not null) ?? Arn.TryParse(role.RoleArn)?.Partition;

    private string WhatToDo =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, Advice, Partition ?? "aws", pantherAccount
        ?? "<Panther's account>");

    public IEnumerable<S3RolePolicyFinding> Run()
    {
        if (role.Trust.Count == 0)
        {
            yield return Finding(
                S3RolePolicySeverity.CannotJudge, null, $"The trust policy of {role.Title} was not passed.",
                "Pass the output of 'aws iam get-role' as well.");
            yield break;
        }

        foreach (IamStatement statement in role.Trust.Where(
            s => !s.IsAllow && MayBeAboutAssuming(s) && !s.Conditions.Any(c => c.DemandsNoTls)))
        {
            yield return Finding(
                S3RolePolicySeverity.CannotJudge, statement, "The trust policy denies something that Panther may need.",
                "Make sure that it does not affect Panther's account.");
        }

        if (pantherAccount is null)
        {
            yield return Finding(
                S3RolePolicySeverity.CannotJudge, null, "Without Panther's AWS account, it is not known whether Panther may assume the "
                    + "role.",
                "Specify -PantherAccountId: the Panther Console shows it under Settings, General.");
            yield break;
        }

        (IamStatement Statement, Verdict Verdict, string Why)[] verdicts =
        [
            .. role.Trust.Where(s => s.IsAllow && MayBeAboutAssuming(s)).Select(s => Judge(s)).OrderByDescending(v => v.Verdict),
        ];
        (IamStatement? best, Verdict verdict, string why) = verdicts.FirstOrDefault();
        if (best is null || verdict != Verdict.Yes)
        {
            S3RolePolicySeverity severity = verdict switch
            {
                Verdict.Narrow => S3RolePolicySeverity.Warning,
                Verdict.Unknown when best is not null => S3RolePolicySeverity.CannotJudge,
                _ => S3RolePolicySeverity.Error,
            };
            yield return Finding(severity, best, best is null ? "Nobody may assume the role with sts:AssumeRole." : why, WhatToDo);
            yield break;
        }

        if (!best.Conditions.Any(c => c.DemandsTls))
        {
            yield return Finding(
                S3RolePolicySeverity.Information, best, "The trust policy does not require TLS.",
                "Add the condition Bool aws:SecureTransport true.");
        }

        if (best.Principals.Contains("*") && !best.Conditions.Any(IsAboutPrincipal))
        {
            yield return Finding(
                S3RolePolicySeverity.Warning, best, "Anyone in AWS may assume the role, because the principal is *.", WhatToDo);
        }
    }

    private (IamStatement Statement, Verdict Verdict, string Why) Judge(IamStatement statement)
    {
        (Verdict verdict, string why) = statement.HasNotPrincipal || statement.HasNotAction
            ? (Verdict.Unknown, "The trust policy says who or what is excluded (NotPrincipal, NotAction), not who may assume the role.")
            : JudgePrincipals(statement);
        foreach (IamCondition condition in statement.Conditions)
        {
            (Verdict holds, string whyNot) = Judge(condition);
            if (holds < verdict)
            {
                (verdict, why) = (holds, whyNot);
            }
        }

        return (statement, verdict, why);
    }

    private (Verdict Verdict, string Why) JudgePrincipals(IamStatement statement)
    {
        string elsewhere = $"Panther's account {pantherAccount} may not assume the role";
        (Verdict Verdict, string Why) best = (
            Verdict.No, statement.Principals.Count == 0 ? elsewhere + "."
                : $"{elsewhere}: the principal is {string.Join(", ", statement.Principals)}.");
        foreach (string principal in statement.Principals)
        {
            Arn? arn = Arn.TryParse(principal);
            (Verdict Verdict, string Why) one = principal == "*" || principal == pantherAccount
                || (arn is { Resource: "root" } && IsPanthers(arn))
                ? (Verdict.Yes, "")
                : arn is not null && IsPanthers(arn)
                    ? (Verdict.Narrow, $"Only {principal} may assume the role: this breaks when the name of Panther's own role changes.")
                    : arn is not null && arn.Account == pantherAccount
                        ? (Verdict.No, $"The principal {principal} is not in the role's partition ({Partition}).")
                        : best;
            best = one.Verdict > best.Verdict || (one.Verdict == best.Verdict && arn?.Account == pantherAccount) ? one : best;
        }

        return best;
    }

    private bool IsPanthers(Arn arn) => arn.Account == pantherAccount && (Partition is null || arn.Partition == Partition);

    private (Verdict Verdict, string Why) Judge(IamCondition condition)
    {
        if (condition.DemandsTls)
        {
            return (Verdict.Yes, "");
        }

        if (condition.DemandsNoTls)
        {
            return (Verdict.No, "The trust policy lets the role be assumed only without TLS, but Panther uses TLS.");
        }

        if (s_absent.FirstOrDefault(condition.IsFor) is { } absent)
        {
            return condition.HoldsWithoutKey
                ? (Verdict.Yes, "")
                : (Verdict.No, $"The trust policy requires {absent}, which Panther does not send.");
        }

        return IsAboutPrincipal(condition) && condition.IsPositiveMatch
            ? JudgePrincipalCondition(condition)
            : (Verdict.Unknown, $"It is not known whether Panther meets the condition {condition} of the trust policy.");
    }

    private (Verdict Verdict, string Why) JudgePrincipalCondition(IamCondition condition)
    {
        if (condition.IsFor("aws:PrincipalAccount"))
        {
            return condition.Values.Any(
                v => v == pantherAccount
                || (condition.TakesPatterns && IamPattern.ForResource(v).Covers(IamPattern.ForResource(pantherAccount!))))
                ? (Verdict.Yes, "")
                : (Verdict.No, $"The condition {condition} of the trust policy excludes Panther's account {pantherAccount}.");
        }

        var ofPanther = IamPattern.Under($"arn:{Partition ?? "aws"}:iam::{pantherAccount}:role/");
        IamPattern[] patterns = [.. condition.Values.Select(v => IamPattern.ForResource(v))];
        return condition.TakesPatterns && patterns.Any(p => p.Covers(ofPanther))
            ? (Verdict.Yes, "")
            : patterns.Any(p => p.Overlaps(ofPanther))
                ? (Verdict.Narrow, $"The condition {condition} lets only some of Panther's own roles assume this one: it breaks when "
                    + "their names change.")
                : (Verdict.No, $"The condition {condition} of the trust policy excludes all roles of Panther's account "
                    + $"{pantherAccount}.");
    }

    private static bool IsAboutPrincipal(IamCondition condition) =>
        condition.IsFor("aws:PrincipalArn") || condition.IsFor("aws:PrincipalAccount");

    private static bool MayBeAboutAssuming(IamStatement statement)
    {
        var assume = IamPattern.ForAction(Statements.AssumeRole);
        return statement.HasNotAction || statement.Actions.Any(a => a.Covers(assume));
    }

    private S3RolePolicyFinding Finding(S3RolePolicySeverity severity, IamStatement? statement, string message, string advice) =>
        new(severity, Name, role.Name, null, statement, message, advice);
}
