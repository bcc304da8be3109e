using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace PantherPS.Session;

/// <summary>The connections of one runspace, the latest last. Another runspace in the same process never sees them.</summary>
internal sealed class ConnectionTable
{
    /// <summary>The name of a connection that is given none.</summary>
    public const string DefaultName = "default";

    private static readonly ConditionalWeakTable<Runspace, ConnectionTable> s_tables = new();

    private readonly List<PantherConnection> _connections = [];
    private PantherConnection? _default;
    private bool _hasNoDefault;

    /// <summary>The table of the runspace that runs on this thread.</summary>
    public static ConnectionTable Current => s_tables.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>The connections, the latest last.</summary>
    public IReadOnlyList<PantherConnection> All => _connections;

    /// <summary>
    /// The connection that was made or selected last, or where that has ended the last one made; null where there is none, or where the
    /// last attempt to make one has failed.
    /// </summary>
    public PantherConnection? Default => _hasNoDefault ? null : _default ?? _connections.LastOrDefault();

    /// <summary>Why there is no default, and what to do.</summary>
    public static string WhyNoDefault => Current._connections.Count == 0
        ? "There is no connection to Panther in this session. Create one with Connect-Panther."
        : "This session has no default connection, because the last Connect-Panther failed. Connect again, choose one with "
            + "Select-PantherConnection, or specify one with -Connection.";

    /// <summary>The connection of a name; null where there is none.</summary>
    public PantherConnection? Find(string name) =>
        _connections.Find(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Makes way for a connection: one of the same name ends, and until the new one is there, none is the default. Where it
    /// cannot be made, what follows does not go on at another tenant.
    /// </summary>
    public void MakeWayFor(string name)
    {
        if (Find(name) is { } replaced)
        {
            Remove(replaced, ConnectionEnd.Replaced);
        }

        _hasNoDefault = true;
    }

    /// <summary>Adds a connection as the default; one of the same name ends.</summary>
    public void Add(PantherConnection connection)
    {
        MakeWayFor(connection.Name);
        _connections.Add(connection);
        connection.Table = this;
        Select(connection);
    }

    /// <summary>Makes a connection the default.</summary>
    public void Select(PantherConnection connection)
    {
        _default = connection;
        _hasNoDefault = false;
    }

    /// <summary>Ends a connection.</summary>
    public void Remove(PantherConnection connection, ConnectionEnd end)
    {
        _connections.Remove(connection);
        _default = _default == connection ? null : _default;
        connection.End(end);
    }

    /// <summary>Ends all connections.</summary>
    public void Clear(ConnectionEnd end)
    {
        foreach (PantherConnection connection in _connections.ToArray())
        {
            Remove(connection, end);
        }
    }
}
