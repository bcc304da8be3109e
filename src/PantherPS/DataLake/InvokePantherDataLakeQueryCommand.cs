using System.Collections;
using System.Management.Automation;
using Panther.Client;
using Panther.Client.DataLake;
using PantherPS.DataLake;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Runs SQL in Panther's data lake and returns its rows.
/// A query that takes too long, or that is stopped with Ctrl+C, is cancelled at Panther.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "PantherDataLakeQuery", SupportsShouldProcess = true, HelpUri = HelpRoot + "Invoke-PantherDataLakeQuery.md")]
[OutputType(typeof(PSObject))]
public sealed class InvokePantherDataLakeQueryCommand : ConnectedCmdlet
{
    private Task? _run;

    /// <summary>The SQL, in the dialect of the tenant's data lake.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    public string Sql { get; set; } = "";

    /// <summary>The database whose tables need no prefix in the SQL; without it, Panther's default.</summary>
    [Parameter]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DatabaseCompleter))]
    public string? Database { get; set; }

    /// <summary>How many seconds the query may run before it is cancelled.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    public int TimeoutSec { get; set; } = 900;

    /// <summary>Runs what is not a SELECT, WITH, EXPLAIN, SHOW or DESCRIBE as well.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PantherClient client = ClientFor();
        try
        {
            var sql = DataLakeSql.Parse(Sql);
            if (MayRun(sql, client))
            {
                Task<DataLakeQuery> run = Begin(() => client.DataLake.RunAsync(sql, Database, TimeSpan.FromSeconds(TimeoutSec), Context));
                _run = run;
                Wait(run);
                DataLakeQuery query = run.GetAwaiter().GetResult();
                ReadAll<IDictionary>(
                    client.DataLake.ReadRows(query, Context), "rows read", Sql, row => WriteObject(PlainObjects.ToPSObject(row)));
            }
        }
        catch (PantherException e)
        {
            WriteFailure(e, Sql);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            SayFarewell(_run);
        }
    }

    private protected override string? Recommend(PantherException failure) => failure.Kind switch
    {
        PantherErrorKind.Timeout when failure.StatusCode is null && failure.Operation == "GetDataLakeQuery" =>
            "Allow more time with -TimeoutSec, or let it read less: a shorter period, fewer columns.",
        PantherErrorKind.ApiError when failure.Message.Contains("does not exist or not authorized") =>
            "Look the name up with Get-PantherDataLakeTable. If it is right, the role of the token may not read that log type.",
        PantherErrorKind.ApiError
            when failure.Message.StartsWith("The data lake query failed", StringComparison.Ordinal) => "Correct the SQL.",
        PantherErrorKind.OutcomeUnknown => "Check in the Console's query history whether it is running before you start it again.",
        _ => null,
    };

    private bool MayRun(DataLakeSql sql, PantherClient client)
    {
        if (sql.IsRead)
        {
            return true;
        }

        if (!Force)
        {
            throw new PantherException(
                PantherErrorKind.InvalidInput,
                $"The SQL was not run: because of '{sql.Change}', it may do more than read. SELECT, WITH, EXPLAIN, SHOW and DESCRIBE "
                + "run as they are; anything else needs -Force.");
        }

        return ShouldProcess(client.Endpoint.ApiHost, $"Run SQL that may do more than read ({sql.Change} ...)");
    }
}
