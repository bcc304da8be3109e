using Panther.Emulator.GraphQL;

namespace Panther.Emulator.Tests.SchemaTruth;

public sealed class SchemaTests
{
    /// <summary>What the live schema is known to have gained since July 2025: clients of Panther send and read it.</summary>
    private static readonly string[] s_knownGrowth =
    [
        "enum LogStreamType.XML",
        "type LogStreamTypeOptions.retainEnvelopeFields: Boolean",
        "type LogStreamTypeOptions.xmlRootElement: String",
        "input LogStreamTypeOptionsInput.retainEnvelopeFields: Boolean",
        "input LogStreamTypeOptionsInput.xmlRootElement: String",
    ];

    public static TheoryData<string> LaterEditions => [.. SchemaEditions.Names.Skip(1)];

    [GraphQLSchemaFact]
    public void All_that_the_edition_2025_07_has_is_in_the_published_schema()
    {
        HashSet<string> ours = Shared("2025-07");

        Assert.True(ours.Count > 250, $"Only {ours.Count} members were compared.");
        Assert.Empty(ours.Except(SchemaMembers.Of(File.ReadAllText(Published.GraphQL))).Order());
    }

    [GraphQLSchemaFact]
    public void The_current_edition_has_only_the_known_growth_beyond_the_published_schema()
    {
        HashSet<string> published = SchemaMembers.Of(File.ReadAllText(Published.GraphQL));

        Assert.Equal(s_knownGrowth.Order(), Shared(SchemaEditions.Current).Except(published).Order());
    }

    // What a client sends may hold anything that the published schema allows.
    [GraphQLSchemaFact]
    public void No_input_field_and_no_enum_value_of_the_published_schema_is_missing()
    {
        HashSet<string> ours = Shared("2025-07");
        HashSet<string> sent = [.. ours.Where(IsSent).Select(SchemaMembers.TypeOf)];

        Assert.Empty(SchemaMembers.Of(File.ReadAllText(Published.GraphQL)).Where(member => sent.Contains(SchemaMembers.TypeOf(member)))
            .Except(ours).Order());
    }

    [Theory]
    [MemberData(nameof(LaterEditions))]
    public void An_edition_has_all_that_the_one_before_it_has_and_more(string edition)
    {
        HashSet<string> before = SchemaMembers.Of(SchemaEditions.TextOf(Before(edition)));

        Assert.ProperSuperset(before, SchemaMembers.Of(SchemaEditions.TextOf(edition)));
    }

    [Theory]
    [MemberData(nameof(LaterEditions))]
    public void What_an_edition_adds_to_inputs_is_optional(string edition)
    {
        IEnumerable<string> added = SchemaMembers.Of(SchemaEditions.TextOf(edition))
            .Except(SchemaMembers.Of(SchemaEditions.TextOf(Before(edition))));

        Assert.DoesNotContain(added, member => member.StartsWith("input ", StringComparison.Ordinal) && member.EndsWith('!'));
    }

    private static bool IsSent(string member) =>
        member.StartsWith("input ", StringComparison.Ordinal) || member.StartsWith("enum ", StringComparison.Ordinal);

    /// <summary>The members of an edition, without the types of sources that have no published name.</summary>
    private static HashSet<string> Shared(string edition) =>
        [.. SchemaMembers.Of(SchemaEditions.TextOf(edition))
            .Where(member => !SourceTypes.OursAlone.Contains(SchemaMembers.TypeOf(member)))];

    private static string Before(string edition) => SchemaEditions.Names[Array.IndexOf(SchemaEditions.Names, edition) - 1];
}
