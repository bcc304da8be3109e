using System.Net;
using System.Security;

namespace PantherPS.Connection;

/// <summary>The one way from a SecureString to the text that goes into a request.</summary>
internal static class SecureStringExtensions
{
    /// <summary>The text.</summary>
    public static string ToPlainText(this SecureString secret) => new NetworkCredential("", secret).Password;
}
