using Newtonsoft.Json;

namespace Panther.Client.Json;

/// <summary>
/// Lets the texts that repeat in a long answer be one object each: a name is made once, and a value that was seen lately is
/// given again. Its size is bounded, so that a stranger's endless texts are not kept.
/// </summary>
internal sealed class TextPool : JsonNameTable
{
    private const int Slots = 256;
    private const int LongestKept = 256;

    private readonly string?[] _names = new string?[Slots];
    private readonly string?[] _values = new string?[Slots];

    /// <summary>The name that stands in a part of a buffer.</summary>
    public override string Get(char[] key, int start, int length)
    {
        if (length == 0)
        {
            return "";
        }

        if (length > LongestKept)
        {
            return new string(key, start, length);
        }

        ref string? slot = ref _names[SlotOf(key[start], key[start + (length / 2)], key[start + length - 1], length)];
        return slot is not null && IsSame(slot, key, start, length) ? slot : slot = new string(key, start, length);
    }

    /// <summary>The text, or one equal to it that was seen before.</summary>
    public string Share(string text)
    {
        if (text.Length is 0 or > LongestKept)
        {
            return text;
        }

        ref string? slot = ref _values[SlotOf(text[0], text[text.Length / 2], text[text.Length - 1], text.Length)];
        return slot == text ? slot : slot = text;
    }

    private static int SlotOf(char first, char middle, char last, int length) =>
        ((first * 31) + (middle * 17) + (last * 7) + length) % Slots;

    private static bool IsSame(string name, char[] key, int start, int length)
    {
        if (name.Length != length)
        {
            return false;
        }

        for (int i = 0; i < length; i++)
        {
            if (name[i] != key[start + i])
            {
                return false;
            }
        }

        return true;
    }
}
