using GraphQL.Types;

namespace Panther.Emulator.GraphQL;

/// <summary>A scalar of the API's own: what it takes is a text, unless it takes anything.</summary>
internal sealed class PlainScalar : ScalarGraphType
{
    private const string DateTime = "DateTime";

    public PlainScalar(string name) => Name = name;

    /// <summary>Whether the scalar takes a value.</summary>
    public static bool Takes(string scalar, object? value) => scalar != DateTime || Times.TryRead(value, out _);

    public override object? ParseValue(object? value) => value is null || Takes(Name, value) ? value
        : throw new FormatException($"{Name} cannot represent {value}.");

    public override object? Serialize(object? value) => value;
}
