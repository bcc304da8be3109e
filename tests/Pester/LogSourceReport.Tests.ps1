# The report on log sources: what it reads, what it says where it may not read all, and what becomes of the file.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $elsewhere = Start-Emulator
    $tenant = Start-Emulator

    function Get-DaysAgo([double] $Days) { [datetime]::UtcNow.AddDays(-$Days).ToString('yyyy-MM-ddTHH:mm:ss.fffZ') }

    function Get-Sent { @(Get-Request | ForEach-Object operation | Sort-Object) }

    function Get-Text([string] $Path = $file) { [IO.File]::ReadAllText($Path) }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Export-PantherLogSourceReport' {
    BeforeEach {
        Reset-Emulator
        $good = Add-S3Source @{ integrationLabel = 'good'; logTypes = @('AWS.ALB'); lastEventReceivedAtTime = Get-DaysAgo 0.01 }
        $bad = Add-S3Source @{
            integrationLabel = 'bad'
            logTypes = @('AWS.VPCFlow')
            lastEventReceivedAtTime = Get-DaysAgo 9
            isHealthy = $false
        }
        $null = Add-RawAlert @{
            createdAt = Get-DaysAgo 1
            title = 'It cannot be read'
            systemError = @{ type = 'SOURCE_PERMISSIONS_CHECKS'; sourceId = $bad }
        }
        Connect-TestTenant | Out-Null
        Clear-Request
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        $file = Join-Path $folder report.html
    }

    It 'asks for all sources, their errors and the volume, once each, and emits the file' {
        $ran = Invoke-Recorded { Export-PantherLogSourceReport $file }
        $ran.Errors | Should -BeNullOrEmpty
        $ran.Output | Should -BeOfType ([IO.FileInfo])
        ($ran.Output | Get-Content -Raw -Encoding UTF8) | Should -BeExactly (Get-Text)
        Get-Sent | Should -Be 'GET /alerts', 'GetMetrics', 'ListSources'
        Get-Text | Should -Match '(?s)1 of 2 log sources needs attention\..*<h3><bdi>bad</bdi>.*It cannot be read.*Test-PantherS3RolePolicy.*AWS\.ALB, bytes by day.*<th scope="row"><bdi>good</bdi>'
        Get-Text | Should -Match '<title>Log sources of 127\.0\.0\.1'
    }

    It 'shows what is piped, as it is, with alarms where they were read, and the volume of its log types' {
        $null = Set-PantherLogSourceAlarm -Id $good 90m
        $health = Get-PantherLogSourceHealth -Label good -IncludeAlarm
        Clear-Request
        ($health | Export-PantherLogSourceReport $file -Title 'For <me>').Name | Should -Be report.html
        Get-Sent | Should -Be 'GetMetrics'
        Get-Text | Should -Match '(?s)<h1><bdi>For &lt;me&gt;</bdi></h1>.*The one log source is healthy\..*AWS\.ALB, bytes.*>1 hour</td>'
        Get-Text | Should -Not -Match 'VPCFlow|<bdi>bad'
        Export-PantherLogSourceReport $file -InputObject (Get-PantherLogSourceHealth) | Out-Null
        Get-Text | Should -Match '1 of 2 log sources'
    }

    It 'says that there is nothing where a pipeline gives nothing, and does not ask the tenant instead' {
        @() | Export-PantherLogSourceReport $file | Should -Not -BeNullOrEmpty
        Get-PantherLogSourceHealth -Label 'no such*' | Export-PantherLogSourceReport $file | Should -Not -BeNullOrEmpty
        Get-Text | Should -Match 'There are no log sources in this report\.'
        Get-Sent | Should -Not -Contain 'GetMetrics'
    }

    It 'says in a line what the token may not read, and writes the rest: <Says>' -ForEach @(
        @{ Permission = @('LogSourceRead'); Says = 'Read Alerts', 'Read Panther Metrics'; Warnings = 1 }
        @{ Permission = 'LogSourceRead', 'AlertRead'; Says = @('Read Panther Metrics'); Warnings = 0 }
        @{ Permission = 'LogSourceRead', 'SummaryRead'; Says = @('Read Alerts'); Warnings = 1 }
    ) {
        $token = (Send-Control POST tokens @{ name = "$Permission"; permissions = $Permission }).value
        Connect-Panther $tenant.Url -ApiToken (ConvertTo-TestSecret $token) -SkipVerification | Out-Null
        $ran = Invoke-Recorded { Export-PantherLogSourceReport $file }
        $ran.Errors | Should -BeNullOrEmpty
        $ran.Warnings | Should -HaveCount $Warnings
        foreach ($permission in $Says) { Get-Text | Should -Match "<p class=`"note`">[^<]*$permission" }
        [regex]::Matches((Get-Text), '<p class="note">').Count | Should -Be @($Says).Count
        Get-Text | Should -Match '1 of 2 log sources needs attention\.'
    }

    It 'tells by an error and in the report what failed beside the list: <Operation>' -ForEach @(
        @{ Operation = 'GetMetrics'; Says = 'The volume is not shown, or not all of it' }
        @{ Operation = 'GET /alerts'; Says = 'The problems are not known of any source' }
    ) {
        Add-Fault @{ operation = $Operation; status = 500; times = 9 } | Out-Null
        Connect-TestTenant -With @{ MaximumRetryCount = 0 } | Out-Null
        $ran = Invoke-Recorded { Export-PantherLogSourceReport $file }
        $ran.Errors | Should -HaveCount 1
        $ran.Errors.FullyQualifiedErrorId | Should -BeLike 'PantherServerError,*'
        $ran.Output.Name | Should -Be report.html
        Get-Text | Should -Match $Says
    }

    It 'writes nothing of a list that was not read to its end' {
        Add-Fault @{ operation = 'ListSources'; status = 500; times = 9 } | Out-Null
        Connect-TestTenant -With @{ MaximumRetryCount = 0 } | Out-Null
        (Invoke-Recorded { Export-PantherLogSourceReport $file }).Errors.FullyQualifiedErrorId |
            Should -Contain 'PantherServerError,PantherPS.Commands.ExportPantherLogSourceReportCommand'
        $file | Should -Not -Exist
    }

    It 'finds the source of an error that does not tell it' {
        Add-Fault @{ operation = 'GET /alerts'; transform = @{ removePath = 'results.0.systemError.sourceId' } } | Out-Null
        Export-PantherLogSourceReport $file | Out-Null
        Get-Text | Should -Match '(?s)<bdi>bad</bdi>.*It cannot be read'
        Get-Sent | Should -Contain 'ListSystemErrors'
    }

    It 'names the tenant of each source where there are two, and shows the volume of both' {
        Reset-Emulator -Emulator $elsewhere
        $null = Add-S3Source @{ integrationLabel = 'there'; lastEventReceivedAtTime = Get-DaysAgo 0.01 } -Emulator $elsewhere
        Connect-TestTenant -Name elsewhere -Emulator $elsewhere | Out-Null
        Connect-TestTenant | Out-Null
        @(Get-PantherLogSourceHealth) + @(Get-PantherLogSourceHealth -Connection elsewhere) | Export-PantherLogSourceReport $file | Out-Null
        Get-Text | Should -Match '(?s)Log sources of 2 tenants.*<th scope="col" class="short">Tenant</th>'
        [regex]::Matches((Get-Text), '<h3><bdi>127\.0\.0\.1:\d+</bdi></h3>').Count | Should -Be 2
    }

    It 'writes nothing with -WhatIf, and says what it would write' {
        $ran = Invoke-Recorded { Export-PantherLogSourceReport $file -WhatIf }
        $ran.Output | Should -BeNullOrEmpty
        $folder | Should -Not -Exist
    }

    It 'overwrites a report that it has written, and nothing else without -Force: <Name>' -ForEach @(
        @{ Name = 'report.html' },
        @{ Name = 'report.md' }
    ) {
        $file = Join-Path $folder $Name
        1..2 | ForEach-Object { Export-PantherLogSourceReport $file } | Should -HaveCount 2
        [IO.File]::AppendAllText($file, 'A note of mine.')
        Clear-Request
        $failure = Get-ErrorOf { Export-PantherLogSourceReport $file }
        $failure.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $failure.Exception.Message | Should -BeLike '*-Force*'
        Get-Sent | Should -BeNullOrEmpty
        Get-Text $file | Should -BeLike '*A note of mine.'
        Export-PantherLogSourceReport $file -Force | Should -Not -BeNullOrEmpty
        Get-Text $file | Should -Not -BeLike '*A note of mine.'
    }

    It 'refuses before it reads anything a path that it cannot write: <Path>' -ForEach @(
        @{ Path = 'report.txt'; Says = '*.html*.md*' }
        @{ Path = 'env:report.html'; Says = '*file system*' }
        @{ Path = 'nodrive:report.html'; Says = '*nodrive*' }
    ) {
        (Get-ErrorOf { Export-PantherLogSourceReport $Path }).Exception.Message | Should -BeLike $Says
        Get-Sent | Should -BeNullOrEmpty
    }

    It 'takes a path that looks like a pattern for itself, below the current folder' {
        New-Item $folder -ItemType Directory | Out-Null
        Push-Location -LiteralPath $folder
        try {
            (Export-PantherLogSourceReport 'a[1].md').FullName | Should -Be (Join-Path $folder 'a[1].md')
        }
        finally {
            Pop-Location
        }
    }

    It 'refuses <Name>, and says what it takes' -ForEach @(
        @{ Name = 'a source'; Call = { Export-PantherLogSourceReport $file -InputObject (Get-PantherLogSource -Id $good) } }
        @{ Name = 'a text'; Call = { Export-PantherLogSourceReport $file -InputObject 'good' } }
        @{
            Name = 'a copy'
            Call = {
                Export-PantherLogSourceReport $file `
                    -InputObject ([System.Management.Automation.PSSerializer]::Deserialize(
                        [System.Management.Automation.PSSerializer]::Serialize((Get-PantherLogSourceHealth -Id $good))))
            }
        }
    ) {
        (Get-ErrorOf $Call).Exception.Message | Should -BeLike '*Get-PantherLogSourceHealth*'
    }
}
