using System.Text;
using Panther.Client.Tests.Emulation;

namespace PantherPS.Tests;

/// <summary>A reviewed text file that says what something is; a change of it has to be accepted.</summary>
internal static class Snapshot
{
    /// <summary>The environment variable with which a run of the tests writes the files instead of comparing them.</summary>
    private const string AcceptVariable = "PANTHERPS_ACCEPT_SNAPSHOTS";

    private static readonly string s_folder = Path.Combine(Repository.Root, "tests", "PantherPS.Tests", "Snapshots");

    /// <summary>Compares a text with the file of a name.</summary>
    public static void Match(string name, string text) => MatchFile(Path.Combine(s_folder, name), text);

    /// <summary>Compares a text with a file.</summary>
    public static void MatchFile(string file, string text)
    {
        string name = Path.GetFileName(file);
        string actual = Normalize(text);
        if (Environment.GetEnvironmentVariable(AcceptVariable) is { Length: > 0 })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        string expected = File.Exists(file) ? Normalize(File.ReadAllText(file)) : "";
        if (expected != actual)
        {
            Assert.Fail($"""
                {name} does not say what is now ('-' is gone, '+' is new):
                {Compare(expected.Split('\n'), actual.Split('\n'))}
                If that is what you want, accept it with './build.ps1 snapshots', and look at the change before you commit it.
                """);
        }
    }

    private static string Normalize(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Trim() + "\n";

    /// <summary>The lines that differ, each block after the last line without indentation before it.</summary>
    private static string Compare(string[] before, string[] after)
    {
        int[,] common = CommonLengths(before, after);
        var lines = new StringBuilder();
        string heading = "";
        string shownHeading = "";
        int i = 0, j = 0;
        while (i < before.Length || j < after.Length)
        {
            if (i < before.Length && j < after.Length && before[i] == after[j])
            {
                heading = before[i].Length > 0 && before[i][0] != ' ' ? before[i] : heading;
                i++;
                j++;
                continue;
            }

            if (heading != shownHeading)
            {
                shownHeading = heading;
                lines.Append("  ").Append(heading).Append('\n');
            }

            bool isNew = i == before.Length || (j < after.Length && common[i, j + 1] > common[i + 1, j]);
            lines.Append(isNew ? "+ " + after[j++] : "- " + before[i++]).Append('\n');
        }

        return lines.ToString().TrimEnd('\n');
    }

    /// <summary>For each place in both texts, how many lines the rest of them have in common.</summary>
    private static int[,] CommonLengths(string[] before, string[] after)
    {
        int[,] lengths = new int[before.Length + 1, after.Length + 1];
        for (int i = before.Length - 1; i >= 0; i--)
        {
            for (int j = after.Length - 1; j >= 0; j--)
            {
                lengths[i, j] = before[i] == after[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        return lengths;
    }
}
