using Panther.Client.DataLake;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests.DataLake;

/// <summary>Which SQL counts as a read, whatever its comments, quotes and statements; and values within SQL.</summary>
public sealed class DataLakeSqlTests
{
    public static TheoryData<string> Reads =>
    [
        "select 1",
        "SELECT * FROM panther_logs.public.aws_alb LIMIT 10;",
        "  \r\n\tSelect 1 ; ; ",
        "with a as (select 1) select * from a",
        "WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT n FROM a",
        "explain select 1",
        "explain drop table x",
        "EXPLAIN ANALYZE VERBOSE SELECT 1",
        "show tables",
        "describe table panther_logs.public.aws_alb",
        "(select 1) union all ((select 2))",
        "-- drop table x\nselect 1",
        "// drop table x\nselect 1",
        "/* drop table x; */ select 1 /* ; */ -- done; really",
        "select '; drop table x', \"; delete\", `insert into` from y",
        "select 'it''s; drop' || 'x'",
        "select 1; select 2",
        "select update_time, deleted, \"into\" from x where insert_id = 'INTO'",
        "select replace(x, 'a', 'b') from t -- no comment is open\n;",
        "with a as (select insert_id from x) select replace(insert_id, 'x', 'y') from a",
        "select '\\\\server' from x",
    ];

    public static TheoryData<string, string> Others => new()
    {
        { "drop table x", "DROP" },
        { "delete from x", "DELETE" },
        { "Insert into x values (1)", "INSERT" },
        { "select 1; drop table x", "DROP" },
        { "drop table x; select 1", "DROP" },
        { "select 1 -- harmless\n; drop table x", "DROP" },
        { "select 1 -- harmless\r; drop table x", "DROP" },
        { "select 1 /* harmless */; drop table x", "DROP" },
        { "/* select */ drop table x", "DROP" },
        { "/**/drop table x", "DROP" },
        { "-- select\nupdate x set y = 1", "UPDATE" },
        { "with a as (select 1) insert into x select * from a", "INSERT" },
        { "with a as (select 1), b as (select 2) delete from x", "DELETE" },
        { "with a as (select 1) merge into x using a on 1 = 1 when matched then delete", "MERGE" },
        { "select * into copy from x", "INTO" },
        { "explain analyze insert into x select 1", "INSERT" },
        { "explain analyze verbose delete from x", "DELETE" },
        { "call system_cleanup()", "CALL" },
        { "begin drop table x; end", "BEGIN" },
        { "execute immediate 'drop table x'", "EXECUTE" },
        { "create table selectx as select 1", "CREATE" },
        { "selectx from y", "SELECTX" },
        { "show tables ->> drop table x", "DROP" },
        { "(delete from x)", "DELETE" },
        { "from x insert into y select *", "FROM" },
        { "'select'", "'" },

        // Read otherwise by another backend: a backslash, a comment within a comment, a text between dollars, a line that goes on.
        { "select '\\'; drop table x; --'", "DROP" },
        { "select 1 /* /* */ ; drop table x -- */", "DROP" },
        { "select $$'$$; drop table x; --'", "DROP" },
        { "select $$; drop table x; $$", "DROP" },
        { "select 1 -- \\\n'\n; drop table x; --'", "DROP" },
    };

    public static TheoryData<string> Nothings => ["", "  ", ";", "-- nothing", "/* nothing */ ;;", "/* never ended"];

    [Theory]
    [MemberData(nameof(Reads))]
    public void A_read_is_one_whatever_is_in_its_comments_and_texts(string sql)
    {
        var read = DataLakeSql.Parse(sql);

        Assert.Null(read.Change);
        Assert.True(read.IsRead);
        Assert.Equal(sql, read.Text);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void What_some_backend_may_take_for_more_than_a_read_is_none(string sql, string word)
    {
        var other = DataLakeSql.Parse(sql);

        Assert.False(other.IsRead);
        Assert.Equal(word, other.Change);
    }

    [Theory]
    [MemberData(nameof(Nothings))]
    public void SQL_without_a_statement_is_refused(string sql) => Expect.Error(PantherErrorKind.InvalidInput, () => DataLakeSql.Parse(sql));

    [Theory]
    [InlineData("", "''")]
    [InlineData("plain", "'plain'")]
    [InlineData("it's", "('it' || chr(39) || 's')")]
    [InlineData("' or 1=1 --", "(chr(39) || ' or 1=1 --')")]
    [InlineData("a\\'b\n", "('a' || chr(92) || chr(39) || 'b' || chr(10))")]
    [InlineData("'", "chr(39)")]
    [InlineData("Ünï/* ; */\"", "'Ünï/* ; */\"'")]
    public void A_text_becomes_a_literal_without_quotes_and_backslashes_in_it(string text, string literal) =>
        Assert.Equal(literal, SqlLiteral.Of(text));

    [Theory]
    [InlineData("aws_alb", true)]
    [InlineData("panther_logs.public.aws_alb", true)]
    [InlineData("", false)]
    [InlineData("a..b", false)]
    [InlineData("1a", false)]
    [InlineData("a b", false)]
    [InlineData("a;drop", false)]
    [InlineData("a--", false)]
    [InlineData("\"a\"", false)]
    [InlineData("tablé", false)]
    public void A_name_needs_no_quotes_where_it_is_one_everywhere(string name, bool isName) =>
        Assert.Equal(isName, SqlLiteral.IsName(name));
}
