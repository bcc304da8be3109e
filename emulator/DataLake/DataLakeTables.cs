using Panther.Emulator.GraphQL;
using Panther.Emulator.Json;

namespace Panther.Emulator.DataLake;

/// <summary>The databases of the data lake: a table for each log type, and a view over all of them.</summary>
internal static class DataLakeTables
{
    private const string Logs = "panther_logs.public";
    private const string Views = "panther_views.public";
    private static readonly string[] s_read = ["DataAnalyticsRead"];

    private static readonly (string Name, string Type)[] s_common =
    [
        ("p_event_time", "timestamp"), ("p_parse_time", "timestamp"), ("p_log_type", "string"), ("p_source_id", "string"), (
            "p_source_label", "string"),
    ];

    public static IEnumerable<RootField> Fields { get; } =
    [
        new("dataLakeDatabases", s_read, call => new[] { Logs, Views }.Select(name => Database(call, name)).ToList()),
        new("dataLakeDatabase", s_read, call => Database(call, call.Arguments.Text("name")!)),
        new("dataLakeDatabaseTables", s_read, call =>
        {
            List<JsonMap> tables = Of(call.State, call.Input.Text("databaseName")!);
            return Connection.Page(tables.Count, i => tables[i], call.Input);
        }),
        new("dataLakeDatabaseTable", s_read, call =>
        {
            string name = call.Input.Text("tableName")!;
            return Of(call.State, call.Input.Text("databaseName")!).Find(table => table.Text("name") == name)
                ?? throw new ApiException(Refusal.NotFound, $"table not found: {name}");
        }),
    ];

    /// <summary>Whether the database of logs has a table.</summary>
    public static bool HasLogTable(EmulatorState state, string name) =>
        Of(state, Logs).Exists(table => table.Text("name")!.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds a table by its full name.</summary>
    /// <param name="state">The emulator's.</param>
    /// <param name="fullName">Such as <c>panther_logs.public.aws_alb</c>.</param>
    /// <param name="logType">The log type whose events it holds; null where it holds all.</param>
    public static bool TryFind(EmulatorState state, string fullName, out string? logType)
    {
        JsonMap? table = new[] { Logs, Views }
            .SelectMany(
                database =>
                    Of(state, database).Where(one => fullName.Equals($"{database}.{one.Text("name")}", StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault();
        logType = table?.Text("logType");
        return table is not null;
    }

    private static JsonMap Database(RootCall call, string name) =>
        new() { ["name"] = name, ["description"] = null, ["tables"] = Of(call.State, name) };

    private static List<JsonMap> Of(EmulatorState state, string database) => database switch
    {
        Logs => [.. state.Schemas.All().Where(schema => schema.Get("isArchived") is false).Select(schema =>
            Table(NameOf(schema.Text("name")!), schema.Text("name"), Schemas.SchemaCatalog.FieldsOf(schema)))],
        Views => [Table("all_logs", null, [])],
        _ => throw new ApiException(Refusal.NotFound, $"database not found: {database}"),
    };

    private static JsonMap Table(string name, string? logType, IEnumerable<string> fields) => new()
    {
        ["name"] = name,
        ["displayName"] = logType ?? name,
        ["description"] = null,
        ["logType"] = logType,
        ["numMatches"] = null,
        ["columns"] = fields.Select(field => (Name: field, Type: "string")).Concat(s_common)
            .Select(column => new JsonMap { ["name"] = column.Name, ["type"] = column.Type, ["description"] = null }).ToList(),
    };

#pragma warning disable CA1308 // Tables are in lower case.
    private static string NameOf(string logType) => logType.Replace('.', '_').ToLowerInvariant();
#pragma warning restore CA1308
}
