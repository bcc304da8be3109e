using Panther.Client;
using Panther.Client.LogSources;
using Panther.Client.Tokens;
using PantherPS.LogSources;

namespace PantherPS.Tokens;

/// <summary>As for the ids of sources: API tokens and rows stand for the id that they hold.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ApiTokenIdTransformationAttribute : IdTransformationAttribute
{
    private protected override IReadOnlyList<string> Names => ["Id"];

    private protected override string Hint =>
        "stands for no API token. Pipe tokens or objects with an Id, or give ids: -Id $token.Id. By name: Get-PantherApiToken ... | ...";

    private protected override (string Id, PantherClient? Origin)? Known(object value) => value switch
    {
        ApiToken token => (token.Id, token.Origin),
        LogSource or IOfLogSource => throw Refuse("A log source, or what belongs to one,"),
        _ => null,
    };
}
