# The scripts of the guide to a scheduled health check, as a job calls them, against the emulator.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $emulator = Start-Emulator
    $guide = [IO.File]::ReadAllText((Get-RepositoryPath 'docs/guides/health-check.md')) -replace "`r`n", "`n"
    $folder = Join-Path $TestDrive scripts
    New-Item $folder -ItemType Directory | Out-Null
    foreach ($match in [regex]::Matches($guide, '(?ms)^`([\w-]+\.ps1)`.*?^```powershell\n(.*?)^```')) {
        [IO.File]::WriteAllText((Join-Path $folder $match.Groups[1].Value), $match.Groups[2].Value)
    }

    function Invoke-Job([string] $Line, [string] $Token = 'full') {
        # Calls a script in a process of its own, and ends with its exit code, as a runner does; returns what it printed, and its exit code.
        Invoke-ChildPowerShell "Set-Location -LiteralPath '$folder'`nImport-Module '$(Get-ModulePath)'`n$Line`nif (Test-Path variable:LASTEXITCODE) { exit `$LASTEXITCODE }" @{
            PANTHER_API_HOST = $emulator.Url; PANTHER_API_TOKEN = $emulator.Tokens.$Token; NO_COLOR = '1'
        }
    }

    function Get-DaysAgo([double] $Days) { [datetime]::UtcNow.AddDays(-$Days).ToString('yyyy-MM-ddTHH:mm:ss.fffZ') }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'The guide to a health check' {
    BeforeEach {
        Reset-Emulator
        $trail = Add-S3Source @{ integrationLabel = 'trail'; logTypes = @('AWS.CloudTrail'); lastEventReceivedAtTime = Get-DaysAgo 0.01 }
        $okta =
            (Add-RawSource @{
                integrationLabel = 'okta'
                integrationType = 'log-pulling'
                lastEventReceivedAtTime = Get-DaysAgo 0.01
            }).integrationId
    }

    It 'shows the scripts that it names, and calls no other' {
        $named = @((Get-ChildItem $folder).Name | Sort-Object)
        $named | Should -Be Get-HealthTicket.ps1, Set-MissingAlarm.ps1, Test-SourceHealth.ps1, Write-HealthReport.ps1
        [regex]::Matches($guide, '\./([\w-]+\.ps1)') | ForEach-Object { $_.Groups[1].Value } | Sort-Object -Unique | Should -Be $named
    }

    It 'is green where all is well, and red with reason and advice where it is not' {
        $line = [regex]::Matches($guide, '(?m)^ +(?:- )?(?:run|pwsh): (\./Test-SourceHealth.+)$') | ForEach-Object { $_.Groups[1].Value } |
            Sort-Object -Unique
        $line | Should -HaveCount 1
        $job = Invoke-Job $line
        $job.Output.Trim() | Should -Be '0 of the sources need attention.' -Because $job.Errors
        $job.ExitCode | Should -Be 0

        Edit-RawSource $trail @{ isHealthy = $false }
        Edit-RawSource $okta @{ lastEventReceivedAtTime = Get-DaysAgo 3 }
        Add-RawSource @{ integrationLabel = 'test-1'; isHealthy = $false } | Out-Null
        $job = Invoke-Job $line
        $job.ExitCode | Should -Be 1
        $job.Output |
            Should -Match '(?s)trail: Unhealthy, last event .*Get-PantherLogSource -Id.*okta: Silent, last event .*2 of the sources need attention'
        $job.Output | Should -Not -Match 'test-1'
    }

    It 'is red where it could not look' {
        (Invoke-Job ./Test-SourceHealth.ps1 expired).ExitCode | Should -Be 1
        (Invoke-Job ./Test-SourceHealth.ps1 none).ExitCode | Should -Be 1
    }

    It 'sees what is unhealthy without the permission to read alerts, and says that it does not see why' {
        Edit-RawSource $trail @{ isHealthy = $false }
        $job = Invoke-Job ./Test-SourceHealth.ps1 readOnly
        $job.ExitCode | Should -Be 1
        $job.Output | Should -Match 'trail: Unhealthy'
        $job.Output | Should -Match 'Read Alerts'
    }

    It 'makes a hashtable of each source for the cmdlets of tickets, and files for people' {
        Edit-RawSource $trail @{ isHealthy = $false }
        Edit-RawSource $okta @{ lastEventReceivedAtTime = Get-DaysAgo 3 }
        $job = Invoke-Job './Get-HealthTicket.ps1 | ForEach-Object { $_.GetType().Name; $_.Key; $_.Title; $_.Priority; $_.Description }; $env:GITHUB_STEP_SUMMARY = ''step.txt''; (./Write-HealthReport.ps1 ./reports).Name'
        $job.ExitCode | Should -Be 0
        $lines = $job.Output -split '\r?\n'
        $lines -eq 'Hashtable' | Should -HaveCount 2
        $lines | Should -Contain "panther-source-$trail"
        $lines | Should -Contain 'Log source trail is unhealthy'
        $lines | Should -Contain 'Log source okta is silent'
        $lines | Should -Contain 'No event for 24h.'
        @($lines -match '^(High|Medium)$') | Should -Be High, Medium
        @($lines -match '^health\.') | Should -Be health.html, health.md
        [IO.File]::ReadAllText((Join-Path $folder step.txt)).Trim() |
            Should -Be ([IO.File]::ReadAllText((Join-Path $folder reports/health.md)).Trim())
        [IO.File]::ReadAllText((Join-Path $folder step.txt)) | Should -Match '2 of 2 log sources need attention'
    }

    It 'sets the alarms that are missing by rule, leaves the others, and shows before what it would set' {
        $set = (Add-RawSource @{ integrationLabel = 'set'; integrationType = 'log-pulling' }).integrationId
        Send-Api PUT "/log-source-alarms/$set/SOURCE_NO_DATA" @{ minutesThreshold = 30 }
        Clear-Request
        $plan = Invoke-Job './Set-MissingAlarm.ps1 -WhatIf'
        $plan.ExitCode | Should -Be 0 -Because $plan.Errors
        $plan.Output | Should -Match "(?s)alarm of the log source 'trail'.* to 60 minutes.*alarm of the log source 'okta'.* to 1440 minutes"
        Get-Request -Kind mutation | Should -BeNullOrEmpty
        (Invoke-Job ./Set-MissingAlarm.ps1).ExitCode | Should -Be 0
        Connect-TestTenant | Out-Null
        Get-PantherLogSource | Get-PantherLogSourceAlarm | ForEach-Object { "$($_.SourceLabel) $($_.MinutesThreshold)" } | Sort-Object |
            Should -Be 'okta 1440', 'set 30', 'trail 60'
    }
}
