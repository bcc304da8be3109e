using Panther.Emulator.GraphQL;
using Panther.Emulator.Json;

namespace Panther.Emulator.Tenant;

/// <summary>What the tenant tells of itself.</summary>
internal static class TenantFields
{
    public static IEnumerable<RootField> All { get; } =
    [
        new("generalSettings", ["GeneralSettingsRead"], call => new JsonMap { ["pantherVersion"] = call.State.Settings.PantherVersion }),
    ];
}
