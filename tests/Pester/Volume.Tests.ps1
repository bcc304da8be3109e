# How much sources deliver: counted in the data lake, and as Panther measures it.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null
    $measure = 'PantherPS.Commands.MeasurePantherLogSourceCommand'

    function Add-Source([string] $Label, [string[]] $LogType) {
        (Add-RawSource @{ integrationLabel = $Label; integrationType = 'http-ingest'; logTypes = $LogType }).integrationId
    }

    function Add-Event([string] $Source, [string] $LogType, [double] $DaysAgo, [int] $Count = 1, [int] $Delay = 60) {
        $time = [DateTime]::UtcNow.AddDays(-$DaysAgo)
        [void] (Send-Control POST events @{
                p_source_id = $Source; p_log_type = $LogType; count = $Count
                p_event_time = $time.ToString('yyyy-MM-ddTHH:mm:ss.000Z')
                p_parse_time = $time.AddSeconds($Delay).ToString('yyyy-MM-ddTHH:mm:ss.000Z')
            })
    }

    function Get-Sql {
        @(Get-Request ExecuteDataLakeQuery | ForEach-Object { $_.variables.input.sql })
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Measure-PantherLogSource' {
    BeforeEach {
        Reset-Emulator
        [void] (Send-Control POST settings @{ dataLakeRunningPolls = 0 })
        $one = Add-Source one AWS.ALB, AWS.VPCFlow
        $two = Add-Source two AWS.ALB
        $never = Add-Source never AWS.VPCFlow
        $gone = '00000000-0000-4000-8000-000000000001'
        Add-Event $one AWS.ALB 1 10 30
        Add-Event $one AWS.ALB 2 10 90
        Add-Event $one AWS.VPCFlow 3 7
        Add-Event $two AWS.ALB 6 14
        Add-Event $two AWS.ALB 20 1000
        Add-Event $gone GitHub.Webhook 1 5
        Connect-TestTenant | Out-Null
        Clear-Request
    }

    It 'counts the events of one source by log type, with a query for each table that it has' {
        $volumes = Get-PantherLogSource one | Measure-PantherLogSource | Sort-Object LogType
        $volumes.LogType | Should -Be AWS.ALB, AWS.VPCFlow
        $volumes.Events | Should -Be 20, 7
        $volumes[0].SourceId, $volumes[0].Label, $volumes[0].IsOrphan | Should -Be $one, one, $false
        $volumes[0].EventsPerDay | Should -Be ([Math]::Round(20 / 7, 1))
        $volumes[0].AverageDelay | Should -Be ([timespan]::FromMinutes(1))
        $volumes[0].FirstEvent.Kind | Should -Be Local
        [Math]::Round(($volumes[0].LastEvent - $volumes[0].FirstEvent).TotalDays) | Should -Be 1
        @(Get-Sql).Count | Should -Be 2
        Get-Sql | ForEach-Object { $_ | Should -BeLike "*p_occurs_since('7 d') AND p_source_id IN ('$one') GROUP BY p_source_id" }
        @(Get-Request ListSources).Count | Should -Be 1
    }

    It 'queries each table once, however many sources are piped' {
        1..30 | ForEach-Object { Add-Source "more $_" AWS.ALB, AWS.VPCFlow } | Out-Null
        $sources = @(Get-PantherLogSource)
        $volumes = $sources | Measure-PantherLogSource
        @(Get-Sql).Count | Should -Be 2
        @($volumes | Where-Object Events -GT 0).Count | Should -Be 3
        @($volumes | Where-Object Events -EQ 0).Count | Should -Be 31
        @(Get-Request ListSources).Count | Should -Be 1
    }

    It 'has a row of 0 for a source without data' {
        $volume = Measure-PantherLogSource $never
        $volume.SourceId, $volume.Label, $volume.Events, $volume.EventsPerDay, $volume.IsOrphan | Should -Be $never, never, 0, 0, $false
        $volume.LogType, $volume.FirstEvent, $volume.LastEvent, $volume.AverageDelay | Where-Object { $null -ne $_ } | Should -BeNullOrEmpty
    }

    It 'counts those of the whole tenant, and says which sources are gone' {
        $volumes = Measure-PantherLogSource
        ($volumes | ForEach-Object { "$($_.Label) $($_.LogType) $($_.Events)" } | Sort-Object) -join ', ' |
            Should -Be ' GitHub.Webhook 5, never  0, one AWS.ALB 20, one AWS.VPCFlow 7, two AWS.ALB 14'
        $orphan = $volumes | Where-Object IsOrphan
        $orphan.SourceId, $orphan.Label | Should -Be $gone, $null
        ($orphan | Format-Table | Out-String) | Should -BeLike "*$($gone.Substring(0, 20))*"
        Get-Sql | ForEach-Object { $_ | Should -Not -BeLike '* IN (*' }
    }

    It 'tells of an id that no source has any more, and of one that never was' {
        $recorded = Invoke-Recorded { Measure-PantherLogSource -Id $gone, nowhere, $one -LogType GitHub.Webhook, AWS.VPCFlow }
        ($recorded.Output | ForEach-Object { "$($_.SourceId) $($_.Events) $($_.IsOrphan)" } | Sort-Object) |
            Should -Be (@("$gone 5 True", "$one 7 False") | Sort-Object)
        $recorded.Errors.FullyQualifiedErrorId | Should -Be "PantherNotFound,$measure"
        $recorded.Errors.TargetObject | Should -Be nowhere
    }

    It 'takes a period and log types' {
        (Measure-PantherLogSource $two -Since 30d).Events | Should -Be 1014
        (Measure-PantherLogSource $two -Since ([DateTime]::Now.AddDays(-30))).Events | Should -Be 1014
        (Measure-PantherLogSource $one -Since 36h).Events | Sort-Object | Should -Be 10
        @(Get-Sql)[-1] | Should -BeLike "*p_occurs_since('36 h')*"
        (Measure-PantherLogSource -LogType AWS.VPC*).Label | Should -Be one, never
        (Get-ErrorOf { Measure-PantherLogSource -LogType AWS.VPCFlw }).Exception.Message | Should -BeLike "*'AWS.VPCFlw'*AWS.VPCFlow*"
        (Get-ErrorOf { Measure-PantherLogSource -Since ([DateTime]::Now.AddDays(1)) }).FullyQualifiedErrorId |
            Should -Be "PantherInvalidInput,$measure"
    }

    It 'puts an id into SQL as nothing but a text' {
        $evil = "x' OR '1'='1"
        Add-Event $evil AWS.ALB 1 3
        (Measure-PantherLogSource -Id $evil -LogType AWS.ALB).Events | Should -Be 3
        @(Get-Sql)[-1] | Should -BeLike "*IN (('x' || chr(39) || ' OR ' || chr(39) || '1' || chr(39) || '=' || chr(39) || '1')) GROUP BY*"
    }

    It 'reports a table that cannot be queried, goes on with the others, and calls no source silent for it' {
        [void] (Send-Control POST datalake @{ contains = 'aws_vpcflow'; error = "Object 'AWS_VPCFLOW' does not exist or not authorized." })
        $recorded = Invoke-Recorded { $one, $never | Measure-PantherLogSource }
        $recorded.Output.LogType | Should -Be AWS.ALB
        $recorded.Errors.FullyQualifiedErrorId | Should -Be "PantherApiError,$measure"
        $recorded.Errors.TargetObject | Should -Be AWS.VPCFlow
        $recorded.Errors.Exception.Message | Should -BeLike '*AWS.VPCFlow*not authorized*'
    }

    It 'emits what can stand for its source' {
        (Measure-PantherLogSource $one -LogType AWS.ALB | Get-PantherLogSource).Label | Should -Be one
        @() | Measure-PantherLogSource | Should -BeNullOrEmpty
        Get-Sql | ForEach-Object { $_ } | Should -HaveCount 1
    }

    It 'counts each tenant''s sources in that tenant' {
        $other = Start-Emulator -Aside
        try {
            [void] (Send-Control POST settings @{ dataLakeRunningPolls = 0 } -Emulator $other)
            Connect-TestTenant -Name there -Emulator $other | Out-Null
            $id =
                (Add-RawSource @{
                    integrationLabel = 'there'
                    integrationType = 'http-ingest'
                    logTypes = @('AWS.ALB')
                } -Emulator $other).integrationId
            $piped = @(Get-PantherLogSource one -Connection default) + @(Get-PantherLogSource -Id $id -Connection there)
            ($piped | Measure-PantherLogSource -LogType AWS.ALB | ForEach-Object { "$($_.Label) $($_.Events)" }) |
                Should -Be 'one 20', 'there 0'
        }
        finally {
            Disconnect-Panther there
        }
    }

    It 'says once what the token lacks' {
        Connect-TestTenant -Token readOnly | Out-Null
        $recorded = Invoke-Recorded { Measure-PantherLogSource }
        @($recorded.Errors).Count | Should -Be 1
        $recorded.Errors.FullyQualifiedErrorId | Should -Be "PantherForbidden,$measure"
        $recorded.Output | Should -BeNullOrEmpty
    }

    It 'cancels its queries at Panther where it is stopped' {
        [void] (Send-Control POST settings @{ dataLakeRunningPolls = 1000000 })
        $session = New-Session
        try {
            $running = Start-InSession $session { param($id) Measure-PantherLogSource $id } @{ id = $one }
            Wait-Until { @(Send-Control GET queries | Where-Object status -EQ running).Count -eq 2 }
            Stop-InSession $running | Should -Be Stopped
            Wait-Until { @(Send-Control GET queries | Where-Object status -EQ cancelled).Count -eq 2 }
        }
        finally {
            Remove-Session $session
        }
    }
}

Describe 'Get-PantherMetric' {
    BeforeEach {
        Reset-Emulator
        Add-Source one AWS.ALB | Out-Null
        Add-Source two AWS.VPCFlow | Out-Null
        Connect-TestTenant | Out-Null
    }

    It 'gives all metrics of a day, as flat values' {
        [void] (Send-Control POST metrics @{ alertsPerRule = @(@{ label = 'A rule'; value = 3; entityId = 'Rule.Id' }) })
        $metrics = Get-PantherMetric
        $metrics.Metric | Sort-Object -Unique | Should -Be AlertsPerRule, BytesIngested, BytesProcessed, EventsProcessed, Latency
        $events = @($metrics | Where-Object { $_.Metric -eq 'EventsProcessed' -and $_.LogType -eq 'AWS.ALB' })
        $events.Count | Should -Be 24
        $events[0].Value | Should -BeOfType double
        $events[0].Time | Should -BeOfType datetime
        ($events.Time | Sort-Object)[0] | Should -Be $events[0].Time
        ($metrics | Where-Object Metric -EQ AlertsPerRule).EntityId | Should -Be Rule.Id
        ($metrics | Where-Object Metric -EQ BytesIngested).Time | Where-Object { $null -ne $_ } | Should -BeNullOrEmpty
    }

    It 'asks for <Name>' -ForEach @(
        @{ Name = 'one by name'; Call = { Get-PantherMetric latency }; Metrics = 'Latency'; Count = 2 }
        @{
            Name = 'some by wildcards'
            Call = { Get-PantherMetric *Processed -LogType AWS.ALB -Since 1d -Interval 1d }
            Metrics = 'BytesProcessed', 'EventsProcessed'
            Count = 2
        }
        @{
            Name = 'a period'
            Call = {
                Get-PantherMetric EventsProcessed -LogType AWS.V* -Since 2026-05-01T00:00:00Z -Until 2026-05-01T06:00:00Z -Interval 3h
            }
            Metrics = 'EventsProcessed'
            Count = 2
        }
    ) {
        $found = @(& $Call)
        $found.Count | Should -Be $Count
        $found.Metric | Sort-Object -Unique | Should -Be $Metrics
        $variables = (Get-Request GetMetrics).variables
        @($variables.PSObject.Properties | Where-Object { $_.Value -is [bool] -and $_.Value }).Count | Should -Be @($Metrics).Count
    }

    It 'refuses <Name>' -ForEach @(
        @{
            Name = 'a metric that there is not'
            Call = { Get-PantherMetric EventProcessed }
            Id = 'PantherNotFound'
            Says = '*EventProcessed*EventsProcessed*'
        }
        @{
            Name = 'a log type of which nothing was measured'
            Call = { Get-PantherMetric Latency -LogType AWS.ALBS }
            Id = 'PantherNotFound'
            Says = '*AWS.ALBS*AWS.ALB*'
        }
        @{
            Name = 'a period that ends before it begins'
            Call = { Get-PantherMetric -Since 1h -Until 2h }
            Id = 'PantherInvalidInput'
            Says = '*-Since*-Until*'
        }
        @{
            Name = 'an interval of seconds'
            Call = { Get-PantherMetric -Interval 90s }
            Id = 'PantherInvalidInput'
            Says = '*whole minutes*'
        }
        @{
            Name = 'an interval that Panther does not take'
            Call = { Get-PantherMetric -Interval 7m }
            Id = 'PantherInvalidInput'
            Says = '*intervalInMinutes*'
        }
    ) {
        $failure = Get-ErrorOf $Call
        $failure.FullyQualifiedErrorId | Should -Be "$Id,PantherPS.Commands.GetPantherMetricCommand"
        $failure.Exception.Message | Should -BeLike $Says
    }

    It 'does not take a metric that failed for one of which nothing was measured' {
        $nothing = @{ operation = 'GetMetrics'; transform = @{ setPath = 'data.metrics.latencyPerLogType'; value = @() } }
        $failed = @{
            operation = 'GetMetrics'
            transform = @(
                @{ setPath = 'data.metrics.latencyPerLogType'; value = $null }
                @{ addErrors = @(@{ message = 'no latency today' }) }
            )
        }
        [void] (Add-Fault $nothing)
        $failure = Get-ErrorOf { Get-PantherMetric Latency -LogType AWS.ALB }
        $failure.FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
        "$failure" | Should -BeLike "*Nothing was measured for the log type 'AWS.ALB'*"

        [void] (Add-Fault $failed)
        $failure = Get-ErrorOf { Get-PantherMetric Latency -LogType AWS.ALB }
        "$failure" | Should -BeLike '*no latency today*'
        "$failure" | Should -Not -BeLike '*Nothing was measured*'

        # What was measured beside it is given; of what only the failed one might have, nothing is said.
        [void] (Add-Fault $failed)
        $ran = Invoke-Recorded { Get-PantherMetric Latency, EventsProcessed -LogType AWS.ALB, No.Such }
        $ran.Output.Metric | Sort-Object -Unique | Should -Be EventsProcessed
        $ran.Errors | Should -HaveCount 1
        "$($ran.Errors)" | Should -BeLike '*no latency today*'
    }

    It 'gives what there is beside an error, and says what the token lacks' {
        [void] (Add-Fault @{ operation = 'GetMetrics'; transform = @{ addErrors = @(@{ message = 'no latency today' }) } })
        $recorded = Invoke-Recorded { Get-PantherMetric Latency }
        $recorded.Output.Count | Should -Be 2
        $recorded.Errors.Exception.Message | Should -BeLike '*no latency today*'
        Connect-TestTenant -Token readOnly | Out-Null
        (Get-ErrorOf { Get-PantherMetric }).Exception.Message | Should -BeLike '*Read Panther Metrics*'
    }
}
