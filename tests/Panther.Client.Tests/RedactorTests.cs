using System.Net;
using System.Text;
using CsCheck;
using Newtonsoft.Json;
using Panther.Client.Http;

namespace Panther.Client.Tests;

/// <summary>The forms in which a secret may come back.</summary>
public sealed class RedactorTests
{
    private const string KeyLine = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
    private const string Key = "-----BEGIN PRIVATE KEY-----\n" + KeyLine + "\nSecondLineOfTheKey/+=\nlast==\n-----END PRIVATE KEY-----\n";

    private static readonly string s_credentials = JsonConvert.SerializeObject(new
    {
        type = "service_account",
        project_id = "my-project-of-many-letters",
        private_key_id = "0123456789abcdef0123456789abcdef",
        private_key = Key,
        client_email = "reader@my-project.iam.gserviceaccount.com",
        token_uri = "https://oauth2.googleapis.com/token",
    });

    /// <summary>Long enough for a secret, and of all that JSON, URLs and Base64 write in other ways.</summary>
    private static readonly Gen<string> s_anySecret = Gen.Char["abcXYZ019 \"\\/<>&'+=%\t\n{}[]:,äß€"].Array[8, 40].Select(
        chars => new string(chars));

    private static readonly Gen<string> s_anyText = Gen.Char["abcXYZ \"\\/:,."].Array[0, 30].Select(chars => new string(chars));

    public static TheoryData<string> Quotes =>
    [
        $"cannot parse private_key '{Key}'",
        $"cannot parse private_key {JsonConvert.ToString(Key)}",
        $"cannot parse {JsonConvert.ToString(JsonConvert.ToString(Key))}",
        $"bad line {KeyLine} in key",
        "bad line SecondLineOfTheKey/+=",
        "the key ends in last==",
        $"no key 0123456789abcdef0123456789abcdef",
        $"in the URL ?key={Uri.EscapeDataString(Key)}",
        $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("x:" + KeyLine))}",
    ];

    [Theory]
    [MemberData(nameof(Quotes))]
    public void A_private_key_of_credentials_is_masked_wherever_a_part_of_it_stands(string text)
    {
        string clean = new Redactor(s_credentials).Clean(text);

        foreach (string piece in new[] { "MIIE", "hkiG9w0", "SecondLine", "last==", "0123456789", "TUlJR", "UlJRXZ" })
        {
            Assert.DoesNotContain(piece, clean, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("the account reader@my-project.iam.gserviceaccount.com of my-project-of-many-letters")]
    [InlineData("type service_account, see https://oauth2.googleapis.com/token")]
    public void What_of_credentials_is_public_stays(string text) => Assert.Equal(text, new Redactor(s_credentials).Clean(text));

    [Theory]
    [InlineData("user:hunter2!x")]
    [InlineData("domain\\user:hunter2!x")]
    [InlineData("u:hunter2!x")]
    [InlineData("us:hunter2!x")]
    public void A_password_in_Base64_is_masked_whatever_stands_before_it(string login)
    {
        string base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(login));

        Assert.Equal("Basic *** refused", new Redactor("hunter2!x").Clean($"Basic {base64} refused"));
    }

    [Fact]
    public void Credentials_that_are_cut_anywhere_leave_nothing_behind()
    {
        var redactor = new Redactor(s_credentials);
        for (int length = 1; length <= s_credentials.Length; length++)
        {
            string clean = redactor.CleanCutOff("no " + s_credentials[..length]);

            Assert.True(clean.Length <= "no ***".Length + 3, clean);
        }
    }

    /// <summary>Any secret, among others and in any text, in each form in which an answer may quote it.</summary>
    [Fact]
    public void No_secret_survives_in_any_form() => Gen.Select(s_anySecret, s_anySecret, s_anyText, s_anyText).Sample(
        (secret, other, before, after) =>
        {
            string json = JsonConvert.ToString(secret)[1..^1];
            string[] forms =
            [
                secret, json, JsonConvert.ToString(json)[1..^1], Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret),
                System.Text.Json.JsonSerializer.Serialize(secret)[1..^1], secret.ToUpperInvariant(), secret.ToLowerInvariant(),
                .. Enumerable.Range(0, 3).Select(n => Convert.ToBase64String(Encoding.UTF8.GetBytes("user:"[..n] + secret))),
            ];
            var redactor = new Redactor(other, secret);
            foreach (string form in forms)
            {
                Assert.DoesNotContain(form, redactor.Clean($"{before} {form} {after}"), StringComparison.OrdinalIgnoreCase);
            }
        });

    [Fact]
    public void Any_secret_that_is_cut_anywhere_is_masked_to_its_end() => Gen.Select(s_anySecret, s_anyText).Sample(
        (secret, before) =>
        {
            var redactor = new Redactor(secret);
            for (int length = 4; length <= secret.Length; length++)
            {
                Assert.EndsWith("***", redactor.CleanCutOff($"{before} {secret[..length]}"), StringComparison.Ordinal);
            }
        });

    [Fact]
    public void A_text_without_the_secret_stays_as_it_is() =>
        Gen.Select(Gen.Char["abcdef"].Array[8, 30], Gen.Char["uvwxyz ,.\"'"].Array[0, 60]).Sample(
        (secret, text) => Assert.Equal(new string(text), new Redactor(new string(secret)).Clean(new string(text))));

    [Theory]
    [InlineData("a", "Panther answered: a bad day")]
    [InlineData("of", "end of file")]
    public void A_short_secret_is_not_told_by_masks_in_its_place(string secret, string text)
    {
        string clean = new Redactor(secret).Clean(text);

        Assert.DoesNotContain("***", clean, StringComparison.Ordinal);
        Assert.DoesNotContain(text, clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "Panther answered")]
    [InlineData("of", "soft")]
    public void A_short_secret_that_is_a_part_of_words_leaves_them_alone(string secret, string text) =>
        Assert.Equal(text, new Redactor(secret).Clean(text));

    [Fact]
    public void An_exception_that_holds_a_secret_in_its_data_is_dropped()
    {
        var exception = new InvalidOperationException("outer", new IOException("inner"));
        Assert.Same(exception, new Redactor("secret-word").CleanOrNull(exception));

        exception.InnerException!.Data["key"] = "a secret-word";

        Assert.Null(new Redactor("secret-word").CleanOrNull(exception));
    }
}
