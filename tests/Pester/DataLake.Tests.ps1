# SQL in the data lake, and its tables.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null
    $invoke = 'PantherPS.Commands.InvokePantherDataLakeQueryCommand'

    function Get-Query {
        Send-Control GET queries
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Invoke-PantherDataLakeQuery' {
    BeforeEach {
        Reset-Emulator
        [void] (Send-Control POST settings @{ dataLakeRunningPolls = 0; dataLakeRows = 3 })
        Connect-TestTenant | Out-Null
    }

    It 'emits rows as objects, whose properties are the columns' {
        $rows = Invoke-PantherDataLakeQuery 'select * from panther_logs.public.aws_cloudtrail' -Database panther_logs.public
        $rows.Count | Should -Be 3
        $rows[0].PSObject.Properties.Name | Should -Be p_event_time, p_log_type, p_source_id, n
        $rows.n | Should -Be 0, 1, 2
        $rows[0].n | Should -BeOfType long
        $rows[0].p_event_time | Should -BeOfType datetime
        $rows[0].p_event_time.Kind | Should -Be Local
        [Math]::Abs(([DateTime]::Now - $rows[0].p_event_time).TotalMinutes) | Should -BeLessThan 10
        (Get-Request ExecuteDataLakeQuery).variables.input.databaseName | Should -Be panther_logs.public
    }

    It 'sends Panther''s default where no database is named, and a query for each SQL of the pipeline' {
        $rows = 'select 1 limit 1', 'select 2 limit 2' | Invoke-PantherDataLakeQuery
        $rows.Count | Should -Be 3
        @((Get-Request ExecuteDataLakeQuery).variables.input | Where-Object { $_.PSObject.Properties['databaseName'] }).Count | Should -Be 0
    }

    It 'emits what a page holds before it asks for the next, and asks for no more than is wanted' {
        [void] (Send-Control POST settings @{ dataLakeRows = 2500 })
        @(Invoke-PantherDataLakeQuery 'select 1' | Select-Object -First 999).Count | Should -Be 999
        @(Get-Request ReadDataLakeResults).Count | Should -Be 1
        @(Invoke-PantherDataLakeQuery 'select 1').Count | Should -Be 2500
        @(Get-Request ReadDataLakeResults).Count | Should -Be 4
    }

    It 'emits the rows before a page that fails, and then the error' {
        [void] (Send-Control POST settings @{ dataLakeRows = 2500 })
        [void] (Add-Fault @{ operation = 'ReadDataLakeResults'; after = 1; times = 0; status = 403 })
        $recorded = Invoke-Recorded { Invoke-PantherDataLakeQuery 'select 1' }
        $recorded.Output.Count | Should -Be 999
        $recorded.Errors.FullyQualifiedErrorId | Should -Be "PantherForbidden,$invoke"
        $recorded.Errors.Exception.Message | Should -BeLike '*Query Data Lake*'
    }

    It 'refuses <Sql> without -Force, and sends nothing' -ForEach @(
        @{ Sql = 'drop table x'; Word = 'DROP' }
        @{ Sql = "select 1; -- more`ndelete from x"; Word = 'DELETE' }
        @{ Sql = '/* select */ insert into x values (1)'; Word = 'INSERT' }
        @{ Sql = 'with a as (select 1) merge into x using a on true when matched then delete'; Word = 'MERGE' }
    ) {
        $recorded = Invoke-Recorded { Invoke-PantherDataLakeQuery $Sql }
        $recorded.Errors.FullyQualifiedErrorId | Should -Be "PantherInvalidInput,$invoke"
        $recorded.Errors.Exception.Message | Should -BeLike "*'$Word'*-Force*"
        $recorded.Errors.TargetObject | Should -Be $Sql
        Get-Request | Should -BeNullOrEmpty
        @(Invoke-PantherDataLakeQuery $Sql -Force).Count | Should -Be 3
    }

    It 'runs a read whatever -WhatIf says, since it changes nothing' {
        @(Invoke-PantherDataLakeQuery 'select 1' -WhatIf).Count | Should -Be 3
    }

    It 'refuses SQL without a statement, and goes on with the next' {
        $recorded = Invoke-Recorded { '-- nothing', 'select 1' | Invoke-PantherDataLakeQuery }
        $recorded.Output.Count | Should -Be 3
        $recorded.Errors.FullyQualifiedErrorId | Should -Be "PantherInvalidInput,$invoke"
    }

    It 'says what Panther says of a query that fails, and what to do' {
        [void] (Send-Control POST datalake @{ contains = 'bad'; error = 'SQL compilation error: syntax error line 1.' })
        $failure = Get-ErrorOf { Invoke-PantherDataLakeQuery 'select bad' }
        $failure.FullyQualifiedErrorId | Should -Be "PantherApiError,$invoke"
        $failure.Exception.Message | Should -Be 'The data lake query failed: SQL compilation error: syntax error line 1.'
        $failure.ErrorDetails.RecommendedAction | Should -Be 'Correct the SQL.'
        $missing = Get-ErrorOf { Invoke-PantherDataLakeQuery 'select * from panther_logs.public.nowhere' }
        $missing.ErrorDetails.RecommendedAction | Should -BeLike '*Get-PantherDataLakeTable*'
    }

    It 'cancels at Panther what takes longer than -TimeoutSec' {
        [void] (Send-Control POST settings @{ dataLakeRunningPolls = 1000000 })
        $failure = Get-ErrorOf { Invoke-PantherDataLakeQuery 'select 1' -TimeoutSec 1 }
        $failure.FullyQualifiedErrorId | Should -Be "PantherTimeout,$invoke"
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-TimeoutSec*'
        (Get-Query).status | Should -Be cancelled
        $failure.Exception.Message | Should -BeLike "*$((Get-Query).id)*"
    }

    It 'is found again where the answer to its start is lost, and started once' {
        [void] (Add-Fault @{ operation = 'ExecuteDataLakeQuery'; reset = $true; phase = 'after' })
        $recorded = Invoke-Recorded { Invoke-PantherDataLakeQuery 'select 1' }
        $recorded.Output.Count | Should -Be 3
        $recorded.Warnings | Should -BeLike '*It was started anyway*'
        @(Get-Query).Count | Should -Be 1
    }

    It 'says to look first where a lost start is not found' {
        [void] (Add-Fault @{ operation = 'ExecuteDataLakeQuery'; reset = $true })
        $failure = Get-ErrorOf { Invoke-PantherDataLakeQuery 'select 1' }
        $failure.FullyQualifiedErrorId | Should -Be "PantherOutcomeUnknown,$invoke"
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*query history*'
        @(Get-Request ExecuteDataLakeQuery).Count | Should -Be 1
    }

    Context 'that is stopped' {
        BeforeAll {
            $session = New-Session
        }

        AfterAll {
            Remove-Session $session
        }

        It 'cancels the query at Panther, and shows while it runs that it does' {
            [void] (Send-Control POST settings @{ dataLakeRunningPolls = 1000000 })
            $running = Start-InSession $session { Invoke-PantherDataLakeQuery 'select 1' }
            Wait-Until {
                @(
                    $running.PowerShell.Streams.Progress | Where-Object { $_.StatusDescription -like '*the data lake query is running*' }
                ).Count -gt 0
            }
            Stop-InSession $running | Should -Be Stopped
            Wait-Until { (Get-Query).status -eq 'cancelled' }
        }

        It 'cancels it too where its start is not answered yet' {
            [void] (Add-Fault @{ operation = 'ExecuteDataLakeQuery'; hold = $true; phase = 'after' })
            $running = Start-InSession $session { Invoke-PantherDataLakeQuery 'select 1' }
            Wait-Until { @(Get-Query).Count -eq 1 }
            Stop-InSession $running | Should -Be Stopped
            Clear-Fault
            Wait-Until { (Get-Query).status -eq 'cancelled' }
        }
    }
}

Describe 'Stop-PantherDataLakeQuery' {
    BeforeEach {
        Reset-Emulator
        Connect-TestTenant | Out-Null
        $ids = 1..3 | ForEach-Object { (Send-Control POST queries @{ sql = "select $_" }).id }
    }

    It 'cancels queries by id, by property and from the pipeline, and nothing else' {
        Stop-PantherDataLakeQuery $ids[0] | Should -BeNullOrEmpty
        [pscustomobject] @{ Id = $ids[1] } | Stop-PantherDataLakeQuery
        (Get-Query).status | Should -Be cancelled, cancelled, running
        [guid] $ids[2] | Stop-PantherDataLakeQuery -WhatIf
        (Get-Query)[2].status | Should -Be running
        @{ id = [guid] $ids[2] } | Stop-PantherDataLakeQuery
        (Get-Query)[2].status | Should -Be cancelled
    }

    It 'reports the one that there is not, and cancels the rest' {
        $recorded = Invoke-Recorded { Stop-PantherDataLakeQuery $ids[0], nowhere, $ids[1] }
        $recorded.Errors.FullyQualifiedErrorId | Should -Be 'PantherNotFound,PantherPS.Commands.StopPantherDataLakeQueryCommand'
        $recorded.Errors.TargetObject | Should -Be nowhere
        (Get-Query).status | Should -Be cancelled, cancelled, running
    }

    It 'refuses what is no id' {
        (Get-ErrorOf { Stop-PantherDataLakeQuery $ids[0], @{ a = 1 } }).Exception.Message | Should -BeLike '*does not identify a query*as Id*'
        (Get-Query).status | Should -Be running, running, running
        (Get-ErrorOf { Stop-PantherDataLakeQuery { 'x' } }).Exception.Message | Should -BeLike '*script block*'
    }
}

Describe 'Get-PantherDataLakeTable' {
    BeforeEach {
        Reset-Emulator
        Connect-TestTenant | Out-Null
    }

    It 'lists the tables of all databases' {
        $tables = Get-PantherDataLakeTable
        $tables.Count | Should -BeGreaterThan 30
        $tables.Database | Sort-Object -Unique | Should -Be panther_logs.public, panther_views.public
        $trail = $tables | Where-Object LogType -EQ AWS.CloudTrail
        $trail.Database, $trail.Name, $trail.DisplayName | Should -Be panther_logs.public, aws_cloudtrail, AWS.CloudTrail
        $trail.Columns | Should -BeNullOrEmpty
        [string] $trail | Should -Be panther_logs.public.aws_cloudtrail
        (Get-Request ListDataLakeTables).variables.withColumns | Sort-Object -Unique | Should -Be $false
    }

    It 'finds them by <Name>' -ForEach @(
        @{ Name = 'name'; Call = { Get-PantherDataLakeTable AWS_ALB }; Found = 'aws_alb' }
        @{ Name = 'wildcards'; Call = { Get-PantherDataLakeTable aws_vpc* }; Found = 'aws_vpcdns', 'aws_vpcflow' }
        @{ Name = 'log type'; Call = { Get-PantherDataLakeTable -LogType AWS.ALB, GitHub.W* }; Found = 'aws_alb', 'github_webhook' }
        @{ Name = 'both'; Call = { Get-PantherDataLakeTable aws_* -LogType AWS.ALB, GitHub.W* }; Found = 'aws_alb' }
        @{
            Name = 'the log types of a piped source'
            Call = { Add-S3Source | Out-Null; Get-PantherLogSource | Get-PantherDataLakeTable }
            Found = 'aws_alb', 'aws_vpcflow'
        }
        @{ Name = 'database'; Call = { Get-PantherDataLakeTable -Database panther_views.public }; Found = 'all_logs' }
    ) {
        (& $Call).Name | Sort-Object | Should -Be $Found
    }

    It 'says what there is not, and what is near' {
        $recorded = Invoke-Recorded { Get-PantherDataLakeTable aws_cloudtrial, 'no*ne' }
        $recorded.Errors.FullyQualifiedErrorId | Should -Be 'PantherNotFound,PantherPS.Commands.GetPantherDataLakeTableCommand'
        $recorded.Errors.Exception.Message | Should -BeLike '*aws_cloudtrial*aws_cloudtrail*'
        (Get-ErrorOf { Get-PantherDataLakeTable -LogType Nope.Nope }).Exception.Message |
            Should -BeLike "There is no table for the log type 'Nope.Nope'.*"
        (Get-ErrorOf { Get-PantherDataLakeTable -Database nowhere }).FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
        @() | Get-PantherDataLakeTable | Should -BeNullOrEmpty
    }

    It 'asks for columns where they are wanted' {
        $table = Get-PantherDataLakeTable aws_cloudtrail -Database panther_logs.public -IncludeColumn
        $table.Columns.Name | Should -Contain p_source_id
        ($table.Columns | Where-Object Name -EQ p_event_time).Type | Should -Be timestamp
        (Get-Request ListDataLakeDatabases) | Should -BeNullOrEmpty
    }

    It 'says what the token lacks' {
        Connect-TestTenant -Token readOnly | Out-Null
        $failure = Get-ErrorOf { Get-PantherDataLakeTable }
        $failure.FullyQualifiedErrorId | Should -BeLike 'PantherForbidden,*'
        $failure.Exception.Message | Should -BeLike '*Query Data Lake*'
        @((Invoke-Recorded { Get-PantherDataLakeTable }).Errors).Count | Should -Be 1
    }
}
