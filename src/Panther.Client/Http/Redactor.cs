using Newtonsoft.Json;

namespace Panther.Client.Http;

/// <summary>Takes the secrets of a connection out of every text that may reach a person or a log.</summary>
internal sealed class Redactor
{
    private const string Mask = "***";

    /// <summary>A shorter piece of a secret at a text's end may well be something else.</summary>
    private const int ShortestPiece = 4;

    private readonly string[] _secrets;

    public Redactor(params string?[] secrets) => _secrets = secrets
        .Where(s => !string.IsNullOrEmpty(s))
        .SelectMany(s => FormsOf(s!))
        .Distinct()
        .OrderByDescending(s => s.Length)
        .ToArray();

    /// <summary>This and further secrets.</summary>
    public Redactor With(IReadOnlyList<string> secrets) => secrets.Count == 0 ? this : new Redactor([.. _secrets, .. secrets]);

    /// <summary>The text without secrets.</summary>
    public string Clean(string text)
    {
        foreach (string secret in _secrets)
        {
            // A host name comes back in lower case, which tells of a secret almost as much.
            int start = 0;
            int found;
            while ((found = text.IndexOf(secret, start, StringComparison.OrdinalIgnoreCase)) >= 0)
            {
                text = text.Remove(found, secret.Length).Insert(found, Mask);
                start = found + Mask.Length;
            }
        }

        return text;
    }

    /// <summary>A text that may have been cut off, also without the first piece of a secret at its end.</summary>
    public string CleanCutOff(string text)
    {
        text = Clean(text);
        int piece = _secrets.Select(secret => LongestPieceAtEnd(text, secret)).DefaultIfEmpty().Max();
        return piece < ShortestPiece ? text : text.Substring(0, text.Length - piece) + Mask;
    }

    /// <summary>The exception, or null where anything that it would print holds a secret.</summary>
    public Exception? CleanOrNull(Exception? exception)
    {
        string text = exception?.ToString() ?? "";
        return Clean(text) == text ? exception : null;
    }

    private static int LongestPieceAtEnd(string text, string secret)
    {
        for (int length = Math.Min(text.Length, secret.Length - 1); length >= ShortestPiece; length--)
        {
            if (text.EndsWith(secret.Substring(0, length), StringComparison.OrdinalIgnoreCase))
            {
                return length;
            }
        }

        return 0;
    }

    /// <summary>The secret as it is, and as JSON writes it: plainly, as Go does (Panther's own language), and as .NET does.</summary>
    private static IEnumerable<string> FormsOf(string secret)
    {
        string quoted = JsonConvert.ToString(secret);
        string json = quoted.Substring(1, quoted.Length - 2);
        string go = json.Replace("<", "\\u003c").Replace(">", "\\u003e").Replace("&", "\\u0026");
        string net = json.Replace("\\\"", "\\u0022").Replace("<", "\\u003C").Replace(">", "\\u003E")
            .Replace("&", "\\u0026").Replace("'", "\\u0027").Replace("+", "\\u002B");
        return [secret, json, go, net];
    }
}
