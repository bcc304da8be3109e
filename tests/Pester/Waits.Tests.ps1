# Whoever waits sees for what: every cmdlet, whichever request is slow.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $calls = Get-CmdletCall |
        Where-Object { (Get-Command $_.Cmdlet).Parameters.ContainsKey('Connection') -or $_.Cmdlet -eq 'Connect-Panther' }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    Start-Emulator | Out-Null

    # The progress records of a command that runs in a session.
    function Get-Progress($Running) {
        @($Running.PowerShell.Streams.Progress | Where-Object { $_ })
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'A wait of <Cmdlet> [<Set>]' -ForEach $calls {
    It 'is seen after a second, with what is waited for, and the bar goes' {
        $scene = New-Scene
        $arguments = Get-CallArgument $_ $scene $TestDrive
        Get-PantherConnection | Where-Object Name -EQ scene | Disconnect-Panther
        if ($Changes) {
            $arguments.Confirm = $false
        }

        $session = New-Session -NotConnected:($Cmdlet -eq 'Connect-Panther')
        try {
            $script = { param($cmdlet, $with) & $cmdlet @with }
            if ($arguments.ContainsKey('InputObject')) {
                # What reads the object is not what is waited for.
                $data = Get-CallData $Noun
                $given = $data.Values.InputObject
                $reader = 'Get-PantherLogSource'
                $by = @{ Id = $scene[$data.Kind] }
                if ($given['Read']) {
                    $reader = $given.Read
                    $name = if ($given['By']) { $given.By } else { 'Id' }
                    $by = @{ $name = ConvertTo-CallArgument $given.Id ([string]) $data.Kind $scene $TestDrive }
                }

                (Invoke-InSession $session { param($reader, $by) $global:object = & $reader @by } @{ reader = $reader; by = $by }).Errors |
                    Should -BeNullOrEmpty
                $arguments.Remove('InputObject')
                $script = { param($cmdlet, $with) & $cmdlet -InputObject $object @with }
            }

            [void] (Add-Fault @{ hold = $true; times = 0 })
            $running = Start-InSession $session $script @{ cmdlet = $Cmdlet; with = $arguments }
            Wait-Until { (Get-Progress $running).Count -gt 0 }
            $seen = (Get-Progress $running)[-1]
            $seen.Activity | Should -Be $Cmdlet
            $seen.StatusDescription | Should -Match 'waiting for the answer to \w+'
            Clear-Fault
            Receive-InSession $running | Out-Null
            (Get-Progress $running)[-1].RecordType | Should -Be Completed
        }
        finally {
            Remove-Session $session
        }
    }
}

Describe 'A wait' {
    BeforeEach {
        Reset-Emulator
        Add-PlainSource one | Out-Null
        $session = New-Session -With @{ TimeoutSec = 2 }
    }

    AfterEach {
        Clear-Fault
        Remove-Session $session
    }

    It 'that Panther asked for says how long it is' {
        [void] (Add-Fault @{ status = 429; headers = @{ 'Retry-After' = '3' } })
        $running = Start-InSession $session { Get-PantherLogSource }
        $ran = Receive-InSession $running
        $ran.Output.Label | Should -Be one
        @((Get-Progress $running).StatusDescription) -join "`n" | Should -BeLike '*ListSources: Panther asked to wait 3 s*'
    }

    It 'for a host that never answers says which attempt it is' {
        [void] (Add-Fault @{ hold = $true; times = 0 })
        $running = Start-InSession $session { Get-PantherLogSource }
        Wait-Until {
            @((Get-Progress $running).StatusDescription) -match 'waiting for the answer to ListSources, attempt 2 of 4'
        } -Seconds 60
        Stop-InSession $running | Should -Be Stopped
    }

    It 'in the middle of many says how far it is' {
        $ids = @(Get-RawSource).integrationId
        1..5 | ForEach-Object { Add-PlainSource "more $_" | Out-Null }
        $all = @(Get-RawSource).integrationId
        [void] (Add-Fault @{ operation = 'GetSource'; after = 3; hold = $true; times = 0 })
        $running = Start-InSession $session { param($ids) Get-PantherLogSource -Id $ids -ThrottleLimit 1 } @{ ids = $all }
        Wait-Until { @((Get-Progress $running).StatusDescription) -match '^3 done; waiting for the answer to GetSource' }
        (Get-Progress $running)[-1].PercentComplete | Should -Be 50
        Stop-InSession $running | Should -Be Stopped
    }

    It 'of less than a second shows nothing' {
        $running = Start-InSession $session { Get-PantherLogSource }
        Receive-InSession $running | Out-Null
        Get-Progress $running | Should -BeNullOrEmpty
    }
}

Describe 'A bulk change that is interrupted' {
    It 'says in one line what was done, at the host: <Name>' -ForEach @(
        @{
            Name = 'with changes on their way'
            InFlight = 1
            Script = { param($ids) $ids | Set-PantherS3LogSource -LogStreamType Lines -ThrottleLimit 1 }
        }
        @{
            # A script that feeds it may end when it is stopped, as if that were all; a cmdlet does not.
            Name = 'between two inputs'
            InFlight = 0
            Script = { param($ids, $file) Get-Content -LiteralPath $file -Wait | Set-PantherS3LogSource -LogStreamType Lines }
        }
    ) {
        Reset-Emulator
        $ids = @(1..6 | ForEach-Object { Add-S3Source @{ integrationLabel = "bulk $_"; logStreamType = 'JSON' } })
        $file = Join-Path $TestDrive 'ids.txt'
        Set-Content $file $ids[0..2]
        $session = New-Session
        try {
            if ($InFlight) {
                [void] (Add-Fault @{ operation = 'UpdateS3LogSource'; after = 3; hold = $true; times = 0 })
            }

            $running = Start-InSession $session $Script @{ ids = $ids; file = $file }
            Wait-Until { @(Get-RawSource | Where-Object logStreamType -EQ Lines).Count -eq 3 }
            Wait-Until { @(Get-Request UpdateS3LogSource).Count -ge 3 -and (Get-Stat).inFlight -eq $InFlight }
            Stop-InSession $running | Should -Be Stopped

            # The command says it when it is disposed of, which PowerShell may do after the stop.
            Wait-Until { $session.Host.Warnings.Count -gt 0 }
            $session.Host.Warnings | Should -HaveCount 1
            "$($session.Host.Warnings)" | Should -BeLike '*Set-PantherS3LogSource ended early*3 changed, 0 failed*'
        }
        finally {
            Clear-Fault
            Remove-Session $session
        }
    }
}
