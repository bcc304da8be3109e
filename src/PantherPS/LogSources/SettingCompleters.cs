using System.Collections;
using Panther.Client.LogSources;
using PantherPS.Completion;

namespace PantherPS.LogSources;

/// <summary>Stream types; others are taken too.</summary>
public sealed class LogStreamTypeCompleter : ItemCompleter
{
    private protected override IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters) =>
        LogSourceSettings.LogStreamTypes.Select(t => new CompletionItem(t));
}

/// <summary>Methods by which senders of events over HTTP authenticate; others are taken too.</summary>
public sealed class AuthMethodCompleter : ItemCompleter
{
    private protected override IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters) =>
        HttpSourceSettings.AuthMethods.Select(m => new CompletionItem(m));
}

/// <summary>Types of Google Cloud credentials; others are taken too.</summary>
public sealed class CredentialsTypeCompleter : ItemCompleter
{
    private protected override IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters) =>
        GcpSourceSettings.CredentialsTypes.Select(t => new CompletionItem(t));
}

/// <summary>Algorithms of the signature of events over HTTP; Panther does not list them, and others are taken too.</summary>
public sealed class HmacAlgorithmCompleter : ItemCompleter
{
    private protected override IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters) =>
        [new CompletionItem("sha256"), new CompletionItem("sha512")];
}
