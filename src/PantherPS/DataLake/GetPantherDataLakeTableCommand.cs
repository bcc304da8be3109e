using System.Management.Automation;
using Panther.Client;
using Panther.Client.DataLake;
using PantherPS.DataLake;
using PantherPS.Names;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Gets the tables of Panther's data lake.
/// Each log type has one; its full name is what a query reads from.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherDataLakeTable", HelpUri = HelpRoot + "Get-PantherDataLakeTable.md")]
[OutputType(typeof(DataLakeTable))]
public sealed class GetPantherDataLakeTableCommand : ConnectedCmdlet
{
    private readonly TenantNames _logTypes = new();

    /// <summary>Names of tables; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    [ArgumentCompleter(typeof(DataLakeTableCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Log types whose events the tables hold; wildcards are allowed.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LogTypes")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [LogTypesTransformation]
    [TextTransformation(IsPiped = true, ExceptFor = typeof(ITenantObject))]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    public string[]? LogType { get; set; }

    /// <summary>The databases that are looked in; without it, all.</summary>
    [Parameter]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DatabaseCompleter))]
    public string[]? Database { get; set; }

    /// <summary>Asks for the columns too; there are many.</summary>
    [Parameter]
    public SwitchParameter IncludeColumn { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _logTypes.Add(LogType, (source, name) => ClientForInput(source, $"The log type '{name}'"));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!MyInvocation.ExpectingInput && _logTypes.IsEmpty)
        {
            Read(ClientFor(), null);
        }

        foreach ((PantherClient client, IReadOnlyList<string> names) in _logTypes.ByTenant)
        {
            Read(client, names);
        }
    }

    private void Read(PantherClient client, IReadOnlyList<string>? ofTypes)
    {
        var names = new NameFilter(Name);
        var logTypes = new NameFilter(ofTypes);
        bool isComplete = true;
        try
        {
            foreach (string database in Database ?? ReadDatabases(client))
            {
                isComplete &= ReadAll(client.DataLake.ListTables(database, IncludeColumn, Context), "tables read", database, table =>
                {
                    bool isWanted = logTypes.Takes(table.LogType is null ? [] : [table.LogType]);
                    names.Offer(table, table.Name, named => WriteWanted(named, isWanted));
                });
            }
        }
        catch (PantherException e)
        {
            WriteFailure(e, client.Endpoint.ApiHost);
            return;
        }

        names.Finish();
        foreach ((string name, PantherException error) in isComplete ? names.Errors(n => $"There is no table named '{n}'.")
            .Concat(logTypes.Errors(t => $"There is no table for the log type '{t}'.")) : [])
        {
            WriteFailure(error, name);
        }
    }

    private void WriteWanted(DataLakeTable table, bool isWanted)
    {
        if (isWanted)
        {
            WriteObject(table);
        }
    }

    private IReadOnlyList<string> ReadDatabases(PantherClient client)
    {
        Task<IReadOnlyList<string>> reading = Begin(() => client.DataLake.ListDatabasesAsync(Context));
        Wait(reading);
        return reading.GetAwaiter().GetResult();
    }
}
