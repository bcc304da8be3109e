using System.Net;
using Newtonsoft.Json.Linq;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;
using Panther.Client.Tokens;

namespace Panther.Client.Tests.Tokens;

/// <summary>API tokens: read, made, changed, removed.</summary>
public sealed class ApiTokenTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private static readonly string[] s_permissions = ["LogSourceRead", "RuleRead"];

    [Fact]
    public async Task A_token_is_made_read_changed_and_removed()
    {
        PantherClient client = Connect();

        ApiToken made = await client.Tokens.CreateAsync(Settings(), Context);
        ApiToken read = await client.Tokens.GetAsync(made.Id, Context);
        ApiToken changed = await UpdateAsync(client, made.Id, new ApiTokenSettings { Name = "renamed" });
        await Connect(new NetworkCredential("", made.Value).Password).Tenant.VerifyAsync(Context);
        await client.Tokens.DeleteAsync(made.Id, Context);

        Assert.Equal("ci", read.Name);
        Assert.Equal(s_permissions, read.Permissions);
        Assert.Equal(["203.0.113.0/24"], read.AllowedCidrBlocks);
        Assert.Null(read.Value);
        Assert.Equal("user", read.CreatedBy?.Type);
        Assert.Equal(DateTimeKind.Local, read.CreatedAt?.Kind);
        Assert.Equal(("renamed", "renamed"), (changed.Name, changed.ToString()));
        await Expect.ErrorAsync(PantherErrorKind.NotFound, () => client.Tokens.GetAsync(made.Id, Context));
    }

    [Fact]
    public async Task The_list_holds_no_value_and_no_more_than_once()
    {
        PantherClient client = Connect();
        await client.Tokens.CreateAsync(Settings(), Context);

        IReadOnlyList<ApiToken> all = await client.Tokens.List(Context).ToListAsync();

        Assert.Equal(["full", "logSources", "readOnly", "none", "expired", "ci"], all.Select(t => t.Name));
        Assert.All(all, t => Assert.Null(t.Value));
        Assert.NotNull(all[0].LastUsedAt);
        Assert.True(all[4].ExpiresAt < DateTime.Now);
    }

    public static TheoryData<string, ApiTokenSettings, string> Merges => new()
    {
        { "a name", new ApiTokenSettings { Name = "x" }, "x; LogSourceRead, RuleRead; 203.0.113.0/24" },
        { "permissions", new ApiTokenSettings { Permissions = ["UserRead"] }, "ci; UserRead; 203.0.113.0/24" },
        { "no permissions", new ApiTokenSettings { Permissions = [] }, "ci; ; 203.0.113.0/24" },
        { "one more", new ApiTokenSettings { AddPermissions = ["UserRead", "RuleRead"] }, "ci; LogSourceRead, RuleRead, UserRead; 203.0.113.0/24" },
        { "one less", new ApiTokenSettings { RemovePermissions = ["RuleRead", "UserRead"] }, "ci; LogSourceRead; 203.0.113.0/24" },
        { "one less, in another case", new ApiTokenSettings { RemovePermissions = ["ruleread"], AddPermissions = ["LOGSOURCEREAD"] }, "ci; LogSourceRead; 203.0.113.0/24" },
        { "one for another", new ApiTokenSettings { AddPermissions = ["UserRead"], RemovePermissions = ["RuleRead"] }, "ci; LogSourceRead, UserRead; 203.0.113.0/24" },
        { "other addresses", new ApiTokenSettings { AllowedCidrBlocks = ["2001:db8::/32"] }, "ci; LogSourceRead, RuleRead; 2001:db8::/32" },
        { "any address", new ApiTokenSettings { AllowedCidrBlocks = [] }, "ci; LogSourceRead, RuleRead; " },
    };

    [Theory]
    [MemberData(nameof(Merges))]
    public async Task An_update_changes_what_is_named_and_keeps_the_rest(string what, ApiTokenSettings settings, string expected)
    {
        PantherClient client = Connect();
        ApiToken made = await client.Tokens.CreateAsync(Settings(), Context);

        ApiTokenUpdate update = await client.Tokens.PrepareUpdateAsync(made.Id, settings, Context);
        await client.Tokens.UpdateAsync(update, Context);
        ApiToken now = await client.Tokens.GetAsync(made.Id, Context);

        Assert.True(update.Changes.Count == 1, what);
        Assert.Equal(expected, $"{now.Name}; {string.Join(", ", now.Permissions)}; {string.Join(", ", now.AllowedCidrBlocks)}");
    }

    [Fact]
    public async Task A_permission_of_tomorrow_is_kept()
    {
        PantherClient client = Connect();
        ApiToken made = await client.Tokens.CreateAsync(Settings(), Context);
        await Control.BreakAsync(new Fault
        {
            Operation = "GET /api-tokens/{id}",
            Transform = new { setPath = "permissions", value = new[] { "LogSourceRead", "TomorrowRead" } },
        });

        ApiTokenUpdate update = await client.Tokens.PrepareUpdateAsync(
            made.Id, new ApiTokenSettings { AddPermissions = ["UserRead"] }, Context);

        Assert.Equal(["Permissions: + UserRead"], update.Changes);
        Assert.Equal(["LogSourceRead", "TomorrowRead", "UserRead"], update.Input["permissions"]!.Select(p => (string)p!));
    }

    [Fact]
    public async Task What_is_so_already_is_not_sent()
    {
        PantherClient client = Connect();
        ApiToken made = await client.Tokens.CreateAsync(Settings(), Context);

        await UpdateAsync(client, made.Id, new ApiTokenSettings { Name = "ci", Permissions = ["RuleRead", "LogSourceRead"] });

        Assert.Equal(0, await Control.CountAsync("POST /api-tokens/{id}"));
    }

    public static TheoryData<ApiTokenSettings> Refused =>
    [
        new ApiTokenSettings { Name = " " },
        new ApiTokenSettings { Permissions = ["View Log Sources"] },
        new ApiTokenSettings { AddPermissions = [""] },
        new ApiTokenSettings { RemovePermissions = ["a,b"] },
        new ApiTokenSettings { Permissions = ["RuleRead"], AddPermissions = ["UserRead"] },
        new ApiTokenSettings { AllowedCidrBlocks = ["203.0.113.7"] },
        new ApiTokenSettings { AllowedCidrBlocks = ["203.0.113.0/33"] },
        new ApiTokenSettings { AllowedCidrBlocks = ["2001:db8::/129"] },
        new ApiTokenSettings { AllowedCidrBlocks = ["somewhere/8"] },
        new ApiTokenSettings { AllowedCidrBlocks = ["10.0.0.0/-1"] },
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_nobody_means_is_refused_before_it_is_sent(ApiTokenSettings settings)
    {
        PantherException refusal = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput, () => Connect().Tokens.PrepareUpdateAsync(ApiTokenOperations.Self, settings, Context));

        Assert.Null(refusal.Operation);
        Assert.Empty(await Control.GetRequestsAsync());
    }

    [Fact]
    public async Task A_token_whose_value_was_lost_with_the_answer_is_not_made_again()
    {
        PantherClient client = Connect();
        await Control.BreakAsync(new Fault { Operation = "POST /api-tokens", Status = 503, Phase = "after" });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.OutcomeUnknown, () => client.Tokens.CreateAsync(Settings(), Context));

        ApiToken made = Assert.Single(await client.Tokens.List(Context).ToListAsync(), t => t.Name == "ci");
        Assert.Contains(made.Id, error.Message, StringComparison.Ordinal);
        Assert.Contains("its value was lost", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Control.CountAsync("POST /api-tokens"));
    }

    [Fact]
    public async Task A_token_that_was_not_made_is_looked_for_and_not_made_again()
    {
        await Control.BreakAsync(new Fault { Operation = "POST /api-tokens", Status = 503 });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.OutcomeUnknown, () => Connect().Tokens.CreateAsync(Settings(), Context));

        Assert.Contains("not found afterwards", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Control.CountAsync("POST /api-tokens"));
        Assert.True(await Control.CountAsync("GET /api-tokens") > 1);
    }

    [Fact]
    public async Task An_answer_without_a_value_is_none()
    {
        await Control.BreakAsync(new Fault { Operation = "POST /api-tokens", Transform = new { setPath = "value", value = "" } });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.OutcomeUnknown, () => Connect().Tokens.CreateAsync(Settings(), Context));

        Assert.Contains("its value was lost", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_whose_answer_was_lost_has_succeeded()
    {
        PantherClient client = Connect();
        ApiToken made = await client.Tokens.CreateAsync(Settings(), Context);
        await Control.BreakAsync(new Fault { Operation = "DELETE /api-tokens/{id}", Status = 503, Phase = "after" });

        await client.Tokens.DeleteAsync(made.Id, Context);
        await Expect.ErrorAsync(PantherErrorKind.NotFound, () => client.Tokens.DeleteAsync(made.Id, Context));

        Assert.Equal(3, await Control.CountAsync("DELETE /api-tokens/{id}"));
    }

    [Fact]
    public async Task The_own_id_is_asked_for_once_and_unknown_to_a_token_that_may_not_read_it()
    {
        PantherClient client = Connect();

        string? id = await client.Tokens.GetOwnIdAsync(Context);

        Assert.Equal(id, await client.Tokens.GetOwnIdAsync(Context));
        Assert.Equal(1, await Control.CountAsync("GET /api-tokens/{id}"));
        Assert.Null(await Connect("logSources").Tokens.GetOwnIdAsync(Context));
    }

    [Fact]
    public async Task An_answer_that_is_no_token_is_an_error()
    {
        await Control.BreakAsync(new Fault { Operation = "GET /api-tokens/{id}", Body = new JArray() });

        await Expect.ErrorAsync(PantherErrorKind.ProtocolError, () => Connect().Tokens.GetAsync(ApiTokenOperations.Self, Context));
    }

    private static ApiTokenSettings Settings() =>
        new() { Name = "ci", Permissions = s_permissions, AllowedCidrBlocks = ["203.0.113.0/24"] };

    private async Task<ApiToken> UpdateAsync(PantherClient client, string id, ApiTokenSettings settings) =>
        await client.Tokens.UpdateAsync(await client.Tokens.PrepareUpdateAsync(id, settings, Context), Context);
}
