using Panther.Emulator.GraphQL;
using Panther.Emulator.Json;

namespace Panther.Emulator.LogSources;

/// <summary>The log sources in GraphQL.</summary>
internal static class LogSourceFields
{
    private static readonly string[] s_read = ["LogSourceRead"];
    private static readonly string[] s_change = ["LogSourceRead", "LogSourceModify"];

    public static IEnumerable<RootField> All { get; } =
    [
        new("source", s_read, call => call.State.Settings.Is("notFound", "null") && !call.State.Sources.Has(call.Id)
            ? null : call.State.Sources.Get(call.Id)),
        new("sources", s_read, call => call.State.Sources.Page(call.Input.Text("cursor"), call.State.Settings.PageSize)),
        new("createS3Source", s_change, call =>
            new JsonMap { ["logSource"] = S3Sources.Create(call.State, DefinitionOf(call.Input), call.Token) }),
        new("updateS3Source", s_change, Update),
        new("deleteSource", s_change, call =>
        {
            string id = call.Input.Text("id")!;
            call.State.Sources.Remove(id);
            return new JsonMap { ["id"] = id };
        }),
    ];

    private static JsonMap DefinitionOf(JsonMap input)
    {
        JsonMap definition = new() { ["integrationLabel"] = input.Get("label") };
        definition.Add(input);
        definition.Remove("label");
        return definition;
    }

    /// <summary>A full replacement: what the edition knows and the input leaves out is gone.</summary>
    private static JsonMap Update(RootCall call)
    {
        JsonMap definition = DefinitionOf(call.Input);
        string id = call.Input.Text("id")!;
        definition.Remove("id");
        foreach (string name in call.InputFieldsOf("UpdateS3SourceInput").Where(name => name is not ("id" or "label")))
        {
            definition.TryAdd(name, null);
        }

        return new JsonMap { ["logSource"] = S3Sources.Replace(call.State, id, definition) };
    }
}
