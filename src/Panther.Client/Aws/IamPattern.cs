namespace Panther.Client.Aws;

/// <summary>
/// A pattern of a policy: <c>*</c> stands for any text, <c>?</c> for any character. Policy variables are not known here, and
/// match nothing for certain.
/// </summary>
internal sealed class IamPattern
{
    private const int Any = -1;
    private const int One = -2;
    private const int Variable = -3;

    private readonly int[] _tokens;

    private IamPattern(string text, int[] tokens)
    {
        Text = text;
        _tokens = tokens;
    }

    public string Text { get; }

    /// <summary>Whether it holds a variable, whose value only AWS knows.</summary>
    public bool HasVariable => Array.IndexOf(_tokens, Variable) >= 0;

    /// <summary>Reads a pattern, as actions have them: without variables, and without regard to case.</summary>
    public static IamPattern ForAction(string text) => new(text, [.. text.ToUpperInvariant().Select(Token)]);

    /// <summary>Reads a pattern of a resource or a principal.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="hasVariables">Whether the policy's version knows variables.</param>
    public static IamPattern ForResource(string text, bool hasVariables = false)
    {
        var tokens = new List<int>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            int end = hasVariables && text[i] == '$' && i + 1 < text.Length && text[i + 1] == '{' ? text.IndexOf('}', i) : -1;
            if (end < 0)
            {
                tokens.Add(Token(text[i]));
                continue;
            }

            // ${*}, ${?} and ${$} are the characters themselves.
            tokens.Add(end == i + 3 && "*?$".IndexOf(text[i + 2]) >= 0 ? text[i + 2] : Variable);
            i = end;
        }

        return new IamPattern(text, [.. tokens]);
    }

    /// <summary>A text that is meant as it is, and what may follow it.</summary>
    public static IamPattern Under(string text) => new(text + "*", [.. text.Select(c => (int)c), Any]);

    /// <summary>Whether everything that another pattern matches is matched by this one too.</summary>
    public bool Covers(IamPattern other) => Covers(this, other, ifVariablesSuit: false);

    /// <summary>The same, if its variables have the values that it takes.</summary>
    public bool MayCover(IamPattern other) => Covers(this, other, ifVariablesSuit: true);

    /// <summary>Whether anything is matched by both.</summary>
    public bool Overlaps(IamPattern other) => Match(
        this, other, (mine, theirs) => mine == theirs || mine is One or Variable || theirs is One or Variable, isMutual: true);

    public override string ToString() => Text;

    private static int Token(char c) => c switch { '*' => Any, '?' => One, _ => c };

    private static bool Covers(IamPattern pattern, IamPattern other, bool ifVariablesSuit) => Match(
        ifVariablesSuit ? new IamPattern(pattern.Text, [.. pattern._tokens.Select(t => t == Variable ? Any : t)]) : pattern,
        other,
        (mine, theirs) => mine == One ? theirs is One or >= 0 : mine == theirs && mine >= 0,
        isMutual: false);

    /// <summary>Walks both patterns: a star takes any tokens of the other, and where it goes both ways, so does the other's.</summary>
    private static bool Match(IamPattern pattern, IamPattern other, Func<int, int, bool> fits, bool isMutual)
    {
        int[] mine = pattern._tokens;
        int[] theirs = other._tokens;

        // reach[j]: whether the tokens of this one from i on fit those of the other from j on; from the end backwards.
        bool[] after = new bool[theirs.Length + 1];
        for (int i = mine.Length; i >= 0; i--)
        {
            bool[] reach = new bool[theirs.Length + 1];
            for (int j = theirs.Length; j >= 0; j--)
            {
                bool isStar = i < mine.Length && IsStar(mine[i], isMutual);
                bool otherIsStar = isMutual && j < theirs.Length && IsStar(theirs[j], isMutual);
                reach[j] = (i == mine.Length && j == theirs.Length)
                    || (isStar && (after[j] || (j < theirs.Length && reach[j + 1])))
                    || (otherIsStar && (reach[j + 1] || (i < mine.Length && after[j])))
                    || (i < mine.Length && j < theirs.Length && !isStar && !otherIsStar && fits(mine[i], theirs[j]) && after[j + 1]);
            }

            after = reach;
        }

        return after[0];
    }

    private static bool IsStar(int token, bool isMutual) => token == Any || (isMutual && token == Variable);
}
