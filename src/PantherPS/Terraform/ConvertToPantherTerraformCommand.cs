using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using Panther.Client.Terraform;
using PantherPS.LogSources;

namespace PantherPS.Commands;

/// <summary>
/// Converts log sources of a Panther tenant into Terraform's language.
/// Each becomes a block that imports it and the resource that describes it, with its alarm and with variables for its secrets.
/// </summary>
[Cmdlet(VerbsData.ConvertTo, "PantherTerraform", HelpUri = HelpRoot + "ConvertTo-PantherTerraform.md")]
[OutputType(typeof(string))]
public sealed class ConvertToPantherTerraformCommand : SourceCmdlet
{
    private readonly List<LogSource> _sources = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private PantherClient? _client;

    /// <summary>The sources, as Get-PantherLogSource returned them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SourceTransformation]
    [ValidateNotNull]
    public LogSource[] InputObject { get; set; } = [];

    /// <summary>Writes the blocks that import the sources alone; Terraform can make the resources of them.</summary>
    [Parameter]
    public SwitchParameter ImportOnly { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (LogSource source in InputObject)
        {
            PantherClient client = ClientFor(source.Origin, $"The log source '{source.Label ?? source.Id}'");
            _client ??= client;
            if (client.Endpoint.ApiHost != _client.Endpoint.ApiHost)
            {
                RefuseParameters($"The log sources come from {_client.Endpoint.ApiHost} and {client.Endpoint.ApiHost}, but "
                    + "Terraform's provider has one tenant. Convert each tenant's sources into their own file.");
            }

            if (_ids.Add(source.Id))
            {
                _sources.Add(source);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var read = new TerraformSource[_sources.Count];
        ExpectProgress(read.Length);
        for (int i = 0; i < read.Length; i++)
        {
            Enqueue(_sources[i].Id, _sources[i].Label ?? _sources[i].Id, Read(_sources[i], read, i));
        }

        base.EndProcessing();
        if (_client is null)
        {
            return;
        }

        var file = new TerraformFile(_client.Endpoint.ApiHost, read, ImportOnly);
        foreach (string warning in file.Warnings)
        {
            WriteWarning(warning);
        }

        WriteObject(file.Write());
    }

    private IEnumerable<Task> Read(LogSource source, TerraformSource[] read, int index)
    {
        Task<TerraformSource> reading = Request(context => TerraformSource.ReadAsync(_client!, source, ImportOnly, context));
        yield return reading;

        // What an error is written of is named in the file too, which may be read without it.
        read[index] = TryGet(reading, source, out TerraformSource found)
            ? found
            : new TerraformSource(source) { Failure = reading.Exception!.GetBaseException().Message };
    }
}
