using Newtonsoft.Json.Linq;
using Panther.Client.Hcl;

namespace Panther.Client.Tests.Aws;

public sealed class HclTests
{
    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a \"b\" \\c", "\"a \\\"b\\\" \\\\c\"")]
    [InlineData("line\nbreak\r\ttab", "\"line\\nbreak\\r\\ttab\"")]
    [InlineData("${var.x} %{ if } $ % $x", "\"$${var.x} %%{ if } $ % $x\"")]
    [InlineData("$${x}", "\"$$${x}\"")]
    [InlineData("$$$${x}", "\"$$$$${x}\"")]
    [InlineData("%%{x", "\"%%%{x\"")]
    [InlineData("$%{x} %${x} ${", "\"$%%{x} %$${x} $${\"")]
    [InlineData("$\\{x} $ {x} {$}", "\"$\\\\{x} $ {x} {$}\"")]
    [InlineData("<<EOT\nx\nEOT", "\"<<EOT\\nx\\nEOT\"")]
    [InlineData("#//* 'x' `y`", "\"#//* 'x' `y`\"")]
    [InlineData("\u0000\u001b\u0085", "\"\\u0000\\u001b\\u0085\"")]
    [InlineData("e\u0301 \u00e9 \ud83d\ude00 \u05d0", "\"e\u0301 \u00e9 \ud83d\ude00 \u05d0\"")]
    [InlineData("", "\"\"")]
    [InlineData("\u0001", "\"\\u0001\"")]
    [InlineData("übung 木", "\"übung 木\"")]
    public void A_text_is_itself_whatever_is_in_it(string text, string expected) => Assert.Equal(expected, HclValue.Quote(text));

    [Theory]
    [InlineData("ALB eu", "alb_eu")]
    [InlineData("9lives", "_9lives")]
    [InlineData("--", "_")]
    [InlineData("", "_")]
    [InlineData("\u6728", "_")]
    [InlineData("_x_", "x")]
    [InlineData("0", "_0")]
    [InlineData("\u0661", "_")]
    [InlineData("for", "for")]
    [InlineData("null", "null")]
    [InlineData("${a.b}\n\"c\"", "a_b_c")]
    [InlineData("e\u0301", "e")]
    [InlineData("\u212aelvin", "kelvin")]
    [InlineData("İstanbul", "stanbul")]
    public void A_name_is_one_that_Terraform_takes(string text, string expected) => Assert.Equal(expected, HclValue.Name(text));

    [Fact]
    public void A_body_is_laid_out_as_Terraforms_formatter_does()
    {
        string text = new HclBody()
            .AddComment("About it.\nIn two lines.")
            .AddBlock("resource", ["a", "b\"c"], new HclBody()
                .Add("short", "x")
                .Add("much_longer", HclValue.Number(1))
                .Add("left_out", (string?)null)
                .Add("list", HclValue.LongList(
                    [HclValue.Text("one"), HclValue.LongObject(
                    [new("a", HclValue.Boolean(true)), new("b c", HclValue.Expression("var.b"))])]))
                .Add("after", HclValue.List([]))
                .AddBlock("inner", [], new HclBody().Add("x", HclValue.Object([])))
                .AddBlock("inner", [], new HclBody()))
            .AddBlock("locals", [], new HclBody().Add("x", HclValue.Of(JToken.Parse("""{ "a": [1, null, true], "b": "c" }"""))))
            .ToString();

        Assert.Equal(
            """
            # About it.
            # In two lines.
            resource "a" "b\"c" {
              short       = "x"
              much_longer = 1
              list = [
                "one",
                {
                  a     = true
                  "b c" = var.b
                },
              ]
              after = []

              inner {
                x = {}
              }

              inner {
              }
            }

            locals {
              x = { a = [1, null, true], b = "c" }
            }

            """,
            text);
        Assert.Equal(text, HclFormat.Apply(text));
    }

    [Fact]
    public void The_formatter_of_the_tests_knows_what_stands_under_what() => Assert.Equal(
        "a {\n  x   = 1\n  yyy = \"{\"\n  z = [{\n    k = 1\n  }]\n  w = 2\n}\n",
        HclFormat.Apply("a {\nx = 1\nyyy=\"{\"\nz = [{\nk= 1\n}]\n    w   =   2\n}\n"));
}
