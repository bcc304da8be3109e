// The tour of demo/tour.ps1 through the client library, for a machine without PowerShell.
using System.Diagnostics;
using System.Text.Json;
using Panther.Client;
using Panther.Client.Alarms;
using Panther.Client.LogSources;

string root = FindRoot();
var start = new ProcessStartInfo("node", [Path.Combine(root, "emulator", "main.js"), "--sources", "10", "--seed", "6", "--json", "--exit-with-stdin"])
{
    RedirectStandardInput = true,
    RedirectStandardOutput = true,
};
using Process emulator = Process.Start(start)!;
JsonElement tenant = JsonDocument.Parse(emulator.StandardOutput.ReadLine()!).RootElement;
string url = tenant.GetProperty("url").GetString()!;
Console.WriteLine($"A local Panther listens at {url}.");

using var client = new PantherClient(new PantherClientOptions(PantherEndpoint.Parse(url), tenant.GetProperty("token").GetString()!));
var context = new CallContext(new Printer());

Title("Verify the token");
await client.Tenant.VerifyAsync(context);
Console.WriteLine($"Panther {await client.Tenant.GetVersionAsync(context)}, token {(await client.Tenant.GetTokenAsync(context))?.Name}");

Title("Which sources are there?");
await PrintAllAsync(_ => true);

Title("Which of them are unhealthy?");
await PrintAllAsync(source => source.IsHealthy == false);

Title("Create an S3 source");
S3LogSource created = await client.LogSources.CreateS3Async(
    new S3SourceDefinition
    {
        Label = "My Log Source",
        AwsAccountId = "0123456789012",
        S3Bucket = "name-of-my-bucket",
        LogProcessingRole = "arn:aws:iam::0123456789012:role/PantherLogProcessingRole-somerole",
        LogStreamType = "JSON",
        S3PrefixLogTypes = [new PrefixLogTypes("", ["AWS.ALB"])],
    },
    context);
Print(created);

Title("Change its label and clear its KMS key; what is not named stays");
S3SourceUpdate update = await client.LogSources.PrepareUpdateAsync(
    created.Id, new S3SourceChanges { Label = "My Log Source2", KmsKey = "" }, context);
foreach (PropertyChange change in update.Changes)
{
    Console.WriteLine(change);
}

Print(await client.LogSources.UpdateS3Async(update, context));

Title("An unknown id is a clear error");
try
{
    await client.LogSources.GetAsync("no-such-id", context);
}
catch (PantherException e)
{
    Console.WriteLine($"Panther{e.Kind}: {e.Message}");
}

Title("An HTTP source, with a secret that is never shown again, and an alarm for silence");
HttpLogSource hook = await client.HttpSources.CreateAsync(
    new HttpSourceSettings
    {
        Label = "Web hook",
        LogTypes = ["Zeek.DNS"],
        LogStreamType = "JSON",
        AuthMethod = "Bearer",
        AuthBearerToken = Guid.NewGuid().ToString(),
    },
    context);
await client.Alarms.SetAsync(hook.Id, 60, context);
LogSourceAlarm? alarm = await client.Alarms.GetAsync(hook.Id, context);
Console.WriteLine($"{hook.Label}: {hook.AuthMethod}, alarm after {alarm?.MinutesThreshold} minutes: {alarm?.State}");

Title("Remove them");
await client.LogSources.DeleteAsync(created.Id, context);
await client.LogSources.DeleteAsync(hook.Id, context);
await PrintAllAsync(source => source.Label is "My Log Source2" or "Web hook");

// The emulator ends with its input.
emulator.StandardInput.Close();
await emulator.WaitForExitAsync();

async Task PrintAllAsync(Func<LogSource, bool> takes)
{
    await foreach (LogSource source in client.LogSources.List(context))
    {
        if (takes(source))
        {
            Print(source);
        }
    }
}

static void Print(LogSource source) => Console.WriteLine(
    $"{source.Label,-32} {source.IntegrationType,-14} {(source.IsHealthy == true ? "healthy" : "UNHEALTHY"),-10} {string.Join(", ", source.LogTypes)}");

static void Title(string text) => Console.WriteLine($"\n# {text}");

static string FindRoot()
{
    DirectoryInfo? folder = new(AppContext.BaseDirectory);
    while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PantherPS.psd1")))
    {
        folder = folder.Parent;
    }

    return folder?.FullName ?? throw new InvalidOperationException("The tour runs from a checkout of the project.");
}

/// <summary>Prints what the client says, as -Verbose would.</summary>
internal sealed class Printer : IProgress<ClientMessage>
{
    public void Report(ClientMessage value) => Console.WriteLine($"{value.Level}: {value.Text}");
}
