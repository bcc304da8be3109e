using System.Net;
using System.Reflection;
using System.Text;

namespace Panther.Client.Http;

/// <summary>The proxy between here and the API: the one of the options, or the system's.</summary>
internal sealed class ProxyRoute(IWebProxy? configured, string? password)
{
    private static readonly string[] s_variables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

    // .NET has it from version 3.0; .NET Framework knows the older one alone.
    private static readonly PropertyInfo? s_default = typeof(HttpClient).GetProperty(
        "DefaultProxy", BindingFlags.Public | BindingFlags.Static);

    private IWebProxy? Proxy => configured ?? (s_default is null ? WebRequest.DefaultWebProxy : (IWebProxy?)s_default.GetValue(null));

    /// <summary>The proxy for an address, with user information if its URL has any; null for none.</summary>
    public Uri? For(Uri uri)
    {
        try
        {
            IWebProxy? proxy = Proxy;
            Uri? found = proxy is null || proxy.IsBypassed(uri) ? null : proxy.GetProxy(uri);
            return found is null || found == uri ? null : found;
        }
        catch (Exception)
        {
            // Somebody else's proxy, such as a script that the system looks for; a request says better what is wrong with it.
            return null;
        }
    }

    /// <summary>How to name a proxy: without the user information.</summary>
    public static string NameOf(Uri proxy) => proxy.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>The secrets of all proxies that requests to an address may go through.</summary>
    public IEnumerable<string> SecretsFor(Uri uri)
    {
        var secrets = new List<string?> { password };
        if (For(uri) is { } proxy)
        {
            secrets.AddRange(PasswordsIn(proxy.UserInfo));
            try
            {
                NetworkCredential? login = Proxy?.Credentials?.GetCredential(proxy, "Basic");
                secrets.Add(login?.Password);
                secrets.Add(string.IsNullOrEmpty(login?.Password) ? null : ToBasic(login!));
            }
            catch (Exception)
            {
                // Somebody else's credentials.
            }
        }

        foreach (string variable in s_variables)
        {
            string value = Environment.GetEnvironmentVariable(variable) ?? "";
            int start = value.IndexOf("://", StringComparison.Ordinal) is >= 0 and int scheme ? scheme + 3 : 0;
            int end = value.LastIndexOf('@');
            secrets.AddRange(end > start ? PasswordsIn(value.Substring(start, end - start)) : []);
        }

        return secrets.Where(s => !string.IsNullOrEmpty(s)).Distinct()!;
    }

    /// <summary>The password of "user:password", as it stands and decoded.</summary>
    private static string[] PasswordsIn(string userInfo)
    {
        string found = userInfo.IndexOf(':') is >= 0 and int colon ? userInfo.Substring(colon + 1) : "";
        return [found, Uri.UnescapeDataString(found)];
    }

    private static string ToBasic(NetworkCredential login)
    {
        string user = string.IsNullOrEmpty(login.Domain) ? login.UserName : login.Domain + "\\" + login.UserName;
        return Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{login.Password}"));
    }
}
