using System.Collections;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.Aws;

/// <summary>What an <see cref="S3RolePolicy"/> is for.</summary>
public enum S3RolePolicyKind
{
    /// <summary>Who may assume the role.</summary>
    TrustPolicy,

    /// <summary>An inline policy of the role.</summary>
    RolePolicy,

    /// <summary>A statement for the policy of a KMS key that lies in another account than the role.</summary>
    KeyPolicyStatement,

    /// <summary>The policy of the SNS topic that the buckets notify.</summary>
    TopicPolicy,

    /// <summary>The policy of the KMS key that encrypts the topic.</summary>
    TopicKeyPolicy,

    /// <summary>The subscription of Panther's queue to the topic.</summary>
    Subscription,

    /// <summary>What is to be added to a bucket's notification configuration; to put it alone would remove the bucket's others.</summary>
    BucketNotification,
}

/// <summary>One of the documents that AWS needs for the role which lets Panther read buckets.</summary>
public sealed class S3RolePolicy
{
    private readonly JObject _document;

    internal S3RolePolicy(
        S3RolePolicyKind kind, string name, string? roleName, string appliesTo, IEnumerable<string> sources, JObject document)
    {
        _document = document;
        Kind = kind;
        Name = name;
        RoleName = roleName;
        AppliesTo = appliesTo;
        Sources = new TextList(sources.Distinct(StringComparer.Ordinal));
        Document = (IDictionary)PantherJson.ToPlain(document)!;
        Json = PolicyJson.Write(document);
    }

    /// <summary>What the document is for.</summary>
    public S3RolePolicyKind Kind { get; }

    /// <summary>The policy's name: for an inline policy the one by which IAM knows it.</summary>
    public string Name { get; }

    /// <summary>The name of the role; null for what belongs to a topic or a bucket.</summary>
    public string? RoleName { get; }

    /// <summary>The ARN of what the document belongs to: the role, a key, a topic or a bucket.</summary>
    public string AppliesTo { get; }

    /// <summary>The names of the sources that need it.</summary>
    public TextList Sources { get; }

    /// <summary>The document as a dictionary.</summary>
    public IDictionary Document { get; }

    /// <summary>The document as AWS takes it.</summary>
    public string Json { get; }

    /// <summary>The document as JSON.</summary>
    public override string ToString() => Json;

    /// <summary>The document as JSON of its own.</summary>
    internal JObject ToJObject() => (JObject)_document.DeepClone();

    /// <summary>The document with its role, as AWS shows both, to be checked.</summary>
    internal JObject AsGiven() => Kind switch
    {
        S3RolePolicyKind.TrustPolicy => new JObject
        {
            [nameof(RoleName)] = RoleName,
            ["Arn"] = AppliesTo,
            ["AssumeRolePolicyDocument"] = ToJObject(),
            ["RolePolicyList"] = new JArray(),
        },
        S3RolePolicyKind.RolePolicy =>
            new JObject { [nameof(RoleName)] = RoleName, ["PolicyName"] = Name, ["PolicyDocument"] = ToJObject() },
        S3RolePolicyKind.KeyPolicyStatement => new JObject
        {
            [nameof(RoleName)] = RoleName,
            ["PolicyName"] = Name,
            ["PolicyDocument"] = Statements.Policy([ToJObject()]),
        },
        _ => [],
    };
}
