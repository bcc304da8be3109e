using Newtonsoft.Json.Linq;
using Panther.Client.Schemas;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>Schemas that are made, changed, archived and restored.</summary>
public sealed class SchemaChangeTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const string Own = "Custom.Vpn.Session";
    private const string Change = "CreateOrUpdateSchema";

    [Fact]
    public async Task A_schema_is_made_with_what_its_text_says()
    {
        PantherClient client = Connect();

        PantherSchema made = await SetAsync(
            client,
            "schema: Custom.New\ndescription: It is new\nreferenceURL: https://example.com\nfieldDiscoveryEnabled: true\nfields:\n- name: "
            + "a\n  type: string\n");

        Assert.Equal(("Custom.New", "It is new", "https://example.com", true, 1),
            (made.Name, made.Description, made.ReferenceUrl, made.IsFieldDiscoveryEnabled, made.Revision));
        Assert.Contains("It is new", (await client.Schemas.FindAsync("Custom.New", Context))!.Spec, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_text_does_not_say_is_carried_over_with_the_revision()
    {
        PantherClient client = Connect();
        await SetAsync(
            client,
            $"schema: {Own}\ndescription: Sessions\nreferenceURL: https://example.com/vpn\nfieldDiscoveryEnabled: true\nfields:\n- name: "
            + "a\n  type: string\n");
        int revision = (await client.Schemas.FindAsync(Own, Context))!.Revision!.Value;

        PantherSchema changed = await SetAsync(client, $"schema: {Own}\nfields:\n- name: b\n  type: string\n");

        Assert.Equal(("Sessions", "https://example.com/vpn", true, revision + 1),
            (changed.Description, changed.ReferenceUrl, changed.IsFieldDiscoveryEnabled, changed.Revision));
        Assert.Equal(revision, (int)(await Control.GetRequestsAsync(Change))[^1].Variables!["input"]!["revision"]!);
    }

    [Fact]
    public async Task A_name_counts_in_any_case_and_is_sent_in_the_tenants()
    {
        PantherSchema changed = await SetAsync(Connect(), "schema: custom.VPN.session\nfields:\n- name: b\n  type: string\n");

        Assert.Equal(Own, changed.Name);
        Assert.Equal(Own, (string?)Assert.Single(await Control.GetRequestsAsync(Change)).Variables!["input"]!["name"]);
    }

    [Fact]
    public async Task What_is_so_already_is_not_sent()
    {
        PantherClient client = Connect();
        PantherSchema now = (await client.Schemas.FindAsync(Own, Context))!;

        await ApplyAsync(
            client, new SchemaSettings(Own) { Spec = now.Spec!.Replace("\n", "\r\n", StringComparison.Ordinal), IsArchived = false });

        Assert.DoesNotContain(await Control.GetRequestsAsync(), r => r.Kind == "mutation");
    }

    public static TheoryData<string, string?, PantherErrorKind, string> Refused => new()
    {
        { "AWS.ALB", "schema: AWS.ALB\nfields: []", PantherErrorKind.InvalidInput, "managed by Panther" },
        { "Own.Type", "schema: Own.Type\nfields: []", PantherErrorKind.InvalidInput, "not a name for a new schema" },
        { "Custom.lower", "fields: []", PantherErrorKind.InvalidInput, "not a name for a new schema" },
        { "Custom.A.B.C.D.E.F.G", "fields: []", PantherErrorKind.InvalidInput, "not a name for a new schema" },
        { Own, " ", PantherErrorKind.InvalidInput, "is empty" },
        { Own, "schema: Custom.Other\nfields: []", PantherErrorKind.InvalidInput, "for the schema 'Custom.Other'" },
        { "Custom.None", null, PantherErrorKind.NotFound, "no schema named" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_Panther_would_refuse_is_refused_before(string name, string? spec, PantherErrorKind kind, string said)
    {
        PantherException refusal = await Expect.ErrorAsync(
            kind,
            () =>
                Connect().Schemas.PrepareAsync(new SchemaSettings(name) { Spec = spec, IsArchived = spec is null ? true : null }, Context));

        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await Control.GetRequestsAsync(), r => r.Kind == "mutation");
    }

    [Fact]
    public void A_file_without_a_name_is_none()
    {
        PantherException refusal = Assert.Throws<PantherException>(() => SchemaSettings.FromFile("fields: []"));

        Assert.Equal(PantherErrorKind.InvalidInput, refusal.Kind);
    }

    [Fact]
    public async Task A_colleagues_change_is_not_overwritten()
    {
        PantherClient client = Connect();
        SchemaUpdate mine = await client.Schemas.PrepareAsync(new SchemaSettings(Own) { Spec = "fields:\n- name: mine\n" }, Context);
        await SetAsync(client, $"schema: {Own}\nfields:\n- name: theirs\n");

        PantherException conflict = await Expect.ErrorAsync(PantherErrorKind.Conflict, () => client.Schemas.ApplyAsync(mine, Context));

        Assert.Contains("changed by someone else in the meantime", conflict.Message, StringComparison.Ordinal);
        Assert.Contains("theirs", (await client.Schemas.FindAsync(Own, Context))!.Spec, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_colleagues_new_schema_is_not_overwritten()
    {
        PantherClient client = Connect();
        SchemaUpdate mine =
            await client.Schemas.PrepareAsync(new SchemaSettings("Custom.New") { Spec = "fields:\n- name: mine\n" }, Context);
        await SetAsync(client, "schema: Custom.New\nfields:\n- name: theirs\n");

        PantherException conflict = await Expect.ErrorAsync(PantherErrorKind.Conflict, () => client.Schemas.ApplyAsync(mine, Context));

        Assert.Contains("created by someone else in the meantime", conflict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_for_another_reason_keeps_Panthers_words()
    {
        PantherException refusal = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput, () => SetAsync(Connect(), $"schema: {Own}\ndescription: without fields\n"));

        Assert.Contains("no fields", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_answer_is_looked_for_by_revision_and_content(bool isNew)
    {
        PantherClient client = Connect();
        string name = isNew ? "Custom.New" : Own;
        await Control.BreakAsync(new Fault { Operation = Change, Status = 504, Phase = "after" });

        PantherSchema changed = await SetAsync(client, $"schema: {name}\nfields:\n- name: mine\n");

        Assert.Contains("mine", changed.Spec, StringComparison.Ordinal);
        Assert.Contains("was carried out anyway", Assert.Single(Messages.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, await Control.CountAsync(Change));
    }

    [Fact]
    public async Task A_change_that_was_not_carried_out_is_looked_for_and_not_sent_again()
    {
        await Control.BreakAsync(new Fault { Operation = Change, Status = 504 });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.OutcomeUnknown, () => SetAsync(Connect(), $"schema: {Own}\nfields:\n- name: mine\n"));

        Assert.Contains("it has not changed yet", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Control.CountAsync(Change));
        Assert.True(await Control.CountAsync("ListSchemas") > 2);
    }

    [Fact]
    public async Task A_lost_answer_behind_which_a_colleague_has_changed_it_is_a_conflict()
    {
        PantherClient client = Connect();
        SchemaUpdate mine = await client.Schemas.PrepareAsync(new SchemaSettings(Own) { Spec = "fields:\n- name: mine\n" }, Context);
        await SetAsync(client, $"schema: {Own}\nfields:\n- name: theirs\n");
        await Control.BreakAsync(new Fault { Operation = Change, Status = 504 });

        await Expect.ErrorAsync(PantherErrorKind.Conflict, () => client.Schemas.ApplyAsync(mine, Context));
    }

    [Fact]
    public async Task A_lost_answer_behind_which_the_schema_is_gone_is_a_conflict()
    {
        PantherClient client = Connect();
        SchemaUpdate mine = await client.Schemas.PrepareAsync(new SchemaSettings(Own) { Spec = "fields:\n- name: mine\n" }, Context);
        await Control.BreakAsync(new Fault { Operation = Change, Status = 504 });
        await Control.BreakAsync(
            new Fault
            {
                Operation = "ListSchemas",
                Times = 0,
                Transform = new { setPath = "data.schemas.edges", value = Array.Empty<object>() },
            });

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.Conflict, () => client.Schemas.ApplyAsync(mine, Context));

        Assert.Contains("no longer exists", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_done_before_a_later_step_failed_is_said()
    {
        PantherClient client = Connect();
        await Control.BreakAsync(new Fault { Operation = "UpdateSchemaStatus", Status = 400, Times = 0 });
        PantherException notArchived = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput,
            () => ApplyAsync(client, new SchemaSettings(Own) { Spec = "fields:\n- name: mine\n", IsArchived = true }));
        Assert.Contains("Its content had been changed before that, as revision", notArchived.Message, StringComparison.Ordinal);

        await Control.RepairAsync();
        await ApplyAsync(client, new SchemaSettings(Own) { IsArchived = true });
        await Control.BreakAsync(new Fault { Operation = Change, Status = 400, Times = 0 });
        PantherException notChanged = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput,
            () => ApplyAsync(client, new SchemaSettings(Own) { Spec = "fields:\n- name: other\n", IsArchived = false }));
        Assert.Contains("It had been restored before that.", notChanged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_that_cannot_be_read_afterwards_is_unknown()
    {
        PantherClient client = Connect();
        SchemaUpdate mine = await client.Schemas.PrepareAsync(new SchemaSettings(Own) { Spec = "fields:\n- name: mine\n" }, Context);
        await Control.BreakAsync(new Fault { Operation = Change, Status = 504 });
        await Control.BreakAsync(new Fault { Operation = "ListSchemas", Status = 403, Times = 0 });

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.OutcomeUnknown, () => client.Schemas.ApplyAsync(mine, Context));

        Assert.Contains("could not be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_is_archived_and_restored_and_what_is_so_already_is_not_sent()
    {
        PantherClient client = Connect();

        PantherSchema archived = await ApplyAsync(client, new SchemaSettings("custom.vpn.session") { IsArchived = true });
        await ApplyAsync(client, new SchemaSettings(Own) { IsArchived = true });
        PantherSchema restored = await ApplyAsync(client, new SchemaSettings(Own) { IsArchived = false, Spec = "fields:\n- name: x\n" });

        Assert.True(archived.IsArchived);
        Assert.Contains("x", restored.Spec, StringComparison.Ordinal);
        Assert.False((await client.Schemas.FindAsync(Own, Context))!.IsArchived);
        Assert.Equal(2, await Control.CountAsync("UpdateSchemaStatus"));
    }

    [Fact]
    public async Task An_error_within_a_200_is_an_error()
    {
        JObject source = Samples.OtherSource();
        source["logTypes"] = new JArray(Own);
        await Control.AddSourceAsync(source);

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput, () => ApplyAsync(Connect(), new SchemaSettings(Own) { IsArchived = true }));

        Assert.Contains("was not archived", error.Message, StringComparison.Ordinal);
        Assert.Contains("in use", error.Message, StringComparison.Ordinal);
        Assert.Equal("UpdateSchemaStatus", error.Operation);
    }

    [Theory]
    [InlineData("AlreadyExists", PantherErrorKind.Conflict)]
    [InlineData("NotFound", PantherErrorKind.NotFound)]
    [InlineData("ServerError", PantherErrorKind.ServerError)]
    [InlineData("Tomorrow", PantherErrorKind.ApiError)]
    public async Task The_codes_of_such_errors_are_kinds(string code, PantherErrorKind kind)
    {
        string token = Emulator.Token("full");
        await Control.BreakAsync(new Fault
        {
            Operation = "UpdateSchemaStatus",
            Body = JObject.FromObject(new
            {
                data = new { updateSchemaStatus = new { error = new { code, message = $"no {token}" }, schema = (object?)null } },
            }),
        });

        PantherException error = await Expect.ErrorAsync(kind, () => ApplyAsync(Connect(), new SchemaSettings(Own) { IsArchived = true }));

        Assert.Contains("no ***", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_schema_is_a_log_type_at_once()
    {
        PantherClient client = Connect();
        await client.Schemas.LogTypeCheck.WarnOfUnknownAsync(["Custom.New"], Context);
        Assert.Single(Messages.Warnings);

        await SetAsync(client, "schema: Custom.New\nfields:\n- name: a\n");
        await client.Schemas.LogTypeCheck.WarnOfUnknownAsync(["Custom.New"], Context);

        Assert.Single(Messages.Warnings);
    }

    private Task<PantherSchema> SetAsync(PantherClient client, string text) => ApplyAsync(client, SchemaSettings.FromFile(text));

    private async Task<PantherSchema> ApplyAsync(PantherClient client, SchemaSettings settings) =>
        await client.Schemas.ApplyAsync(await client.Schemas.PrepareAsync(settings, Context), Context);
}
