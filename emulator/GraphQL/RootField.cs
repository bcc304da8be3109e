using GraphQL.Types;
using Panther.Emulator.Json;
using Panther.Emulator.Tokens;

namespace Panther.Emulator.GraphQL;

/// <summary>A field of the query or the mutation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Needs">The permissions that it needs.</param>
/// <param name="Resolve">What it does.</param>
internal sealed record RootField(string Name, IReadOnlyList<string> Needs, Func<RootCall, object?> Resolve);

/// <summary>A call of a root field.</summary>
internal sealed record RootCall(EmulatorState State, ApiToken Token, JsonMap Arguments, ISchema Schema)
{
    /// <summary>The argument <c>id</c>.</summary>
    public string Id => Arguments.Text("id")!;

    /// <summary>The argument <c>input</c>; empty where it is left out.</summary>
    public JsonMap Input => Arguments.Get("input") as JsonMap ?? [];

    /// <summary>The names of the fields that an input type has in this edition.</summary>
    public IEnumerable<string> InputFieldsOf(string type) =>
        ((IInputObjectGraphType)Schema.AllTypes[type]!).Fields.Select(field => field.Name);
}
