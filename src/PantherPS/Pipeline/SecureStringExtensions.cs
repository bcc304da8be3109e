using System.Net;
using System.Security;

namespace PantherPS.Pipeline;

/// <summary>The one way from a SecureString to the text that goes into a request.</summary>
internal static class SecureStringExtensions
{
    /// <summary>The text without the line ends behind it, which come along from a file and belong to no secret.</summary>
    public static string ToPlainText(this SecureString secret) => new NetworkCredential("", secret).Password.TrimEnd('\r', '\n');
}
