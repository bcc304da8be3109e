using System.Text.RegularExpressions;
using CsCheck;
using Newtonsoft.Json.Linq;
using Panther.Client.AsCode;
using Panther.Client.LogSources;
using Panther.Client.Terraform;
using Panther.Client.Tests.AsCode;
using Panther.Client.Tests.Aws;
using Panther.Client.Tests.Emulation;

namespace Panther.Client.Tests.Terraform;

/// <summary>Sources of every kind as Terraform's language. The expected texts went through HashiCorp's own formatter and parser.</summary>
public sealed partial class TerraformFileTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const string Credentials = """{"type":"service_account","project_id":"from-the-key"}""";

    private const string Head = """
        # The log sources of HOST, for Terraform 1.5 or later.
        # Panther returns no secrets: secrets are variables, and the first apply sends them again.
        # Terraform keeps them in its state in clear text.

        terraform {
          required_version = ">= 1.5.0"

          required_providers {
            panther = {
              source  = "panther-labs/panther"
              version = "~> 0.3"
            }
          }
        }

        provider "panther" {
          # The environment variables PANTHER_API_URL and PANTHER_API_TOKEN set the tenant and the token.
        }


        """;

    public static TheoryData<string> Kinds => [.. DefinitionKind.All.Select(k => k.Name)];

    public static TheoryData<string, string> Expected => new()
    {
        {
            """
            {
              "Kind": "s3", "Label": "CloudTrail prod", "AwsAccountId": "123456789012", "S3Bucket": "acme-trail",
              "LogProcessingRole": "arn:aws:iam::123456789012:role/r", "LogStreamType": "JsonArray", "JsonArrayEnvelopeField": "Records",
              "KmsKey": "arn:aws:kms:eu-west-1:123456789012:key/k", "ManagedBucketNotifications": true, "NoDataAlarmMinutes": 60,
              "S3PrefixLogTypes": [
                { "Prefix": "${AWSLogs}/", "LogTypes": ["AWS.CloudTrail", "AWS.ALB"], "ExcludedPrefixes": ["%{x}/*"] },
                { "Prefix": "access/", "LogTypes": ["AWS.S3ServerAccess"] }
              ]
            }
            """,
            """
            import {
              to = panther_s3_source.cloudtrail_prod
              id = "ID"
            }

            resource "panther_s3_source" "cloudtrail_prod" {
              name                                         = "CloudTrail prod"
              aws_account_id                               = "123456789012"
              bucket_name                                  = "acme-trail"
              log_processing_role_arn                      = "arn:aws:iam::123456789012:role/r"
              kms_key_arn                                  = "arn:aws:kms:eu-west-1:123456789012:key/k"
              panther_managed_bucket_notifications_enabled = true
              log_stream_type                              = "JsonArray"
              log_stream_type_options = {
                json_array_envelope_field = "Records"
              }
              prefix_log_types = [
                {
                  prefix            = "$${AWSLogs}/"
                  log_types         = ["AWS.CloudTrail", "AWS.ALB"]
                  excluded_prefixes = ["%%{x}/*"]
                },
                {
                  prefix            = "access/"
                  log_types         = ["AWS.S3ServerAccess"]
                  excluded_prefixes = []
                },
              ]
            }

            import {
              to = panther_log_source_alarm.cloudtrail_prod
              id = "ID/SOURCE_NO_DATA"
            }

            resource "panther_log_source_alarm" "cloudtrail_prod" {
              source_id         = panther_s3_source.cloudtrail_prod.id
              type              = "SOURCE_NO_DATA"
              minutes_threshold = 60
            }
            """
        },
        {
            """
            {
              "Kind": "s3", "Label": "plain", "AwsAccountId": "123456789012", "S3Bucket": "logs", "LogStreamType": "CloudWatchLogs",
              "LogProcessingRole": "arn:aws:iam::123456789012:role/r", "RetainEnvelopeFields": true,
              "S3PrefixLogTypes": [{ "Prefix": "", "LogTypes": ["AWS.ALB"] }]
            }
            """,
            """
            import {
              to = panther_s3_source.plain
              id = "ID"
            }

            resource "panther_s3_source" "plain" {
              name                                         = "plain"
              aws_account_id                               = "123456789012"
              bucket_name                                  = "logs"
              log_processing_role_arn                      = "arn:aws:iam::123456789012:role/r"
              panther_managed_bucket_notifications_enabled = false
              log_stream_type                              = "CloudWatchLogs"
              log_stream_type_options = {
                retain_envelope_fields = true
              }
              prefix_log_types = [
                {
                  prefix            = ""
                  log_types         = ["AWS.ALB"]
                  excluded_prefixes = []
                },
              ]
            }
            """
        },
        {
            """
            {
              "Kind": "http", "Label": "9 \"hooks\"\\", "LogType": ["GitHub.Webhook"], "LogStreamType": "JSON", "AuthMethod": "HMAC",
              "AuthHeaderKey": "x-sig", "AuthHmacAlg": "sha256", "AuthSecretValue": { "Secret": "s" }
            }
            """,
            """
            import {
              to = panther_httpsource._9_hooks
              id = "ID"
            }

            resource "panther_httpsource" "_9_hooks" {
              integration_label       = "9 \"hooks\"\\"
              auth_method             = "HMAC"
              auth_header_key         = "x-sig"
              auth_secret_value       = var._9_hooks_auth_secret_value
              auth_hmac_alg           = "sha256"
              log_stream_type         = "JSON"
              log_stream_type_options = {}
              log_types               = ["GitHub.Webhook"]
            }

            variable "_9_hooks_auth_secret_value" {
              description = "AuthSecretValue of the log source '9 \"hooks\"\\'"
              type        = string
              sensitive   = true
            }
            """
        },
        {
            """
            {
              "Kind": "http", "Label": "Basic", "LogType": ["AWS.ALB"], "LogStreamType": "XML", "XmlRootElement": "Events",
              "AuthMethod": "Basic", "AuthUsername": "me", "AuthPassword": { "Secret": "s" }, "NoDataAlarmMinutes": 43200
            }
            """,
            """
            import {
              to = panther_httpsource.basic
              id = "ID"
            }

            resource "panther_httpsource" "basic" {
              integration_label = "Basic"
              auth_method       = "Basic"
              auth_username     = "me"
              auth_password     = var.basic_auth_password
              log_stream_type   = "XML"
              log_stream_type_options = {
                xml_root_element = "Events"
              }
              log_types = ["AWS.ALB"]
            }

            import {
              to = panther_log_source_alarm.basic
              id = "ID/SOURCE_NO_DATA"
            }

            resource "panther_log_source_alarm" "basic" {
              source_id         = panther_httpsource.basic.id
              type              = "SOURCE_NO_DATA"
              minutes_threshold = 43200
            }

            variable "basic_auth_password" {
              description = "AuthPassword of the log source 'Basic'"
              type        = string
              sensitive   = true
            }
            """
        },
        {
            """
            {
              "Kind": "gcs", "Label": "GCP audit", "SubscriptionId": "panther-audit", "CredentialsType": "service_account",
              "GcsBucket": "acme-audit", "ProjectId": "acme", "Credentials": { "Secret": "s" }, "LogStreamType": "JSON",
              "PrefixLogTypes": [{ "Prefix": "audit/", "LogTypes": ["GCP.AuditLog"] }]
            }
            """,
            """
            import {
              to = panther_gcssource.gcp_audit
              id = "ID"
            }

            resource "panther_gcssource" "gcp_audit" {
              integration_label       = "GCP audit"
              subscription_id         = "panther-audit"
              project_id              = "acme"
              credentials_type        = "service_account"
              credentials             = var.gcp_audit_credentials
              gcs_bucket              = "acme-audit"
              log_stream_type         = "JSON"
              log_stream_type_options = {}
              prefix_log_types = [
                {
                  prefix            = "audit/"
                  log_types         = ["GCP.AuditLog"]
                  excluded_prefixes = []
                },
              ]
            }

            variable "gcp_audit_credentials" {
              description = "Credentials of the log source 'GCP audit'"
              type        = string
              sensitive   = true
            }
            """
        },
        {
            """
            {
              "Kind": "pubsub", "Label": "GCP dns", "SubscriptionId": "panther-dns", "CredentialsType": "wif", "ProjectId": "acme",
              "RegionalEndpoint": "europe-west3", "Credentials": { "Secret": "s" }, "LogStreamType": "Auto",
              "LogType": ["Custom.AVeryLongNameOfALogType1", "Custom.AVeryLongNameOfALogType2", "Custom.AVeryLongNameOfALogType3"]
            }
            """,
            """
            import {
              to = panther_pubsubsource.gcp_dns
              id = "ID"
            }

            resource "panther_pubsubsource" "gcp_dns" {
              integration_label       = "GCP dns"
              subscription_id         = "panther-dns"
              project_id              = "acme"
              credentials_type        = "wif"
              credentials             = var.gcp_dns_credentials
              regional_endpoint       = "europe-west3"
              log_stream_type         = "Auto"
              log_stream_type_options = {}
              log_types = [
                "Custom.AVeryLongNameOfALogType1",
                "Custom.AVeryLongNameOfALogType2",
                "Custom.AVeryLongNameOfALogType3",
              ]
            }

            variable "gcp_dns_credentials" {
              description = "Credentials of the log source 'GCP dns'"
              type        = string
              sensitive   = true
            }
            """
        },
        {
            """{ "Kind": "log-forwarder", "Label": "Edge", "LogType": ["AWS.ALB"], "LogStreamType": "JSON" }""",
            """
            # Added to the provider in 0.2.13: check the type's name with `terraform providers schema`.
            import {
              to = panther_logforwardersource.edge
              id = "ID"
            }

            resource "panther_logforwardersource" "edge" {
              integration_label       = "Edge"
              log_stream_type         = "JSON"
              log_stream_type_options = {}
              log_types               = ["AWS.ALB"]
            }
            """
        },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public async Task A_source_is_imported_and_described(string definition, string expected)
    {
        PantherClient client = Connect();
        string id = await CreateAsync(client, JObject.Parse(definition));

        string text = Write(client, await ReadAsync(client, isOnlyImported: false), isOnlyImports: false);

        string comparable = text.Replace(
            id, "ID", StringComparison.Ordinal).Replace(client.Endpoint.ApiHost, "HOST", StringComparison.Ordinal);
        Assert.Equal(Head + expected, comparable);
    }

    [Fact]
    public async Task An_import_alone_needs_the_alarm_and_no_configuration()
    {
        PantherClient client = Connect();
        string id = await CreateAsync(client, Definitions.Full(DefinitionKind.Named("http")!));
        int before = (await Control.GetRequestsAsync()).Count;

        string text = Write(client, await ReadAsync(client, isOnlyImported: true), isOnlyImports: true);

        Assert.Equal(
            $$"""
            # Imports of the log sources of {{client.Endpoint.ApiHost}}, for Terraform 1.5 or later with the provider panther-labs/panther.
            # `terraform plan -generate-config-out=FILE` writes the resources; it leaves secrets empty.

            import {
              to = panther_httpsource.a_source
              id = "{{id}}"
            }

            import {
              to = panther_log_source_alarm.a_source
              id = "{{id}}/SOURCE_NO_DATA"
            }
            """,
            text);
        Assert.Equal(2, (await Control.GetRequestsAsync()).Count - before);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_kind_is_laid_out_as_Terraforms_formatter_does_and_says_every_key(string kindName)
    {
        DefinitionKind kind = DefinitionKind.Named(kindName)!;
        PantherClient client = Connect();
        await Definitions.Of(kind).SampleAsync(async made =>
        {
            await Control.ResetAsync();
            string id = await CreateAsync(client, made);
            string text = Write(client, await ReadAsync(client, isOnlyImported: false), isOnlyImports: false);

            Assert.Equal(text, HclFormat.Apply(text));
            string resource = text.Substring(text.IndexOf("\nresource", StringComparison.Ordinal));
            Assert.Contains($"id = \"{id}\"", text, StringComparison.Ordinal);
            int secrets = kind.Keys.Count(k => k.IsSecret && made[k.Name] is not null);
            Assert.Equal(secrets, Regex.Count(resource, @" = var\.\w+"));
            Assert.Equal(secrets, Regex.Count(text, "^  sensitive +=", RegexOptions.Multiline));
            foreach (DefinitionKey key in kind.Keys.Where(k => k is { IsSecret: false, Shape: ValueShape.Text }))
            {
                // Quoted as JSON is, but for templates.
                string json = JValue.CreateString((string?)made[key.Name] ?? "").ToString(Newtonsoft.Json.Formatting.None);
                string value = Templates().Replace(json, "$0$0");
                if (value == "\"\"")
                {
                    continue;
                }

                Assert.Contains(" = " + value + "\n", resource, StringComparison.Ordinal);
            }

            Assert.Equal(made["NoDataAlarmMinutes"]!.Type != JTokenType.Null, text.Contains("minutes_threshold", StringComparison.Ordinal));
            Assert.DoesNotContain("null", resource, StringComparison.Ordinal);
        }, iter: 12, threads: 1);
    }

    [Fact]
    public void Names_are_unlike_whatever_the_labels_are_and_do_not_depend_on_the_order()
    {
        Gen<(string Label, string Id)[]> all = Gen.Select(Gen.Char["aA b_-0\u00e4\u6728"].Array[0, 5], Gen.Char["ab0-_\u00e4"].Array[1, 12])
            .Select((label, id) => (new string(label), new string(id))).Array[1, 12]
            .Select(s => s.GroupBy(x => x.Item2).Select(g => g.First()).ToArray());

        all.Sample(sources =>
        {
            Dictionary<string, string> names = NamesOf(sources);

            Assert.Equal(sources.Length, names.Values.Distinct(StringComparer.Ordinal).Count());
            Assert.All(names.Values, name => Assert.Matches(@"\A[a-z_][a-z0-9_]*\z", name));
            Assert.Equivalent(names, NamesOf([.. sources.Reverse()]), strict: true);
        }, iter: 2000);
    }

    [Theory]
    [InlineData("ALB eu", "0a4c8e12-5b7d", "alb_eu", "CloudTrail", "1b5d9f23-6c8e", "cloudtrail")]
    [InlineData("ALB eu", "0a4c8e12-5b7d", "alb_eu_0a4c8e12", "alb-EU", "1b5d9f23-6c8e", "alb_eu_1b5d9f23")]
    [InlineData("ALB eu", "0a4c8e12-5b7d", "alb_eu_0a4c8e12_5b7d", "alb-EU", "0a4c8e12-6c8e", "alb_eu_0a4c8e12_6c8e")]
    [InlineData("a", "b-c", "a_622d63", "A", "b_c", "a_625f63")]
    [InlineData("\u6728", "0a4c8e12-5b7d", "source_0a4c8e12", "source", "1b5d9f23-6c8e", "source")]
    [InlineData("Okta", "0a4c8e12-5b7d", "okta_0a4c8e12", "okta", "1b5d9f23-6c8e", "okta_1b5d9f23")]
    [InlineData("\u00e9", "0a4c8e12-5b7d", "source_0a4c8e12", "e\u0301", "1b5d9f23-6c8e", "e")]
    [InlineData("", "0a4c8e12-5b7d", "source_0a4c8e12", "---", "1b5d9f23-6c8e", "source_1b5d9f23")]
    [InlineData("9", "0a4c8e12-5b7d", "_9_0a4c8e12", "_9", "1b5d9f23-6c8e", "_9_1b5d9f23")]
    [InlineData("for", "0a4c8e12-5b7d", "for", "count", "1b5d9f23-6c8e", "count")]
    public void A_label_that_makes_the_name_of_another_gets_as_much_of_the_id_as_it_takes(
        string label, string id, string name, string otherLabel, string otherId, string otherName)
    {
        Dictionary<string, string> names = NamesOf([(label, id), (otherLabel, otherId)]);

        Assert.Equal(name, names[id]);
        Assert.Equal(otherName, names[otherId]);
    }

    [Fact]
    public void What_is_not_described_is_named_in_comments_of_one_line_each()
    {
        TerraformSource[] sources =
        [
            new(Source("1", "queue\n}")),
            new(Source("2", "hook")) { Failure = "It is gone.\r\nEntirely." },
        ];

        string text = new TerraformFile("acme", sources, isOnlyImports: true).Write();

        Assert.EndsWith(
            """


            # Left out, because Panther's API cannot configure log sources of these types:
            # - 'queue }' (1): aws-sqs
            # Left out, because they could not be read:
            # - 'hook' (2): It is gone.  Entirely.
            """,
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_the_provider_refuses_is_a_warning()
    {
        TerraformResource s3 = TerraformResource.Of(DefinitionKind.Named("s3")!)!;
        TerraformSource[] sources = [.. new[] { "a-b C1", "a_b", new string('a', 33), "" }.Select(
            (label, i) => new TerraformSource(new S3LogSource(null) { Id = $"{i}", Label = label }, s3))];

        string[] warnings = [.. new TerraformFile("acme", sources, isOnlyImports: true).Warnings];

        Assert.Equal(3, warnings.Length);
        Assert.StartsWith("The log source 'a_b' has a label that Terraform's provider refuses", warnings[0], StringComparison.Ordinal);
    }

    /// <summary>The names of the resources, by the sources' ids.</summary>
    private static Dictionary<string, string> NamesOf((string Label, string Id)[] sources)
    {
        TerraformResource http = TerraformResource.Of(DefinitionKind.Named("http")!)!;
        TerraformSource[] described = [.. sources.Select(s => new TerraformSource(Source(s.Id, s.Label), http))];
        string text = new TerraformFile("acme", described, isOnlyImports: true).Write();
        return Regex.Matches(text, """to = panther_httpsource\.(\S+)\n  id = "(.*)"$""", RegexOptions.Multiline)
            .ToDictionary(m => m.Groups[2].Value, m => m.Groups[1].Value, StringComparer.Ordinal);
    }

    private static LogSource Source(string id, string label) =>
        new((PantherClient?)null) { Id = id, Label = label, IntegrationType = "aws-sqs" };

    private static string Write(PantherClient client, IReadOnlyCollection<TerraformSource> sources, bool isOnlyImports) =>
        new TerraformFile(client.Endpoint.ApiHost, sources, isOnlyImports).Write();

    private async Task<string> CreateAsync(PantherClient client, JObject definition)
    {
        LogSourceDefinition read = Definitions.Read(definition.ToString());
        var secrets = read.Secrets.Keys.ToDictionary(k => k, k => k.Name == "Credentials" ? Credentials : "a secret");
        return await new Synchronization(client).CreateAsync(read, secrets, Context);
    }

    private async Task<IReadOnlyCollection<TerraformSource>> ReadAsync(PantherClient client, bool isOnlyImported)
    {
        var read = new List<TerraformSource>();
        await foreach (LogSource source in client.LogSources.List(Context))
        {
            read.Add(await TerraformSource.ReadAsync(client, source, isOnlyImported, Context));
        }

        return read;
    }

    [GeneratedRegex("[$%](?=\\{)")]
    private static partial Regex Templates();
}
