using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Newtonsoft.Json.Linq;
using Panther.Client.AsCode;
using Panther.Client.LogSources;

namespace Panther.Client.Tests.AsCode;

/// <summary>A folder that a tenant is exported into, whatever the labels of its sources are.</summary>
public sealed partial class DefinitionFolderTests : IDisposable
{
    private static readonly DefinitionKind s_http = DefinitionKind.Named("http")!;

    private static readonly string[] s_hard =
        ["CON", "nul", "aux.txt", "COM1", ".", "..", ".git", "a", "A", "a.", "a ", "\u00e9", "e\u0301", "\u0130", "i", "I", "\u00df", "SS", "a:b", "a*b", "..\\a", "../a"];

    private static readonly Gen<string> s_label = Gen.OneOf(
        Gen.Int[0, s_hard.Length - 1].Select(i => s_hard[i]),
        Gen.Char["aA.\u00e4 /\\:*?\"<>|\u0001\n\u202e\ue000'$%"].Array[1, 8].Select(c => new string(c)),
        Gen.Int[1, 90].Select(n => string.Concat(Enumerable.Repeat("\ud83d\ude00", n))),
        Gen.String[1, 300]).Where(label => label.Trim().Length > 0 && IsWhole(label));

    private readonly string _folder = Directory.CreateTempSubdirectory("panther-folder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_label_has_a_file_of_its_own_that_every_system_takes_and_that_says_it()
    {
        int run = 0;
        s_label.Array[1, 12].Sample(labels =>
        {
            labels = [.. labels.Distinct(StringComparer.Ordinal)];
            string folder = Path.Combine(_folder, $"{run++}");
            HttpLogSource[] sources = [.. labels.Select((label, i) => Source($"id-{i}", label))];

            Assert.Equal(sources.Length, Export(folder, sources));

            string[] files = [.. Directory.GetFiles(folder, "*.panther.json")];
            Assert.Equal(sources.Length, files.Select(DefinitionFiles.Fold).Distinct(StringComparer.Ordinal).Count());
            Assert.All(files.Select(f => Path.GetFileName(f)), name =>
            {
                Assert.DoesNotMatch(Forbidden(), name);
                Assert.True(Encoding.UTF8.GetByteCount(name) <= 255, name);
            });
            var reader = new DefinitionReader(_ => null);
            foreach (string file in files)
            {
                reader.ReadFile(file);
            }

            Assert.Equal(labels.Order(StringComparer.Ordinal), reader.Finish().Select(d => d.Label).Order(StringComparer.Ordinal));

            // The tenant is what the files say, in whatever order it is read; nothing is written again.
            Assert.Equal(0, Export(folder, [.. sources.Reverse()]));
        }, iter: 150, threads: 1);
    }

    [Fact]
    public void A_source_keeps_its_file_when_another_one_of_a_like_name_comes_or_goes()
    {
        HttpLogSource first = Source("id-1", "Okta"), second = Source("id-2", "okta");
        Export(_folder, [first]);

        Assert.Equal(1, Export(_folder, [first, second]));
        Assert.Equal(0, Export(_folder, [first]));
        Assert.Equal(0, Export(_folder, [second]));
        Assert.True(File.Exists(Path.Combine(_folder, "Okta.panther.json")));
        Assert.Equal(2, Directory.GetFiles(_folder, "*.panther.json").Length);
    }

    [Fact]
    public void Sources_whose_labels_are_alike_have_secrets_of_their_own()
    {
        int run = 0;
        s_label.Array[1, 12].Sample(labels =>
        {
            string folder = Path.Combine(_folder, $"{run++}");
            labels = [.. labels.Distinct(StringComparer.Ordinal)];

            Export(folder, [.. labels.Select((label, i) => Source($"id-{i}", label, "SharedSecret"))]);

            IEnumerable<string> secrets = Directory.GetFiles(folder, "*.panther.json")
                .SelectMany(file => Definitions.Read(File.ReadAllText(file)).Secrets.Values).Select(s => s.Secret!);
            Assert.Equal(labels.Length, secrets.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        }, iter: 100, threads: 1);
    }

    [Fact]
    public void Whatever_is_written_is_read_as_what_the_source_is_and_the_rest_is_refused_by_name()
    {
        int run = 0;
        Gen<string> blank = Gen.Char[" \t\n\u00a0\u2003"].Array[0, 3].Select(c => new string(c));
        Gen<string> text = Gen.OneOf(blank, s_label, Gen.Char["a\ud83d\ude00\u0000\ufeff\u2028\\"].Array[1, 4].Select(c => new string(c)));
        Gen.Select(text, text).Sample(texts =>
        {
            HttpLogSource source = Source("id-1", texts.Item1);
            source.Configure(new JObject
            {
                ["logTypes"] = new JArray("AWS.ALB"),
                ["logStreamType"] = "JSON",
                ["authMethod"] = "SharedSecret",
                ["authHeaderKey"] = texts.Item2,
            });
            var folder = new DefinitionFolder(Path.Combine(_folder, $"{run++}"), _ => null);
            folder.Name([(s_http, source)]);
            FilePlan plan;
            try
            {
                plan = folder.Plan(s_http, source, alarm: null, force: false);
            }
            catch (PantherException e)
            {
                Assert.Equal(PantherErrorKind.InvalidInput, e.Kind);
                Assert.StartsWith($"The log source '{texts.Item1}' (id-1) cannot be exported", e.Message, StringComparison.Ordinal);
                Assert.True(
                    new[] { texts.Item1, texts.Item2 }.Any(t => string.IsNullOrWhiteSpace(t) || !IsWhole(t)), $"{texts} can be written.");
                return;
            }

            folder.Write(plan);
            var reader = new DefinitionReader(_ => null);
            reader.ReadFile(plan.Path);
            LogSourceDefinition read = Assert.Single(reader.Finish());
            read.Check();
            Assert.Equal(texts.Item1, read.Label);
            Assert.Empty(TenantComparison.Compare(read, source, alarm: null).Changes);
        }, iter: 400, threads: 1);
    }

    /// <summary>Exports sources as the cmdlet does.</summary>
    /// <returns>How many files were written.</returns>
    private static int Export(string path, IReadOnlyCollection<HttpLogSource> sources)
    {
        var folder = new DefinitionFolder(path, _ => null);
        folder.Name(sources.Select(s => (s_http, (LogSource)s)));
        FilePlan[] plans = [.. sources.Select(s => folder.Plan(s_http, s, alarm: null, force: false)).Where(p => p.Text is not null)];
        foreach (FilePlan plan in plans)
        {
            folder.Write(plan);
        }

        return plans.Length;
    }

    private static HttpLogSource Source(string id, string label, string authMethod = "None")
    {
        var source = new HttpLogSource(new LogSource((PantherClient?)null) { Id = id, Label = label, IntegrationType = "http-ingest" });
        source.Configure(new JObject
        {
            ["logTypes"] = new JArray("AWS.ALB"),
            ["logStreamType"] = "JSON",
            ["authMethod"] = authMethod,
            ["authHeaderKey"] = authMethod == "SharedSecret" ? "x-key" : "",
        });
        return source;
    }

    /// <summary>Whether a text has no half of a character, which no UTF-8 has.</summary>
    private static bool IsWhole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    /// <summary>What Windows takes in no name: characters, ends, and the names of devices.</summary>
    [GeneratedRegex("""[<>:"/\\|?*\x00-\x1f]|[. ]\z|\A(CON|PRN|AUX|NUL|COM[1-9]|LPT[1-9])(\.|\z)""", RegexOptions.IgnoreCase)]
    private static partial Regex Forbidden();
}
