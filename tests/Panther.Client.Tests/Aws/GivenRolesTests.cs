using Newtonsoft.Json.Linq;
using Panther.Client.Aws;

namespace Panther.Client.Tests.Aws;

/// <summary>The forms in which people have a role's policies: what the AWS CLI, IAM's API, AWS.Tools and Terraform say of them.</summary>
public sealed class GivenRolesTests
{
    private const string RoleName = "PantherLogProcessingRole-alb-eu";
    private const string RoleArn = "arn:aws:iam::123456789012:role/" + RoleName;

    private static readonly S3RoleSource s_source = RoleExample.Source(hasKey: true, isManaged: true);
    private static readonly S3RolePolicy[] s_documents = [.. RoleExample.Plan(s_source).Documents];

    private static JObject Trust => s_documents[0].ToJObject();

    private static IEnumerable<S3RolePolicy> Inline => s_documents.Where(d => d.Kind == S3RolePolicyKind.RolePolicy);

    public static TheoryData<string, Func<JToken, JToken>> Encodings => new()
    {
        { "as JSON", d => d },
        { "encoded for a URL", d => Uri.EscapeDataString(d.ToString()) },
        { "as text", d => d.ToString() },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void The_outputs_of_get_role_and_get_role_policy(string name, Func<JToken, JToken> encode)
    {
        Assert.NotNull(name);
        string role = new JObject { ["Role"] = RoleOf(encode) }.ToString();
        string[] policies = [.. Inline.Select(
            d => new JObject { ["RoleName"] = RoleName, ["PolicyName"] = d.Name, ["PolicyDocument"] = encode(d.ToJObject()) }.ToString())];

        Assert.Empty(Check([role, .. policies]));

        // One after the other, as a shell collects them.
        Assert.Empty(Check([string.Join("\n", [role, .. policies])]));
        Assert.Equal(["CannotJudge Permissions"], Check([role]));
        Assert.Equal(["CannotJudge Trust"], Check(policies));
        Assert.NotEmpty(Check([role, .. policies.Skip(1)]));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void The_output_of_get_account_authorization_details(string name, Func<JToken, JToken> encode)
    {
        Assert.NotNull(name);
        JObject role = RoleOf(encode);
        role["RolePolicyList"] =
            new JArray(Inline.Take(1).Select(d => new JObject { ["PolicyName"] = d.Name, ["PolicyDocument"] = encode(d.ToJObject()) }));
        role["AttachedManagedPolicies"] =
            new JArray(Inline.Skip(1).Select(d => new JObject { ["PolicyName"] = d.Name, ["PolicyArn"] = ArnOf(d) }));
        var other = (JObject)role.DeepClone();
        other["RoleName"] = "Other";
        other["Arn"] = "arn:aws:iam::123456789012:role/Other";
        other["RolePolicyList"] = new JArray();
        JObject all = new()
        {
            ["UserDetailList"] = new JArray(),
            ["RoleDetailList"] = new JArray(other, role),
            ["Policies"] = new JArray(Inline.Skip(1).Select(d => new JObject
            {
                ["PolicyName"] = d.Name,
                ["Arn"] = ArnOf(d),
                ["DefaultVersionId"] = "v2",
                ["PolicyVersionList"] = new JArray(
                    new JObject { ["VersionId"] = "v2", ["IsDefaultVersion"] = true, ["Document"] = encode(d.ToJObject()) },
                    new JObject { ["VersionId"] = "v1", ["IsDefaultVersion"] = false, ["Document"] = encode(Trust) }),
            })),
        };

        Assert.Empty(Check([all.ToString()]));
        Assert.Contains(
            "Error ReadObjects",
            S3RoleCheck.Check([all.ToString()], [s_source with { LogProcessingRole = "arn:aws:iam::123456789012:role/Other" }],
                RoleExample.PantherAccount).Select(Text));
        Assert.Equal(
            ["CannotJudge Role"],
            S3RoleCheck.Check([all.ToString()], [s_source with { LogProcessingRole = "arn:aws:iam::123456789012:role/Third" }],
                RoleExample.PantherAccount).Select(Text));

        all["Policies"] = new JArray();
        string[] found = [.. Check([all.ToString()])];
        Assert.Equal(2, found.Count(f => f == "CannotJudge Policies"));
        Assert.DoesNotContain(found, f => f.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public void Versions_of_attached_policies_as_they_come()
    {
        string role = new JObject { ["Role"] = RoleOf(d => d) }.ToString();
        string attached = new JObject
        {
            ["AttachedPolicies"] = new JArray(Inline.Select(d => new JObject { ["PolicyName"] = d.Name, ["PolicyArn"] = ArnOf(d) })),
        }.ToString();
        string[] versions =
        [
            .. Inline.Select(d => new JObject
            {
                ["PolicyVersion"] = new JObject { ["Document"] = d.ToJObject(), ["VersionId"] = "v3", ["IsDefaultVersion"] =
                    true, ["CreateDate"] = "2026-01-01" },
            }.ToString()),
        ];

        Assert.Empty(Check([role, attached, .. versions]));
        Assert.Contains("CannotJudge Policies", Check([role, attached, .. versions.Skip(1)]));
    }

    [Fact]
    public void The_list_of_inline_policies_tells_what_is_missing()
    {
        string list = new JObject { ["PolicyNames"] = new JArray(Inline.Select(d => d.Name)) }.ToString();
        string role = new JObject { ["Role"] = RoleOf(d => d) }.ToString();
        string[] policies = [.. Inline.Select(
            d => new JObject { ["RoleName"] = RoleName, ["PolicyName"] = d.Name, ["PolicyDocument"] = d.ToJObject() }.ToString())];

        Assert.Empty(Check([role, list, .. policies]));
        Assert.Equal(["CannotJudge ManageNotifications", "CannotJudge ManageNotifications", "CannotJudge Policies"], Check(
            [role, list, .. policies.SkipLast(1)]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_state_of_Terraform()
    {
        static JObject Resource(string type, JObject attributes) =>
            new() { ["mode"] = "managed", ["type"] = type, ["instances"] = new JArray(new JObject { ["attributes"] = attributes }) };
        JObject state = new()
        {
            ["version"] = 4,
            ["resources"] = new JArray(
                Resource("aws_iam_role",
                    new JObject { ["name"] = RoleName, ["arn"] = RoleArn, ["assume_role_policy"] =
                    Trust.ToString(), ["permissions_boundary"] = "" }),
                Resource("aws_iam_role_policy",
                    new JObject { ["name"] = "ReadData", ["role"] = RoleName, ["policy"] = s_documents[1].Json }),
                Resource("aws_iam_role_policy",
                    new JObject { ["name"] = "ManagePantherTopic", ["role"] = RoleName, ["policy"] = s_documents[2].Json }),
                Resource("aws_iam_policy",
                    new JObject { ["name"] = "Notify", ["arn"] = ArnOf(s_documents[3]), ["policy"] = s_documents[3].Json }),
                Resource("aws_iam_role_policy_attachment", new JObject { ["role"] = RoleName, ["policy_arn"] = ArnOf(s_documents[3]) }),
                Resource("aws_sns_topic", new JObject { ["arn"] = "arn:aws:sns:eu-central-1:123456789012:t", ["policy"] = TopicPolicy })),
        };

        Assert.Empty(Check([state.ToString()]));
        ((JArray)state["resources"]!).RemoveAt(4);
        Assert.Equal(["Error ManageNotifications", "Error ManageNotifications"], Check([state.ToString()]));
    }

    [Fact]
    public void A_permissions_boundary_cannot_be_judged()
    {
        JObject role = RoleOf(d => d);
        role["PermissionsBoundary"] =
            new JObject { ["PermissionsBoundaryType"] = "Policy", ["PermissionsBoundaryArn"] = "arn:aws:iam::123456789012:policy/b" };
        string[] policies = [.. Inline.Select(d => d.Json)];

        Assert.Equal(["CannotJudge PermissionsBoundary"], Check([role.ToString(), .. policies]));
    }

    [Fact]
    public void Another_role_than_that_of_the_source_is_a_warning()
    {
        JObject role = RoleOf(d => d);
        role["RoleName"] = "New";
        role["Arn"] = "arn:aws:iam::123456789012:role/New";

        Assert.Equal(["Warning Role"], Check([role.ToString(), .. Inline.Select(d => d.Json)]));
    }

    [Fact]
    public void One_statement_without_a_list_and_no_version()
    {
        JObject[] statements = [.. Inline.SelectMany(d => d.ToJObject()["Statement"]!).Cast<JObject>()];

        Assert.Empty(Check([new JObject { ["Statement"] = Trust["Statement"]![0] }.ToString(), .. statements.Select(
            s => new JObject { ["Statement"] = s }.ToString())]));
    }

    private const string TopicPolicy = """
        { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*" }] }
        """;

    private static JObject RoleOf(Func<JToken, JToken> encode) => new()
    {
        ["Path"] = "/",
        ["RoleName"] = RoleName,
        ["RoleId"] = "AROAEXAMPLE",
        ["Arn"] = RoleArn,
        ["CreateDate"] = "2026-01-01T00:00:00+00:00",
        ["AssumeRolePolicyDocument"] = encode(Trust),
        ["MaxSessionDuration"] = 3600,
    };

    private static string ArnOf(S3RolePolicy policy) => "arn:aws:iam::123456789012:policy/" + policy.Name;

    private static IEnumerable<string> Check(string[] given) =>
        S3RoleCheck.Check(given, [s_source], RoleExample.PantherAccount).Select(Text);

    private static string Text(S3RolePolicyFinding finding) => $"{finding.Severity} {finding.Check}";
}
