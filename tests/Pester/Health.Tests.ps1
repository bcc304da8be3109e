# How sources do: one list of sources, one of errors of the system, and what to check for each kind of error.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $types = 'SOURCE_PERMISSIONS_CHECKS', 'SOURCE_SCANNING_ERRORS', 'SOURCE_CLASSIFICATION_FAILURES', 'SOURCE_LOG_PROCESSING_ERRORS',
        'SOURCE_NO_DATA', 'SOURCE_ON_FIRE'
    $kinds = 'aws-s3', 'http-ingest', 'gcp-gcs', 'gcp-pubsub', 'log-pulling', 'never-heard-of'
    $advice = foreach ($type in $types) { foreach ($kind in $kinds) { @{ Type = $type; Kind = $kind } } }
    $says = @(
        @{ Type = 'SOURCE_PERMISSIONS_CHECKS'; Kind = 'aws-s3'; Says = '*arn:aws:iam::123456789012:role/PantherLogProcessingRole-a*a-bucket*key*Test-PantherS3RolePolicy*Get-PantherS3RolePolicy*' }
        @{ Type = 'SOURCE_PERMISSIONS_CHECKS'; Kind = 'gcp-gcs'; Says = '*Get-PantherGcsLogSource*Set-PantherGcsLogSource -Credentials*' }
        @{ Type = 'SOURCE_PERMISSIONS_CHECKS'; Kind = 'log-pulling'; Says = '*expired*Console*' }
        @{ Type = 'SOURCE_SCANNING_ERRORS'; Kind = 'aws-s3'; Says = '*Test-PantherS3RolePolicy*-ExcludedPrefix*' }
        @{
            Type = 'SOURCE_CLASSIFICATION_FAILURES'
            Kind = 'http-ingest'
            Says = '*AWS.ALB, AWS.VPCFlow*Get-PantherSchema*Set-PantherHttpLogSource -AddLogType*'
        }
        @{ Type = 'SOURCE_LOG_PROCESSING_ERRORS'; Kind = 'aws-s3'; Says = '*says JsonArray*Set-PantherS3LogSource -LogStreamType*' }
        @{ Type = 'SOURCE_NO_DATA'; Kind = 'aws-s3'; Says = '*a-bucket*notifications*Set-PantherLogSourceAlarm*' }
        @{ Type = 'SOURCE_NO_DATA'; Kind = 'http-ingest'; Says = '*sender*Get-PantherHttpLogSource*' }
        @{ Type = 'SOURCE_ON_FIRE'; Kind = 'aws-s3'; Says = '*no advice for SOURCE_ON_FIRE*Get-PantherAlert*' }
    )
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $elsewhere = Start-Emulator
    Start-Emulator | Out-Null

    function Get-DaysAgo([double] $Days) { [datetime]::UtcNow.AddDays(-$Days).ToString('yyyy-MM-ddTHH:mm:ss.fffZ') }

    function Get-Sent { @(Get-Request | ForEach-Object operation) }

    function Add-Problem([string] $SourceId, [string] $Type = 'SOURCE_NO_DATA', [hashtable] $With = @{}) {
        $alert = @{ createdAt = Get-DaysAgo 1; title = "It is $Type"; systemError = @{ type = $Type; sourceId = $SourceId } }
        $With.Keys | ForEach-Object { $alert[$_] = $With[$_] }
        (Add-RawAlert $alert).id
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Get-PantherLogSourceHealth' {
    BeforeEach {
        Reset-Emulator
        $recent = Get-DaysAgo 0.01
        $good = Add-S3Source @{ integrationLabel = 'good'; lastEventReceivedAtTime = $recent }
        $silent = Add-S3Source @{ integrationLabel = 'silent'; lastEventReceivedAtTime = Get-DaysAgo 3 }
        $bad = Add-S3Source @{
            integrationLabel = 'bad'
            lastEventReceivedAtTime = Get-DaysAgo 2
            isHealthy = $false
            integrationType = 'http-ingest'
            logTypes = @('GitHub.Webhook')
        }
        Connect-TestTenant | Out-Null
    }

    It 'answers for all sources by one list of each, in the order of the sources' {
        $health = Get-PantherLogSourceHealth
        $health.Label | Should -Be good, silent, bad
        $health.Status | Should -Be Healthy, Silent, Unhealthy
        $health.IsSilent | Should -Be $false, $true, $true
        $health.SourceId | Should -Be $good, $silent, $bad
        $health.NeedsAttention | Should -Be $false, $true, $true
        $health[0].Problems.Count | Should -Be 0
        $null -eq $health[0].Problems | Should -BeFalse
        $health[2].Problems.Count | Should -Be 1
        $health[0].Source | Should -BeOfType ([Panther.Client.LogSources.S3LogSource])
        Get-Sent | Sort-Object | Should -Be 'GET /alerts', 'ListSources'
        @(Get-Request 'GET /alerts')[0].queryString | Should -Match 'type=SYSTEM_ERROR'
    }

    It 'is filtered by <Name>, as Get-PantherLogSource is' -ForEach @(
        @{ Name = 'label'; With = @{ Label = 'b*' }; Is = @('bad') }
        @{ Name = 'type'; With = @{ IntegrationType = 'http-*' }; Is = @('bad') }
        @{ Name = 'log type'; With = @{ LogType = 'AWS.*' }; Is = 'good', 'silent' }
        @{ Name = 'health'; With = @{ Unhealthy = $true }; Is = @('bad') }
        @{ Name = 'what needs attention'; With = @{ NeedsAttention = $true }; Is = 'silent', 'bad' }
        @{ Name = 'what needs attention after a longer silence'; With = @{ NeedsAttention = $true; SilentFor = '4d' }; Is = @('bad') }
    ) {
        (Get-PantherLogSourceHealth @With).Label | Should -Be $Is
    }

    It 'counts what has an open problem among what needs attention, though the checks pass' {
        $alert = Add-Problem $good SOURCE_CLASSIFICATION_FAILURES
        $health = Get-PantherLogSourceHealth -NeedsAttention -Label good
        $health.Status | Should -Be Healthy
        $health.Problems.AlertId | Should -Be $alert
        $health.Problems.Advice | Should -BeLike '*checks of the source currently pass*Set-PantherAlert -Status RESOLVED*'
        $health.Problems | Set-PantherAlert -Status RESOLVED
        Get-PantherLogSourceHealth -NeedsAttention -Label good | Should -BeNullOrEmpty
    }

    It 'names the nearest of a label that no source has' {
        (Get-ErrorOf { Get-PantherLogSourceHealth godd }).Exception.Message | Should -BeLike '*good*'
    }

    It 'counts a silence as -SilentFor says, and refuses none' {
        (Get-PantherLogSourceHealth -SilentFor 4d).IsSilent | Should -Be $false, $false, $false
        (Get-PantherLogSourceHealth -SilentFor ([timespan]::FromDays(2.5))).IsSilent | Should -Be $false, $true, $false
        (Get-ErrorOf { Get-PantherLogSourceHealth -SilentFor 0s }).Exception.Message | Should -BeLike '*-SilentFor*'
    }

    It 'counts errors as -Since says' {
        Add-Problem $good SOURCE_SCANNING_ERRORS @{ createdAt = Get-DaysAgo 40 } | Out-Null
        Add-Problem $good SOURCE_NO_DATA @{ createdAt = Get-DaysAgo 5 } | Out-Null
        (Get-PantherLogSourceHealth -Label good).Problems.Type | Should -Be SOURCE_NO_DATA
        (Get-PantherLogSourceHealth -Label good -Since 60d).Problems.Type | Should -Be SOURCE_NO_DATA, SOURCE_SCANNING_ERRORS
        (Get-PantherLogSourceHealth -Label good -Since (Get-Date).AddDays(-2)).Problems.Count | Should -Be 0
    }

    It 'gives the health of <Name>, read anew' -ForEach @(
        @{ Name = 'ids'; Call = { Get-PantherLogSourceHealth -Id $bad, $good } }
        @{ Name = 'piped ids'; Call = { $bad, $good | Get-PantherLogSourceHealth } }
        @{ Name = 'piped sources'; Call = { Get-PantherLogSource -Id $bad, $good | Get-PantherLogSourceHealth } }
        @{ Name = 'what it has said itself'; Call = { Get-PantherLogSourceHealth -Id $bad, $good | Get-PantherLogSourceHealth } }
        @{
            Name = 'rows'
            Call = { [pscustomobject] @{ SourceId = $bad }, [pscustomobject] @{ SourceId = $good } | Get-PantherLogSourceHealth }
        }
    ) {
        $health = & $Call
        $health.Label | Should -Be bad, good
        $health.Status | Should -Be Unhealthy, Healthy
    }

    It 'reads the errors once, however many sources are piped' {
        $sources = Get-PantherLogSource
        Clear-Request
        @($sources | Get-PantherLogSourceHealth).Count | Should -Be 3
        (Get-Sent | Group-Object | Sort-Object Name | ForEach-Object { "$($_.Count) $($_.Name)" }) |
            Should -Be '1 GET /alerts', '3 GetSource'
    }

    It 'gives one error for an id that is not there, and the rest' {
        $ran = Invoke-Recorded { 'no-such-id', $good | Get-PantherLogSourceHealth }
        $ran.Output.Label | Should -Be good
        $ran.Errors.FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
    }

    It 'leaves problems unknown where the token may not read alerts, which it says once: <Name>' -ForEach @(
        @{ Name = 'a list'; Call = { Get-PantherLogSourceHealth } }
        @{ Name = 'piped sources'; Call = { Get-PantherLogSource | Get-PantherLogSourceHealth } }
    ) {
        Connect-TestTenant -Token readOnly | Out-Null
        $ran = Invoke-Recorded $Call
        $ran.Errors | Should -BeNullOrEmpty
        $ran.Output.Status | Should -Be Healthy, Silent, Unhealthy
        $ran.Output | ForEach-Object { $null -eq $_.Problems | Should -BeTrue }
        $ran.Warnings | Should -HaveCount 1
        $ran.Warnings | Should -BeLike '*Read Alerts*not known*'
        $ran.Output | Out-String | Should -Match 'not known'
    }

    It 'says once that errors cannot be read, and what is known all the same: <Name>' -ForEach @(
        @{ Name = 'a list'; Call = { Get-PantherLogSourceHealth } }
        @{ Name = 'piped sources'; Call = { Get-PantherLogSource | Get-PantherLogSourceHealth } }
    ) {
        [void] (Add-Fault @{ operation = 'GET /alerts'; status = 400; body = @{ message = 'not today' }; times = 0 })
        $ran = Invoke-Recorded $Call
        $ran.Errors | Should -HaveCount 1
        $ran.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $ran.Output.Status | Should -Be Healthy, Silent, Unhealthy
        $ran.Output | ForEach-Object { $null -eq $_.Problems | Should -BeTrue }
    }

    It 'finds errors that do not name their source by a query for each source' {
        $alert = Add-Problem $silent SOURCE_NO_DATA
        [void] (Add-Fault @{
            operation = 'GET /alerts'
            transform = @(@{ removePath = 'results.0.systemError' }, @{ removePath = 'results.1.systemError' })
        })
        $health = Get-PantherLogSourceHealth
        $health.Label | Should -Be good, silent, bad
        $health[1].Problems.AlertId | Should -Be $alert
        $health[0].Problems.Count | Should -Be 0
        @(Get-Sent) -eq 'ListSystemErrors' | Should -Not -BeNullOrEmpty
    }

    It 'reads alarms where it is asked to, each with its source''s label' {
        Send-Api PUT "/log-source-alarms/$silent/SOURCE_NO_DATA" @{ minutesThreshold = 60 }
        $health = Get-PantherLogSourceHealth -IncludeAlarm
        $health.Label | Should -Be good, silent, bad
        $health[1].Alarm.MinutesThreshold | Should -Be 60
        $health[1].Alarm.SourceLabel | Should -Be silent
        $null -eq $health[0].Alarm | Should -BeTrue
        (Get-PantherLogSourceHealth -Label silent).Alarm | Should -BeNullOrEmpty
    }

    It 'says what else is known of a source whose alarm cannot be read' {
        [void] (Add-Fault @{ operation = 'GET /log-source-alarms/{sourceId}/{type}'; status = 400; times = 0 })
        $ran = Invoke-Recorded { Get-PantherLogSourceHealth -IncludeAlarm }
        $ran.Output.Label | Should -Be good, silent, bad
        $ran.Errors | Should -HaveCount 3
    }

    It 'binds wherever a source does: <Name>' -ForEach @(
        @{ Name = 'Set-PantherLogSourceAlarm'; Call = { $health | Set-PantherLogSourceAlarm 24h -PassThru | ForEach-Object SourceId } }
        @{
            Name = 'Get-PantherLogSourceAlarm'
            Call = { $health | Set-PantherLogSourceAlarm 60; $health | Get-PantherLogSourceAlarm | ForEach-Object SourceId }
        }
        @{ Name = 'Get-PantherLogSource'; Call = { $health | Get-PantherLogSource | ForEach-Object Id } }
        @{ Name = 'an -Id'; Call = { Get-PantherLogSource -Id $health | ForEach-Object Id } }
        @{ Name = 'Get-PantherS3RolePolicy'; Call = { if ($health | Get-PantherS3RolePolicy -PantherAccountId 111122223333) { $silent } } }
        @{
            Name = 'Get-PantherAlert'
            Call = {
                Add-Problem $silent | Out-Null
                $health | Get-PantherAlert -Type SYSTEM_ERROR | ForEach-Object { $_.SystemError.SourceId }
            }
        }
        @{ Name = 'Set-PantherS3LogSource'; Call = { $health | Set-PantherS3LogSource -LogStreamType Lines -PassThru | ForEach-Object Id } }
        @{
            Name = 'Remove-PantherLogSource'
            Call = { $health | Remove-PantherLogSource -Confirm:$false; if (-not (Get-PantherLogSource -Label silen*)) { $silent } }
        }
        @{
            Name = 'out of a job'
            Call = {
                [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($health)) |
                    Get-PantherLogSource | ForEach-Object Id
            }
        }
    ) {
        $health = Get-PantherLogSourceHealth -Label silent
        & $Call | Should -Be $silent
    }

    It 'keeps to the tenant that a piped source came from' {
        Reset-Emulator -Emulator $elsewhere
        $there = Add-S3Source @{ integrationLabel = 'there'; lastEventReceivedAtTime = $recent } -Emulator $elsewhere
        [void] (Add-RawAlert @{ id = 'there'; systemError = @{ type = 'SOURCE_NO_DATA'; sourceId = $there } } -Emulator $elsewhere)
        Connect-TestTenant -Name elsewhere -Emulator $elsewhere | Out-Null
        Connect-TestTenant | Out-Null
        $health = @(Get-PantherLogSource -Label good) + @(Get-PantherLogSource -Connection elsewhere) | Get-PantherLogSourceHealth
        $health.Label | Should -Be good, there
        $health[1].Problems.AlertId | Should -Be there
        $health[1].Problems | Set-PantherAlert -Status CLOSED
        (Get-RawAlert there -Emulator $elsewhere).status | Should -Be CLOSED
        ($health[1] | Set-PantherLogSourceAlarm 60 -PassThru).SourceId | Should -Be $there
    }

    It 'is complete as JSON and CSV' {
        $json = Get-PantherLogSourceHealth -Label bad | ConvertTo-Json -Depth 4 | ConvertFrom-Json
        $json.Status | Should -Be Unhealthy
        $json.Problems[0].Type | Should -BeLike SOURCE_*
        ([datetime] $json.Problems[0].FirstSeen).ToUniversalTime() | Should -BeLessThan ([datetime]::UtcNow)
        (Get-PantherLogSourceHealth | ConvertTo-Csv | ConvertFrom-Csv).Label | Should -Be good, silent, bad
    }
}

Describe 'The advice' {
    BeforeAll {
        function Get-Advice([string] $Type, [string] $Kind, [hashtable] $With = @{}) {
            Reset-Emulator
            $source = (Get-CallData PantherS3LogSource).Source
            $source.integrationType = $Kind
            $source.isHealthy = $true
            $id = (Add-RawSource ($source + $With)).integrationId
            Add-Problem $id $Type | Out-Null
            Connect-TestTenant | Out-Null
            (Get-PantherLogSourceHealth -Id $id).Problems.Advice
        }
    }

    It 'for <Type> of <Kind> names a cmdlet that there is, and parameters that it has' -ForEach $advice {
        $said = Get-Advice $Type $Kind
        $named = [regex]::Matches($said, '\b([A-Z][a-z]+-Panther\w+)((?: \| | -\w+(?: [\w.-]+)?)*)')
        $named.Count | Should -BeGreaterThan 0
        foreach ($match in $named) {
            $command = Get-Command $match.Groups[1].Value -ErrorAction Stop
            foreach ($parameter in [regex]::Matches($match.Value, '(?<= )-(\w+)')) {
                $command.Parameters.Keys | Should -Contain $parameter.Groups[1].Value -Because $match.Value
            }
        }

        $said | Should -Not -Match '  |\.\.|\( |null'
    }

    It 'is there for a silence that Panther has raised no error of, and names cmdlets and parameters that there are' {
        Reset-Emulator
        Add-RawSource @{ integrationLabel = 'quiet'; integrationType = 'http-ingest'; lastEventReceivedAtTime = '2025-01-01T00:00:00.000Z' } |
            Out-Null
        Connect-TestTenant | Out-Null
        $health = Get-PantherLogSourceHealth -NeedsAttention
        $health.Problems | Should -BeNullOrEmpty
        $health.Advice | Should -HaveCount 1
        $health.Advice[0] | Should -BeLike '*last event arrived at 2025-01-01 00:00 UTC*sender*Set-PantherLogSourceAlarm 24h -SkipExisting.'
        (Get-Command Set-PantherLogSourceAlarm).Parameters.Keys | Should -Contain SkipExisting
        $page = Export-PantherLogSourceReport (Join-Path $TestDrive quiet.md) -Force
        [IO.File]::ReadAllText($page.FullName) | Should -BeLike '*Check that the sender still sends*'
    }

    It 'for <Type> of <Kind> says what it is about' -ForEach $says {
        Get-Advice $Type $Kind | Should -BeLike $Says
    }
}
