using System.Management.Automation;
using System.Reflection;
using System.Text;
using Panther.Client;
using Panther.Client.AsCode;
using Panther.Client.Tests.Emulation;
using PantherPS.Pipeline;
using PantherPS.Tests.Hosting;
using PublicApiGenerator;

namespace PantherPS.Tests;

/// <summary>The public interface as reviewed text files: whoever changes it sees so in the diff.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public void The_public_API_of_the_client_is_the_reviewed_one() => Snapshot.Match(
        "Panther.Client.cs.txt",
        typeof(PantherClient).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }));

    [Fact]
    public void The_signatures_of_the_cmdlets_are_the_reviewed_ones()
    {
        using var session = new ModuleSession();
        var text = new StringBuilder();
        foreach (CmdletInfo cmdlet in session.GetCmdlets())
        {
            Describe(cmdlet, text);
        }

        Snapshot.Match("Cmdlets.txt", text.ToString());
    }

    [Fact]
    public void The_error_ids_are_the_reviewed_ones()
    {
        using var session = new ModuleSession();
        var text = new StringBuilder(
            "Any cmdlet can end in each of these; its class name comes after a comma: "
            + "PantherNotFound,PantherPS.Commands.GetPantherLogSourceCommand\n");
        foreach (PantherErrorKind kind in Enum.GetValues<PantherErrorKind>().OrderBy(k => k.ToString(), StringComparer.Ordinal))
        {
            ErrorRecord record = ErrorRecords.From(new PantherException(kind, "-"), null);
            text.Append('\n').Append(record.FullyQualifiedErrorId).Append(": ").Append(record.CategoryInfo.Category);
        }

        text.Append("\n\n");
        foreach (CmdletInfo cmdlet in session.GetCmdlets())
        {
            text.Append(cmdlet.Name).Append(": ").Append(cmdlet.ImplementingType.FullName).Append('\n');
        }

        Snapshot.Match("ErrorIds.txt", text.ToString());
    }

    [Fact]
    public void The_schema_that_ships_is_what_the_kinds_say_of_themselves() =>
        Snapshot.MatchFile(Path.Combine(Repository.Root, "src", "PantherPS", DefinitionWriter.SchemaFile), DefinitionSchema.Write());

    private static void Describe(CmdletInfo cmdlet, StringBuilder text)
    {
        CmdletAttribute attribute = cmdlet.ImplementingType.GetCustomAttribute<CmdletAttribute>()!;
        text.Append(cmdlet.Name).Append('\n');
        text.Append("  emits: ").AppendJoin(", ", cmdlet.OutputType.Select(o => o.Name).Order(StringComparer.Ordinal)).Append('\n');
        text.Append(
            "  should process: ").Append(attribute.SupportsShouldProcess ? $"yes, impact {attribute.ConfirmImpact}" : "no").Append('\n');
        text.Append("  default set: ").Append(attribute.DefaultParameterSetName ?? "-").Append('\n');
        foreach (CommandParameterSetInfo set in cmdlet.ParameterSets.OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            text.Append("  set ").Append(set.Name == ParameterAttribute.AllParameterSets ? "(all)" : set.Name).Append('\n');
            foreach (CommandParameterInfo parameter in set.Parameters.Where(IsOwn).OrderBy(p => p.Name, StringComparer.Ordinal))
            {
                text.Append("    -").Append(parameter.Name).Append(" <").Append(
                    NameOf(parameter.ParameterType)).Append('>').Append(TraitsOf(parameter)).Append('\n');
            }
        }

        text.Append('\n');
    }

    private static bool IsOwn(CommandParameterInfo parameter) =>
        !Cmdlet.CommonParameters.Contains(parameter.Name) && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name);

    private static string TraitsOf(CommandParameterInfo parameter)
    {
        string?[] traits =
        [
            parameter.IsMandatory ? "mandatory" : null,
            parameter.Position >= 0 ? $"position {parameter.Position}" : null,
            parameter.ValueFromPipeline ? "from the pipeline" : null,
            parameter.ValueFromPipelineByPropertyName ? "by property name" : null,
            parameter.ValueFromRemainingArguments ? "takes the rest" : null,
            parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any() ? "wildcards" : null,
            parameter.Attributes.OfType<ParameterAttribute>().Any(a => a.DontShow) ? "hidden" : null,
            parameter.Aliases.Count > 0 ? $"alias {string.Join(", ", parameter.Aliases.Order(StringComparer.Ordinal))}" : null,
        ];
        string all = string.Join("; ", traits.Where(t => t is not null));
        return all.Length == 0 ? "" : "  " + all;
    }

    private static string NameOf(Type type) => type.IsArray
        ? NameOf(type.GetElementType()!) + "[]"
        : Nullable.GetUnderlyingType(type) is { } value ? NameOf(value) + "?" : type.Name;
}
