BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    # A rotation is not given up, since its answer is the token: ApiToken.Tests.ps1 stops it.
    $calls = Get-CmdletCall | Where-Object Cmdlet -NE Update-PantherApiToken | Where-Object {
        (Get-Command $_.Cmdlet).Parameters.ContainsKey('Connection') -or $_.Verb -eq 'Connect'
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null
    Reset-Emulator
    Connect-TestTenant | Out-Null
    $session = New-Session
}

AfterAll {
    Remove-Session $session
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Many requests with -ThrottleLimit <limit>' -ForEach @(@{ limit = 1 }, @{ limit = 8 }) {
    BeforeAll {
        # The tenant's log types are read beside the first create of a connection; here only what is done for each input is counted.
        $first = Receive-InSession (Start-InSession $session {
            New-PantherS3LogSource -Label first -AwsAccountId 123456789012 -S3Bucket bucket-b -LogStreamType JSON -LogType AWS.ALB `
                -LogProcessingRole arn:aws:iam::123456789012:role/r
        })
        $first.Errors | Should -BeNullOrEmpty
    }

    BeforeEach {
        Reset-Emulator
        $ids = @(Add-PlainSource @(1..20 | ForEach-Object { "source $_" }))
    }

    It 'are never more in flight than that, and as many: <Command>' -ForEach @(
        @{
            Command = 'Get-PantherLogSource'
            Operation = 'GetSource'
            Script = { param($ids, $limit) $ids | Get-PantherLogSource -ThrottleLimit $limit }
        }
        @{
            Command = 'Set-PantherS3LogSource, reading'
            Operation = 'GetSourceForUpdate'
            Script = { param($ids, $limit) $ids | Set-PantherS3LogSource -LogStreamType Lines -PassThru -ThrottleLimit $limit }
        }
        @{
            Command = 'Set-PantherS3LogSource, changing'
            Operation = 'UpdateS3LogSource'
            Script = { param($ids, $limit) $ids | Set-PantherS3LogSource -LogStreamType Lines -PassThru -ThrottleLimit $limit }
        }
        @{
            Command = 'Remove-PantherLogSource'
            Operation = 'DeleteSource'
            Script = { param($ids, $limit) $ids | Remove-PantherLogSource -Confirm:$false -ThrottleLimit $limit; $ids }
        }
        @{ Command = 'New-PantherS3LogSource'; Operation = 'CreateS3LogSource'; Script = {
                param($ids, $limit)
                1..20 | ForEach-Object { [pscustomobject] @{ Label = "new $_"; S3Bucket = 'bucket-b' } } |
                    New-PantherS3LogSource -AwsAccountId 123456789012 -LogProcessingRole arn:aws:iam::123456789012:role/r `
                        -LogStreamType JSON -LogType AWS.ALB -ThrottleLimit $limit
            }
        }
        @{
            Command = 'Set-PantherLogSourceAlarm'
            Operation = 'PUT /log-source-alarms/*'
            Script = { param($ids, $limit) $ids | Set-PantherLogSourceAlarm -MinutesThreshold 60 -PassThru -ThrottleLimit $limit }
        }
    ) {
        [void] (Add-Fault @{ hold = $true; times = 0; operation = ($Operation -replace '/\*', '/{sourceId}/{type}') })
        $running = Start-InSession $session $Script @{ ids = $ids; limit = $limit }
        Wait-Until { @(Get-Request $Operation).Count -eq $limit }
        Start-Sleep -Milliseconds 60
        (Get-Stat).inFlight | Should -Be $limit
        Clear-Fault
        $ran = Receive-InSession $running
        $ran.Errors | Should -BeNullOrEmpty
        $ran.Output.Count | Should -Be 20
        (Get-Stat).maxInFlight | Should -Be $limit
    }

    It 'give their results in the order of the input, whatever the order of the answers: <Command>' -ForEach @(
        @{
            Command = 'Get-PantherLogSource'
            Operation = 'GetSource'
            Script = { param($ids, $limit) $ids | Get-PantherLogSource -ThrottleLimit $limit }
        }
        @{
            Command = 'Get-PantherLogSource with a list of ids'
            Operation = 'GetSource'
            Script = { param($ids, $limit) Get-PantherLogSource -Id $ids -ThrottleLimit $limit }
        }
        @{
            Command = 'Set-PantherS3LogSource'
            Operation = 'UpdateS3LogSource'
            Script = { param($ids, $limit) $ids | Set-PantherS3LogSource -LogStreamType Lines -PassThru -ThrottleLimit $limit }
        }
    ) {
        $delays = 120, 0, 60, 90, 0, 0, 150, 30, 0, 60
        [void] (Add-Fault @($delays | ForEach-Object { @{ operation = $Operation; delay = $_ } }))
        $ran = Invoke-InSession $session $Script @{ ids = $ids; limit = $limit }
        $ran.Output.Id | Should -Be $ids
    }

    It 'give new sources in the order of the input' {
        [void] (Add-Fault @(120, 0, 60, 0, 90, 0 | ForEach-Object { @{ operation = 'CreateS3LogSource'; delay = $_ } }))
        $rows = 1..10 | ForEach-Object { [pscustomobject] @{ Label = "new $_"; Bucket = "bucket-$_" } }
        $made = $rows |
            New-PantherS3LogSource -AwsAccountId 123456789012 -LogProcessingRole arn:aws:iam::123456789012:role/r -LogStreamType JSON `
                -LogType AWS.ALB -ThrottleLimit $limit
        $made.S3Bucket | Should -Be $rows.Bucket
    }

    It 'give errors at the place of their input' {
        [void] (Add-Fault @(90, 0, 60, 0 | ForEach-Object { @{ operation = 'GetSource'; delay = $_ } }))
        $all = $ids[0], 'bad 1', $ids[1], $ids[2], 'bad 2' | Get-PantherLogSource -ThrottleLimit $limit 2>&1
        @($all | ForEach-Object { if ($_ -is [System.Management.Automation.ErrorRecord]) { $_.TargetObject } else { $_.Id } }) |
            Should -Be $ids[0], 'bad 1', $ids[1], $ids[2], 'bad 2'
    }

    It 'give what is refused before it is sent, and what fails earlier than others succeed, at the place of its input: <Command>' -ForEach @(
        @{ Command = 'New-PantherS3LogSource'; Operation = 'CreateS3LogSource'; Script = {
                'a', 'no_label', 'b', 'no_label', 'c' | ForEach-Object { [pscustomobject] @{ Label = $_ } } |
                    New-PantherS3LogSource -AwsAccountId 123456789012 `
                    -S3Bucket bucket-b -LogProcessingRole arn:aws:iam::123456789012:role/r -LogStreamType JSON -LogType AWS.ALB -ThrottleLimit $limit
            }
        }
        @{ Command = 'New-PantherHttpLogSource'; Operation = 'POST /log-sources/http'; Script = {
                'JSON', 'Nothing', 'JSON', 'Nothing', 'JSON' | ForEach-Object { $i = 0 } {
                    [pscustomobject] @{ Label = "$i"; LogStreamType = $_; JsonArrayEnvelopeField = if ($_ -eq 'Nothing') { 'x' } }
                    $i++
                } |
                    New-PantherHttpLogSource -LogType AWS.ALB -AuthMethod None -ThrottleLimit $limit
            }
        }
        @{ Command = 'New-PantherApiToken'; Operation = 'POST /api-tokens'; Script = {
                'a', ' ', 'b', ' ', 'c' | ForEach-Object { [pscustomobject] @{ Name = $_ } } |
                    New-PantherApiToken -Permission LogSourceRead -ThrottleLimit $limit
            }
        }
        @{ Command = 'Set-PantherSchema'; Operation = 'ListSchemas'; Script = {
                $files = 'A', 'none', 'B', 'none', 'C' | ForEach-Object { Join-Path $TestDrive "$_.yml" }
                foreach ($file in $files -notlike '*none.yml') {
                    Set-Content $file "schema: Custom.$([IO.Path]::GetFileNameWithoutExtension($file))`nversion: 0`nfields: []"
                }

                $files | Set-PantherSchema -PassThru -ThrottleLimit $limit
            }
        }
        @{ Command = 'Set-PantherLogSourceAlarm'; Operation = 'PUT /log-source-alarms/{sourceId}/{type}'; Script = {
                $others = Get-PantherLogSource 'source 1' -Connection (Connect-TestTenant -Name second)
                Select-PantherConnection default | Out-Null
                $own = @(Get-PantherLogSource 'source 2', 'source 3', 'source 4')
                $own[0], $others, $own[1], $others, $own[2] |
                    Set-PantherLogSourceAlarm 60 -PassThru -Connection default -ThrottleLimit $limit
                Disconnect-Panther second
            }
        }
        @{ Command = 'Get-PantherLogSourceHealth'; Operation = 'GetSource'; Script = {
                $ids[0], 'bad 1', $ids[1], 'bad 2', $ids[2] | Get-PantherLogSourceHealth -IncludeAlarm -ThrottleLimit $limit
            }
        }
    ) {
        Connect-TestTenant | Out-Null
        [void] (Add-Fault @(150, 0, 90, 0, 0 | ForEach-Object { @{ operation = $Operation; delay = $_ } }))
        $all = @(& $Script 2>&1)
        @($all | ForEach-Object { if ($_ -is [System.Management.Automation.ErrorRecord]) { 'refused' } else { 'done' } }) |
            Should -Be done, refused, done, refused, done
    }

    It 'take no more of the input than they can begin with' {
        [void] (Add-Fault @{ hold = $true; times = 0; operation = 'GetSource' })
        $seen = [hashtable]::Synchronized(@{ Count = 0 })
        $running = Start-InSession $session {
            param($seen, $limit)
            1..1000 | ForEach-Object { $seen.Count++; "id $_" } | Get-PantherLogSource -ThrottleLimit $limit -ErrorAction SilentlyContinue
        } @{ seen = $seen; limit = $limit }
        Wait-Until { (Get-Stat).inFlight -eq $limit }
        Start-Sleep -Milliseconds 60
        $seen.Count | Should -BeLessOrEqual (3 * $limit)
        Stop-InSession $running | Should -Be Stopped
    }

    It 'end <How>, and leave nothing running' -ForEach @(
        @{
            How = 'with Select-Object -First'
            Script = { param($ids, $limit) $ids | Get-PantherLogSource -ThrottleLimit $limit | Select-Object -First 1 }
        }
        @{
            How = 'with an error of a later command'
            Script = { param($ids, $limit) $ids | Get-PantherLogSource -ThrottleLimit $limit | ForEach-Object { $_; throw 'downstream' } }
        }
        @{
            How = 'with -ErrorAction Stop'
            Script = { param($ids, $limit) @($ids[0], 'bad') + $ids[1..19] | Get-PantherLogSource -ThrottleLimit $limit -ErrorAction Stop }
        }
    ) {
        $ran = Invoke-InSession $session $Script @{ ids = $ids; limit = $limit }
        $ran.Output.Id | Should -Be $ids[0]
        Wait-Until { (Get-Stat).inFlight -eq 0 }
        @(Get-Request GetSource).Count | Should -BeLessOrEqual (2 + 2 * $limit)
    }

    It 'plan with -WhatIf in the order of the input, and send no change: <Command>' -ForEach @(
        @{
            Command = 'Set-PantherS3LogSource'
            Reading = 'GetSourceForUpdate'
            Script = { param($ids, $limit) $ids | Set-PantherS3LogSource -LogStreamType Lines -ThrottleLimit $limit -WhatIf }
        }
        @{
            Command = 'Remove-PantherLogSource'
            Reading = 'GetSource'
            Script = { param($ids, $limit) $ids | Remove-PantherLogSource -ThrottleLimit $limit -WhatIf }
        }
    ) {
        [void] (Add-Fault @(90, 0, 60, 0 | ForEach-Object { @{ operation = $Reading; delay = $_ } }))
        $asked = New-Session
        try {
            $ran = Invoke-InSession $asked $Script @{ ids = $ids; limit = $limit }
            $ran.Errors | Should -BeNullOrEmpty
            $plans = @($asked.Host.Lines | Where-Object { $_ -like 'What if:*' })
            $plans.Count | Should -Be 21
            $plans[-1] | Should -BeLike "What if: $Command, in total: 20 of 20 would be carried out*"
            foreach ($i in 0..19) {
                $plans[$i] | Should -BeLike "*$($ids[$i])*"
            }
        }
        finally {
            Remove-Session $asked
        }

        @(Get-Request -Kind mutation) | Should -BeNullOrEmpty
    }

    It 'end with the first answer that the token is not accepted' {
        [void] (Add-Fault @{ operation = 'GetSource'; after = 2; times = 0; status = 401 })
        $recorded = Invoke-Recorded { $ids | Get-PantherLogSource -ThrottleLimit $limit }
        $recorded.Failure.FullyQualifiedErrorId | Should -BeLike 'PantherUnauthorized,*'
        $recorded.Output.Count | Should -BeLessOrEqual 2
        @(Get-Request GetSource).Count | Should -BeLessOrEqual (2 + 2 * $limit)
        Wait-Until { (Get-Stat).inFlight -eq 0 }
    }
}

Describe '-ThrottleLimit' {
    BeforeEach {
        Reset-Emulator
    }

    It 'of 1 ends one piece of work before it begins the next' {
        $ids = Add-PlainSource one, two
        $ids | Set-PantherS3LogSource -LogStreamType Lines -ThrottleLimit 1
        (Get-Request *S* | Where-Object operation -Match 'Source').operation |
            Should -Be GetSourceForUpdate, UpdateS3LogSource, GetSourceForUpdate, UpdateS3LogSource
    }

    It 'stands in the sets of <_> in which several requests can be in flight, and not in that of the list' -ForEach 'Get-PantherLogSource',
        'Get-PantherAlert', 'Get-PantherApiToken' {
        ((Get-Command $_).Parameters['ThrottleLimit'].ParameterSets.Keys | Sort-Object) -join ' ' | Should -Be 'Id InputObject'
        { & $_ -ThrottleLimit 2 -Connection default } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }

    It 'takes <_> for no number' -ForEach 0, -1, 257 {
        (Get-ErrorOf { Get-PantherLogSource -Id x -ThrottleLimit $_ }).FullyQualifiedErrorId |
            Should -BeLike 'ParameterArgumentValidationError,*'
    }

    It 'lets two changes of one source follow each other' {
        $id = @(Add-PlainSource one)[0]
        [void] (Add-Fault @{ hold = $true; operation = 'UpdateS3LogSource' })
        $running = Start-InSession $session { param($id) $id, $id | Set-PantherS3LogSource -LogStreamType Lines } @{ id = $id }
        Wait-Until { @(Get-Request UpdateS3LogSource).Count -eq 1 }
        Start-Sleep -Milliseconds 60
        @(Get-Request GetSourceForUpdate).Count | Should -Be 1
        Clear-Fault
        (Receive-InSession $running).Errors | Should -BeNullOrEmpty
        @(Get-Request GetSourceForUpdate).Count | Should -Be 2
        @(Get-Request UpdateS3LogSource).Count | Should -Be 1
    }
}

Describe 'A pipeline that ends early' {
    BeforeEach {
        Reset-Emulator
        $ids = @(Add-PlainSource @(1..5 | ForEach-Object { "source $_" }))

        # Five requests are in flight; the first is answered, the others are held.
        function Get-Source {
            $held = Add-Fault @{ operation = 'GetSource'; hold = $true }, @{ operation = 'GetSource'; hold = $true; times = 0 }
            & {
                $ids[0]
                Wait-Until { (Get-Stat).inFlight -eq 1 }
                $ids[1..4]
                Wait-Until { (Get-Stat).inFlight -eq 5 }
                [void] (Send-Control POST release @{ id = $held[0] })
            } | Get-PantherLogSource
        }
    }

    It 'leaves no request running after Select-Object -First' {
        (Get-Source | Select-Object -First 1).Id | Should -Be $ids[0]
        Wait-Until { (Get-Stat).inFlight -eq 0 }
        @(Get-Request GetSource | Where-Object aborted).Count | Should -Be 4
    }

    It 'leaves no request running after an error of a later command' {
        { Get-Source | ForEach-Object { throw 'downstream' } } | Should -Throw downstream
        Wait-Until { (Get-Stat).inFlight -eq 0 }
        @(Get-Request GetSource | Where-Object aborted).Count | Should -Be 4
    }

    It 'leaves no request running after an error of an earlier command' {
        {
            & {
                [void] (Add-Fault @{ operation = 'GetSource'; hold = $true; times = 0 })
                $ids[0]
                Wait-Until { (Get-Stat).inFlight -eq 1 }
                throw 'upstream'
            } | Get-PantherLogSource
        } | Should -Throw upstream
        Wait-Until { (Get-Stat).inFlight -eq 0 }
        @(Get-Request GetSource | Where-Object aborted).Count | Should -Be 1
    }

    It 'leaves no request running after -ErrorAction Stop' {
        $held = Add-Fault @{ operation = 'GetSource'; hold = $true }, @{ operation = 'GetSource'; hold = $true; times = 0 }
        {
            & {
                'unknown'
                Wait-Until { (Get-Stat).inFlight -eq 1 }
                $ids[1..4]
                Wait-Until { (Get-Stat).inFlight -eq 5 }
                [void] (Send-Control POST release @{ id = $held[0] })
            } | Get-PantherLogSource -ErrorAction Stop
        } | Should -Throw -ErrorId 'PantherNotFound,*'
        Wait-Until { (Get-Stat).inFlight -eq 0 }
        @(Get-Request GetSource | Where-Object aborted).Count | Should -Be 4
    }

    It 'ends an answer that never ends' {
        [void] (Add-Fault @{ operation = 'ListSources'; endless = 'json' })
        @(Get-PantherLogSource | Select-Object -First 1).Label | Should -Be endless
        Wait-Until { (Get-Stat).inFlight -eq 0 }
        (Get-Request ListSources).aborted | Should -BeTrue
    }

    It 'can be followed by the next one at once' {
        (Get-Source | Select-Object -First 1).Id | Should -Be $ids[0]
        Clear-Fault
        (Get-PantherLogSource -Id $ids[1]).Id | Should -Be $ids[1]
    }
}

Describe 'Stopping' {
    It '<Cmdlet> [<Set>] ends it within seconds, while the server is silent' -ForEach $calls {
        $scene = New-Scene
        $arguments = Get-CallArgument $_ $scene $TestDrive
        if ($Changes) {
            $arguments.Confirm = $false
        }

        Clear-Request
        [void] (Add-Fault @{ hold = $true; times = 0 })
        $running = Start-InSession $session { param($cmdlet, $with) & $cmdlet @with } @{ cmdlet = $Cmdlet; with = $arguments }
        Wait-Until { @(Get-Request).Count -gt 0 }
        Stop-InSession $running | Should -Be Stopped
        Wait-Until { (Get-Stat).inFlight -eq 0 }
        Get-Request | ForEach-Object { $_.aborted | Should -BeTrue }
        Get-PantherConnection | Where-Object Name -EQ scene | Disconnect-Panther
        if ($Verb -eq 'Connect') {
            # It has ended the connection of the same name before it was stopped.
            Clear-Fault
            [void] (Invoke-InSession $session { Connect-Panther $url -ApiToken $token })
        }
    }

    It 'ends <Name> within seconds' -ForEach @(
        @{
            Name = 'the wait before a retry'
            Fault = @{ status = 503; times = 0; headers = @{ 'Retry-After' = '50' } }
            Script = { Get-PantherLogSource }
        }
        @{
            Name = 'the wait that a 429 asks for'
            Fault = @{ status = 429; times = 0; headers = @{ 'Retry-After' = '50' } }
            Script = { 'a', 'b' | Get-PantherLogSource }
        }
        @{
            Name = 'a body that does not come'
            Fault = @{ operation = 'ListSources'; endless = 'whitespace' }
            Script = { Get-PantherLogSource }
        }
        @{ Name = 'the search for a source whose creation had no answer'; Fault = @{
            status = 503
            times = 0
            headers = @{ 'Retry-After' = '50' }
        }; Script = {
                New-PantherS3LogSource -Label x -AwsAccountId 123456789012 -S3Bucket bucket-b `
                    -LogProcessingRole arn:aws:iam::123456789012:role/r -LogStreamType JSON
            }
        }
    ) {
        # A connection of its own, since a wait that the API asks for holds for all of a connection's requests.
        Reset-Emulator
        $own = New-Session
        try {
            [void] (Add-Fault $Fault)
            $running = Start-InSession $own $Script
            Wait-Until { @(Get-Request).Count -gt 0 }
            Start-Sleep -Milliseconds 100
            Stop-InSession $running | Should -Be Stopped
            Wait-Until { (Get-Stat).inFlight -eq 0 }
        }
        finally {
            Remove-Session $own
        }
    }
}

Describe 'Questions with -ThrottleLimit <limit>' -ForEach @(@{ limit = 1 }, @{ limit = 8 }) {
    BeforeEach {
        Reset-Emulator
        $ids = @(Add-PlainSource one, two, three)
        $asked = New-Session
    }

    AfterEach {
        Remove-Session $asked
    }

    It 'come one by one in the order of the input, each before its request: <Command>' -ForEach @(
        @{
            Command = 'Set-PantherS3LogSource'
            Operation = 'UpdateS3LogSource'
            Script = { param($ids, $limit) $ids | Set-PantherS3LogSource -LogStreamType Lines -Confirm -ThrottleLimit $limit }
        }
        @{
            Command = 'Remove-PantherLogSource'
            Operation = 'DeleteSource'
            Script = { param($ids, $limit) $ids | Remove-PantherLogSource -ThrottleLimit $limit }
        }
        @{ Command = 'New-PantherS3LogSource'; Operation = 'CreateS3LogSource'; Script = {
                param($ids, $limit)
                $ids | ForEach-Object { [pscustomobject] @{ Label = $_.Substring(0, 18); S3Bucket = $_ } } |
                    New-PantherS3LogSource -AwsAccountId 123456789012 -LogProcessingRole arn:aws:iam::123456789012:role/r `
                        -LogStreamType JSON -LogType AWS.ALB -Confirm -ThrottleLimit $limit
            }
        }
    ) {
        $running = Start-InSession $asked $Script @{ ids = $ids; limit = $limit }
        foreach ($number in 1..3) {
            Wait-Until { $asked.Host.Questions.Count -eq $number }
            Wait-Until { @(Get-Request $Operation).Count -eq $number - 1 }
            Start-Sleep -Milliseconds 40
            $asked.Host.Questions.Count | Should -Be $number
            @(Get-Request $Operation).Count | Should -Be ($number - 1)
            $asked.Host.Questions[$number - 1] | Should -BeLike "*$($ids[$number - 1])*"
            $asked.Host.Answer('Yes')
        }

        (Receive-InSession $running).Errors | Should -BeNullOrEmpty
        @(Get-Request $Operation).Count | Should -Be 3
    }
}

Describe 'Progress' {
    BeforeAll {
        $script = { param($ids) $ids | Get-PantherLogSource -ThrottleLimit 1 }
    }

    BeforeEach {
        Reset-Emulator
        $ids = @(Add-PlainSource @(1..6 | ForEach-Object { "source $_" }))
    }

    It 'shows with work of more than a second, and is taken away at its end' {
        [void] (Add-Fault @{ operation = 'GetSource'; delay = 250; times = 0 })
        $progress = (Invoke-InSession $session $script @{ ids = $ids }).Progress
        $progress.Count | Should -BeGreaterThan 1
        $progress[0].StatusDescription | Should -Match '\d'
        $progress[-1].RecordType | Should -Be Completed
        $progress[-1].ActivityId | Should -Be $progress[0].ActivityId
    }

    It 'does not show with work that is quickly done' {
        (Invoke-InSession $session $script @{ ids = $ids[0, 1] }).Progress | Should -BeNullOrEmpty
    }

    It 'is taken away where the pipeline ends early' {
        [void] (Add-Fault @{ operation = 'GetSource'; delay = 250; times = 0 })
        $progress =
            (Invoke-InSession $session { param($ids)
                $ids | Get-PantherLogSource -ThrottleLimit 1 | Select-Object -First 5
            } @{ ids = $ids }).Progress
        $progress.Count | Should -BeGreaterThan 0
        $progress[-1].RecordType | Should -Be Completed
    }
}
