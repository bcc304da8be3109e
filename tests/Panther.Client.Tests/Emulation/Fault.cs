using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace Panther.Client.Tests.Emulation;

/// <summary>
/// A fault as the emulator's control API takes it (emulator/README.md says what each field does); what is null is left out.
/// </summary>
public sealed record Fault
{
    private static readonly JsonSerializerSettings s_format = new()
    {
        ContractResolver = new CamelCasePropertyNamesContractResolver
        {
            NamingStrategy = new CamelCaseNamingStrategy(processDictionaryKeys: false, overrideSpecifiedNames: true),
        },
        NullValueHandling = NullValueHandling.Ignore,
    };

    public string? Api { get; init; }

    public string? Operation { get; init; }

    public string? Kind { get; init; }

    /// <summary>The HTTP method.</summary>
    public string? Method { get; init; }

    /// <summary>The path, without its query.</summary>
    public string? Path { get; init; }

    public string? Token { get; init; }

    /// <summary>How often it strikes; 0 for always. The emulator's default is once.</summary>
    public int? Times { get; init; }

    public int? After { get; init; }

    /// <summary><c>before</c> the change is made (the default), or <c>after</c> it.</summary>
    public string? Phase { get; init; }

    public bool? Hold { get; init; }

    public int? Status { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public object? Body { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Bytes as base64.</summary>
    public string? RawBody { get; init; }

    public bool? EmptyBody { get; init; }

    public object? Redirect { get; init; }

    public bool? Reset { get; init; }

    public string? Endless { get; init; }

    /// <summary>One change of the real answer, or a list of them.</summary>
    public object? Transform { get; init; }

    public int? BodySize { get; init; }

    public int? Truncate { get; init; }

    public string? End { get; init; }

    public string? Encoding { get; init; }

    public string ToJson() => JsonConvert.SerializeObject(this, s_format);
}
