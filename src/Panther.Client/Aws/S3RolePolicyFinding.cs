namespace Panther.Client.Aws;

/// <summary>How much a finding matters.</summary>
public enum S3RolePolicySeverity
{
    /// <summary>Panther cannot read the bucket, or no notification will reach it.</summary>
    Error,

    /// <summary>It works, but something in Panther fails or will fail.</summary>
    Warning,

    /// <summary>It works; the role may do more than Panther needs.</summary>
    Information,

    /// <summary>What was given does not tell.</summary>
    CannotJudge,
}

/// <summary>Something about the policies of a role that is not as an S3 source needs it.</summary>
public sealed class S3RolePolicyFinding
{
    internal S3RolePolicyFinding(
        S3RolePolicySeverity severity, string check, string? roleName, string? source,
            IamStatement? statement, string message, string advice)
    {
        Severity = severity;
        Check = check;
        RoleName = roleName;
        Source = source;
        Policy = statement?.Policy;
        Statement = statement?.Name;
        Message = message;
        Advice = advice;
    }

    /// <summary>How much it matters.</summary>
    public S3RolePolicySeverity Severity { get; }

    /// <summary>What was checked, by the same name each time, such as <c>ReadObjects</c>.</summary>
    public string Check { get; }

    /// <summary>The role's name; null where what was given does not tell.</summary>
    public string? RoleName { get; }

    /// <summary>The source that it is about; null where it is about the role.</summary>
    public string? Source { get; }

    /// <summary>The name of the policy that it is about; null where no policy says anything of it.</summary>
    public string? Policy { get; }

    /// <summary>The statement that it is about: its Sid, or its number in the policy.</summary>
    public string? Statement { get; }

    /// <summary>What is missing, or broader than needed, or cannot be judged.</summary>
    public string Message { get; }

    /// <summary>What to change.</summary>
    public string Advice { get; }

    /// <summary>The severity and the message.</summary>
    public override string ToString() => $"{Severity}: {Message}";
}
