using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Http;
using Panther.Client.Json;
using Panther.Client.Paging;
using Panther.Client.Rest;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>
/// What every list has in common, whatever it lists and whichever API gives it. ListTests has what the list of sources adds.
/// </summary>
public sealed class ListingTests : IDisposable
{
    private const string Rest = "REST";
    private const string GraphQL = "GraphQL";

    private readonly InstantClock _clock = new();
    private readonly List<IDisposable> _toDispose = [];
    private readonly CancellationTokenSource _cancellation = new();
    private ScriptedServer _server = null!;

    public static TheoryData<string> Apis => [Rest, GraphQL];

    public void Dispose()
    {
        _toDispose.ForEach(d => d.Dispose());
        _cancellation.Dispose();
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Every_page_is_read_in_order_and_asked_for_when_it_is_needed(string api)
    {
        Listing<Item> listing = List(api, Page(api, "a & b", 1, 2), Page(api, "{\"k\":1}", 3), Page(api, null, 4));
        var asked = new List<int>();
        var ids = new List<string>();

        await foreach (Item item in listing)
        {
            ids.Add(item.Id);
            asked.Add(_server.Requests.Count);
        }

        Assert.Equal(["1", "2", "3", "4"], ids);
        Assert.Equal([1, 1, 2, 3], asked);
        Assert.Equal([null, "a & b", "{\"k\":1}"], _server.Requests.Select(r => CursorOf(api, r)));
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task The_rest_of_the_request_is_the_same_for_every_page(string api)
    {
        await List(api, Page(api, "next", 1), Page(api, null, 2)).ToListAsync();

        Assert.All(_server.Requests, request => Assert.Contains("HIGH", request.Target + request.Body, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task An_item_of_two_pages_comes_once(string api) =>
        Assert.Equal(["1", "2", "3"], (await List(api, Page(api, "c", 1, 2), Page(api, null, 2, 3)).ToListAsync()).Select(i => i.Id));

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Items_without_a_key_may_be_alike(string api)
    {
        Listing<Item> listing = List(api, hasKey: false, Page(api, "c", 1, 1), Page(api, null, 1));

        Assert.Equal(["1", "1", "1"], (await listing.ToListAsync()).Select(i => i.Id));
    }

    [Theory]
    [InlineData(Rest, true)]
    [InlineData(Rest, false)]
    [InlineData(GraphQL, true)]
    [InlineData(GraphQL, false)]
    public async Task A_page_that_breaks_off_is_asked_for_again_and_no_item_comes_twice_or_never(string api, bool hasKey)
    {
        Answer whole = Page(api, null, 2, 3, 4);
        int beforeLast = whole.Body.IndexOf("\"4\"", StringComparison.Ordinal);
        var broken = new Answer(whole.Body.Substring(0, beforeLast), Lacking: 100);
        Listing<Item> listing = List(api, hasKey, Page(api, "c", 1), broken, broken, whole);

        Assert.Equal(["1", "2", "3", "4"], (await listing.ToListAsync()).Select(i => i.Id));
        Assert.Equal(["c", "c", "c"], _server.Requests.Skip(1).Select(r => CursorOf(api, r)));
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task What_cannot_be_read_is_an_error_after_all_that_can(string api)
    {
        Listing<Item> listing = List(api, Page(api, null, 1, -1, 2));
        var ids = new List<string>();

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.ProtocolError, () => ReadIntoAsync(ids, listing));

        Assert.Equal(["1", "2"], ids);
        Assert.Contains("1 of the entries", error.Message, StringComparison.Ordinal);
        Assert.False(await listing.MoveNextAsync());
        Assert.Empty(listing.TakeErrors());
    }

    [Fact]
    public async Task Errors_beside_the_items_are_thrown_after_the_last_page_or_taken()
    {
        var flawed = new Answer(Page(GraphQL, "c", 1).Body.Replace(
            "{\"data\"", "{\"errors\":[{\"message\":\"half of it is lost\"}],\"data\"", StringComparison.Ordinal));
        Listing<Item> thrown = List(GraphQL, flawed, Page(GraphQL, null, 2));
        var ids = new List<string>();
        PantherException error = await Expect.ErrorAsync(PantherErrorKind.ApiError, () => ReadIntoAsync(ids, thrown));
        Assert.Contains("half of it is lost", error.Message, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], ids);

        Listing<Item> taken = List(GraphQL, flawed, Page(GraphQL, null, 2));
        await taken.MoveNextAsync();
        await taken.MoveNextAsync();
        Assert.Contains("half of it is lost", Assert.Single(taken.TakeErrors()).Message, StringComparison.Ordinal);
        Assert.False(await taken.MoveNextAsync());
    }

    [Theory]
    [InlineData(Rest)]
    [InlineData(GraphQL)]
    public async Task A_repeated_cursor_is_an_error_after_the_items(string api)
    {
        Listing<Item> listing = List(api, Page(api, "c", 1), Page(api, "c", 2));
        var ids = new List<string>();

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.ProtocolError, () => ReadIntoAsync(ids, listing));

        Assert.Equal(["1", "2"], ids);
        Assert.Contains("repeats a cursor", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, _server.Requests.Count);
    }

    [Theory]
    [InlineData("{\"results\":[{\"id\":\"1\"}]}")]
    [InlineData("{\"next\":null,\"results\":[{\"id\":\"1\"}]}")]
    [InlineData("{\"next\":\"\",\"results\":[{\"id\":\"1\"}],\"more\":{\"next\":\"no\"}}")]
    public async Task Without_a_next_page_the_list_of_REST_ends(string page)
    {
        Assert.Single(await List(Rest, new Answer(page)).ToListAsync());
        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData(Rest, "{}")]
    [InlineData(Rest, "[]")]
    [InlineData(Rest, "{\"results\":null}")]
    [InlineData(Rest, "{\"results\":{}}")]
    [InlineData(Rest, "{\"results\":[]} x")]
    [InlineData(Rest, "")]
    [InlineData(GraphQL, "{\"data\":{\"account\":null}}")]
    [InlineData(GraphQL, "{\"data\":{\"account\":{\"things\":null}}}")]
    [InlineData(GraphQL, "{\"data\":{\"things\":{\"edges\":[],\"pageInfo\":{\"hasNextPage\":false}}}}")]
    public async Task An_answer_without_the_list_is_no_empty_list(string api, string body) =>
        await Expect.ErrorAsync(PantherErrorKind.ProtocolError, () => List(api, new Answer(body)).ToListAsync());

    [Theory]
    [InlineData(Rest, 401, PantherErrorKind.Unauthorized)]
    [InlineData(Rest, 503, PantherErrorKind.ServerError)]
    [InlineData(GraphQL, 401, PantherErrorKind.Unauthorized)]
    [InlineData(GraphQL, 503, PantherErrorKind.ServerError)]
    public async Task A_list_that_failed_fails_the_same_way_whenever_it_is_asked(string api, int status, PantherErrorKind kind)
    {
        foreach (Answer[] script in new Answer[][] { [new("{}", status)], [Page(api, "c", 1), new("{}", status)] })
        {
            Listing<Item> listing = List(api, script);
            PantherException error = await Expect.ErrorAsync(kind, listing.ToListAsync);
            int requests = _server.Requests.Count;

            Assert.Same(error, await Expect.ErrorAsync(kind, listing.NextAsync));
            Assert.Same(error, await Expect.ErrorAsync(kind, listing.MoveNextAsync));
            Assert.False(listing.TryRead(out _));
            Assert.Equal(requests, _server.Requests.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task A_page_that_is_no_JSON_fails_the_same_way_whenever_it_is_asked(string api)
    {
        Listing<Item> listing = List(api, new Answer("{\"results\":[{\"id\":\"1\"},{]}"));
        PantherException error = await Expect.ErrorAsync(PantherErrorKind.ProtocolError, listing.ToListAsync);

        Assert.Same(error, await Expect.ErrorAsync(PantherErrorKind.ProtocolError, listing.NextAsync));
        Assert.False(listing.TryRead(out _));
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task A_list_that_has_ended_stays_at_its_end(string api)
    {
        Listing<Item> listing = List(api, Page(api, null, 1));
        await listing.ToListAsync();

        Assert.False(await listing.MoveNextAsync());
        Assert.False(await listing.NextAsync());
        Assert.False(listing.TryRead(out _));
        Assert.Throws<InvalidOperationException>(() => listing.Current);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_disposed_list_asks_for_nothing_more()
    {
        Listing<Item> listing = List(Rest, Page(Rest, "c", 1), Page(Rest, null, 2));
        Assert.True(await listing.MoveNextAsync());

        await listing.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(listing.NextAsync);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_list_is_read_once()
    {
        Listing<Item> listing = List(Rest, Page(Rest, null, 1));
        await foreach (Item _ in listing)
        {
        }

        Assert.Throws<InvalidOperationException>(listing.GetAsyncEnumerator);
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task A_list_can_be_cancelled_between_two_items(string api)
    {
        Listing<Item> listing = List(api, Page(api, "c", 1), Page(api, null, 2));
        Assert.True(await listing.MoveNextAsync());

        await _cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(listing.MoveNextAsync);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(listing.MoveNextAsync);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_refused_field_is_left_out_from_there_on_be_it_refused_in_part_or_as_a_whole()
    {
        var partly = new Answer(Page(GraphQL, "c", 1).Body.Replace(
            "{\"data\"", "{\"errors\":[{\"message\":\"owner is refused\"}],\"data\"", StringComparison.Ordinal));
        var wholly = new Answer("{\"data\":null,\"errors\":[{\"message\":\"owner is refused\"}]}");
        foreach (Answer[] script in new Answer[][] { [partly, Page(
            GraphQL, null, 2)], [wholly, Page(GraphQL, "c", 1), Page(GraphQL, null, 2)] })
        {
            Listing<Item> listing = List(GraphQL, script);

            Assert.Equal(["1", "2"], (await listing.ToListAsync()).Select(i => i.Id));
            Assert.Equal(
                Enumerable.Range(0, script.Length).Select(i => i == 0),
                _server.Requests.Select(r => (bool)JObject.Parse(r.Body)["variables"]!["withOwner"]!));
        }
    }

    private static async Task ReadIntoAsync(List<string> ids, Listing<Item> listing)
    {
        await foreach (Item item in listing)
        {
            ids.Add(item.Id);
        }
    }

    private static string? CursorOf(string api, (string Target, string Body) request) => api == GraphQL
        ? (string?)JObject.Parse(request.Body)["variables"]!["input"]!["cursor"]
        : request.Target.Split("cursor=") is [_, string cursor] ? Uri.UnescapeDataString(cursor) : null;

    /// <summary>A page of items with these ids; a negative one stands for an entry without an id.</summary>
    private static Answer Page(string api, string? next, params int[] ids)
    {
        JObject[] items = [.. ids.Select(id => id < 0 ? new JObject() : new JObject
        {
            ["id"] = id.ToString(CultureInfo.InvariantCulture),
        })];
        JObject body = api == Rest
            ? new JObject { ["results"] = new JArray(items.ToArray<object>()), ["next"] = next }
            : new JObject
            {
                ["data"] = new JObject
                {
                    ["account"] = new JObject
                    {
                        ["things"] = new JObject
                        {
                            ["edges"] = new JArray(items.Select(i => new JObject { ["node"] = i }).ToArray<object>()),
                            ["pageInfo"] = new JObject { ["hasNextPage"] = next is not null, ["endCursor"] = next },
                        },
                    },
                },
            };
        return new Answer(body.ToString(Formatting.None));
    }

    private Listing<Item> List(string api, params Answer[] answers) => List(api, hasKey: true, answers);

    private Listing<Item> List(string api, bool hasKey, params Answer[] answers)
    {
        _server = new ScriptedServer(answers);
        var http = new HttpPipeline(new PantherClientOptions(PantherEndpoint.Parse(_server.Url.AbsoluteUri), "token") { Clock = _clock });
        ListQuery<Item> query = api == GraphQL
            ? GraphQLQuery(http, withOwner: true)
            : new RestListQuery<Item>(
                new RestTransport(http, _server.Url),
                new RestOperation("ListThings", HttpMethod.Get, RequestSafety.Read),
                "things?severity=HIGH")
            {
                ReadItem = ReadItem,
            };
        var listing = new Listing<Item>(hasKey ? query with { Key = item => item.Id } : query, new CallContext(null, _cancellation.Token));
        _toDispose.AddRange([listing, http, _server]);
        return listing;

        ConnectionQuery<Item> GraphQLQuery(HttpPipeline pipeline, bool withOwner) => new(
            new GraphQLTransport(pipeline, new Uri(_server.Url, "public/graphql")),
            new GraphQLOperation("ListThings", GraphQLDocument.FromText("query ListThings { __typename }"), RequestSafety.Read),
            "account",
            "things")
        {
            Variables = new JObject { ["input"] = new JObject { ["severity"] = "HIGH" }, ["withOwner"] = withOwner },
            ReadItem = ReadItem,
            Narrow = refusal =>
                withOwner && refusal.Errors.Any(IsAboutOwner) ? GraphQLQuery(pipeline, withOwner: false) with { Key = i => i.Id } : null,
            IsForgiven = IsAboutOwner,
        };
    }

    private static bool IsAboutOwner(GraphQLError error) => error.Message.Contains("owner", StringComparison.Ordinal);

    private static Item? ReadItem(JsonReader reader) => Model.Read<Item>(reader) is { Id.Length: > 0 } item ? item : null;

    private sealed class Item
    {
        [JsonProperty("id")]
        public string Id { get; private set; } = "";
    }
}
