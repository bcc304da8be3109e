using System.Management.Automation;
using Panther.Client.AsCode;
using PantherPS.LogSources;
using PantherPS.Tests.Hosting;

namespace PantherPS.Tests;

/// <summary>The keys of definitions are the parameters of the New- cmdlets, whichever there are.</summary>
public sealed class DefinitionKeyTests
{
    /// <summary>What a New- cmdlet takes beside the settings of a source.</summary>
    private static readonly string[] s_others =
    [
        "InputObject", "SkipExisting", "ThrottleLimit", "Connection", "WhatIf", "Confirm", "CredentialsPath", "AuthCredential", "Prefix",
        "ExcludedPrefix",
    ];

    public static TheoryData<string> Kinds => [.. DefinitionKind.All.Select(k => k.Name)];

    [Fact]
    public void There_is_a_kind_for_each_cmdlet_that_makes_sources()
    {
        using var session = new ModuleSession();

        Assert.Equal(session.GetCmdlets().Count(c => SourceTypeOf(c) is not null), DefinitionKind.All.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_keys_of_a_kind_are_the_parameters_of_its_cmdlet(string name)
    {
        DefinitionKind kind = DefinitionKind.Named(name)!;
        using var session = new ModuleSession();
        CmdletInfo cmdlet = session.GetCmdlets().Single(c => SourceTypeOf(c) == kind.GetType().GetGenericArguments()[0]);
        ParameterMetadata[] parameters = [.. cmdlet.Parameters.Values
            .Where(
                p => !Cmdlet.CommonParameters.Contains(p.Name) && !s_others.Contains(p.Name)
                    && (kind.Mappings is null || p.Name != "LogType"))];

        Assert.Equal(
            kind.Keys.Select(k => k.Name).Order(StringComparer.Ordinal), parameters.Select(p => p.Name).Order(StringComparer.Ordinal));
        foreach (ParameterMetadata parameter in parameters)
        {
            DefinitionKey key = kind.Find(parameter.Name)!;
            Assert.All(parameter.Aliases, alias => Assert.Same(key, kind.Find(alias)));
            Assert.Equal(parameter.ParameterType == typeof(System.Security.SecureString), key.IsSecret);
            if (!key.IsSecret && parameter.ParameterSets.TryGetValue(ParameterAttribute.AllParameterSets, out ParameterSetMetadata? all)
                && all.IsMandatory)
            {
                Assert.True(key.IsRequired, $"-{parameter.Name} is mandatory.");
            }
        }
    }

    private static Type? SourceTypeOf(CmdletInfo cmdlet)
    {
        for (Type? type = cmdlet.ImplementingType; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(NewLogSourceCmdlet<,>))
            {
                return type.GetGenericArguments()[0];
            }
        }

        return null;
    }
}
