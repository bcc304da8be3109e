using System.Collections;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json;

namespace Panther.Client.Http;

/// <summary>
/// Takes secrets out of a text that came from outside: an answer, a header, an exception of .NET. It is used on such a
/// text before the text becomes a part of a sentence, so that a mask within our own words tells of no secret.
/// </summary>
internal sealed class Redactor
{
    private const string Mask = "***";
    private const string Withheld = "(a text that may hold a secret)";

    /// <summary>A shorter piece of a secret may well be something else.</summary>
    private const int ShortestPiece = 4;

    /// <summary>A shorter piece of Base64 may well be a word.</summary>
    private const int ShortestBase64 = 6;

    /// <summary>The user information of any URL: a proxy's is in the exceptions of .NET.</summary>
    private static readonly Regex s_userInfo = new(@"(?<=://)[^/?#\s""<>]*@", RegexOptions.CultureInvariant);

    private static readonly Regex s_beyondAscii = new("[^\\x00-\\x7E]", RegexOptions.CultureInvariant);

    private readonly string[] _secrets;
    private readonly string[] _forms;
    private readonly string[] _shortForms;
    private readonly string[] _base64Forms;

    public Redactor(params string?[] secrets)
    {
        _secrets = secrets.Where(s => !string.IsNullOrEmpty(s)).Distinct().ToArray()!;
        string[] pieces = _secrets.SelectMany(SecretPieces.Of).Distinct().ToArray();
        string[] forms = pieces.SelectMany(FormsOf).Distinct().OrderByDescending(s => s.Length).ToArray();
        _forms = forms.Where(s => s.Length >= ShortestPiece).ToArray();
        _shortForms = forms.Where(s => s.Length < ShortestPiece).ToArray();
        _base64Forms = pieces.SelectMany(Base64FormsOf).Where(
            s => s.Length >= ShortestBase64).Distinct().OrderByDescending(s => s.Length).ToArray();
    }

    /// <summary>This and further secrets.</summary>
    public Redactor With(IReadOnlyCollection<string> secrets) => secrets.Count == 0 ? this : new Redactor([.. _secrets, .. secrets]);

    /// <summary>The text without secrets.</summary>
    public string Clean(string text)
    {
        foreach (string form in _forms)
        {
            text = Replace(text, form, isBase64: false);
        }

        foreach (string form in _base64Forms)
        {
            text = Replace(text, form, isBase64: true);
        }

        // A secret of a few letters occurs by chance, and masks in its place would tell it.
        return _shortForms.Any(form => HoldsWord(text, form)) ? Withheld : s_userInfo.Replace(text, Mask + "@");
    }

    /// <summary>A text that may have been cut off, also without the first piece of a secret at its end.</summary>
    public string CleanCutOff(string text)
    {
        // First, while the piece is whole: a mask for a part of it would keep it from being known.
        int whole = _forms.Where(
            form => text.EndsWith(form, StringComparison.OrdinalIgnoreCase)).Select(form => form.Length).DefaultIfEmpty().Max();
        int piece = _forms.Select(form => LongestPieceAtEnd(text, form)).DefaultIfEmpty().Max();
        return Clean(piece <= whole ? text : text.Substring(0, text.Length - piece) + Mask);
    }

    /// <summary>The exception, or null where anything that it would print holds a secret.</summary>
    public Exception? CleanOrNull(Exception? exception)
    {
        var text = new StringBuilder(exception?.ToString());
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            text.Append('\n').Append(e.Source).Append('\n').Append(e.HelpLink);
            foreach (DictionaryEntry entry in e.Data)
            {
                text.Append('\n').Append(entry.Key).Append('\n').Append(entry.Value);
            }
        }

        string all = text.ToString();
        return Clean(all) == all ? exception : null;
    }

    private static string Replace(string text, string secret, bool isBase64)
    {
        // A host name comes back in lower case, which tells of a secret almost as much.
        int start = 0;
        int found;
        while ((found = text.IndexOf(secret, start, StringComparison.OrdinalIgnoreCase)) >= 0)
        {
            int end = found + secret.Length;
            if (isBase64)
            {
                // The letters at both ends hold some bits of the secret, and the rest is what it was sent with.
                while (found > start && IsBase64(text[found - 1]))
                {
                    found--;
                }

                while (end < text.Length && IsBase64(text[end]))
                {
                    end++;
                }
            }

            text = text.Substring(0, found) + Mask + text.Substring(end);
            start = found + Mask.Length;
        }

        return text;
    }

    private static bool IsBase64(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '+' or '/' or '-' or '_' or '=';

    private static bool HoldsWord(string text, string word)
    {
        for (int at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            bool begins = at == 0 || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(word[0]);
            int end = at + word.Length;
            bool ends = end == text.Length || !char.IsLetterOrDigit(text[end]) || !char.IsLetterOrDigit(word[word.Length - 1]);
            if (begins && ends)
            {
                return true;
            }
        }

        return false;
    }

    private static int LongestPieceAtEnd(string text, string secret)
    {
        for (int length = Math.Min(text.Length, secret.Length - 1); length >= ShortestPiece; length--)
        {
            if (string.Compare(text, text.Length - length, secret, 0, length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                return length;
            }
        }

        return 0;
    }

    /// <summary>
    /// The secret as it is, in a URL, and as JSON writes it, once or as a text in a text: plainly, as Go does (Panther's own language), and
    /// as .NET does; each with letters beyond ASCII as they are, or escaped (Python and .NET).
    /// </summary>
    private static IEnumerable<string> FormsOf(string secret)
    {
        string plain = ToJson(secret);
        string go = plain.Replace("<", "\\u003c").Replace(">", "\\u003e").Replace("&", "\\u0026");
        string net = go.Replace("\\\"", "\\u0022").Replace("'", "\\u0027").Replace("+", "\\u002B").Replace("`", "\\u0060");
        string[] json = [.. new[] { plain, go, net }.SelectMany(text => new[] { text, EscapeBeyondAscii(text) })];
        return
        [
            secret, .. json, .. json.Select(ToJson),
            WebUtility.UrlEncode(secret), WebUtility.UrlEncode(secret).Replace("+", "%20"), EscapeUri(secret),
        ];

        static string ToJson(string text)
        {
            string quoted = JsonConvert.ToString(text);
            return quoted.Substring(1, quoted.Length - 2);
        }

        static string EscapeBeyondAscii(string text) =>
            s_beyondAscii.Replace(text, match => $"\\u{((int)match.Value[0]).ToString("x4", CultureInfo.InvariantCulture)}");
    }

    private static string EscapeUri(string text)
    {
        try
        {
            return Uri.EscapeDataString(text);
        }
        catch (UriFormatException)
        {
            // Longer than .NET Framework takes, or with half a character.
            return text;
        }
    }

    /// <summary>
    /// What a secret looks like within Base64, at each of the three places where it may begin, as a password does in "user:password".
    /// </summary>
    private static IEnumerable<string> Base64FormsOf(string secret)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(secret);
        for (int before = 0; before < 3; before++)
        {
            byte[] padded = new byte[before + bytes.Length];
            bytes.CopyTo(padded, before);

            // Only the letters that are made of the secret's own bits.
            int first = ((before * 8) + 5) / 6;
            int end = padded.Length * 8 / 6;
            string form = end > first ? Convert.ToBase64String(padded).Substring(first, end - first) : "";
            yield return form;
            yield return form.Replace('+', '-').Replace('/', '_');
        }
    }
}
