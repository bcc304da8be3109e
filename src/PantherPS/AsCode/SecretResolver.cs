using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Security;
using Panther.Client.AsCode;
using PantherPS.Pipeline;

namespace PantherPS.AsCode;

/// <summary>
/// Finds the values of the secrets that definitions refer to: what the command was given by -Secret comes first, then the environment
/// and Get-Secret. No error of it quotes a value.
/// </summary>
internal sealed class SecretResolver(PSCmdlet cmdlet, object? given)
{
    private readonly object? _given = given is PSObject wrapper ? wrapper.BaseObject : given;

    /// <summary>The value of a secret; null where there is none, for a reason.</summary>
    public string? Find(SecretReference reference, out string why)
    {
        why = "";
        try
        {
            return FromGiven(reference)
                ?? (reference.Env is not null ? FromEnvironment(reference.Env, out why) : FromVault(reference, out why));
        }
        catch (Exception e) when (e is RuntimeException and not PipelineStoppedException)
        {
            return Missing(e.Message, out why);
        }
    }

    /// <summary>Whether a value can be taken from the parameter that is a hashtable or a script block.</summary>
    public static bool IsSource(object? given) =>
        (given is PSObject wrapper ? wrapper.BaseObject : given) is null or IDictionary or ScriptBlock;

    private static string? Missing(string reason, out string why)
    {
        why = reason;
        return null;
    }

    private static string? FromEnvironment(string name, out string why)
    {
        string? value = Environment.GetEnvironmentVariable(name)?.TrimEnd('\r', '\n');
        why = $"the environment variable {name} is not set";
        return string.IsNullOrEmpty(value) ? null : value;
    }

    private string? FromGiven(SecretReference reference)
    {
        switch (_given)
        {
            case IDictionary values:
                foreach (string? name in new[] { reference.Secret, reference.Env, $"{reference.Label}/{reference.Key}" })
                {
                    object? key = name is null ? null : values.Keys.Cast<object>().FirstOrDefault(
                        k => string.Equals(k.ToString(), name, StringComparison.OrdinalIgnoreCase));
                    if (key is not null)
                    {
                        return ToText(values[key]);
                    }
                }

                return null;
            case ScriptBlock script:
                Collection<PSObject> found = script.InvokeWithContext(null, [new PSVariable("_", reference)], reference);
                return found.Count == 0 ? null : ToText(found[found.Count - 1]);
            default:
                return null;
        }
    }

    private string? FromVault(SecretReference reference, out string why)
    {
        if (cmdlet.InvokeCommand.GetCommand("Get-Secret", CommandTypes.Function | CommandTypes.Cmdlet | CommandTypes.Alias) is null)
        {
            return Missing("the command Get-Secret is not available (install the module Microsoft.PowerShell.SecretManagement)", out why);
        }

        var ask =
            ScriptBlock.Create(
                "param($Name, $Vault) if ($Vault) { Get-Secret -Name $Name -Vault $Vault -ErrorAction Stop } else { Get-Secret -Name $Name "
                + "-ErrorAction Stop }");
        Collection<PSObject> found = ask.Invoke(reference.Secret, reference.Vault);
        why = "Get-Secret returned no text";
        return found.Count == 0 ? null : ToText(found[0]);
    }

    private static string? ToText(object? value) => (value is PSObject wrapper ? wrapper.BaseObject : value) switch
    {
        SecureString secret => NullIfEmpty(secret.ToPlainText()),
        string text => NullIfEmpty(text.TrimEnd('\r', '\n')),
        PSCredential credential => NullIfEmpty(credential.Password.ToPlainText()),
        _ => null,
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
