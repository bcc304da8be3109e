BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest

    # Every cmdlet that changes one source for each input, by its verb; one call each.
    $calls = Get-CmdletCall | Where-Object {
        $_.Noun -like '*LogSource*' -and
            $_.Verb -in 'New', 'Set', 'Remove' -and (Get-Command $_.Cmdlet).Parameters.ContainsKey('ThrottleLimit')
    } |
        Group-Object { $_.Cmdlet } | ForEach-Object {
            $_.Group | Where-Object { $_.Names -notcontains 'Id' -and $_.Names -notcontains 'CredentialsPath' } | Select-Object -First 1
        }
    $kinds = $calls | Where-Object { $_.Verb -eq 'Set' -and $_.Cmdlet -notlike '*Alarm' }
    $ends = foreach ($limit in 1, 8) {
        foreach ($at in 0, 3, 6) {
            @{ End = 'an error with -ErrorAction Stop'; At = $at; Limit = $limit }
        }

        @{ End = 'an error of an earlier command'; At = 3; Limit = $limit }
        @{ End = 'an error of a later command'; At = 1; Limit = $limit }
        @{ End = 'Select-Object -First'; At = 1; Limit = $limit }
        @{ End = 'a refused token'; At = 3; Limit = $limit }
        @{ End = 'a warning with -WarningAction Stop'; At = 3; Limit = $limit }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null
    Connect-TestTenant | Out-Null
    $session = New-Session

    # Seven inputs for a call, and the arguments that go with them: rows with labels for a New- cmdlet, ids for the others.
    function New-Batch($Call) {
        $scene = New-Scene
        $arguments = Get-CallArgument $Call $scene (Join-Path $TestDrive document.graphql)
        Get-PantherConnection | Where-Object Name -EQ scene | Disconnect-Panther
        Connect-TestTenant | Out-Null
        foreach ($name in 'Label', 'InputObject', 'Id') {
            $arguments.Remove($name)
        }

        if ($Call.Verb -eq 'Set' -and $Call.Cmdlet -notlike '*Alarm') {
            $arguments.LogStreamType = 'Lines'
        }

        if ((Get-Command $Call.Cmdlet).Parameters.ContainsKey('PassThru')) {
            $arguments.PassThru = $true
        }

        $kind = (Get-CallData $Call.Noun).Kind
        $labels = 1..7 | ForEach-Object { "source $_" }
        if ($Call.Verb -eq 'New') {
            $names = $labels

            # Panther takes no bucket and no subscription twice.
            $unique = @($arguments.Keys | Where-Object { $_ -in 'S3Bucket', 'GcsBucket', 'SubscriptionId' })
            $unique | ForEach-Object { $arguments.Remove($_) }
            $inputs = $labels | ForEach-Object {
                $row = @{ Label = $_ }
                foreach ($name in $unique) {
                    $row[$name] = $_ -replace ' ', '-'
                }

                [pscustomobject] $row
            }
        }
        else {
            $model = Get-RawSource $scene[$kind]
            $names = @($labels | ForEach-Object {
                    $source = @{}
                    foreach ($property in $model.PSObject.Properties | Where-Object Name -NE integrationId) {
                        $source[$property.Name] = $property.Value
                    }

                    $source.integrationLabel = $_
                    if ($source['config'] -and $source.config.PSObject.Properties['subscriptionId']) {
                        $source.config.subscriptionId = $_ -replace ' ', '-'
                    }

                    (Add-RawSource $source).integrationId
                })
            if ($Call.Cmdlet -like '*Alarm') {
                $names | ForEach-Object { Send-Api PUT "/log-source-alarms/$_/SOURCE_NO_DATA" @{ minutesThreshold = 60 } }
            }

            $inputs = $names | ForEach-Object { $_ }
        }

        Clear-Request
        @{ Call = $Call; Arguments = $arguments; Names = @($names); Inputs = @($inputs); Before = Get-State $Call $names }
    }

    # What the tenant has for each name.
    function Get-State($Call, $Names) {
        $state = @{}
        $all = @(Get-RawSource)
        foreach ($name in $Names) {
            $found = $all | Where-Object { $_.integrationId -eq $name -or ($Call.Verb -eq 'New' -and $_.integrationLabel -eq $name) }
            if ($found) {
                $found = $found | Select-Object * -ExcludeProperty lastModified
            }

            $state[$name] = ConvertTo-Json $found -Depth 10 -Compress
        }

        if ($Call.Cmdlet -like '*Alarm') {
            $alarms = @(Get-PantherLogSourceAlarm -Id $Names -ErrorAction SilentlyContinue)
            foreach ($name in $Names) {
                $state[$name] += ($alarms | Where-Object SourceId -EQ $name).MinutesThreshold
            }
        }

        $state
    }

    # The names whose state is another one now.
    function Get-Changed($Batch) {
        $now = Get-State $Batch.Call $Batch.Names
        @($Batch.Names | Where-Object { $now[$_] -cne $Batch.Before[$_] })
    }
}

AfterAll {
    Remove-Session $session
    Disconnect-Panther -All
    Stop-Emulator
}

Describe '<Cmdlet>' -ForEach $calls {
    It 'tells of every change that was made, at the end by <End> (input <At>, -ThrottleLimit <Limit>)' -ForEach $ends {
        $call = @{ Cmdlet = $Cmdlet; Set = $Set; Names = $Names; Changes = $Changes; Verb = $Verb; Noun = $Noun }
        $batch = New-Batch $call
        $inputs = $batch.Inputs
        $with = $batch.Arguments + @{ ThrottleLimit = $Limit; Confirm = $false }
        [void] (Send-Control POST settings @{ latency = 15 })
        $emitted = New-Object System.Collections.ArrayList
        $take = { [void] $emitted.Add($_) }
        switch ($End) {
            'an error with -ErrorAction Stop' {
                if ($Verb -eq 'New') {
                    # No source of any kind has a label of blanks.
                    $inputs[$At].Label = ' ' * 40
                }
                else {
                    $inputs[$At] = 'no-such-id'
                }

                $run = { $inputs | & $Cmdlet @with -ErrorAction Stop | ForEach-Object $take }
            }
            'an error of an earlier command' {
                $run = { & { $inputs[0..$At]; throw 'upstream' } | & $Cmdlet @with | ForEach-Object $take }
            }
            'an error of a later command' {
                $run = {
                    $inputs | & $Cmdlet @with |
                        ForEach-Object { [void] $emitted.Add($_); if ($emitted.Count -gt $At) { throw 'downstream' } }
                }
            }
            'Select-Object -First' {
                $run = { $inputs | & $Cmdlet @with | Select-Object -First ($At + 1) | ForEach-Object $take }
            }
            'a refused token' {
                [void] (Add-Fault @{ status = 401; after = $At })
                $run = { $inputs | & $Cmdlet @with | ForEach-Object $take }
            }
            'a warning with -WarningAction Stop' {
                if ($with.ContainsKey('LogType')) {
                    $with.LogType = 'No.Such.LogType'
                }

                $run = { $inputs | & $Cmdlet @with -WarningAction Stop | ForEach-Object $take }
            }
        }

        $recorded = Invoke-Recorded $run
        Wait-Until { (Get-Stat).inFlight -eq 0 }
        [void] (Send-Control POST settings @{ latency = 0 })
        Clear-Fault
        $changed = Get-Changed $batch
        $told = "$($recorded.Warnings)"
        $shown = @(
            $emitted | ForEach-Object {
                if ($Verb -eq 'New') { $_.Label } elseif ($_.PSObject.Properties['SourceId']) { $_.SourceId } else { $_.Id }
            }
        )
        $carriedOut = if ($told -match 'sent and carried out: ([^.]*)\.') { $Matches[1] } else { '' }
        $named = @($batch.Names | Where-Object { $carriedOut.Contains("'$_'") })
        if ($told -match 'ended early\. Of \d+ inputs so far: (\d+) changed') {
            [int] $Matches[1] | Should -Be $changed.Count
        }

        # A cmdlet without output has carried out what came before what it names; one with output names or shows it.
        $silent = if ($Verb -eq 'Remove') {
            @($changed | Where-Object { $named.Count -eq 0 -or $batch.Names.IndexOf($_) -lt $batch.Names.IndexOf($named[0]) })
        }
        @(@($shown) + @($named) + @($silent) | Where-Object { $_ } | Sort-Object -Unique) |
            Should -Be @($changed | Sort-Object) -Because "'$told' was said, and: $($recorded.Errors) $($recorded.Failure)"
        @($shown | Where-Object { $named -contains $_ }) | Should -BeNullOrEmpty
        if ($Verb -eq 'Remove' -and $changed.Count -gt 0 -and $named.Count -eq 0) {
            # In the order of the input, without a gap but for the one that failed.
            $last = $batch.Names.IndexOf(@($changed)[-1])
            @($batch.Names[0..$last] | Where-Object { $changed -notcontains $_ }).Count | Should -BeLessOrEqual 1
        }
    }

    It 'carries out its input at once, while the command before it has not given the next' {
        $call = @{ Cmdlet = $Cmdlet; Set = $Set; Names = $Names; Changes = $Changes; Verb = $Verb; Noun = $Noun }
        $batch = New-Batch $call
        $next = New-Object System.Threading.ManualResetEvent $false
        $running = Start-InSession $session {
            param($cmdlet, $with, $inputs, $next)
            & { $inputs[0]; $inputs[1]; [void] $next.WaitOne(60000) } | & $cmdlet @with -Confirm:$false
        } @{ cmdlet = $Cmdlet; with = $batch.Arguments; inputs = $batch.Inputs; next = $next }
        try {
            Wait-Until { @(Get-Changed $batch).Count -eq 2 }
            $running.Result.IsCompleted | Should -BeFalse
        }
        finally {
            [void] $next.Set()
        }

        (Receive-InSession $running).Errors | Should -BeNullOrEmpty
    }
}

Describe '<Cmdlet>, when the question is answered' -ForEach $kinds {
    It 'keeps what a colleague has changed since the plan was made' {
        $call = @{ Cmdlet = $Cmdlet; Set = $Set; Names = $Names; Changes = $Changes; Verb = $Verb; Noun = $Noun }
        $batch = New-Batch $call
        $id = $batch.Names[0]
        $asked = New-Session
        try {
            $running = Start-InSession $asked { param($cmdlet, $with, $id)
                & $cmdlet -Id $id @with -Confirm
            } @{ cmdlet = $Cmdlet; with = $batch.Arguments; id = $id }
            Wait-Until { $asked.Host.Questions.Count -eq 1 }
            Edit-RawSource $id @{ integrationLabel = 'renamed meanwhile' }
            $asked.Host.Answer('Yes')
            (Receive-InSession $running).Errors | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $asked
        }

        (Get-RawSource $id).integrationLabel | Should -Be 'renamed meanwhile'
        @(Get-Changed $batch) | Should -Be $id
    }
}

Describe 'Ctrl+C' {
    It 'names what was sent, at the host' {
        $call = Get-CmdletCall Remove-PantherLogSource | Select-Object -First 1
        $batch = New-Batch $call
        [void] (Add-Fault @{ operation = 'DeleteSource'; hold = $true; times = 0 })
        $running = Start-InSession $session { param($ids)
            $ids | Remove-PantherLogSource -Confirm:$false -ThrottleLimit 2
        } @{ ids = $batch.Names }
        Wait-Until { @(Get-Request DeleteSource).Count -eq 2 }
        $streams = $running.PowerShell.Streams
        Stop-InSession $running | Should -Be Stopped
        $told = "$($streams.Warning)"
        $told | Should -BeLike '*but not answered*'
        @($batch.Names | Where-Object { $told.Contains("'$_'") }).Count | Should -Be 2
        Clear-Fault
    }
}
