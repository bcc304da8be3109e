using Panther.Client.Alarms;
using Panther.Client.Alerts;
using Panther.Client.DataLake;
using Panther.Client.Detections;
using Panther.Client.GraphQL;
using Panther.Client.Health;
using Panther.Client.Http;
using Panther.Client.LogSources;
using Panther.Client.Metrics;
using Panther.Client.Rest;
using Panther.Client.Schemas;
using Panther.Client.Tenant;
using Panther.Client.Tokens;

namespace Panther.Client;

/// <summary>
/// A client of one tenant's API with one token. Thread-safe, and holds one pool of HTTP connections; disposing it
/// ends its running requests and all later ones with <see cref="PantherErrorKind.NotConnected"/>.
/// </summary>
public sealed class PantherClient : IDisposable
{
    private readonly HttpPipeline _http;

    /// <summary>Creates a client. Nothing is sent yet.</summary>
    public PantherClient(PantherClientOptions options)
    {
        Endpoint = options.Endpoint;
        _http = new HttpPipeline(options);
        var graphQL = new GraphQLTransport(_http, Endpoint.GraphQLUri);
        var rest = new RestTransport(_http, Endpoint.RestUri);
        LogSources = new LogSourceOperations(this, graphQL, _http);
        S3Sources = new S3SourceKind(graphQL, LogSources, _http.Clock);
        Detections = new DetectionOperations(rest);
        Tokens = new ApiTokenOperations(this, graphQL, rest, _http);
        Tenant = new TenantOperations(graphQL, Tokens, LogSources.LearnOptions);
        HttpSources = new RestSourceKind<HttpLogSource, HttpSourceSettings>(
            rest, LogSources, "HTTP", "http", HttpLogSource.HttpIntegrationType, source => new HttpLogSource(source));
        GcsSources = new RestSourceKind<GcsLogSource, GcsSourceSettings>(
            rest, LogSources, "GCS", "gcs", GcsLogSource.GcsIntegrationType, source => new GcsLogSource(source));
        PubSubSources = new RestSourceKind<PubSubLogSource, PubSubSourceSettings>(
            rest, LogSources, "Pub/Sub", "pubsub", PubSubLogSource.PubSubIntegrationType, source => new PubSubLogSource(source));
        LogForwarderSources = new RestSourceKind<LogForwarderLogSource, LogForwarderSourceSettings>(
            rest, LogSources, "Log Forwarder", "log-forwarder", null, source => new LogForwarderLogSource(source));
        Alarms = new AlarmOperations(this, rest);
        Alerts = new AlertOperations(this, rest, graphQL, _http);
        Health = new HealthOperations(Alerts, Alarms, _http.Clock);
        Schemas = new SchemaOperations(this, graphQL, _http);
        DataLake = new DataLakeOperations(this, graphQL, _http);
        Metrics = new MetricOperations(this, graphQL);
        GraphQL = new GraphQLOperations(graphQL);
        Rest = new RestOperations(rest, Endpoint.RestUri);
    }

    /// <summary>The tenant's addresses.</summary>
    public PantherEndpoint Endpoint { get; }

    /// <summary>The log sources.</summary>
    public LogSourceOperations LogSources { get; }

    /// <summary>The sources that read an S3 bucket.</summary>
    public ILogSourceKind<S3LogSource, S3SourceSettings> S3Sources { get; }

    /// <summary>The sources that take events over HTTP.</summary>
    public ILogSourceKind<HttpLogSource, HttpSourceSettings> HttpSources { get; }

    /// <summary>The sources that read a bucket of Google Cloud Storage.</summary>
    public ILogSourceKind<GcsLogSource, GcsSourceSettings> GcsSources { get; }

    /// <summary>The sources that read a Pub/Sub subscription.</summary>
    public ILogSourceKind<PubSubLogSource, PubSubSourceSettings> PubSubSources { get; }

    /// <summary>The sources that a Panther Log Forwarder sends to.</summary>
    public ILogSourceKind<LogForwarderLogSource, LogForwarderSourceSettings> LogForwarderSources { get; }

    /// <summary>The no-data alarms of sources.</summary>
    public AlarmOperations Alarms { get; }

    /// <summary>The alerts, errors of detections and of the system among them.</summary>
    public AlertOperations Alerts { get; }

    /// <summary>How log sources do.</summary>
    public HealthOperations Health { get; }

    /// <summary>The schemas, that is, the log types.</summary>
    public SchemaOperations Schemas { get; }

    /// <summary>The rules and simple rules.</summary>
    public DetectionOperations Detections { get; }

    /// <summary>The API tokens.</summary>
    public ApiTokenOperations Tokens { get; }

    /// <summary>The data lake.</summary>
    public DataLakeOperations DataLake { get; }

    /// <summary>What Panther measures.</summary>
    public MetricOperations Metrics { get; }

    /// <summary>The tenant and the token themselves.</summary>
    public TenantOperations Tenant { get; }

    /// <summary>Any GraphQL document.</summary>
    public GraphQLOperations GraphQL { get; }

    /// <summary>Any request of the REST API.</summary>
    public RestOperations Rest { get; }

    /// <summary>Whether the client was disposed.</summary>
    public bool HasEnded => _http.HasEnded;

    /// <summary>Grows with each change that is sent; what was read before may be stale.</summary>
    internal int ChangesSent => _http.ChangesSent;

    /// <summary>A text that came from outside, without the client's secrets.</summary>
    internal string Clean(string text) => _http.Redactor.Clean(text);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
