using System.Globalization;
using System.Text.RegularExpressions;
using Panther.Emulator.Json;

namespace Panther.Emulator.DataLake;

/// <summary>
/// So much of SQL as it takes to count events: one SELECT of aggregates from one table, WHERE with AND, GROUP BY. It knows only
/// what the three backends of Panther's data lake spell alike; whatever else is in a query makes it none of these.
/// </summary>
internal sealed partial class LakeSql
{
    private static readonly string[] s_aggregates = ["COUNT", "MIN", "MAX", "AVG", "SUM"];

    private readonly List<string> _tokens;
    private readonly List<(string Name, Expression Value)> _items = [];
    private readonly List<Func<LakeEvent, bool>> _conditions = [];
    private readonly List<Expression> _groups = [];
    private readonly DateTime _now;
    private bool _hasAggregate;
    private int _at;

    private LakeSql(string sql, DateTime now)
    {
        _tokens = [.. Token().Matches(Comment().Replace(sql, " ")).Select(match => match.Value)];
        _now = now;
    }

    /// <summary>A value for one group of events.</summary>
    private delegate object? Expression(IReadOnlyList<LakeEvent> events);

    /// <summary>The name after FROM.</summary>
    public string Table { get; private set; } = "";

    private string Next => _at < _tokens.Count ? _tokens[_at] : "";

    /// <summary>Reads a query; null where it is none of those that are run here.</summary>
    public static LakeSql? Read(string sql, DateTime now)
    {
        var query = new LakeSql(sql, now);
        try
        {
            query.ReadQuery();
            return query._hasAggregate ? query : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The rows that the query has over events.</summary>
    public List<JsonMap> Run(IEnumerable<LakeEvent> events)
    {
        LakeEvent[] found = [.. events.Where(one => _conditions.TrueForAll(holds => holds(one)))];
        IEnumerable<IReadOnlyList<LakeEvent>> groups = _groups.Count == 0 ? [found]
            : found.GroupBy(one => string.Join('\0', _groups.Select(group => group([one]) ?? "\u0001"))).Select(group => group.ToArray());
        return [.. groups.Select(group =>
        {
            JsonMap row = [];
            foreach ((string name, Expression value) in _items)
            {
                row[name] = ToJson(value(group));
            }

            return row;
        })];
    }

    private static object? ToJson(object? value) => value switch
    {
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        double number when Math.Abs(number) < long.MaxValue && Math.Floor(number) == number => (long)number,
        _ => value,
    };

    private void ReadQuery()
    {
        Expect("SELECT");
        do
        {
            int start = _at;
            Expression value = ReadSum();
            string name = string.Concat(_tokens[start.._at]);
            if (Accept("AS"))
            {
                name = ReadName();
            }

            _items.Add((name, value));
        }
        while (Accept(","));

        Expect("FROM");
        Table = ReadName();
        while (Accept("."))
        {
            Table += "." + ReadName();
        }

        if (Accept("WHERE"))
        {
            do
            {
                _conditions.Add(ReadCondition());
            }
            while (Accept("AND"));
        }

        if (Accept("GROUP"))
        {
            Expect("BY");
            do
            {
                Expression group = ReadSum();

                // A number means one of the columns that are selected.
                _groups.Add(group([]) is double number ? _items[(int)number - 1].Value : group);
            }
            while (Accept(","));
        }

        Accept(";");
        if (Next.Length > 0)
        {
            throw new FormatException(Next);
        }
    }

    private Func<LakeEvent, bool> ReadCondition()
    {
        if (Accept("p_occurs_since"))
        {
            Expect("(");
            DateTime since = _now - ReadSpan(ReadText());
            Expect(")");
            return one => one.Get("p_event_time") is DateTime time && time >= since;
        }

        Expression left = ReadSum();
        if (Accept("IN"))
        {
            Expect("(");
            var values = new List<Expression>();
            do
            {
                values.Add(ReadSum());
            }
            while (Accept(","));

            Expect(")");
            HashSet<object?> wanted = [.. values.Select(value => value([]))];
            return one => wanted.Contains(left([one]));
        }

        Expect("=");
        Expression right = ReadSum();
        return one => Equals(left([one]), right([one]));
    }

    private Expression ReadSum()
    {
        Expression left = ReadProduct();
        while (Next is "+" or "-" or "||")
        {
            string sign = _tokens[_at++];
            Expression first = left;
            Expression second = ReadProduct();
            left = events => Combine(sign, first(events), second(events));
        }

        return left;
    }

    private Expression ReadProduct()
    {
        Expression left = ReadValue();
        while (Next is "*" or "/")
        {
            string sign = _tokens[_at++];
            Expression first = left;
            Expression second = ReadValue();
            left = events => Combine(sign, first(events), second(events));
        }

        return left;
    }

    private static object? Combine(string sign, object? left, object? right) => (sign, left, right) switch
    {
        ("||", string a, string b) => a + b,
        ("+", double a, double b) => a + b,
        ("-", double a, double b) => a - b,
        ("*", double a, double b) => a * b,
        ("/", double a, double b) => a / b,
        _ => null,
    };

    private Expression ReadValue()
    {
        if (Accept("("))
        {
            Expression inner = ReadSum();
            Expect(")");
            return inner;
        }

        if (Next.StartsWith('\''))
        {
            string text = ReadText();
            return _ => text;
        }

        if (double.TryParse(Next, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            _at++;
            return _ => number;
        }

        string name = ReadName();
        return Accept("(") ? ReadCall(name.ToUpperInvariant()) : events => events.Count == 0 ? null : events[0].Get(name);
    }

    private Expression ReadCall(string function)
    {
        if (function == "EXTRACT")
        {
            string part = ReadName().ToUpperInvariant();
            Expect("FROM");
            Expression time = ReadSum();
            Expect(")");
            return events => time(events) is DateTime value ? (object)Part(part, value) : null;
        }

        bool isStar = Accept("*");
        Expression argument = isStar ? _ => null : ReadSum();
        Expect(")");
        if (s_aggregates.Contains(function))
        {
            _hasAggregate = true;
            return events => Aggregate(function, events, isStar ? null : argument);
        }

        return function switch
        {
            "FLOOR" => events => argument(events) is double number ? Math.Floor(number) : null,
            "CHR" => events => argument(events) is double code ? ((char)code).ToString() : null,
            _ => throw new FormatException(function),
        };
    }

    private static double Part(string part, DateTime time) => part switch
    {
        "YEAR" => time.Year,
        "DOY" => time.DayOfYear,
        "HOUR" => time.Hour,
        "MINUTE" => time.Minute,
        "SECOND" => time.Second,
        _ => throw new ApiException(Refusal.Invalid, $"no part of a time: {part}"),
    };

    private static object? Aggregate(string function, IReadOnlyList<LakeEvent> events, Expression? of)
    {
        (object? Value, long Count)[] values =
            [.. events.Select(one => (Value: of is null ? 1d : of([one]), one.Count)).Where(one => one.Value is not null)];
        return function switch
        {
            "COUNT" => (double)values.Sum(one => one.Count),
            _ when values.Length == 0 => null,
            "MIN" => values.Min(one => one.Value),
            "MAX" => values.Max(one => one.Value),
            "SUM" => values.Sum(one => Number(one.Value) * one.Count),
            _ => values.Sum(one => Number(one.Value) * one.Count) / values.Sum(one => one.Count),
        };
    }

    private static double Number(object? value) =>
        value as double? ?? throw new ApiException(Refusal.Invalid, $"no number: {value}");

    private static TimeSpan ReadSpan(string text)
    {
        Match match = Span().Match(text);
        double count = match.Success ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : throw new FormatException(text);
        return match.Groups[2].Value.ToUpperInvariant() switch
        {
            "S" => TimeSpan.FromSeconds(count),
            "M" => TimeSpan.FromMinutes(count),
            "H" => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
    }

    private string ReadText()
    {
        string token = Next.StartsWith('\'') ? _tokens[_at++] : throw new FormatException(Next);
        return token[1..^1].Replace("''", "'", StringComparison.Ordinal);
    }

    private string ReadName() =>
        Next.Length > 0 && (char.IsLetter(Next[0]) || Next[0] == '_') ? _tokens[_at++] : throw new FormatException(Next);

    private bool Accept(string token)
    {
        bool isThere = Next.Equals(token, StringComparison.OrdinalIgnoreCase);
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private void Expect(string token)
    {
        if (!Accept(token))
        {
            throw new FormatException($"{token} is missing");
        }
    }

    [GeneratedRegex(@"/\*.*?\*/|--[^\r\n]*", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"'(?:[^']|'')*'|[A-Za-z_]\w*|\d+(?:\.\d+)?|\|\||\S", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(@"\A\s*(\d+)\s*([smhd])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Span();
}
