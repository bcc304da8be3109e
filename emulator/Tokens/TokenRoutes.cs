using Panther.Emulator.GraphQL;
using Panther.Emulator.Json;
using Panther.Emulator.Rest;

namespace Panther.Emulator.Tokens;

/// <summary>The API tokens, in both APIs.</summary>
internal static class TokenRoutes
{
    private const string Read = "OrganizationAPITokenRead";
    private const string Modify = "OrganizationAPITokenModify";
    private const string Path = "/api-tokens";
    private const string Item = $"{Path}/{{id}}";

    private static readonly BodyField[] s_fields =
    [
        new("name", BodyFields.Text, true),
        new("permissions", value => BodyFields.Texts(value)
            ?? ((List<object?>)value).Select(item => BodyFields.OneOf([.. SchemaEditions.Permissions])(item!))
                .FirstOrDefault(problem => problem is not null), true),
        new("allowedCIDRBlocks", BodyFields.Texts),
    ];

    public static IEnumerable<RestRoute> All { get; } =
    [
        new("GET", Path, Read, call => new JsonMap { ["results"] = call.State.Tokens.List().Select(Shown).ToList() }),
        new("POST", Path, Modify, call =>
        {
            JsonMap body = BodyFields.Read(call.Body, s_fields);
            return WithValue(call.State.Tokens.Create(body["name"], body["permissions"], TextsOf(body.Get("allowedCIDRBlocks"))));
        }) { TakesBody = true },

        // A token may always rotate itself; whether it may read itself without a permission is not known: a setting decides.
        new("GET", Item, call => call["id"] == "self" && call.State.Settings.Is("selfToken", "open") ? [] : [Read],
            call => Shown(TokenOf(call))),
        new("POST", Item, Modify, call =>
        {
            JsonMap body = BodyFields.Read(call.Body, s_fields);
            ApiToken token = TokenOf(call);
            token.Name = body.Text("name")!;
            token.Permissions = TextsOf(body["permissions"]);
            token.AllowedCidrBlocks = TextsOf(body.Get("allowedCIDRBlocks"));
            token.UpdatedAt = Times.Now();
            token.UpdatedBy = call.Token;
            return Shown(token);
        }) { TakesBody = true },
        new("DELETE", Item, Modify, call =>
        {
            call.State.Tokens.Remove(TokenOf(call).Id);
            return null;
        }),
        new("POST", $"{Item}/rotate", call => call["id"] == "self" ? [] : [Modify],
            call => WithValue(call.State.Tokens.Rotate(TokenOf(call), call.Token))) { TellsForbidden = true },
    ];

    public static IEnumerable<RootField> Fields { get; } =
    [
        new("rotateAPIToken", [], call =>
        {
            ApiToken token = call.State.Tokens.Rotate(call.Token, call.Token);
            return new JsonMap { ["token"] = token.ToJson().With(new JsonMap { ["rotatedBy"] = token }) };
        }),
    ];

    private static ApiToken TokenOf(RestCall call) => call["id"] == "self" ? call.Token
        : call.State.Tokens.List().FirstOrDefault(token => token.Id == call["id"])
            ?? throw new ApiException(Refusal.NotFound, "API token not found");

    private static JsonMap Shown(ApiToken token) => new JsonMap
    {
        ["id"] = token.Id,
        ["name"] = token.Name,
        ["permissions"] = token.Permissions,
        ["allowedCIDRBlocks"] = token.AllowedCidrBlocks,
        ["createdAt"] = token.CreatedAt,
        ["createdBy"] = User.Owner.Reference,
        ["lastUsedAt"] = token.LastUsedAt,
        ["rotatedAt"] = token.RotatedAt,
        ["updatedAt"] = token.UpdatedAt,
        ["updatedBy"] = token.UpdatedBy?.Reference,
    }.WithoutNulls().With(new JsonMap { ["expiresAt"] = token.ExpiresAt });

    private static JsonMap WithValue(ApiToken token) => Shown(token).With(new JsonMap { ["value"] = token.Value });

    private static IReadOnlyList<string> TextsOf(object? list) => [.. (list as List<object?> ?? []).Cast<string>()];
}
