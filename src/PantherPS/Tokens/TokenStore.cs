using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Security;
using System.Text;

namespace PantherPS.Tokens;

/// <summary>Runs a caller's script block that stores a secret. Nothing that comes of it is written, since it may hold the secret.</summary>
internal static class TokenStore
{
    private const string WithArguments =
        "param($Store, $Token, $Connection) $Token | Microsoft.PowerShell.Core\\ForEach-Object -Process { & $Store $_ $Connection }";

    /// <summary>Runs the script block with a secret.</summary>
    /// <param name="cmdlet">The cmdlet that does so.</param>
    /// <param name="store">The script block.</param>
    /// <param name="secret">The secret: <c>$_</c>, and the first argument.</param>
    /// <param name="connection">Whose it is: the second argument.</param>
    /// <param name="clean">Takes secrets out of a text.</param>
    /// <returns>What went wrong, in a sentence; null for nothing.</returns>
    public static string? Run(PSCmdlet cmdlet, ScriptBlock store, SecureString secret, object? connection, Func<string, string> clean)
    {
        var known = new HashSet<object>((cmdlet.SessionState.PSVariable.GetValue("global:Error") as ArrayList ?? []).Cast<object>());
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        try
        {
            if (store.Module is not null && store.Ast is ScriptBlockAst { ParamBlock: null })
            {
                // In a module's own scope $_ is there only for the command that runs the block itself.
                shell.AddCommand("Microsoft.PowerShell.Core\\ForEach-Object").AddParameter("Process", store);
                shell.Invoke(new[] { secret });
            }
            else
            {
                shell.AddScript(WithArguments, useLocalScope: true).AddArgument(store).AddArgument(secret).AddArgument(connection);
                shell.Invoke();
            }

            // A stop may end the script block without a word, which is no failure of the store, and far from a success.
            return shell.InvocationStateInfo.State == PSInvocationState.Stopped ? throw new PipelineStoppedException()
                : shell.Streams.Error.FirstOrDefault() is { } error ? Say(error.ToString(), clean)
                : shell.HadErrors ? "it ended with an error."
                : null;
        }
        catch (PipelineStoppedException)
        {
            throw;
        }
        catch (RuntimeException e)
        {
            return Say(e.Message, clean);
        }
        finally
        {
            Forget(cmdlet, known, clean);
        }
    }

    private static string Say(string message, Func<string, string> clean) => clean(message).TrimEnd('.', ' ', '\r', '\n') + ".";

    /// <summary>Takes out of $Error what the script block has left there with the secret in it.</summary>
    private static void Forget(PSCmdlet cmdlet, HashSet<object> known, Func<string, string> clean)
    {
        if (cmdlet.SessionState.PSVariable.GetValue("global:Error") is not ArrayList errors)
        {
            return;
        }

        foreach (object error in errors.Cast<object>().Where(e => !known.Contains(e)).ToArray())
        {
            string text = TextOf(error);
            if (clean(text) != text)
            {
                errors.Remove(error);
            }
        }
    }

    private static string TextOf(object error)
    {
        var text = new StringBuilder(error.ToString());
        ErrorRecord? record = error as ErrorRecord ?? (error as IContainsErrorRecord)?.ErrorRecord;
        text.Append('\n').Append(
            record?.TargetObject).Append('\n').Append(record?.CategoryInfo).Append('\n').Append(record?.ErrorDetails?.Message);
        for (Exception? e = record?.Exception ?? error as Exception; e is not null; e = e.InnerException)
        {
            text.Append('\n').Append(e);
        }

        return text.ToString();
    }
}
