using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace PantherPS.Connection;

/// <summary>The connections of one runspace, the latest last. Another runspace in the same process never sees them.</summary>
internal sealed class ConnectionTable
{
    /// <summary>The name of a connection that is given none.</summary>
    public const string DefaultName = "default";

    private static readonly ConditionalWeakTable<Runspace, ConnectionTable> s_tables = new();

    private readonly List<PantherConnection> _connections = [];

    /// <summary>The table of the runspace that runs on this thread.</summary>
    public static ConnectionTable Current => s_tables.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>The connections, the latest last.</summary>
    public IReadOnlyList<PantherConnection> All => _connections;

    /// <summary>The last connection made; null where there is none.</summary>
    public PantherConnection? Default => _connections.Count == 0 ? null : _connections[_connections.Count - 1];

    /// <summary>The connection of a name; null where there is none.</summary>
    public PantherConnection? Find(string name) =>
        _connections.Find(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Adds a connection as the default; one of the same name ends.</summary>
    public void Add(PantherConnection connection)
    {
        if (Find(connection.Name) is { } replaced)
        {
            Remove(replaced);
        }

        _connections.Add(connection);
    }

    /// <summary>Ends a connection.</summary>
    public void Remove(PantherConnection connection)
    {
        _connections.Remove(connection);
        connection.End();
    }

    /// <summary>Ends all connections.</summary>
    public void Clear()
    {
        foreach (PantherConnection connection in _connections.ToArray())
        {
            Remove(connection);
        }
    }
}
