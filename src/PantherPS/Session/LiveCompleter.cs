using System.Collections;
using Panther.Client;
using PantherPS.Completion;

namespace PantherPS.Session;

/// <summary>The base of the completers that ask the tenant; without a connection they offer nothing.</summary>
public abstract class LiveCompleter : ItemCompleter
{
    private protected LiveCompleter()
    {
    }

    private protected override IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters)
    {
        try
        {
            object? named = new ConnectionTransformationAttribute().Transform(null!, boundParameters["Connection"]);
            PantherConnection? connection = named as PantherConnection ?? ConnectionTable.Current.Default;
            return connection is null ? [] : [.. LiveItems(connection.Client, commandName, boundParameters)];
        }
        catch (PantherException)
        {
            // Completion never disturbs the person who types.
            return [];
        }
    }

    /// <summary>All that the tenant has to choose from.</summary>
    private protected abstract IEnumerable<CompletionItem> LiveItems(PantherClient client, string commandName, IDictionary boundParameters);
}
