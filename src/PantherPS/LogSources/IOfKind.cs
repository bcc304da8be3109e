using Panther.Client;
using Panther.Client.LogSources;

namespace PantherPS.LogSources;

/// <summary>A cmdlet that takes sources of one kind, so that no others are offered for it.</summary>
internal interface IOfKind
{
    /// <summary>The kind; null for every kind.</summary>
    ILogSourceKind? KindFor(PantherClient client);
}
