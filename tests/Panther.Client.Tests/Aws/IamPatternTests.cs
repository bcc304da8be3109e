using Panther.Client.Aws;

namespace Panther.Client.Tests.Aws;

public sealed class IamPatternTests
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "A", false)]
    [InlineData("*", "anything*", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a*", "ab*", true)]
    [InlineData("ab*", "a*", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("a?c", "a*c", false)]
    [InlineData("a*c", "a?c", true)]
    [InlineData("a*c", "a*b*c", true)]
    [InlineData("a*b*c", "a*c", false)]
    [InlineData("**", "*", true)]
    [InlineData("a**b", "a*b", true)]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    [InlineData("?", "", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("arn:aws:s3:::b*", "arn:aws:s3:::bucket/*", true)]
    public void A_pattern_covers_what_it_matches_all_of(string pattern, string other, bool expected) =>
        Assert.Equal(expected, IamPattern.ForResource(pattern).Covers(IamPattern.ForResource(other)));

    [Theory]
    [InlineData("a*", "*b", true)]
    [InlineData("a*", "b*", false)]
    [InlineData("a?", "?b", true)]
    [InlineData("ab", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("a*c", "ab", false)]
    [InlineData("*x*", "?????", true)]
    public void Patterns_overlap_where_something_matches_both(string one, string other, bool expected)
    {
        Assert.Equal(expected, IamPattern.ForResource(one).Overlaps(IamPattern.ForResource(other)));
        Assert.Equal(expected, IamPattern.ForResource(other).Overlaps(IamPattern.ForResource(one)));
    }

    [Fact]
    public void Actions_are_compared_without_regard_to_case_in_every_culture() =>
        Assert.True(IamPattern.ForAction("s3:getbucketLOCATION").Covers(IamPattern.ForAction("S3:GetBucketLocation")));

    [Theory]
    [InlineData("a/${*}", "a/*", false)]
    [InlineData("a/${?}b", "a/?b", false)]
    [InlineData("a/${*}*", "a/*", false)]
    [InlineData("a/${aws:username}/*", "a/x/y", false)]
    public void A_variable_covers_nothing_for_certain_and_an_escape_is_itself(string pattern, string other, bool expected) =>
        Assert.Equal(expected, IamPattern.ForResource(pattern, hasVariables: true).Covers(IamPattern.ForResource(other)));

    [Fact]
    public void A_prefix_means_itself_whatever_its_characters()
    {
        Assert.True(IamPattern.ForResource("a/${*}${?}${$}*", hasVariables: true).Covers(IamPattern.Under("a/*?$")));
        Assert.True(IamPattern.ForResource("a/*").Covers(IamPattern.Under("a/*?${x}")));
        Assert.False(IamPattern.ForResource("a/b*").Covers(IamPattern.Under("a/*")));
        Assert.True(IamPattern.ForResource("a/${aws:username}*", hasVariables: true).MayCover(IamPattern.Under("a/b")));
    }

    [Fact]
    public void Many_stars_take_no_longer_than_their_number_wants()
    {
        string stars = string.Concat(Enumerable.Repeat("*a", 200));

        Assert.False(IamPattern.ForResource(stars + "b").Covers(IamPattern.ForResource(new string('a', 2000))));
    }
}
