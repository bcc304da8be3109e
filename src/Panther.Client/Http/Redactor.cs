using Newtonsoft.Json;

namespace Panther.Client.Http;

/// <summary>Takes the secrets of a connection out of every text that may reach a person or a log.</summary>
internal sealed class Redactor
{
    private const string Mask = "***";

    private readonly string[] _secrets;

    public Redactor(params string?[] secrets) =>
        _secrets = secrets.Where(s => !string.IsNullOrEmpty(s)).Select(s => s!).Distinct().OrderByDescending(s => s.Length).ToArray();

    /// <summary>This and further secrets; in a body they may come back as JSON writes them.</summary>
    public Redactor With(IReadOnlyList<string> secrets) => secrets.Count == 0
        ? this
        : new Redactor([.. _secrets, .. secrets, .. secrets.Select(s => JsonConvert.ToString(s).Trim('"'))]);

    /// <summary>The text without secrets.</summary>
    public string Clean(string text)
    {
        foreach (string secret in _secrets)
        {
            if (text.IndexOf(secret, StringComparison.Ordinal) >= 0)
            {
                text = text.Replace(secret, Mask);
            }
        }

        return text;
    }

    /// <summary>The exception, or null where anything that it would print holds a secret.</summary>
    public Exception? CleanOrNull(Exception? exception)
    {
        string text = exception?.ToString() ?? "";
        return Clean(text) == text ? exception : null;
    }
}
