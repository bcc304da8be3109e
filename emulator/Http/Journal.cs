using System.Diagnostics;
using Panther.Emulator.Json;

namespace Panther.Emulator.Http;

/// <summary>How many connections were opened, and are open.</summary>
public sealed class ConnectionCount
{
    /// <summary>Since the reset.</summary>
    public int Opened { get; set; }

    /// <summary>Now.</summary>
    public int Open { get; set; }

    /// <summary>Over TLS since the reset, whether or not the client trusted the certificate and came to ask something.</summary>
    public int OpenedOverTls { get; set; }

    /// <summary>The count of a journal after this one.</summary>
    public ConnectionCount Continued() => new() { Open = Open };
}

/// <summary>The log of the API requests, and what they add up to. Of very many, the last ones are kept.</summary>
public sealed class Journal(ConnectionCount connections)
{
    private const int Kept = 20_000;

    private readonly Lock _gate = new();
    private readonly JsonMap _byOperation = [];
    private readonly JsonMap _byToken = [];
    private List<JsonMap> _entries = [];
    private int _requests;
    private int _inFlight;
    private int _maxInFlight;

    /// <summary>The connections that carry API requests.</summary>
    public ConnectionCount Connections { get; } = connections;

    /// <summary>A request has come in.</summary>
    public Entry Begin(JsonMap fields)
    {
        lock (_gate)
        {
            _requests++;
            _maxInFlight = Math.Max(_maxInFlight, ++_inFlight);
            fields["time"] = Times.Text(DateTime.UtcNow);

            // What is known only when the body has come is there before, so that each entry has the same properties.
            fields["operation"] = null;
            fields["kind"] = null;
            fields["status"] = null;
            fields["durationMs"] = null;
            fields["aborted"] = false;
            _entries.Add(fields);
            if (_entries.Count > 2 * Kept)
            {
                _entries.RemoveRange(0, Kept);
            }
        }

        return new Entry(this, fields);
    }

    /// <summary>The requests, oldest first, as they are now.</summary>
    public IReadOnlyList<JsonMap> Entries()
    {
        lock (_gate)
        {
            return [.. _entries.TakeLast(Kept).Select(entry => entry.With([]))];
        }
    }

    /// <summary>Forgets the requests; the counters stay.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _entries = [];
        }
    }

    /// <summary>The counters since the last reset.</summary>
    public JsonMap Stats()
    {
        lock (_gate)
        {
            return new JsonMap
            {
                ["requests"] = _requests,
                ["byOperation"] = _byOperation.With([]),
                ["byToken"] = _byToken.With([]),
                ["inFlight"] = _inFlight,
                ["maxInFlight"] = _maxInFlight,
                ["connections"] = Connections.Opened,
                ["openConnections"] = Connections.Open,
                ["tlsConnections"] = Connections.OpenedOverTls,
            };
        }
    }

    /// <summary>A request in the log.</summary>
    public sealed class Entry(Journal journal, JsonMap fields)
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private bool _isOpen = true;

        /// <summary>Adds what is known of the request.</summary>
        public void Note(JsonMap more)
        {
            lock (journal._gate)
            {
                fields.Add(more);
            }
        }

        /// <summary>Counts the request by what it is.</summary>
        public void Identify(string operation, string? token)
        {
            lock (journal._gate)
            {
                Count(journal._byOperation, operation);
                Count(journal._byToken, token ?? "unknown");
            }
        }

        /// <summary>The request is over. What comes after that only adds that the client went away.</summary>
        public void End(int? status, bool isAborted)
        {
            lock (journal._gate)
            {
                if (_isOpen)
                {
                    _isOpen = false;
                    journal._inFlight--;
                    fields["status"] = status;
                    fields["durationMs"] = Math.Round(Stopwatch.GetElapsedTime(_started).TotalMilliseconds, 1);
                }

                fields["aborted"] = isAborted || (bool)fields["aborted"]!;
            }
        }

        private static void Count(JsonMap counters, string name) => counters[name] = (int)(counters.Get(name) ?? 0) + 1;
    }
}
