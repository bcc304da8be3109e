BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest

    # What is offered for a parameter, wherever there is one of that name. The label of a new source is one's own to think of.
    $offered = @{
        'Id' = 'the id of one that it takes'
        'Label' = 'one that it takes'
        'IntegrationType' = 'http-ingest'
        'LogType' = 'GitHub.Webhook'
        'LogStreamType' = 'JsonArray'
        'AuthMethod' = 'SharedSecret'
        'CredentialsType' = 'wif'
        'Connection' = 'default'
        'AuthHmacAlg' = 'sha256'
        'LogProcessingRole' = 'arn:aws:iam::123456789012:role/Used'
        'AwsAccountId' = '123456789012'
        'KmsKey' = 'arn:aws:kms:us-east-1:123456789012:key/used'
        'PantherS3LogSource.Prefix' = 'used/'
        'PantherAlert.Id' = 'alert-1'
        'PantherAlertComment.Id' = 'alert-1'
        'PantherAlert.Type' = 'SYSTEM_ERROR'
        'PantherAlert.SubType' = 'SCHEDULED_RULE_ERROR'
        'PantherAlert.Severity' = 'CRITICAL'
        'PantherAlert.Status' = 'TRIAGED'
        'PantherAlert.Quality' = 'NOISE'
        'PantherAlertComment.Format' = 'HTML'
        'LogSource' = 'the id of one that it takes'
        'PantherApiToken.Id' = 'self'
        'Get-PantherApiToken.Name' = 'readOnly'
        'Permission' = 'LogSourceRead'
        'AddPermission' = 'LogSourceRead'
        'RemovePermission' = 'LogSourceRead'
        'Get-PantherMetric.Name' = 'EventsProcessed'
        'Get-PantherSchema.Name' = 'GitHub.Webhook'
        'Set-PantherSchema.Name' = 'Custom.Vpn.Session'
        'Get-PantherDataLakeTable.Name' = 'github_webhook'
        'Database' = 'panther_logs.public'
        'MinutesThreshold' = '24h'
        'SilentFor' = '24h'
        'Since' = '7d'
        'Until' = '1h'
        'Interval' = '1h'
        'Get-PantherConnection.Name' = 'default'
        'Disconnect-Panther.Name' = 'default'
        'Select-PantherConnection.Name' = 'default'
    }
    $parameters = foreach ($cmdlet in Get-ExportedCmdlet) {
        foreach ($parameter in Get-OwnParameter $cmdlet | Where-Object {
            -not ($_.Name -eq 'Label' -and $cmdlet.Verb -ne 'Get') -and -not ($_.Name -eq 'Id' -and $cmdlet.Noun -notlike '*LogSource*')
        }) {
            $expected = $offered["$($cmdlet.Name).$($parameter.Name)"]
            if (-not $expected) {
                $expected = $offered["$($cmdlet.Noun).$($parameter.Name)"]
            }

            if (-not $expected) {
                $expected = $offered[$parameter.Name]
            }

            if ($expected) {
                @{ Line = "$($cmdlet.Name) -$($parameter.Name) "; Expected = $expected; Noun = $cmdlet.Noun }
            }
        }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $other = Start-Emulator
    $here = Start-Emulator

    # Where nothing else is offered, PowerShell offers files.
    $folder = Join-Path $TestDrive empty
    New-Item $folder -ItemType Directory | Out-Null
    Push-Location $folder

    # What Tab offers at the mark | of a line, or at its end. One Tab waits a second at most, which is little on a busy machine: as a
    # person would, it is pressed again where nothing came, but with -Once.
    function Get-Offer([string] $Line, [switch] $Once) {
        $at = $Line.IndexOf('|')
        if ($at -lt 0) { $at = $Line.Length }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        do {
            $offer = (TabExpansion2 $Line.Replace('|', '') $at).CompletionMatches
        }
        while ($offer.Count -eq 0 -and -not $Once -and $clock.Elapsed.TotalSeconds -lt 20)
        $offer
    }

    # The line with the only thing that Tab offers at its end.
    function Get-Completed([string] $Line) {
        Get-Offer $Line | Out-Null
        $offer = TabExpansion2 $Line $Line.Length
        $offer.CompletionMatches.Count | Should -Be 1 -Because "'$Line' means one thing"
        $Line.Remove(
            $offer.ReplacementIndex, $offer.ReplacementLength).Insert($offer.ReplacementIndex, $offer.CompletionMatches[0].CompletionText)
    }

    function Add-Hook([string[]] $Label, $Emulator = $here) {
        Add-RawSource @(
            $Label | ForEach-Object {
                @{
                    integrationLabel = $_
                    integrationType = 'http-ingest'
                    logTypes = @('GitHub.Webhook')
                    config = @{ logStreamType = 'JSON'; authMethod = 'None' }
                }
            }
        ) -Emulator $Emulator |
            ForEach-Object { $_.integrationId }
    }
}

AfterAll {
    Pop-Location
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Completion' {
    BeforeEach {
        Reset-Emulator
        $id = Add-Hook hook
        Add-RawAlert @{ id = 'alert-1'; title = 'Root has logged in' } | Out-Null
        Connect-TestTenant | Out-Null
    }

    AfterEach {
        Disconnect-Panther -All
    }

    It 'offers values for <Line>' -ForEach $parameters {
        $used = @{
            integrationLabel = 'used'; logProcessingRole = 'arn:aws:iam::123456789012:role/Used'; awsAccountId = '123456789012'
            kmsKey = 'arn:aws:kms:us-east-1:123456789012:key/used'
            s3PrefixLogTypes = @(@{ prefix = 'used/'; logTypes = @('AWS.ALB'); excludedPrefixes = @() })
        }
        $ids = @{
            'PantherHttpLogSource' = @($id, 'hook')
            'PantherS3LogSource' = @((Add-RawSource $used).integrationId, 'used')
            'PantherGcsLogSource' = @((Add-RawSource @{ integrationLabel = 'gcs'; integrationType = 'gcp-gcs' }).integrationId, 'gcs')
            'PantherPubSubLogSource' = @(
                (Add-RawSource @{ integrationLabel = 'pubsub'; integrationType = 'gcp-pubsub' }).integrationId,
                'pubsub'
            )
            'PantherLogForwarderLogSource' = @(
                (Add-RawSource @{ integrationLabel = 'forwarder'; integrationType = 'log-forwarder' }).integrationId,
                'forwarder'
            )
        }
        $other = Add-RawSource @{ integrationLabel = 'pulled'; integrationType = 'log-pulling' }
        $offer = (Get-Offer $Line).CompletionText
        if ($Expected -like '*one that it takes') {
            # Those of the cmdlet's own kind and no others; all of them where it takes any kind.
            $at = if ($Expected -like 'the id*') { 0 } else { 1 }
            $wanted = if ($ids.ContainsKey($Noun)) { , $ids[$Noun][$at] }
            else { @($ids.Values | ForEach-Object { $_[$at] }) + @($other.integrationId, 'pulled')[$at] }
            $offer | Sort-Object | Should -Be ($wanted | Sort-Object)
        }
        else {
            $offer | Should -Contain $Expected
        }
    }

    It 'offers what holds the text where nothing begins with it: <Line>' -ForEach @(
        @{ Line = 'Get-PantherLogSource -LogType trail'; Offer = 'AWS.CloudTrail' }
        @{ Line = 'Get-PantherLogSource -Label oo'; Offer = 'hook' }
        @{ Line = 'Get-PantherLogSource -LogType GitHub.W'; Offer = 'GitHub.Webhook' }
    ) {
        (Get-Offer $Line).CompletionText | Should -Contain $Offer
        (Get-Offer $Line).CompletionText | Where-Object { $_ -notlike "*$(($Line -split ' ')[-1])*" } | Should -BeNullOrEmpty
    }

    It 'offers the prefixes of the source that the line names' {
        $named = Add-S3Source @{
            integrationLabel = 'named'
            s3PrefixLogTypes = @('a/', 'b/' | ForEach-Object { @{ prefix = $_; logTypes = @('AWS.ALB'); excludedPrefixes = @() } })
        }
        Add-S3Source @{
            integrationLabel = 'other'
            s3PrefixLogTypes = @(@{ prefix = 'c/'; logTypes = @('AWS.ALB'); excludedPrefixes = @() })
        } | Out-Null
        (Get-Offer "Set-PantherS3LogSource -Id $named -Prefix ").CompletionText | Should -Be a/, b/
        (Get-Offer 'Set-PantherS3LogSource -Prefix ').CompletionText | Should -Be a/, b/, c/
        (Get-Offer 'New-PantherS3LogSource -Prefix c').ToolTip | Should -Be '1 source: other'
    }

    It 'offers durations by their length' {
        (Get-Offer 'Get-PantherLogSource -SilentFor ').CompletionText | Should -Be 15m, 1h, 4h, 12h, 24h, 7d, 30d
        (Get-Offer 'Get-PantherLogSource -SilentFor 2').CompletionText | Should -Be 24h
    }

    It 'offers the tables of the database that the line names, and each name once' {
        $all = (Get-Offer 'Get-PantherDataLakeTable aws_').CompletionText
        $all | Should -Contain aws_alb
        @($all | Sort-Object -Unique).Count | Should -Be @($all).Count
        (Get-Offer 'Get-PantherDataLakeTable -Database panther_logs.public -Name aws_alb').ToolTip | Should -Be panther_logs.public.aws_alb
        (Get-Offer -Once 'Get-PantherDataLakeTable -Database nowhere -Name aws_alb').CompletionText | Should -Not -Contain aws_alb
    }

    It 'offers no labels for a new source or a new label' -ForEach 'New-PantherHttpLogSource -Label ', 'Set-PantherHttpLogSource -Label ' {
        (Get-Offer -Once $_).CompletionText | Should -Not -Contain hook
    }

    Context '-Id' {
        It 'inserts the id and shows the label, whether <Name> is typed' -ForEach @(
            @{ Name = 'nothing'; Typed = { '' } }
            @{ Name = 'the label''s start'; Typed = { 'HO' } }
            @{ Name = 'the id''s start'; Typed = { $id.Substring(0, 6) } }
            @{ Name = 'a pattern'; Typed = { '*ook' } }
            @{ Name = 'a quote'; Typed = { "'ho" } }
        ) {
            $offer = @(Get-Offer "Get-PantherLogSource -Id $(& $Typed)")
            $offer.Count | Should -Be 1
            $offer[0].CompletionText, $offer[0].ListItemText | Should -Be $id, hook
            $offer[0].ToolTip | Should -BeLike "*http-ingest*$id*"
        }

        It 'offers all of a tenant whose list has pages, in the order of the labels' {
            Reset-Emulator -Settings @{ pageSize = 2 }
            Add-Hook e, b, d, a, c | Out-Null
            (Get-Offer 'Remove-PantherLogSource -Id ').ListItemText | Should -Be a, b, c, d, e
        }

        It 'offers the next of several' {
            (Get-Offer 'Get-PantherLogSource -Id first, ho').CompletionText | Should -Be $id
        }
    }

    Context '-Label' {
        It 'inserts <Name> so that it means this source alone' -ForEach @(
            @{ Name = 'a word'; Label = 'word'; Typed = 'wo' }
            @{ Name = 'two words'; Label = 'two words'; Typed = 'tw' }
            @{ Name = 'two words, begun with a quote'; Label = 'two words'; Typed = "'two w" }
            @{ Name = 'an apostrophe'; Label = "it's mine"; Typed = 'it' }
            @{ Name = 'an apostrophe, typed in quotes'; Label = "it's"; Typed = '"it' + "'" }
            @{ Name = 'quotes'; Label = 'say "this"'; Typed = 'say' }
            @{ Name = 'typographic quotes'; Label = "a$([char] 0x2019)b$([char] 0x201c)c"; Typed = 'a' }
            @{ Name = 'a variable'; Label = 'a$(throw)${b}$c'; Typed = 'a' }
            @{ Name = 'an escape'; Label = 'a`n`'; Typed = 'a' }
            @{ Name = 'operators'; Label = 'a;b|c&d>e,f(g){h}@#%'; Typed = 'a' }
            @{ Name = 'a comment'; Label = '#a'; Typed = "'#" }
            @{ Name = 'a splat'; Label = '@a'; Typed = "'@" }
            @{ Name = 'a dash'; Label = '-Verbose'; Typed = "'-V" }
            @{ Name = 'a long dash'; Label = "$([char] 0x2013)Verbose"; Typed = '' }
            @{ Name = 'a line break'; Label = "a`nthrow 'b'"; Typed = 'a' }
            @{ Name = 'a line break and a word'; Label = "a`nGet-Date"; Typed = 'a' }
            @{ Name = 'a carriage return'; Label = "a`rGet-Date"; Typed = 'a' }
            @{ Name = 'a tab'; Label = "a`tb"; Typed = 'a' }
            @{ Name = 'blanks that are no space'; Label = "a$([char] 0xa0)b$([char] 0x85)c$([char] 0x2003)d"; Typed = 'a' }
            @{ Name = 'wildcards'; Label = 'a*b?c'; Typed = 'a' }
            @{ Name = 'brackets'; Label = '[a-c]'; Typed = '[a' }
            @{ Name = 'brackets, begun with a quote'; Label = '[a-c]'; Typed = "'[a" }
            @{ Name = 'a number'; Label = '1KB'; Typed = '1' }
            @{ Name = 'what is beyond the BMP'; Label = "a $([char]::ConvertFromUtf32(0x1f600)) b"; Typed = 'a' }
        ) {
            Reset-Emulator
            $id = Add-Hook $Label
            $completed = Get-Completed "Get-PantherLogSource -Label $Typed"
            Add-Hook decoy, abc, a, b, c, 'a-b-c', '1024', '-a' | Out-Null
            $recorded = Invoke-Recorded ([scriptblock]::Create($completed))
            $recorded.Failure | Should -BeNullOrEmpty
            $recorded.Errors | Should -BeNullOrEmpty
            $recorded.Output.Id | Should -Be $id
        }

        It 'takes a typed pattern as one' {
            Add-Hook hat, cat | Out-Null
            (Get-Offer 'Get-PantherHttpLogSource -Label h?t').CompletionText | Should -Be hat
            (Get-Offer 'Get-PantherHttpLogSource -Label *at').CompletionText | Should -Be cat, hat
        }

        It 'offers nothing where nothing fits: <_>' -ForEach 'none', '[', "'" {
            Get-Offer -Once "Get-PantherLogSource -Label x$_" | Should -BeNullOrEmpty
        }
    }

    It 'offers each type of source once' {
        Add-Hook another | Out-Null
        Add-S3Source | Out-Null
        (Get-Offer 'Get-PantherLogSource -IntegrationType ').CompletionText | Should -Be aws-s3, http-ingest
        (Get-Offer 'Get-PantherLogSource -IntegrationType h').ToolTip | Should -Be '2 sources'
    }

    It 'offers what is fixed without a connection and without a request: <Line>' -ForEach @(
        @{ Line = 'New-PantherHttpLogSource -AuthMethod '; Offer = 'Basic', 'Bearer', 'HMAC', 'None', 'SharedSecret' }
        @{ Line = 'Set-PantherS3LogSource -LogStreamType '; Offer = 'Auto', 'CloudWatchLogs', 'JSON', 'JsonArray', 'Lines', 'XML' }
        @{ Line = 'New-PantherGcsLogSource -CredentialsType '; Offer = 'service_account', 'wif' }
    ) {
        Disconnect-Panther -All
        (Get-Offer $Line).CompletionText | Should -Be $Offer
        Get-Request | Should -BeNullOrEmpty
    }

    Context 'of several connections' {
        BeforeEach {
            Reset-Emulator -Emulator $other
            Add-Hook there $other | Out-Null
            Set-Variable pantherConnectionUnderTest (Connect-TestTenant -Name 'the other' -Emulator $other) -Scope Global
            Connect-TestTenant | Out-Null
        }

        AfterEach {
            Remove-Variable pantherConnectionUnderTest -Scope Global
        }

        It 'offers their names' {
            $offer = Get-Offer 'Get-PantherLogSource -Connection '
            $offer.CompletionText | Should -Be default, "'the other'"
            $offer[1].ToolTip | Should -BeLike "*$($other.Url -replace '^http://')*"
            (Get-Offer 'Disconnect-Panther the').CompletionText | Should -Be "'the other'"
        }

        It 'asks the one that the line names: <_>' -ForEach @(
            "Get-PantherLogSource -Connection 'the other' -Label "
            "Get-PantherLogSource -Label | -Connection 'the other'"
            'Get-PantherLogSource -Connection $pantherConnectionUnderTest -Label '
        ) {
            (Get-Offer $_).CompletionText | Should -Be there
            Get-Request | Should -BeNullOrEmpty
        }

        It 'asks none where the line names one that is not there or has ended: <_>' -ForEach @(
            'Get-PantherLogSource -Connection nowhere -Label '
            'Get-PantherLogSource -Connection $pantherConnectionUnderTest -Label '
            "Get-PantherLogSource -Connection 'the other' -LogType "
        ) {
            Disconnect-Panther 'the other'
            Get-Offer -Once $_ | Should -BeNullOrEmpty
            Get-Request | Should -BeNullOrEmpty
            Get-Request -Emulator $other | Should -BeNullOrEmpty
        }
    }

    Context 'never disturbs who types' {
        BeforeEach {
            $Error.Clear()
        }

        It 'where there is no connection' {
            Disconnect-Panther -All
            foreach ($parameter in 'Id', 'Label', 'IntegrationType', 'LogType', 'Connection') {
                Get-Offer -Once "Get-PantherLogSource -$parameter " | Should -BeNullOrEmpty
            }

            $Error | Should -BeNullOrEmpty
        }

        It 'where the answer is <Name>, and asks again with the next Tab' -ForEach @(
            @{ Name = '401'; Fault = @{ status = 401 } }
            @{ Name = '403'; Fault = @{ status = 403; body = @{ error = 'forbidden' } } }
            @{ Name = '503'; Fault = @{ status = 503 } }
            @{ Name = 'a reset'; Fault = @{ reset = $true } }
            @{ Name = 'a page'; Fault = @{ body = '<html>' } }
            @{ Name = 'a refusal'; Fault = @{ body = @{ data = $null; errors = @(@{ message = 'no' }) } } }
        ) {
            $Fault.times = 0
            [void] (Add-Fault $Fault)
            $lines = 'Get-PantherLogSource -Label ', 'Get-PantherLogSource -LogType GitHub.W'
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            foreach ($line in $lines) {
                Get-Offer -Once $line | Should -BeNullOrEmpty
            }

            $clock.Elapsed.TotalSeconds | Should -BeLessThan 10
            $Error | Should -BeNullOrEmpty
            Clear-Fault
            Clear-Request
            foreach ($line in $lines) {
                (Get-Offer $line).CompletionText | Should -Be $(if ($line -match 'Label') { 'hook' } else { 'GitHub.Webhook' })
            }

            # Nothing of the failed reads is repeated behind the prompt.
            (Get-Request).operation | Should -Be ListSources, ListSchemas
        }

        It 'where the answer to <Operation> is slow, and has it with the next Tab without asking again' -ForEach @(
            @{ Operation = 'ListSources'; Line = 'Get-PantherLogSource -Id '; Expected = { $id } }
            @{ Operation = 'ListSchemas'; Line = 'Get-PantherLogSource -LogType GitHub.W'; Expected = { 'GitHub.Webhook' } }
        ) {
            [void] (Add-Fault @{ operation = $Operation; hold = $true; times = 0 })
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            Get-Offer -Once $Line | Should -BeNullOrEmpty
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
            $Error | Should -BeNullOrEmpty
            (Get-Stat).inFlight | Should -Be 1
            Send-Control POST release @{} | Out-Null
            Wait-Until { (Get-Stat).inFlight -eq 0 }
            Wait-Until { (Get-Offer $Line).CompletionText -contains (& $Expected) }
            @(Get-Request $Operation).Count | Should -Be 1
        }

        It 'where the list has no end, and offers what came' {
            [void] (Add-Fault @{ operation = 'ListSources'; endless = 'json' })
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            (Get-Offer 'Get-PantherLogSource -Label ').CompletionText | Select-Object -First 1 | Should -Be endless
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 10
            Disconnect-Panther -All
            Wait-Until { (Get-Stat).inFlight -eq 0 }
        }
    }

    Context 'remembers' {
        It 'sources and log types for the next Tab' {
            foreach ($line in 'Get-PantherLogSource -Id ', 'Get-PantherLogSource -Label h', 'Remove-PantherLogSource -Id ', 'Get-PantherLogSource -IntegrationType ') {
                Get-Offer $line | Out-Null
            }

            foreach ($line in 'New-PantherS3LogSource -LogType AWS', 'Get-PantherSchema G', 'Set-PantherS3LogSource -LogType ') {
                Get-Offer $line | Should -Not -BeNullOrEmpty
            }

            (Get-Request).operation | Should -Be ListSources, ListSchemas
        }

        It 'what it has read of one connection for that one alone' {
            Get-Offer 'Get-PantherLogSource -Label ' | Out-Null
            Connect-TestTenant -Name second -Token readOnly | Out-Null
            (Get-Offer 'Get-PantherLogSource -Label ').CompletionText | Should -Be hook
            (Get-Request ListSources).headers.'x-api-key' | Should -Be readOnly
        }

        It 'nothing over a change of this session: <Name>' -ForEach @(
            @{
                Name = 'a new source'
                Call = { New-PantherHttpLogSource new -LogType GitHub.Webhook -LogStreamType JSON -AuthMethod None }
                Left = 'hook', 'new'
            }
            @{ Name = 'a change'; Call = { Set-PantherHttpLogSource -Id $id -Label changed }; Left = 'changed' }
            @{ Name = 'a removal'; Call = { Remove-PantherLogSource -Id $id -Confirm:$false }; Left = $null }
            @{
                Name = 'a mutation'
                Call = { Invoke-PantherGraphQL 'mutation M($id: ID!) { deleteSource(input: { id: $id }) { id } }' @{ id = $id } }
                Left = $null
            }
            @{ Name = 'a REST request'; Call = { Invoke-PantherRestMethod "/log-sources/http/$id" Delete }; Left = $null }
        ) {
            (Get-Offer 'Get-PantherLogSource -Label ').CompletionText | Should -Be hook
            & $Call | Out-Null
            (Get-Offer 'Get-PantherLogSource -Label ' -Once:($null -eq $Left)).CompletionText | Should -Be $Left
        }
    }
}
