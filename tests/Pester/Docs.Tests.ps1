# Holds docs/en-US against the cmdlets, both ways; runs every example and compares what the screen then shows with what the
# page shows; and looks at the help that build/docs.ps1 makes of the pages.
#
# An example runs as if a person typed it, statement after statement, in a session of its own:
# * acme.runpanther.net and acme-stg.runpanther.net, in whatever form a host may be given, are two emulators, with the
#   sources of Get-Scene below; staging and default are connections to them, and default is the default.
# * Get-Secret gives the tokens of the two (Panther, PantherStaging), credentials of Google Cloud (GcpFederation), or
#   something made up.
# * The current folder holds the files of Initialize-ExampleFolder below.
# * The person answers Yes to every question, and types the token of acme where one is asked for.
# Ids and times differ each time, and blanks do not count; everything else that is shown has to be as the page has it. An
# example whose page shows no output must show none.

BeforeDiscovery {
    $folder = Join-Path (Split-Path (Split-Path $PSScriptRoot)) 'docs/en-US'

    function Read-Page {
        # A page as its sections by name, in lists of heading and text.
        param([IO.FileInfo] $File)
        $text = [IO.File]::ReadAllText($File.FullName) -replace "`r`n", "`n"
        $sections = [ordered] @{}
        foreach ($section in [regex]::Matches($text, '(?ms)^## ([^\n]+)\n(.*?)(?=^## |\z)')) {
            $body = $section.Groups[2].Value
            $sections[$section.Groups[1].Value] = @{
                Text  = ($body -split '(?m)^### ')[0].Trim()
                Parts = @([regex]::Matches($body, '(?ms)^### ([^\n]+)\n(.*?)(?=^### |\z)') | ForEach-Object {
                        @{ Heading = $_.Groups[1].Value; Text = $_.Groups[2].Value.Trim() }
                    })
            }
        }

        @{ Name = $File.BaseName; Text = $text; Sections = $sections }
    }

    function Read-Example {
        # The PowerShell code in a text, each block with the output that is shown under it.
        param([string] $Page, [string] $Title, [string] $Text)
        $blocks = @([regex]::Matches($Text, '(?ms)^```powershell\n(.*?)^```\n?(?:\n```output\n(.*?)^```)?') | ForEach-Object {
                @{ Code = $_.Groups[1].Value.TrimEnd(); Output = $_.Groups[2].Value }
            })
        if ($blocks.Count -gt 0) {
            @{ Page = $Page; Title = $Title; Blocks = $blocks }
        }
    }

    $pages = @(Get-ChildItem $folder -Filter '*-*.md' | ForEach-Object { Read-Page $_ })
    $topics = @(Get-ChildItem $folder -Filter 'about_*.md' | ForEach-Object { Read-Page $_ })
    $examples = @(
        foreach ($page in $pages) {
            foreach ($part in $page.Sections['EXAMPLES'].Parts) {
                Read-Example $page.Name $part.Heading $part.Text
            }
        }

        foreach ($topic in $topics) {
            foreach ($section in $topic.Sections.Values) {
                foreach ($part in $section.Parts) {
                    Read-Example $topic.Name $part.Heading $part.Text
                }
            }
        }
    )
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $folder = Get-RepositoryPath 'docs/en-US'

    function Get-BrokenLink {
        # The links of a page that lead nowhere.
        param([string] $Text)
        foreach ($link in [regex]::Matches($Text, '\[[^\]\n]+\]\(([^)\s]+)\)')) {
            $target = $link.Groups[1].Value
            $isGood = if ($target -match '^[a-z]+:') {
                $target -match '^https://' -and [uri]::IsWellFormedUriString($target, 'Absolute')
            }
            else {
                Test-Path (Join-Path $folder $target)
            }

            if (-not $isGood) {
                $target
            }
        }
    }
}

Describe 'The pages' {
    It 'are those of the cmdlets that the module exports' {
        $names = Get-ChildItem $folder -Filter '*-*.md' | ForEach-Object BaseName | Sort-Object
        $names | Should -Be (Get-ExportedCmdlet | ForEach-Object Name | Sort-Object)
    }
}

Describe 'The page of <Name>' -ForEach $pages {
    BeforeAll {
        $cmdlet = Get-Command $Name -Module PantherPS

        function Get-PageParameter {
            # The parameters of the page, each as one line; words are what is said about it.
            foreach ($part in $Sections['PARAMETERS'].Parts | Where-Object { $_.Heading -ne 'CommonParameters' }) {
                $null = $part.Text -match '(?s)^(?<words>.*?)```yaml\n(?<yaml>.*?)```'
                $words, $yaml = $Matches['words'].Trim(), $Matches['yaml']
                $sets = foreach ($set in [regex]::Matches($yaml, '(?m)^- Name: (?<name>.+)\n(?<rest>(?:  .+\n)+)')) {
                    $values = [regex]::Matches($set.Groups['rest'].Value, '(?m): (.+)$') | ForEach-Object { $_.Groups[1].Value }
                    '{0}: {1}' -f $set.Groups['name'].Value, ($values -join ' ')
                }
                $aliases = [regex]::Match($yaml, '(?m)^Aliases:\n((?:- .+\n)+)').Groups[1].Value -split '\n' | Where-Object { $_ } | ForEach-Object { $_.Substring(2) }
                @{
                    Name    = $part.Heading.TrimStart('-')
                    Words   = $words
                    Default = [regex]::Match($yaml, '(?m)^DefaultValue: (.*)$').Groups[1].Value.Trim("'")
                    Line    = '{0}, {1}, wildcards {2}, aliases ({3}), {4}' -f $part.Heading.TrimStart('-'),
                    [regex]::Match($yaml, '(?m)^Type: (.+)$').Groups[1].Value,
                    [regex]::Match($yaml, '(?m)^SupportsWildcards: (.+)$').Groups[1].Value,
                    (($aliases | Sort-Object) -join ' '), (($sets | Sort-Object) -join '; ')
                }
            }
        }

        function Get-CmdletParameter {
            # The parameters of the cmdlet in the same form.
            $own = @(Get-OwnParameter $cmdlet) + @($cmdlet.Parameters.Values | Where-Object { $_.Name -in 'WhatIf', 'Confirm' })
            foreach ($parameter in $own) {
                $sets = foreach ($set in $parameter.ParameterSets.GetEnumerator()) {
                    $position = if ($set.Value.Position -lt 0) { 'Named' } else { $set.Value.Position }
                    $name = if ($set.Key -eq '__AllParameterSets') { '(All)' } else { $set.Key }
                    ('{0}: {1} {2} {3} {4} {5}' -f $name, $position, $set.Value.IsMandatory, $set.Value.ValueFromPipeline,
                    $set.Value.ValueFromPipelineByPropertyName, $set.Value.ValueFromRemainingArguments) -creplace '\bTrue\b', 'true' -creplace '\bFalse\b', 'false'
                }
                $type = $parameter.ParameterType
                $inner = [Nullable]::GetUnderlyingType($type)
                $typeName = if ($inner) { 'System.Nullable`1[{0}]' -f $inner.FullName } else { $type.FullName }
                $wildcards = @($parameter.Attributes | Where-Object { $_ -is [Management.Automation.SupportsWildcardsAttribute] }).Count -gt 0
                '{0}, {1}, wildcards {2}, aliases ({3}), {4}' -f $parameter.Name, $typeName, "$wildcards".ToLowerInvariant(),
                (($parameter.Aliases | Sort-Object) -join ' '), (($sets | Sort-Object) -join '; ')
            }
        }
    }

    It 'has all sections, in PlatyPS'' order' {
        $Sections.Keys | Should -Be 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'EXAMPLES', 'PARAMETERS', 'INPUTS', 'OUTPUTS', 'NOTES', 'RELATED LINKS'
        $Text | Should -Match "(?m)^title: $Name`$"
        $Text | Should -Match "(?m)^# $Name`$"
        $Text | Should -Not -Match '\{\{'
    }

    It 'says what the cmdlet does, and which permissions it needs' {
        $Sections['SYNOPSIS'].Text | Should -Match '^[A-Z][^\n]+\.$'
        $Sections['DESCRIPTION'].Text.Length | Should -BeGreaterThan 100
        $Sections['NOTES'].Text | Should -Match '^Permissions: '
    }

    It 'has two examples or more' {
        $Sections['EXAMPLES'].Parts.Count | Should -BeGreaterOrEqual 2
        $number = 0
        foreach ($part in $Sections['EXAMPLES'].Parts) {
            $number++
            $part.Heading | Should -Match "^Example ${number}: \S"
            $part.Text | Should -Match '```powershell\n'
        }
    }

    It 'has the cmdlet''s parameters, with their types, aliases, sets, positions and pipeline input' {
        Get-PageParameter | ForEach-Object { $_.Line } | Sort-Object | Should -Be (Get-CmdletParameter | Sort-Object)
    }

    It 'describes each parameter' {
        Get-PageParameter | Where-Object { $_.Words -notmatch '^\S[\s\S]+\.$' } | ForEach-Object { $_.Name } | Should -BeNullOrEmpty
    }

    It 'has the parameters'' defaults' {
        $new = [Activator]::CreateInstance($cmdlet.ImplementingType)
        foreach ($parameter in Get-PageParameter | Where-Object { $_.Name -notin 'WhatIf', 'Confirm' }) {
            $isMandatory = @($cmdlet.Parameters[$parameter.Name].ParameterSets.Values | Where-Object { $_.IsMandatory }).Count -gt 0
            $value = $new.($parameter.Name)
            $expected = if ($isMandatory -and $value -isnot [switch]) { '' } else { "$value" }
            '{0}: {1}' -f $parameter.Name, $parameter.Default | Should -Be ('{0}: {1}' -f $parameter.Name, $expected)
        }
    }

    It 'has the cmdlet''s syntax' {
        $shown = [regex]::Matches($Text, '(?ms)^## SYNTAX\n(.*?)^## ').Groups[1].Value
        $onPage = [regex]::Matches($shown, '(?s)```\n(.*?)\n```') | ForEach-Object { $_.Groups[1].Value -replace '\s+', ' ' }
        $ofCmdlet = $cmdlet.ParameterSets | ForEach-Object { "$Name $_ [<CommonParameters>]" -replace '\s+', ' ' }
        $onPage | Sort-Object | Should -Be ($ofCmdlet -replace '(\[<CommonParameters>\] )?\[<CommonParameters>\]$', '[<CommonParameters>]' | Sort-Object)
        $default = [regex]::Match($shown, '(?m)^### (.+) \(Default\)$').Groups[1].Value
        if ($cmdlet.ParameterSets.Count -gt 1) {
            $default | Should -Be $cmdlet.DefaultParameterSet
        }
    }

    It 'has what the cmdlet takes from the pipeline, and what it emits' {
        $piped = Get-OwnParameter $cmdlet | Where-Object { $_.ParameterSets.Values | Where-Object { $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName } }
        $types = @($piped | ForEach-Object { $_.ParameterType.FullName } | Sort-Object -Unique)
        $Sections['INPUTS'].Parts.Heading | Sort-Object | Should -Be $(if ($types) { $types } else { 'None' })
        $Sections['OUTPUTS'].Parts.Heading | Should -Be $cmdlet.OutputType.Name
    }

    It 'has links that lead somewhere, and is where the cmdlet''s own link leads' {
        Get-BrokenLink $Text | Should -BeNullOrEmpty
        $address = [regex]::Match($Text, '(?m)^HelpUri: (\S+)$').Groups[1].Value
        $address | Should -Be $cmdlet.HelpUri
        $address | Should -BeLike "*/docs/en-US/$Name.md"
    }
}

Describe 'The topic <Name>' -ForEach $topics {
    It 'has its sections' {
        $Sections.Keys | Should -Be 'SHORT DESCRIPTION', 'LONG DESCRIPTION', 'SEE ALSO'
        $Text | Should -Match "^# $Name\n"

        # Get-Help shows one line of it.
        $Sections['SHORT DESCRIPTION'].Text | Should -Match '^[A-Z][^\n]{20,74}\.$'
    }

    It 'has links that lead somewhere' {
        Get-BrokenLink $Text | Should -BeNullOrEmpty
    }
}

Describe 'The topics' {
    It 'name every cmdlet in about_PantherPS' {
        $text = [IO.File]::ReadAllText((Join-Path $folder 'about_PantherPS.md'))
        Get-ExportedCmdlet | ForEach-Object Name | Where-Object { $text -notmatch "\b$_\b" } | Should -BeNullOrEmpty
    }

    It 'have every error with its category in about_PantherPS_Errors' {
        $text = [IO.File]::ReadAllText((Join-Path $folder 'about_PantherPS_Errors.md'))
        $onPage = [regex]::Matches($text, '(?m)^\| (Panther\w+) \| (\w+) \|') | ForEach-Object { '{0} {1}' -f $_.Groups[1].Value, $_.Groups[2].Value }
        $records = (Get-Command Connect-Panther).ImplementingType.Assembly.GetType('PantherPS.Pipeline.ErrorRecords').GetMethod('From')
        $ofModule = foreach ($kind in [Enum]::GetValues([Panther.Client.PantherErrorKind])) {
            $exception = New-Object Panther.Client.PantherException $kind, 'A message.', $null
            $record = $records.Invoke($null, [object[]] @($exception.PSObject.BaseObject, $null))
            '{0} {1}' -f $record.FullyQualifiedErrorId, $record.CategoryInfo.Category
        }

        $onPage | Sort-Object | Should -Be ($ofModule | Sort-Object)
    }
}

Describe 'SECURITY.md' {
    It 'names tests that exist, for each promise' {
        $root = Split-Path (Split-Path $PSScriptRoot)
        $promises = [regex]::Matches((Get-Content "$root/SECURITY.md" -Raw), '(?ms)^- \*\*.+?(?=^- \*\*|\z)').Value
        $promises.Count | Should -BeGreaterThan 5
        foreach ($promise in $promises) {
            $promise | Should -Match '(?s)\*\([^*]+\)\*\s*$'
            $named = ($promise -split '\*\(')[-1] -replace 'tests/[\w./]+:' -replace '\w+ ".*?"'
            foreach ($name in [regex]::Matches($named, '[A-Z]\w+').Value) {
                @(Get-Item "$root/tests/Pester/$name.Tests.ps1", "$root/tests/Panther.Client.Tests/$name.cs" -ErrorAction Ignore) | Should -HaveCount 1 -Because "$name is named"
            }
        }
    }
}

Describe 'The examples' {
    BeforeAll {
        if (-not ('PantherPS.Tests.RecordingHost' -as [type])) {
            Add-Type -TypeDefinition @'
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace PantherPS.Tests
{
    public sealed class RecordingHost : PSHost
    {
        private readonly Guid _id = Guid.NewGuid();
        private readonly RecordingUI _ui;

        public RecordingHost(SecureString secret) { _ui = new RecordingUI(secret); }

        public override CultureInfo CurrentCulture { get { return CultureInfo.GetCultureInfo("en-US"); } }
        public override CultureInfo CurrentUICulture { get { return CultureInfo.GetCultureInfo("en-US"); } }
        public override Guid InstanceId { get { return _id; } }
        public override string Name { get { return "RecordingHost"; } }
        public override PSHostUserInterface UI { get { return _ui; } }
        public override Version Version { get { return new Version(1, 0); } }
        public override void EnterNestedPrompt() { throw new NotSupportedException(); }
        public override void ExitNestedPrompt() { throw new NotSupportedException(); }
        public override void NotifyBeginApplication() { }
        public override void NotifyEndApplication() { }
        public override void SetShouldExit(int exitCode) { }

        /// <summary>What the screen has shown since the last call.</summary>
        public string Take() { return _ui.Take(); }
    }

    internal sealed class RecordingUI : PSHostUserInterface
    {
        private readonly StringBuilder _screen = new StringBuilder();
        private readonly RecordingRawUI _raw = new RecordingRawUI();
        private readonly SecureString _secret;

        public RecordingUI(SecureString secret) { _secret = secret; }

        public string Take()
        {
            lock (_screen)
            {
                string text = _screen.ToString();
                _screen.Clear();
                return text;
            }
        }

        public override PSHostRawUserInterface RawUI { get { return _raw; } }
        public override void Write(string value) { lock (_screen) { _screen.Append(value); } }
        public override void Write(ConsoleColor foreground, ConsoleColor background, string value) { Write(value); }
        public override void WriteLine(string value) { Write(value + "\n"); }
        public override void WriteErrorLine(string value) { WriteLine(value); }
        public override void WriteDebugLine(string message) { WriteLine("DEBUG: " + message); }
        public override void WriteVerboseLine(string message) { WriteLine("VERBOSE: " + message); }
        public override void WriteWarningLine(string message) { WriteLine("WARNING: " + message); }
        public override void WriteProgress(long sourceId, ProgressRecord record) { }
        public override string ReadLine() { throw new NotSupportedException(); }
        public override SecureString ReadLineAsSecureString() { return _secret; }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
        {
            var answers = new Dictionary<string, PSObject>();
            WriteLine(caption);
            WriteLine(message);
            foreach (FieldDescription field in descriptions)
            {
                if (field.ParameterTypeFullName != typeof(SecureString).FullName) { throw new NotSupportedException(field.Name); }
                WriteLine(field.Name + ": ********");
                answers[field.Name] = PSObject.AsPSObject(_secret);
            }

            return answers;
        }

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            WriteLine(caption);
            WriteLine(message);
            foreach (ChoiceDescription choice in choices)
            {
                Write("[" + char.ToUpperInvariant(choice.Label[choice.Label.IndexOf('&') + 1]) + "] " + choice.Label.Replace("&", "") + "  ");
            }

            WriteLine("[?] Help (default is \"Y\"): y");
            return 0;
        }

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName)
        {
            throw new NotSupportedException();
        }

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options)
        {
            throw new NotSupportedException();
        }
    }

    internal sealed class RecordingRawUI : PSHostRawUserInterface
    {
        private readonly Size _size = new Size(120, 50);

        public override ConsoleColor BackgroundColor { get { return ConsoleColor.Black; } set { } }
        public override Size BufferSize { get { return _size; } set { } }
        public override Coordinates CursorPosition { get { return new Coordinates(); } set { } }
        public override int CursorSize { get { return 1; } set { } }
        public override ConsoleColor ForegroundColor { get { return ConsoleColor.White; } set { } }
        public override bool KeyAvailable { get { return false; } }
        public override Size MaxPhysicalWindowSize { get { return _size; } }
        public override Size MaxWindowSize { get { return _size; } }
        public override Coordinates WindowPosition { get { return new Coordinates(); } set { } }
        public override Size WindowSize { get { return _size; } set { } }
        public override string WindowTitle { get { return ""; } set { } }
        public override void FlushInputBuffer() { }
        public override BufferCell[,] GetBufferContents(Rectangle rectangle) { throw new NotSupportedException(); }
        public override KeyInfo ReadKey(ReadKeyOptions options) { throw new NotSupportedException(); }
        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) { }
        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) { }
        public override void SetBufferContents(Rectangle rectangle, BufferCell fill) { }
    }
}
'@
        }

        $staging = Start-Emulator
        $acme = Start-Emulator
        $permissions = 'AlertRead', 'GeneralSettingsRead', 'LogSourceModify', 'LogSourceRead', 'OrganizationAPITokenRead', 'UserRead'

        function Get-Mapping([string] $Prefix, [string[]] $LogType, [string[]] $ExcludedPrefix = @()) {
            @{ prefix = $Prefix; logTypes = $LogType; excludedPrefixes = $ExcludedPrefix }
        }

        function Get-Scene {
            # The sources of both tenants, as the emulator stores them; age is that of the last event, in seconds, and none means never.
            $role = 'arn:aws:iam::123456789012:role/PantherLogProcessingRole-prod'
            $key = '{"type":"service_account","project_id":"acme-logs"}'
            @{
                Acme    = @(
                    @{
                        integrationId = '0a4c8e12-5b7d-4f31-9c26-1d3e5f708192'; integrationLabel = 'ALB prod'; integrationType = 'aws-s3'; age = 190
                        logTypes = @('AWS.ALB'); awsAccountId = '123456789012'; s3Bucket = 'acme-alb-prod'; logProcessingRole = $role; logStreamType = 'Lines'
                        s3PrefixLogTypes = @(Get-Mapping 'alb/' 'AWS.ALB'); stackName = 'panther-log-analysis-iam-alb-prod'; alarm = 60
                    }
                    @{
                        integrationId = '1b5d9f23-6c8e-4a42-8d37-2e4f60819203'; integrationLabel = 'CloudTrail prod'; integrationType = 'aws-s3'; age = 70
                        logTypes = @('AWS.CloudTrail', 'AWS.S3ServerAccess'); awsAccountId = '123456789012'; s3Bucket = 'acme-trail-prod'; logProcessingRole = $role
                        logStreamType = 'Auto'; s3PrefixLogTypes = @((Get-Mapping 'AWSLogs/' 'AWS.CloudTrail' 'AWSLogs/*/Digest/'), (Get-Mapping 'access/' 'AWS.S3ServerAccess'))
                        kmsKey = 'arn:aws:kms:eu-west-1:123456789012:key/7c9e6679-7425-40de-944b-e07fc1f90ae7'; managedBucketNotifications = $true
                        stackName = 'panther-log-analysis-iam-cloudtrail-prod'
                    }
                    @{
                        integrationId = '2c6ea034-7d9f-4b53-9e48-3f5071920314'; integrationLabel = 'VPC flow legacy'; integrationType = 'aws-s3'; age = 800000
                        isHealthy = $false; logTypes = @('AWS.VPCFlow'); awsAccountId = '210987654321'; s3Bucket = 'acme-legacy-flow'
                        logProcessingRole = 'arn:aws:iam::210987654321:role/PantherLogProcessingRole-legacy'; logStreamType = 'Lines'
                        s3PrefixLogTypes = @(Get-Mapping '' 'AWS.VPCFlow'); stackName = 'panther-log-analysis-iam-vpc-flow-legacy'; alarm = 1440
                    }
                    @{
                        integrationId = '3d7fb145-8ea0-4c64-af59-406182a31425'; integrationLabel = 'Okta'; integrationType = 'log-pulling'; age = 760
                        logTypes = @('Okta.SystemLog')
                    }
                    @{
                        integrationId = '4e80c256-9fb1-4d75-b06a-517293b42536'; integrationLabel = 'GitHub webhooks'; integrationType = 'http-ingest'; age = 2500
                        logTypes = @('GitHub.Webhook'); config = @{
                            logStreamType = 'JSON'; logStreamTypeOptions = @{}; authMethod = 'HMAC'; authHeaderKey = 'X-Hub-Signature-256'
                            authSecretValue = 'a-secret'; authHmacAlg = 'sha256'
                        }
                    }
                    @{
                        integrationId = '5f91d367-a0c2-4e86-8170-6283a4c53647'; integrationLabel = 'GCP audit'; integrationType = 'gcp-gcs'; age = 8000
                        logTypes = @('GCP.AuditLog'); config = @{
                            subscriptionId = 'panther-audit'; gcsBucket = 'acme-audit'; projectId = 'acme-logs'; credentialsType = 'service_account'; credentials = $key
                            logStreamType = 'JSON'; logStreamTypeOptions = @{}; prefixLogTypes = @(Get-Mapping 'audit/' 'GCP.AuditLog')
                        }
                    }
                    @{
                        integrationId = '60a2e478-b1d3-4f97-9281-7394b5d64758'; integrationLabel = 'GCP load balancer'; integrationType = 'gcp-pubsub'
                        logTypes = @('GCP.HTTPLoadBalancer'); config = @{
                            subscriptionId = 'panther-lb'; projectId = 'acme-logs'; credentialsType = 'service_account'; credentials = $key
                            regionalEndpoint = 'europe-west3'; logStreamType = 'JSON'; logStreamTypeOptions = @{}
                        }
                    }
                )
                Staging = @(
                    @{
                        integrationId = '71b3f589-c2e4-4aa8-83a2-84a5c6e75869'; integrationLabel = 'ALB staging'; integrationType = 'aws-s3'; age = 400
                        logTypes = @('AWS.ALB'); awsAccountId = '345678901234'; s3Bucket = 'acme-alb-staging'
                        logProcessingRole = 'arn:aws:iam::345678901234:role/PantherLogProcessingRole-staging'; logStreamType = 'Lines'
                        s3PrefixLogTypes = @(Get-Mapping 'alb/' 'AWS.ALB'); stackName = 'panther-log-analysis-iam-alb-staging'
                    }
                    @{
                        integrationId = '82c4069a-d3f5-4bb9-94b3-95b6d7f8697a'; integrationLabel = 'Load test'; integrationType = 'aws-s3'; isHealthy = $false
                        logTypes = @('AWS.ALB'); awsAccountId = '345678901234'; s3Bucket = 'acme-load-test'
                        logProcessingRole = 'arn:aws:iam::345678901234:role/PantherLogProcessingRole-staging'; logStreamType = 'Lines'
                        s3PrefixLogTypes = @(Get-Mapping '' 'AWS.ALB'); stackName = 'panther-log-analysis-iam-load-test'
                    }
                )
            }
        }

        function Initialize-Tenant {
            # Sets the scene in one tenant; returns the token that the examples use there.
            param($Emulator, [hashtable[]] $Source)
            Reset-Emulator -Emulator $Emulator
            foreach ($one in $Source) {
                $one.createdAtTime = '2026-01-15T09:00:00.000Z'
                $one.createdBy = @{ '__typename' = 'User'; id = '93d517ab-e406-4cca-85c4-a6c7e8f97a8b'; email = 'dana@acme.example'; givenName = 'Dana'; familyName = 'Reyes' }
                if ($one.ContainsKey('age')) {
                    $one.lastEventReceivedAtTime = [DateTime]::UtcNow.AddSeconds(-$one.age).ToString('yyyy-MM-ddTHH:mm:ss.000Z')
                    $one.lastEventProcessedAtTime = $one.lastEventReceivedAtTime
                }

                $null = Add-RawSource $one -Emulator $Emulator
                if ($one.ContainsKey('alarm')) {
                    $address = "$($Emulator.Url)/log-source-alarms/$($one.integrationId)/SOURCE_NO_DATA"
                    $body = @{ minutesThreshold = $one.alarm } | ConvertTo-Json
                    $null = Invoke-RestMethod $address -Method Put -Body $body -ContentType 'application/json' -Headers @{ 'X-API-Key' = $Emulator.Tokens.full }
                }
            }

            (Send-Control POST tokens @{ name = 'runbooks'; permissions = $permissions } -Emulator $Emulator).value
        }

        function Initialize-ExampleFolder {
            # The files that the examples read.
            param([string] $Path)
            $role = 'arn:aws:iam::123456789012:role/PantherLogProcessingRole'
            $files = @{
                'ids.txt'           = '0a4c8e12-5b7d-4f31-9c26-1d3e5f708192', '3d7fb145-8ea0-4c64-af59-406182a31425'
                'roles.csv'         = 'Id,Role', "0a4c8e12-5b7d-4f31-9c26-1d3e5f708192,$role-2026"
                'gcp-key.json'      = '{"type":"service_account","project_id":"acme-logs"}'
                'sources.csv'       = @(
                    'Label,AwsAccountId,S3Bucket,LogProcessingRole,LogStreamType,Prefix,LogType,ExcludedPrefix,ManagedBucketNotifications'
                    "ALB eu,123456789012,acme-alb-eu,$role-eu,Lines,alb/,AWS.ALB,,true"
                    "Trail eu,123456789012,acme-trail-eu,$role-eu,Auto,,AWS.CloudTrail;AWS.S3ServerAccess,tmp/;test/,false"
                )
                'subscriptions.csv' = @(
                    'Label,SubscriptionId,LogType,CredentialsPath'
                    'GCP eu,panther-eu,GCP.AuditLog,gcp-key.json'
                    'GCP us,panther-us,GCP.AuditLog;GCP.HTTPLoadBalancer,gcp-key.json'
                )
                'health.graphql'    = @(
                    'query Health($cursor: String) {'
                    '  sources(input: { cursor: $cursor }) {'
                    '    edges { node { integrationLabel isHealthy } }'
                    '    pageInfo { hasNextPage endCursor }'
                    '  }'
                    '}'
                )
            }
            $null = New-Item $Path -ItemType Directory
            foreach ($name in $files.Keys) {
                Set-Content (Join-Path $Path $name) $files[$name] -Encoding Ascii
            }
        }

        $prelude = {
            param($Module, $AcmeUrl, $AcmeToken, $StagingUrl, $StagingToken, $Folder)
            Set-Location $Folder
            Import-Module $Module
            $vault = @{ Panther = $AcmeToken; PantherStaging = $StagingToken; GcpFederation = '{"type":"external_account"}' }
            function Get-Secret([string] $Name, [switch] $AsPlainText) {
                # Stands for the vault of Microsoft.PowerShell.SecretManagement.
                $secret = if ($vault.ContainsKey($Name)) { $vault[$Name] } else { "the-secret-$Name" }
                if ($AsPlainText) { $secret } else { ConvertTo-SecureString $secret -AsPlainText -Force }
            }

            $null = Connect-Panther $StagingUrl -ApiToken (Get-Secret PantherStaging) -Name staging
            $null = Connect-Panther $AcmeUrl -ApiToken (Get-Secret Panther)
        }

        function ConvertFrom-DocName {
            # The pages' hosts as the emulators' URLs.
            param([string] $Text)
            $Text = $Text -replace '(https://)?(api\.)?acme-stg\.runpanther\.net', $staging.Url
            $Text -replace '(https://)?(api\.)?acme\.runpanther\.net', $acme.Url
        }

        function ConvertTo-Comparable {
            # What a screen shows, with the pages' hosts, and without colours, blanks, and what differs each time.
            param([string] $Text)
            $Text = $Text -replace '\x1b\[[0-9;]*m'
            foreach ($one in @(@($staging.Url, 'api.acme-stg.runpanther.net'), @($acme.Url, 'api.acme.runpanther.net'))) {
                $Text = $Text.Replace($one[0], "https://$($one[1])").Replace(([uri] $one[0]).Authority, $one[1])
            }

            $Text = $Text -replace '\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b', '<id>'
            $Text = $Text -replace '\b\d{1,2}/\d{1,2}/\d{4},? \d{1,2}:\d\d(:\d\d)?(\s[AP]M)?', '<time>'
            $Text = $Text -replace [char] 0x2026, '...'
            ($Text -split '\r?\n' | ForEach-Object { ($_ -replace '\s+', ' ').Trim() } | Where-Object { $_ }) -join "`n"
        }

        function Invoke-Example {
            # Runs the blocks of an example, and returns for each what the screen shows, and the statements that failed.
            param([hashtable[]] $Block, [string] $Folder)
            $scene = Get-Scene
            Initialize-ExampleFolder $Folder
            $arguments = @{
                Module       = Get-ModulePath
                AcmeUrl      = $acme.Url
                AcmeToken    = Initialize-Tenant $acme $scene.Acme
                StagingUrl   = $staging.Url
                StagingToken = Initialize-Tenant $staging $scene.Staging
                Folder       = $Folder
            }
            $screen = New-Object PantherPS.Tests.RecordingHost (ConvertTo-TestSecret $arguments.AcmeToken)
            $runspace = [runspacefactory]::CreateRunspace($screen, [initialsessionstate]::CreateDefault())
            $runspace.Open()
            $shell = [powershell]::Create()
            try {
                $shell.Runspace = $runspace
                $null = $shell.AddScript($prelude.ToString(), $false).AddParameters($arguments).Invoke()
                if ($shell.HadErrors) {
                    throw "The session could not be made ready: $($shell.Streams.Error)"
                }

                foreach ($one in $Block) {
                    $null = $screen.Take()
                    $failed = @()
                    $tree = [Management.Automation.Language.Parser]::ParseInput((ConvertFrom-DocName $one.Code), [ref] $null, [ref] $null)
                    foreach ($statement in $tree.EndBlock.Statements) {
                        $shell.Commands.Clear()
                        $null = $shell.AddScript($statement.Extent.Text, $false)
                        $shell.Commands.Commands[0].MergeMyResults('Error', 'Output')
                        $null = $shell.AddCommand('Out-Default')
                        try {
                            $null = $shell.Invoke()
                        }
                        catch {
                            $failed += "$($statement.Extent.Text)`n$($_.Exception.InnerException)"
                        }
                    }

                    @{ Code = $one.Code; Expected = ConvertTo-Comparable $one.Output; Actual = ConvertTo-Comparable $screen.Take(); Failed = $failed }
                }
            }
            finally {
                $shell.Dispose()
                $runspace.Dispose()
            }
        }

        # Parallel runspaces load the module by its name.
        $variables = 'PSModulePath', 'PANTHER_API_HOST', 'PANTHER_API_URL', 'PANTHER_INSTANCE_URL', 'PANTHER_API_TOKEN'
        $saved = @{}
        foreach ($name in $variables) {
            $saved[$name] = [Environment]::GetEnvironmentVariable($name)
        }

        $modules = Split-Path (Split-Path (Get-ModulePath))
    }

    BeforeEach {
        foreach ($name in $variables) {
            [Environment]::SetEnvironmentVariable($name, $null)
        }

        $env:PSModulePath = $modules + [IO.Path]::PathSeparator + $saved['PSModulePath']
    }

    AfterAll {
        foreach ($name in $variables) {
            [Environment]::SetEnvironmentVariable($name, $saved[$name])
        }

        Stop-Emulator
    }

    It '<Page>: <Title>' -ForEach $examples {
        foreach ($block in $Blocks) {
            $errors = $null
            $null = [Management.Automation.Language.Parser]::ParseInput($block.Code, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
        }

        if ($PSVersionTable.PSVersion.Major -lt 7 -and $Blocks.Code -match '-Parallel') {
            Set-ItResult -Skipped -Because 'Windows PowerShell has no ForEach-Object -Parallel'
        }

        foreach ($result in Invoke-Example $Blocks (Join-Path $TestDrive ([guid]::NewGuid()))) {
            $result.Failed | Should -BeNullOrEmpty -Because "this ran: $($result.Code)"
            $result.Actual | Should -Be $result.Expected -Because "this ran: $($result.Code)"
        }
    }
}

Describe 'The help that is built from the pages' {
    BeforeAll {
        $module = Join-Path $TestDrive 'modules/PantherPS'
        $null = New-Item (Split-Path $module) -ItemType Directory
        Copy-Item (Split-Path (Get-ModulePath)) $module -Recurse
        $build = Invoke-ChildPowerShell ("& '{0}' -ModuleFolder '{1}'; exit `$LASTEXITCODE" -f (Get-RepositoryPath 'build/docs.ps1'), $module)

        # What Get-Help shows in a session that has just started, and that no web can be reached from.
        $script = @'
$env:PSModulePath = '{0}' + [IO.Path]::PathSeparator + $env:PSModulePath
Import-Module PantherPS
$cmdlets = foreach ($cmdlet in Get-Command -Module PantherPS) {{
    $help = Get-Help $cmdlet.Name -Full
    [ordered] @{{
        Name       = $cmdlet.Name
        Synopsis   = $help.Synopsis
        Examples   = @($help.examples.example).Count
        Shown      = $help | Out-String -Width 120
        Example    = Get-Help $cmdlet.Name -Examples | Out-String -Width 120
        Parameters = @($help.parameters.parameter | ForEach-Object {{ '{{0}}: {{1}}' -f $_.name, $_.description.Text }})
    }}
}}
$topics = foreach ($topic in Get-Help about_PantherPS*) {{
    [ordered] @{{ Name = $topic.Name; Synopsis = $topic.Synopsis; Text = Get-Help $topic.Name | Out-String -Width 200 }}
}}
ConvertTo-Json @{{ Cmdlets = @($cmdlets); Topics = @($topics) }} -Depth 5 -Compress
'@ -f (Split-Path $module)
        $shown = Invoke-ChildPowerShell $script
        $help = $shown.Output | ConvertFrom-Json
    }

    It 'is built' {
        $build.ExitCode | Should -Be 0 -Because ($build.Output + $build.Errors)
        $build.Output | Should -Match 'Built the help of \d+ cmdlets and \d+ topics'
        Get-ChildItem (Join-Path $module 'en-US') | ForEach-Object Name | Sort-Object | Should -Be (@('PantherPS.dll-Help.xml') +
            @(Get-ChildItem $folder -Filter 'about_*.md' | ForEach-Object { $_.BaseName + '.help.txt' }) | Sort-Object)
    }

    It 'is there for every cmdlet and topic' {
        $help.Cmdlets.Name | Sort-Object | Should -Be (Get-ExportedCmdlet | ForEach-Object Name | Sort-Object)
        $help.Topics.Name | Sort-Object | Should -Be (Get-ChildItem $folder -Filter 'about_*.md' | ForEach-Object BaseName | Sort-Object)
    }

    It 'shows what the page of <Name> says' -ForEach $pages {
        $ofCmdlet = $help.Cmdlets | Where-Object Name -eq $Name
        $ofCmdlet.Synopsis | Should -Be $Sections['SYNOPSIS'].Text
        $ofCmdlet.Examples | Should -Be $Sections['EXAMPLES'].Parts.Count
        foreach ($part in $Sections['EXAMPLES'].Parts) {
            $ofCmdlet.Example | Should -BeLike "*$($part.Heading)*"
            $line = [regex]::Match($part.Text, '```powershell\n([^\n]+)').Groups[1].Value
            $ofCmdlet.Example.Replace("`r", '') | Should -BeLike "*PS> $([WildcardPattern]::Escape($line.Substring(0, [Math]::Min(60, $line.Length))))*"
        }

        $described = $Sections['PARAMETERS'].Parts.Heading | Where-Object { $_ -ne 'CommonParameters' } | ForEach-Object { $_.TrimStart('-') }
        $ofCmdlet.Parameters | ForEach-Object { ($_ -split ':')[0] } | Sort-Object | Should -Be ($described | Sort-Object)
        $ofCmdlet.Parameters | Where-Object { $_ -notmatch '(?s): \S.+\.$' } | Should -BeNullOrEmpty
    }

    It 'holds no marks of Markdown' {
        $maml = [IO.File]::ReadAllText((Join-Path $module 'en-US/PantherPS.dll-Help.xml'))
        $maml | Should -Not -Match '```|\]\(|\*\*\w|\u0080'
        foreach ($topic in $help.Topics) {
            $topic.Text | Should -Not -Match '```|\]\(|\*\*\w|(?m)^\s*#+ '
        }
    }

    It 'has topics that are text of 80 columns, but for what code and its output need' {
        $help.Topics.Count | Should -BeGreaterThan 0
        foreach ($topic in $help.Topics) {
            $page = [IO.File]::ReadAllText((Join-Path $folder "$($topic.Name).md"))
            $text = [IO.File]::ReadAllText((Join-Path $module "en-US/$($topic.Name).help.txt"))
            $text | Should -BeLike "TOPIC`n    $($topic.Name)`n`nSHORT DESCRIPTION`n*"
            $long = $text -split '\n' | Where-Object { $_.Length -gt 80 -and -not $page.Contains(($_.Trim() -replace '^PS> ')) }
            $long | Should -BeNullOrEmpty
            $topic.Synopsis | Should -Be ([regex]::Match($page, '## SHORT DESCRIPTION\n\n(.+)').Groups[1].Value)
        }
    }

    It 'is left out with a warning and the exit code 3 where PlatyPS cannot be had' {
        $copy = New-Item (Join-Path $TestDrive 'build') -ItemType Directory
        Copy-Item (Get-RepositoryPath 'build/docs.ps1') $copy
        Set-Content (Join-Path $copy 'Import-BuildModule.ps1') '$false'
        $result = Invoke-ChildPowerShell "& '$copy/docs.ps1' -ModuleFolder '$module' -Source '$folder'; exit `$LASTEXITCODE"
        $result.ExitCode | Should -Be 3
        $result.Output | Should -BeLike '*The help is not built*PlatyPS*'
        Join-Path $module 'en-US/PantherPS.dll-Help.xml' | Should -Exist
    }
}
