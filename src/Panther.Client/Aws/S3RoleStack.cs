namespace Panther.Client.Aws;

/// <summary>What is made in one account and, where notifications are part of it, in one region: one template, or one script.</summary>
internal sealed class S3RoleStack(string account, IReadOnlyList<S3Role> roles, S3Notification? notification)
{
    public string Account { get; } = account;

    public IReadOnlyList<S3Role> Roles { get; } = roles;

    /// <summary>Null where Panther manages the notifications, or where they are not asked for.</summary>
    public S3Notification? Notification { get; } = notification;

    /// <summary>What the stack is for, as a sentence without a period.</summary>
    public string Description => Roles.Count switch
    {
        0 => $"Notifications by which Panther learns of new objects in {string.Join(", ", S3Role.Buckets(Notification!.Sources))}",
        1 => Roles[0].Description,
        _ => $"Roles that let Panther read {string.Join(", ", S3Role.Buckets(Roles.SelectMany(r => r.Sources)))}",
    };

    /// <summary>Where the stack belongs.</summary>
    public string Place => $"In the AWS account {Account}" + (Notification is null ? "" : $", region {Notification.Region}");

    /// <summary>The names of resources for the roles, unlike each other: a single one needs none of its own.</summary>
    public IEnumerable<(S3Role Role, string Name)> NameRoles(Func<S3Role, string> name)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (S3Role role in Roles)
        {
            string unique = name(role);
            for (int i = 2; !names.Add(unique); i++)
            {
                unique = $"{name(role)}{i.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
            }

            yield return (role, unique);
        }
    }

    /// <summary>The statements that the policies of keys in other accounts need, each with its key and its role.</summary>
    public IEnumerable<(string Key, S3Role Role)> ForeignKeys => Roles.SelectMany(r => r.ForeignKeys.Select(k => (k, r)));
}
