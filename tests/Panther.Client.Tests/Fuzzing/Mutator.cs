using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.Tests.Fuzzing;

/// <summary>Spoils answers, the same way for the same seed.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] s_numbers =
    [
        "1e400", "-1", "0", "99999999999999999999999999999999", "-0.0", "9223372036854775808", "1E-400"
    ];

    private readonly Random _random = new(seed);

    public byte[] Mutate(byte[] answer)
    {
        byte[] result = [.. answer];
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            result = _random.Next(2) == 0 ? MutateBytes(result) : MutateJson(result);
        }

        return result;
    }

    private byte[] MutateBytes(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return bytes;
        }

        int at = _random.Next(bytes.Length);
        int length = Math.Min(_random.Next(1, 200), bytes.Length - at);
        switch (_random.Next(6))
        {
            case 0:
                for (int i = _random.Next(1, 9); i > 0; i--)
                {
                    bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
                }

                return bytes;
            case 1:
                return bytes[..at];
            case 2:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 3:
                return [.. bytes[..at], .. bytes.AsSpan(at, length), .. bytes[at..]];
            case 4:
                byte[] noise = new byte[length];
                _random.NextBytes(noise);
                return [.. bytes[..at], .. noise, .. bytes[at..]];
            default:
                return [.. bytes, .. bytes[at..]];
        }
    }

    private byte[] MutateJson(byte[] bytes)
    {
        JToken root;
        try
        {
            root = PantherJson.Parse(Encoding.UTF8.GetString(bytes));
        }
        catch (JsonException)
        {
            return MutateBytes(bytes);
        }

        if (root is not JContainer container)
        {
            return MutateBytes(bytes);
        }

        JToken[] values = [.. container.DescendantsAndSelf().Where(t => t is not JProperty && t.Parent is not null)];
        if (values.Length == 0)
        {
            return MutateBytes(bytes);
        }

        JToken victim = values[_random.Next(values.Length)];
        switch (_random.Next(5))
        {
            case 0 when victim.Parent is JProperty property:
                property.Replace(new JProperty($"{property.Name}{_random.Next()}", property.Value));
                break;
            case 1:
                (victim.Parent is JProperty owner ? owner : victim).Remove();
                break;
            case 2:
                victim.Replace(values[_random.Next(values.Length)].DeepClone());
                break;
            default:
                victim.Replace(Replacement());
                break;
        }

        return Encoding.UTF8.GetBytes(root.ToString(Formatting.None));
    }

    private JToken Replacement() => _random.Next(10) switch
    {
        0 => JValue.CreateNull(),
        1 => new JRaw(s_numbers[_random.Next(s_numbers.Length)]),
        2 => new JValue(""),
        3 => new JValue(new string((char)_random.Next(1, 0xD7FF), _random.Next(1, 100_000))),
        4 => new JValue(true),
        5 => new JArray(),
        6 => new JObject(),
        7 => Nested(_random.Next(1, 300)),
        8 => new JArray(Enumerable.Repeat<object?>(null, _random.Next(1, 2000))),
        _ => new JRaw(new string('9', _random.Next(1, 20_000))),
    };

    private JRaw Nested(int depth) => _random.Next(2) == 0
        ? new JRaw(new string('[', depth) + new string(']', depth))
        : new JRaw(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth));
}
