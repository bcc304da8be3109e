namespace Panther.Client.AsCode;

/// <summary>Where a secret of a definition comes from: a variable of the environment, or a secret of a vault.</summary>
public sealed class SecretReference
{
    internal SecretReference(string label, string key, string? env, string? secret, string? vault)
    {
        Label = label;
        Key = key;
        Env = env;
        Secret = secret;
        Vault = vault;
    }

    /// <summary>The label of the source.</summary>
    public string Label { get; }

    /// <summary>The key of the definition, such as <c>AuthSecretValue</c>.</summary>
    public string Key { get; }

    /// <summary>The variable of the environment; null for a secret of a vault.</summary>
    public string? Env { get; }

    /// <summary>The name of the secret in its vault; null for a variable of the environment.</summary>
    public string? Secret { get; }

    /// <summary>The vault; null for the default one.</summary>
    public string? Vault { get; }

    /// <summary>The source, the key, and where the value comes from.</summary>
    public override string ToString()
    {
        string vault = Vault is null ? "" : $" of the vault '{Vault}'";
        return $"{Key} of '{Label}' ({(Env is not null ? $"the variable {Env}" : $"the secret '{Secret}'{vault}")})";
    }
}
