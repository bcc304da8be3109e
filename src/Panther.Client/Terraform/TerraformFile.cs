using System.Globalization;
using System.Text;
using Panther.Client.AsCode;
using Panther.Client.Hcl;
using Panther.Client.LogSources;

namespace Panther.Client.Terraform;

/// <summary>Log sources of a tenant as a file for Terraform: blocks that import them, and the resources that describe them.</summary>
internal sealed class TerraformFile
{
    private const string Alarm = "panther_log_source_alarm";
    private const string AlarmType = "SOURCE_NO_DATA";

    /// <summary>What a label without a letter or a digit of ASCII comes to.</summary>
    private const string NoName = "_";

    private const int ShortId = 8;

    private readonly string _host;
    private readonly bool _isOnlyImports;
    private readonly TerraformSource[] _described;
    private readonly TerraformSource[] _others;
    private readonly Dictionary<string, string> _names;

    /// <param name="host">The tenant's host.</param>
    /// <param name="sources">The sources, each once.</param>
    /// <param name="isOnlyImports">Whether Terraform is to write the resources itself.</param>
    public TerraformFile(string host, IReadOnlyCollection<TerraformSource> sources, bool isOnlyImports)
    {
        _host = host;
        _isOnlyImports = isOnlyImports;
        _described = [.. sources.Where(s => s.Resource is not null)];
        _others = [.. sources.Where(s => s.Resource is null)];
        _names = NameAll(_described);
    }

    /// <summary>What Terraform's provider is known to refuse of the sources.</summary>
    public IEnumerable<string> Warnings =>
        from described in _described
        let label = described.Source.Label ?? ""
        where described.Source is S3LogSource && !SourceRules.IsLabel(label)
        select $"The log source '{label}' has a label that Terraform's provider refuses: it takes at most {SourceRules.LongestLabel} "
            + "letters (a-z, A-Z), digits, spaces and hyphens. Rename the source before it is imported.";

    /// <summary>The text, whose last line has no line end.</summary>
    public string Write()
    {
        var file = new HclBody();
        if (!_isOnlyImports)
        {
            AddProvider(file);
        }

        foreach (TerraformSource source in _described)
        {
            Add(file, source);
        }

        if (!_isOnlyImports)
        {
            foreach (TerraformSource source in _described)
            {
                AddVariables(file, source);
            }
        }

        AddOthers(file);
        string head = new HclBody().AddComment(string.Join("\n", Head)).ToString();
        string body = file.ToString();
        return (body.Length == 0 ? head : $"{head}\n{body}").TrimEnd('\n');
    }

    private string[] Head => _isOnlyImports
        ?
        [
            $"Imports of the log sources of {_host}, for Terraform 1.5 or later with the provider panther-labs/panther.",
            "`terraform plan -generate-config-out=FILE` writes the resources; it leaves secrets empty.",
        ]
        :
        [
            $"The log sources of {_host}, for Terraform 1.5 or later.",
            "Panther returns no secrets: secrets are variables, and the first apply sends them again.",
            "Terraform keeps them in its state in clear text.",
        ];

    private static void AddProvider(HclBody file)
    {
        HclValue panther = HclValue.LongObject(
            [new("source", HclValue.Text("panther-labs/panther")), new("version", HclValue.Text("~> 0.3"))]);
        file.AddBlock("terraform", [], new HclBody()
            .Add("required_version", ">= 1.5.0")
            .AddBlock("required_providers", [], new HclBody().Add("panther", panther)));
        file.AddBlock("provider", ["panther"], new HclBody()
            .AddComment("The environment variables PANTHER_API_URL and PANTHER_API_TOKEN set the tenant and the token."));
    }

    private void Add(HclBody file, TerraformSource source)
    {
        TerraformResource resource = source.Resource!;
        string name = _names[source.Source.Id];
        string address = $"{resource.Type}.{name}";
        if (resource.Remark is not null)
        {
            file.AddComment(resource.Remark);
        }

        AddImport(file, address, source.Source.Id);
        if (!_isOnlyImports)
        {
            HclBody described = resource.Describe(source.Configuration!, attribute => VariableOf(name, attribute));
            file.AddBlock("resource", [resource.Type, name], described);
        }

        if (source.Alarm?.MinutesThreshold is int minutes)
        {
            AddImport(file, $"{Alarm}.{name}", $"{source.Source.Id}/{AlarmType}");
            if (!_isOnlyImports)
            {
                file.AddBlock("resource", [Alarm, name], new HclBody()
                    .Add("source_id", HclValue.Expression(address + ".id"))
                    .Add("type", AlarmType)
                    .Add("minutes_threshold", HclValue.Number(minutes)));
            }
        }
    }

    private static void AddImport(HclBody file, string address, string id) =>
        file.AddBlock("import", [], new HclBody().Add("to", HclValue.Expression(address)).Add("id", id));

    private void AddVariables(HclBody file, TerraformSource source)
    {
        foreach ((DefinitionKey key, string attribute) in source.Resource!.SecretsOf(source.Configuration!))
        {
            file.AddBlock("variable", [VariableOf(_names[source.Source.Id], attribute)], new HclBody()
                .Add("description", $"{key.Name} of the log source '{source.Source.Label}'")
                .Add("type", HclValue.Expression("string"))
                .Add("sensitive", HclValue.Boolean(true)));
        }
    }

    private void AddOthers(HclBody file)
    {
        TerraformSource[] unread = [.. _others.Where(s => s.Failure is not null)];
        TerraformSource[] unknown = [.. _others.Except(unread)];
        AddList(
            "Left out, because Panther's API cannot configure log sources of these types:",
            unknown,
            s => s.Source.IntegrationType ?? "no type");
        AddList("Left out, because they could not be read:", unread, s => s.Failure!);

        void AddList(string head, TerraformSource[] sources, Func<TerraformSource, string> remark)
        {
            if (sources.Length > 0)
            {
                IEnumerable<string> lines = sources.Select(s => OnOneLine($"- '{s.Source.Label}' ({s.Source.Id}): {remark(s)}"));
                file.AddComment(string.Join("\n", [head, .. lines]));
            }
        }
    }

    private static string OnOneLine(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);

    private static string VariableOf(string name, string attribute) => $"{name}_{attribute}";

    /// <summary>
    /// Gives each source the name of its resources, by its label. Names are unique over all types, since variables are named by them.
    /// Where several would be the same, each of them gets a part of its id, then all of it, so that no name depends on the order.
    /// </summary>
    private static Dictionary<string, string> NameAll(IReadOnlyCollection<TerraformSource> sources)
    {
        var marks = sources.ToDictionary(
            s => s.Source.Id, s => HclValue.Name(s.Source.Label ?? "") == NoName ? 1 : 0, StringComparer.Ordinal);
        while (true)
        {
            var names = sources.ToDictionary(s => s.Source.Id, s => NameOf(s.Source, marks[s.Source.Id]), StringComparer.Ordinal);
            string[] alike =
                [.. names.GroupBy(n => n.Value, n => n.Key, StringComparer.Ordinal).Where(g => g.Count() > 1).SelectMany(g => g)];
            if (alike.Length == 0)
            {
                return names;
            }

            foreach (string id in alike)
            {
                marks[id]++;
            }
        }
    }

    /// <param name="source">The source.</param>
    /// <param name="mark">How much of its id is in the name; from 3 on two ids never make the same name.</param>
    private static string NameOf(LogSource source, int mark)
    {
        string name = HclValue.Name(source.Label ?? "") is var ofLabel && ofLabel == NoName ? "source" : ofLabel;
        return mark switch
        {
            0 => name,
            1 => name + "_" + HclValue.Name(source.Id.Substring(0, Math.Min(ShortId, source.Id.Length))).TrimStart('_'),
            2 => name + "_" + HclValue.Name(source.Id).TrimStart('_'),
            _ => name + "_" + string.Concat(Encoding.UTF8.GetBytes(source.Id).Select(b => b.ToString("x2", CultureInfo.InvariantCulture))),
        };
    }
}
