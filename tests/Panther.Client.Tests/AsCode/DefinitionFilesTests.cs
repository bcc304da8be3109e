using Panther.Client.AsCode;

namespace Panther.Client.Tests.AsCode;

/// <summary>The names of definition files, which every file system has to take.</summary>
public sealed class DefinitionFilesTests
{
    [Theory]
    [InlineData("Okta", "Okta")]
    [InlineData("a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j")]
    [InlineData("..", "_")]
    [InlineData(".hidden", "_.hidden")]
    [InlineData("dots... ", "dots")]
    [InlineData("CON", "_CON")]
    [InlineData("nul.txt", "_nul.txt")]
    [InlineData("COM1", "_COM1")]
    [InlineData("COM\u00b9", "_COM\u00b9")]
    [InlineData("COM0", "COM0")]
    [InlineData("tab\tline\nend\u202e", "tab_line_end_")]
    [InlineData("\ud83d\ude00", "\ud83d\ude00")]
    [InlineData("e\u0301", "\u00e9")]
    public void A_label_becomes_a_name(string label, string name) => Assert.Equal(name, DefinitionFiles.NameOf(label));

    [Fact]
    public void Half_a_character_is_none()
    {
        Assert.Equal("half _", DefinitionFiles.NameOf("half \ud800"));
        Assert.Equal("HALF \ufffd", DefinitionFiles.Fold("half \ud800"));
    }

    [Fact]
    public void A_long_label_is_cut_between_characters()
    {
        string name = DefinitionFiles.NameOf(string.Concat(Enumerable.Repeat("\ud83d\ude00", 100)));

        Assert.Equal(160, System.Text.Encoding.UTF8.GetByteCount(name));
        Assert.True(char.IsLowSurrogate(name[^1]));
    }

    [Fact]
    public void Names_that_a_file_system_takes_for_the_same_are_told_apart_by_the_label_alone()
    {
        string[] names = [.. new[] { "a", "A" }.Select(label => DefinitionFiles.NameOf("s3", label, null, isShared: true))];

        Assert.Equal(2, names.Select(DefinitionFiles.Fold).Distinct().Count());
        Assert.Equal(names[0], DefinitionFiles.NameOf("s3", "a", null, isShared: true));
    }
}
