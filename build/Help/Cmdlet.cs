using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Text.RegularExpressions;

namespace PantherPS.Help;

/// <summary>What PowerShell knows of a cmdlet of the built module.</summary>
internal sealed partial class Cmdlet
{
    /// <summary>The name that PowerShell gives to the set of parameters that are in no set.</summary>
    public const string AllSets = ParameterAttribute.AllParameterSets;

    private Cmdlet(CmdletInfo info)
    {
        Name = info.Name;
        Verb = info.Verb;
        Noun = info.Noun;
        HelpUri = info.ImplementingType.GetCustomAttribute<CmdletAttribute>()!.HelpUri;
        HelpFile = Path.GetFileName(info.HelpFile);
        OutputTypes = [.. info.OutputType.Select(type => type.Name)];
        Sets = [.. info.ParameterSets.Select(set => new Syntax(info.Name, set))];
        var defaults = Activator.CreateInstance(info.ImplementingType)!;
        Parameters = [.. info.Parameters.Values
            .Where(parameter => !CommonParameters.Contains(parameter.Name))
            .OrderBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)
            .Select(parameter => new Parameter(parameter, info.ParameterSets, Sets, defaults))];
    }

    public string Name { get; }

    public string Verb { get; }

    public string Noun { get; }

    public string HelpUri { get; }

    /// <summary>The file in which Get-Help looks for the help, such as PantherPS.dll-Help.xml.</summary>
    public string HelpFile { get; }

    public IReadOnlyList<Syntax> Sets { get; }

    /// <summary>By name, without the common ones.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    public IReadOnlyList<string> OutputTypes { get; }

    /// <summary>The types that the pipeline binds.</summary>
    public IReadOnlyList<string> InputTypes =>
        [.. Parameters.Where(parameter => parameter.Sets.Any(set => set.ByValue || set.ByPropertyName))
            .Select(parameter => parameter.TypeName).Distinct().DefaultIfEmpty("None")];

    private static HashSet<string> CommonParameters => System.Management.Automation.Cmdlet.CommonParameters;

    /// <summary>The cmdlets that a module exports, by name: it is imported as a user would.</summary>
    public static IReadOnlyList<Cmdlet> Of(string manifest)
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        Runspace.DefaultRunspace = runspace;
        using var shell = PowerShell.Create(runspace);
        shell.AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("PassThru").AddParameter("ErrorAction", "Stop");
        var module = (PSModuleInfo)shell.Invoke().Single().BaseObject;
        return [.. module.ExportedCmdlets.Values.OrderBy(info => info.Name, StringComparer.Ordinal).Select(info => new Cmdlet(info))];
    }

    /// <summary>One way to call the cmdlet, as Get-Command -Syntax shows it.</summary>
    internal sealed partial class Syntax
    {
        public Syntax(string cmdlet, CommandParameterSetInfo set)
        {
            Name = set.Name;
            IsDefault = set.IsDefault;
            Parts = [cmdlet, .. Part().Matches(set.ToString()).Select(match => match.Value)];
            Parameters = [.. Parts.Select(part => Parameter().Match(part)).Where(match => match.Success)
                .Select(match => (match.Groups["name"].Value, match.Groups["type"].Value))];
        }

        public string Name { get; }

        public bool IsDefault { get; }

        /// <summary>The cmdlet's name, then each parameter with its brackets.</summary>
        public IReadOnlyList<string> Parts { get; }

        /// <summary>The parameters in the order in which they are shown, with the short names of their types; a switch has none.</summary>
        public IReadOnlyList<(string Name, string Type)> Parameters { get; }

        [GeneratedRegex(@"\[<CommonParameters>\]|\[?\[?-\w+\]?(?: <[^>]+>)?\]?")]
        private static partial Regex Part();

        [GeneratedRegex(@"^\[*-(?<name>\w+)\]?(?: <(?<type>[^>]+)>)?")]
        private static partial Regex Parameter();
    }

    /// <summary>How a parameter binds in one parameter set.</summary>
    internal sealed record Binding(string Set, int? Position, bool IsRequired, bool ByValue, bool ByPropertyName, bool RemainingArguments)
    {
        public string PositionText => Position?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "Named";

        public string RequiredText => IsRequired ? "true" : "false";

        public string PipelineText => (ByValue, ByPropertyName) switch
        {
            (true, true) => "True (ByPropertyName, ByValue)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };
    }

    /// <summary>A parameter, with how it binds in each of its sets.</summary>
    internal sealed class Parameter
    {
        public Parameter(ParameterMetadata parameter, IEnumerable<CommandParameterSetInfo> sets, IEnumerable<Syntax> syntaxes, object defaults)
        {
            Name = parameter.Name;
            TypeName = parameter.ParameterType.ToString();
            ShortTypeName = syntaxes.SelectMany(syntax => syntax.Parameters).First(shown => shown.Name == Name).Type;
            Aliases = parameter.Aliases;
            SupportsWildcards = parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any();
            var attributes = parameter.Attributes.OfType<ParameterAttribute>().ToList();
            IsHidden = attributes.Any(attribute => attribute.DontShow);
            HelpMessage = attributes.Select(attribute => attribute.HelpMessage).FirstOrDefault(message => message != null) ?? "";
            AcceptedValues = Accepted(parameter);
            Sets = [.. parameter.ParameterSets.TryGetValue(AllSets, out var all)
                ? [Bind("(All)", all)]
                : sets.Where(set => parameter.ParameterSets.ContainsKey(set.Name)).Select(set => Bind(set.Name, parameter.ParameterSets[set.Name]))];
            Default = DefaultOf(defaults);
        }

        public string Name { get; }

        /// <summary>The .NET name of the type.</summary>
        public string TypeName { get; }

        /// <summary>PowerShell's name of the type; of a switch, nothing.</summary>
        public string ShortTypeName { get; }

        public IReadOnlyList<string> Aliases { get; }

        public bool SupportsWildcards { get; }

        public bool IsHidden { get; }

        public string HelpMessage { get; }

        /// <summary>The only values that there are, of an enumeration or a validated set.</summary>
        public IReadOnlyList<string> AcceptedValues { get; }

        public IReadOnlyList<Binding> Sets { get; }

        /// <summary>What a new cmdlet holds, as text; nothing where it holds nothing, or where a value has to be given.</summary>
        public string Default { get; }

        /// <summary>A fact of the binding; where it is another in another set, with the sets' names.</summary>
        public string InEachSet(Func<Binding, string> fact)
        {
            var groups = Sets.GroupBy(fact).ToList();
            return groups.Count == 1
                ? groups[0].Key
                : string.Join("; ", groups.Select(group => $"{group.Key} ({string.Join(", ", group.Select(binding => binding.Set))})"));
        }

        private static Binding Bind(string set, ParameterSetMetadata data) => new(
            set,
            data.Position < 0 ? null : data.Position,
            data.IsMandatory,
            data.ValueFromPipeline,
            data.ValueFromPipelineByPropertyName,
            data.ValueFromRemainingArguments);

        private static string[] Accepted(ParameterMetadata parameter)
        {
            var type = parameter.ParameterType;
            type = type.IsArray ? type.GetElementType()! : Nullable.GetUnderlyingType(type) ?? type;
            return parameter.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault() is { } valid ? [.. valid.ValidValues]
                : type.IsEnum ? Enum.GetNames(type)
                : [];
        }

        private string DefaultOf(object cmdlet)
        {
            if (ShortTypeName.Length > 0 && Sets.Any(set => set.IsRequired))
            {
                return "";
            }

            // -WhatIf and -Confirm are no properties of the cmdlet; they are switches that are off.
            var value = cmdlet.GetType().GetProperty(Name) is { } property ? property.GetValue(cmdlet) : default(SwitchParameter);
            return value is IEnumerable and not string
                ? string.Join(", ", ((IEnumerable)value).Cast<object>().Select(LanguagePrimitives.ConvertTo<string>))
                : LanguagePrimitives.ConvertTo<string>(value) ?? "";
        }
    }
}
