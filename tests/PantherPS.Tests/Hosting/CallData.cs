using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Security;
using Newtonsoft.Json.Linq;
using Panther.Client.Tests.Emulation;

namespace PantherPS.Tests.Hosting;

/// <summary>What tests/Calls says about the cmdlets of a noun; the README there says what stands in the files.</summary>
internal sealed class CallData
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "tests", "Calls");
    private static readonly ConcurrentDictionary<string, CallData> s_known = new();

    private readonly Hashtable _own;
    private readonly Hashtable _common;
    private readonly string _noun;

    private CallData(string noun)
    {
        _noun = noun;
        _common = Read("Common");
        _own = Read(noun);
    }

    /// <summary>The nouns that bring a source of their own into the scene.</summary>
    public static IEnumerable<CallData> OfScene => All.Where(data => data.GetSource() is not null);

    /// <summary>What the scene has an id of: a source of each kind, and a query.</summary>
    public static IEnumerable<string> Kinds => All.Select(data => data.Kind).Distinct();

    private static IEnumerable<CallData> All =>
        Directory.EnumerateFiles(s_folder, "*.psd1").Select(file => Of(Path.GetFileNameWithoutExtension(file)));

    /// <summary>Which source of the scene the noun is about.</summary>
    public string Kind => (string)(_own["Kind"] ?? _common["Kind"])!;

    public static CallData Of(string noun) => s_known.GetOrAdd(noun, n => new CallData(n));

    /// <summary>Makes a tenant with one source of each kind, and what else the calls are about.</summary>
    /// <returns>Their ids by kind.</returns>
    public static async Task<Dictionary<string, string>> MakeSceneAsync(EmulatorControl control)
    {
        var ids = new Dictionary<string, string>();
        foreach (CallData data in OfScene)
        {
            ids[data.Kind] = (string)(await control.AddSourceAsync(data.GetSource()!))["integrationId"]!;
        }

        foreach (CallData data in All)
        {
            if (data._own["Alert"] is Hashtable alert)
            {
                await control.AddAlertsAsync(alert);
            }

            if (data._own["Query"] is string sql)
            {
                ids[data.Kind] = await control.StartQueryAsync(sql);
            }
        }

        return ids;
    }

    /// <summary>The source of its kind that the scene has, as the emulator stores it; null where the noun has none.</summary>
    public JObject? GetSource() => _own["Source"] is Hashtable source ? JObject.FromObject(source) : null;

    /// <summary>The arguments for one parameter set of a cmdlet: all that is mandatory, and what the data adds for the verb.</summary>
    public Dictionary<string, object> GetArguments(CmdletInfo cmdlet, CommandParameterSetInfo set, CallScene scene)
    {
        object[] optional = ((Hashtable)_common["Optional"]!)[cmdlet.Verb] as object[] ?? [];
        string[] names = [.. set.Parameters.Where(p => p.IsMandatory || optional.Contains(p.Name)).Select(p => p.Name)];

        // Of two ways to name the same thing a call takes one.
        return names.Where(name => name != "Credentials" || !names.Contains("CredentialsPath"))
            .ToDictionary(name => name, name => Convert(ValueOf(cmdlet.Verb, name), cmdlet.Parameters[name].ParameterType, scene));
    }

    /// <summary>The value of a parameter; that of a verb of its own comes first.</summary>
    private object ValueOf(string verb, string parameter) =>
        Find($"{verb}.{parameter}") ?? Find(parameter)
        ?? throw new InvalidOperationException(
            $"tests/Calls has no value for the parameter -{parameter}: add one to {_noun}.psd1, or to Common.psd1 if it suits every noun.");

    private object? Find(string key) => (_own["Values"] as Hashtable)?[key] ?? ((Hashtable)_common["Values"]!)[key];

    private object Convert(object value, Type type, CallScene scene)
    {
        if (value is Hashtable table)
        {
            return table.ContainsKey("Source") ? scene.Read("Get-PantherLogSource", "Id", scene.Ids[Kind])
                : table["Read"] is string reader ? scene.Read(reader, (string?)table["By"] ?? "Id", Expand((string)table["Id"]!, scene))
                : table["Object"] is Hashtable given ? given.Clone()
                : table.ContainsKey("Folder") ? MakeFolder(table, scene)
                : scene.MakeFile((string)table["File"]!, Expand((string)table["Text"]!, scene));
        }

        if (value is not string text)
        {
            return value;
        }

        text = Expand(text, scene);
        if (type == typeof(SecureString))
        {
            return ScriptedUI.ToSecret(text);
        }

        if (type == typeof(PSCredential))
        {
            string[] parts = text.Split(':', 2);
            return new PSCredential(parts[0], ScriptedUI.ToSecret(parts[1]));
        }

        return text;
    }

    /// <summary>A folder of its own for each call, since a cmdlet may write into it.</summary>
    private string MakeFolder(Hashtable table, CallScene scene)
    {
        string folder = Path.Combine((string)table["Folder"]! + "-" + Guid.NewGuid().ToString("N"));
        string text = table.ContainsKey("File") ? Expand((string)table["Text"]!, scene) : "";
        return Path.GetDirectoryName(scene.MakeFile(Path.Combine(folder, (string?)table["File"] ?? "empty.txt"), text))!;
    }

    private string Expand(string text, CallScene scene) => scene.Ids
        .Aggregate(text, (t, id) => t.Replace($"{{Id.{id.Key}}}", id.Value, StringComparison.Ordinal))
        .Replace("{Id}", scene.Ids[Kind], StringComparison.Ordinal)
        .Replace("{TokenId}", scene.TokenId, StringComparison.Ordinal)
        .Replace("{Url}", scene.Url, StringComparison.Ordinal)
        .Replace("{Token}", scene.Token, StringComparison.Ordinal);

    private static Hashtable Read(string name)
    {
        string file = Path.Combine(s_folder, name + ".psd1");
        if (!File.Exists(file))
        {
            return [];
        }

        using var shell = PowerShell.Create();
        return (Hashtable)shell.AddCommand("Import-PowerShellDataFile").AddParameter("LiteralPath", file).Invoke().Single().BaseObject;
    }
}

/// <summary>What a call is made in.</summary>
/// <param name="Ids">The ids of the sources by kind.</param>
/// <param name="Url">The emulator's address.</param>
/// <param name="Token">A token that may do everything.</param>
/// <param name="TokenId">The id of another token, which nothing uses.</param>
/// <param name="Read">Reads by a cmdlet and a parameter of it the thing of an id as the module emits it.</param>
/// <param name="MakeFile">Makes a file of a name and a text, and answers its path.</param>
internal sealed record CallScene(
    IReadOnlyDictionary<string, string> Ids,
    string Url,
    string Token,
    string TokenId,
    Func<string, string, string, object> Read,
    Func<string, string, string> MakeFile);
