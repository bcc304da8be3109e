using Panther.Client.Schemas;

namespace Panther.Client.Tests;

/// <summary>What is read of a schema file, and how a change of one is shown.</summary>
public sealed class SchemaTextTests
{
    public static TheoryData<string, string?, string?, string?, bool?> Texts => new()
    {
        {
            "schema: Custom.A\ndescription: Plain text # and a comment\nreferenceURL: "
            + "https://example.com/a#b\nfieldDiscoveryEnabled: true\n",
            "Custom.A",
            "Plain text",
            "https://example.com/a#b",
            true
        },
        {
            "# a comment\r\n---\r\nschema: \"Custom.A\"\r\ndescription: 'it''s # no comment'\r\n",
            "Custom.A",
            "it's # no comment",
            null,
            null
        },
        {
            "\uFEFFschema: Custom.A\ndescription: >\n  folded\n  text\n\n  next\nfieldDiscoveryEnabled: false",
            "Custom.A",
            "folded text\nnext",
            null,
            false
        },
        { "schema: Custom.A\ndescription: |-\n  two\n  lines\nfields: []\n", "Custom.A", "two\nlines", null, null },
        {
            "schema: Custom.A\ndescription: goes on\n  here\nfields:\n  - name: schema\n    description: of a field\n",
            "Custom.A",
            "goes on here",
            null,
            null
        },
        { "description: \"a \\\"quoted\\\" text\\n\"\n'schema': Custom.A\n", "Custom.A", "a \"quoted\" text", null, null },
        {
            "{ \"schema\": \"Custom.A\", \"description\": \"JSON\", \"fieldDiscoveryEnabled\": true, \"fields\": [] }",
            "Custom.A",
            "JSON",
            null,
            true
        },
        { "schema: Custom.A\ndescription:\nreferenceURL: ''\nfieldDiscoveryEnabled: maybe\n", "Custom.A", null, null, null },
        { "schema: Custom.A\n---\ndescription: of another document\n", "Custom.A", null, null, null },
        { "fields:\n  - name: a\n    schema: Custom.B\n", null, null, null, null },
        { "schema: ~\ndescription: null\n", null, null, null, null },
        { "{ not JSON", null, null, null, null },
        { "", null, null, null, null },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void The_keys_at_the_top_are_read(string text, string? name, string? description, string? reference, bool? discovery)
    {
        SchemaText read = SchemaText.Read(text);

        Assert.Equal(
            (name, description, reference, discovery), (read.Name, read.Description, read.ReferenceUrl, read.IsFieldDiscoveryEnabled));
    }

    [Theory]
    [InlineData("input: '{}'\nlogType: Custom.A\nresult: '{}'\n", true)]
    [InlineData("input: |\n  {}\nlogType: Custom.A\nresults:\n  - '{}'\n---\ninput: x\n", true)]
    [InlineData("schema: Custom.A\nfields:\n  - name: input\n", false)]
    [InlineData("input: x\nlogType: Custom.A\n", false)]
    public void Tests_are_told_from_schemas(string text, bool isTest) => Assert.Equal(isTest, SchemaText.Read(text).IsTest);

    [Theory]
    [InlineData("a\nb\nc", "a\nx\nc", "  a|- b|+ x|  c")]
    [InlineData("", "a\nb", "+ a|+ b")]
    [InlineData("a", "", "- a")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9", "1\n2\n3\n4\n5\n6\n7\n8\nnine", "...|  7|  8|- 9|+ nine")]
    [InlineData("a\nb\nc\nd", "b\nc\nd\ne", "- a|  b|  c|  d|+ e")]
    [InlineData("x\n1\n2\n3\n4\n5\n6\ny", "z\n1\n2\n3\n4\n5\n6\nw", "- x|+ z|  1|  2|...|  5|  6|- y|+ w")]
    [InlineData("same", "same", "")]
    public void A_difference_shows_lines_that_go_and_come(string before, string after, string expected) => Assert.Equal(
        expected, string.Join("|", TextDifference.Of(before, after, "").Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void A_difference_of_texts_that_are_long_and_unlike_is_told_whole()
    {
        string before = string.Join("\n", Enumerable.Range(0, 3000).Select(i => $"a{i}"));
        string after = string.Join("\n", Enumerable.Range(0, 3000).Select(i => $"b{i}"));

        string[] lines = TextDifference.Of(before, after, "").Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(6000, lines.Length);
        Assert.Equal(("- a0", "+ b2999"), (lines[0], lines[^1]));
    }
}
