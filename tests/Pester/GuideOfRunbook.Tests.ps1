# The runbook of its guide, called as a scheduler calls it, with each of its outcomes, against the emulator.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $emulator = Start-Emulator
    $guide = [IO.File]::ReadAllText((Get-RepositoryPath 'docs/guides/runbook-template.md')) -replace "`r`n", "`n"
    $script = Join-Path $TestDrive ([regex]::Match($guide, '(?m)^`([\w-]+\.ps1)`').Groups[1].Value)
    [IO.File]::WriteAllText($script, [regex]::Match($guide, '(?ms)^```powershell\n(.*?)^```').Groups[1].Value)
    $log = Join-Path $TestDrive job.log
    $saved = $env:PANTHER_API_HOST, $env:PANTHER_API_TOKEN

    function Invoke-Runbook([hashtable] $Parameters = @{}, [string] $Token = 'full') {
        # Runs it in a session of its own; returns its exit code, and its log.
        $env:PANTHER_API_HOST = $emulator.Url
        $env:PANTHER_API_TOKEN = $emulator.Tokens.$Token
        Remove-Item $log -ErrorAction SilentlyContinue
        $session = New-Session -NotConnected
        try {
            $all = @{ LogPath = $log; PauseSec = 0 } + $Parameters
            $ran = Invoke-InSession $session { param($script, $all) $global:LASTEXITCODE = -1; & $script @all; $LASTEXITCODE } @{
                script = $script
                all = $all
            }
            @{ ExitCode = $ran.Output[-1]; Log = [IO.File]::ReadAllText($log) }
        }
        finally {
            Remove-Session $session
        }
    }
}

AfterAll {
    $env:PANTHER_API_HOST, $env:PANTHER_API_TOKEN = $saved
    Stop-Emulator
}

Describe 'The runbook of the guide' {
    BeforeEach {
        Reset-Emulator
        $ids = 'alb', 'trail', 'okta' | ForEach-Object { (Add-RawSource @{ integrationLabel = $_ }).integrationId }
    }

    It 'ends with 0 where all is done, and sends nothing when it runs again' {
        $first = Invoke-Runbook
        $first.ExitCode | Should -Be 0 -Because $first.Log
        [regex]::Matches($first.Log, 'INFO +Done: (alb|trail|okta)') | Should -HaveCount 3
        Clear-Request
        (Invoke-Runbook).ExitCode | Should -Be 0
        Get-Request | Where-Object { $_.method -eq 'PUT' } | Should -BeNullOrEmpty
    }

    It 'ends with 0 where what failed for a passing reason comes through in the next round' {
        # More often than one request is tried.
        Add-Fault @{ method = 'PUT'; status = 503; times = 4; headers = @{ 'Retry-After' = '0' } }
        $ran = Invoke-Runbook @{ Label = 'alb' }
        $ran.ExitCode | Should -Be 0 -Because $ran.Log
        $ran.Log | Should -Match '(?s)WARNING +alb: .*503.*Done: alb'
    }

    It 'ends with 1 where a source fails for good, and does the others' {
        Add-Fault @{
            method = 'PUT'
            path = "/log-source-alarms/$($ids[1])/SOURCE_NO_DATA"
            status = 400
            body = '{"message":"no"}'
            times = $null
        }
        $ran = Invoke-Runbook
        $ran.ExitCode | Should -Be 1 -Because $ran.Log
        $ran.Log | Should -Match '(?s)Done: alb.*Done: okta.*ERROR +trail: .*Ends; 1 failed\.'
    }

    It 'ends with 2 where it could not begin or had to stop: <Name>' -ForEach @(
        @{ Name = 'a token that is refused'; Token = 'expired'; With = @{} }
        @{ Name = 'a token that may not do this'; Token = 'readOnly'; With = @{} }
        @{ Name = 'a label that is misspelt'; Token = 'full'; With = @{ Label = 'ablb' } }
    ) {
        $ran = Invoke-Runbook $With $Token
        $ran.ExitCode | Should -Be 2 -Because $ran.Log
        $ran.Log | Should -Match 'ERROR +Stopped: '
        $ran.Log | Should -Not -Match ([regex]::Escape($emulator.Tokens.$Token))
    }

    It 'sends no change with -WhatIf' {
        (Invoke-Runbook @{ WhatIf = $true }).ExitCode | Should -Be 0
        Get-Request | Where-Object { $_.method -eq 'PUT' } | Should -BeNullOrEmpty
    }

    It 'names in the guide each exit code that it has' {
        [regex]::Matches($guide, '(?m)^\| (\d) \|') | ForEach-Object { $_.Groups[1].Value } | Should -Be 0, 1, 2
    }
}
