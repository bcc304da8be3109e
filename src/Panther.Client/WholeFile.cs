using System.Text;

namespace Panther.Client;

/// <summary>Files of text that are written as a whole or not at all, in UTF-8 and with line feeds.</summary>
internal static class WholeFile
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Reads a file, with line feeds at the ends of its lines, whatever git made of them.</summary>
    public static string Read(string path) => File.ReadAllText(path).Replace("\r\n", "\n");

    /// <summary>A text as it is read again from a file into which it was written; half a character becomes a replacement.</summary>
    public static string AsRead(string text) => s_utf8.GetString(s_utf8.GetBytes(text));

    /// <summary>Writes a file, in the place of the one that may be there.</summary>
    public static void Write(string path, string text)
    {
        string half = path + ".tmp";
        File.WriteAllText(half, text, s_utf8);
        if (File.Exists(path))
        {
            File.Replace(half, path, destinationBackupFileName: null);
        }
        else
        {
            File.Move(half, path);
        }
    }
}
