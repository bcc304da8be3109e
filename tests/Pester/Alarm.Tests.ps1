BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null

    # A source that received its last event so many minutes ago; without a number, never.
    function Add-SourceSilentFor($Minutes, [string] $Label = 'source', [string] $Type = 'http-ingest') {
        $last = if ($null -ne $Minutes) { [datetime]::UtcNow.AddMinutes(-$Minutes).ToString('o') }
        (Add-RawSource @{ integrationLabel = $Label; integrationType = $Type; lastEventReceivedAtTime = $last }).integrationId
    }

    # The threshold that Panther has for a source's alarm; null where it has none.
    function Get-Threshold([string] $Id) {
        (Invoke-PantherRestMethod "/log-source-alarms/$Id/SOURCE_NO_DATA" -ErrorAction SilentlyContinue).minutesThreshold
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Set-PantherLogSourceAlarm' {
    BeforeEach {
        Reset-Emulator
        $id = Add-SourceSilentFor 30
        Connect-TestTenant | Out-Null
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'an id and a threshold by position'; Call = { Set-PantherLogSourceAlarm $id 60 } }
        @{ Name = 'ids by pipe'; Call = { $id | Set-PantherLogSourceAlarm -MinutesThreshold 60 } }
        @{
            Name = 'objects with an IntegrationId'
            Call = { [pscustomobject] @{ IntegrationId = $id } | Set-PantherLogSourceAlarm -MinutesThreshold 60 }
        }
        @{ Name = 'sources by pipe'; Call = { Get-PantherLogSource | Set-PantherLogSourceAlarm 60 } }
        @{ Name = 'sources by parameter'; Call = { Set-PantherLogSourceAlarm -InputObject (Get-PantherLogSource) -MinutesThreshold 60 } }
        @{ Name = 'alarms by pipe'; Call = { Set-PantherLogSourceAlarm $id 90 -PassThru | Set-PantherLogSourceAlarm 60 } }
        @{ Name = 'the rows of a CSV file'; Call = { "SourceId`n$id" | ConvertFrom-Csv | Set-PantherLogSourceAlarm -MinutesThreshold 60 } }
        @{ Name = 'a TimeSpan'; Call = { Set-PantherLogSourceAlarm $id -MinutesThreshold (New-TimeSpan -Hours 1) } }
        @{ Name = 'a TimeSpan as text'; Call = { Set-PantherLogSourceAlarm $id 1:00:00 } }
        @{ Name = 'a number as text'; Call = { Set-PantherLogSourceAlarm $id '60' } }
        @{ Name = 'the alias -Threshold'; Call = { Set-PantherLogSourceAlarm $id -Threshold 60 } }
    ) {
        $recorded = Invoke-Recorded $Call
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Failure | Should -BeNullOrEmpty
        $recorded.Output | Should -BeNullOrEmpty
        Get-Threshold $id | Should -Be 60
    }

    It 'takes the shortest and the longest time: <_>' -ForEach 15, 43200, '00:15:00', '30.00:00:00' {
        (Set-PantherLogSourceAlarm $id $_ -PassThru).MinutesThreshold | Should -BeIn 15, 43200
        Get-Threshold $id | Should -BeIn 15, 43200
    }

    It 'refuses <_> before anything is sent' -ForEach 14, 43201, -60, '00:14:00', '30.00:01:00', '00:20:30', '20 minutes', '1:00:00:00:00' {
        $refusal = Get-ErrorOf { Set-PantherLogSourceAlarm $id $_ }
        $refusal.FullyQualifiedErrorId |
            Should -Match '^(ParameterArgument(Validation|Transformation)Error|CannotConvertArgumentNoMessage),'
        Get-Request | Should -BeNullOrEmpty
    }

    It 'returns with -PassThru the alarm, by the label of a piped source' {
        Set-PantherLogSourceAlarm $id 60 | Should -BeNullOrEmpty
        $alarm = Get-PantherLogSource | Set-PantherLogSourceAlarm 60 -PassThru
        $alarm.SourceId, $alarm.SourceLabel, $alarm.Type, $alarm.MinutesThreshold | Should -Be $id, source, SOURCE_NO_DATA, 60

        # What is set already is not set anew: the alarm is returned as it stands.
        $alarm.State | Should -Not -BeNullOrEmpty
        (Set-PantherLogSourceAlarm $id 90 -PassThru).State | Should -BeNullOrEmpty
        (Set-PantherLogSourceAlarm $id 60 -PassThru).SourceLabel | Should -BeNullOrEmpty
    }

    It 'is refused for a cloud security source, and for one that is not there, and goes on' {
        $scan = Add-SourceSilentFor 5 -Type aws-scan
        $recorded = Invoke-Recorded { $scan, 'unknown', $id | Set-PantherLogSourceAlarm -MinutesThreshold 60 -PassThru }
        $recorded.Output.SourceId | Should -Be $id
        $recorded.Errors.TargetObject | Should -Be $scan, unknown
        $recorded.Errors[0].FullyQualifiedErrorId | Should -Be 'PantherInvalidInput,PantherPS.Commands.SetPantherLogSourceAlarmCommand'
        $recorded.Errors[0].Exception.StatusCode | Should -Be 400
        $recorded.Errors[0].Exception.Message | Should -BeLike '*cloud security*'
        $recorded.Errors[1].FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
        $recorded.Errors[1].Exception.Message | Should -BeLike "*'unknown'*"
    }

    It 'leaves with -SkipExisting an alarm of another threshold, and sets what is missing' {
        $bare = Add-SourceSilentFor 5 bare
        Set-PantherLogSourceAlarm $id 60
        Clear-Request
        $alarms = Get-PantherLogSource | Set-PantherLogSourceAlarm 24h -SkipExisting -PassThru | Sort-Object SourceLabel
        $alarms.SourceLabel | Should -Be bare, source
        $alarms.MinutesThreshold | Should -Be 1440, 60
        @(Get-Request -Kind mutation).Count | Should -Be 1
        Get-Threshold $bare | Should -Be 1440
        Get-Threshold $id | Should -Be 60
    }

    It 'knows the label of the source of an alarm that is piped, and names it in errors' {
        $quiet = Add-SourceSilentFor 5 'a quiet one'
        Set-PantherLogSourceAlarm $quiet 60
        $alarm = Get-PantherLogSourceAlarm
        ($alarm | Set-PantherLogSourceAlarm 90 -PassThru).SourceLabel | Should -Be 'a quiet one'
        ($alarm | Get-PantherLogSourceAlarm).SourceLabel | Should -Be 'a quiet one'
        [void] (Send-Control DELETE "sources/$quiet")
        foreach ($call in { $alarm | Set-PantherLogSourceAlarm 120 }, { $alarm | Remove-PantherLogSource }) {
            (Get-ErrorOf $call).Exception.Message | Should -BeLike "*'a quiet one'*"
        }
    }

    It 'repeats what had no clear answer' {
        [void] (Add-Fault @{ operation = 'PUT /log-source-alarms/{sourceId}/{type}'; status = 503; headers = @{ 'Retry-After' = '0' } })
        Set-PantherLogSourceAlarm $id 60
        Get-Threshold $id | Should -Be 60
    }

    It 'says with -WhatIf which alarm it would set to what, and sends nothing' {
        $session = New-Session
        try {
            (Invoke-InSession $session { param($id)
                Get-PantherLogSource -Id $id | Set-PantherLogSourceAlarm 60 -WhatIf
            } @{ id = $id }).Errors | Should -BeNullOrEmpty
            $session.Host.Lines -join "`n" | Should -BeLike "What if: *'source'*$id*60 minutes*127.0.0.1*"
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }
}

Describe 'Get-PantherLogSourceAlarm' {
    BeforeEach {
        Reset-Emulator
        Connect-TestTenant | Out-Null
    }

    It 'tells the live state <State> of a source that was silent for <Minutes> minutes' -ForEach @(
        @{ Minutes = 30; State = 'OK' }
        @{ Minutes = 90; State = 'ALARM' }
        @{ Minutes = $null; State = 'INSUFFICIENT_DATA' }
    ) {
        $id = Add-SourceSilentFor $Minutes
        Set-PantherLogSourceAlarm $id 60
        $alarm = Get-PantherLogSourceAlarm -Id $id
        $alarm.State, $alarm.MinutesThreshold, $alarm.SourceId, $alarm.Type | Should -Be $State, 60, $id, SOURCE_NO_DATA
    }

    It 'tells with the next question that the state has changed' {
        $id = Add-SourceSilentFor 90
        $alarm = Set-PantherLogSourceAlarm $id 60 -PassThru
        Edit-RawSource $id @{ lastEventReceivedAtTime = [datetime]::UtcNow.ToString('o') }
        ($alarm | Get-PantherLogSourceAlarm).State | Should -Be OK
    }

    It 'gives in a pipeline nothing and no error for a source without an alarm, whether a source or an id' {
        $first = Add-SourceSilentFor 5 one
        Add-SourceSilentFor 5 two | Out-Null
        $third = Add-SourceSilentFor 5 three
        $first, $third | Set-PantherLogSourceAlarm -MinutesThreshold 60
        $recorded = Invoke-Recorded {
            Get-PantherLogSource | Get-PantherLogSourceAlarm
            (Get-PantherLogSource).Id | Get-PantherLogSourceAlarm
        }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Output.SourceLabel | Should -Be one, three, $null, $null
        $recorded.Output.SourceId | Should -Be $first, $third, $first, $third
    }

    It 'gives those of all sources, or of labels, as they are chosen' {
        foreach ($label in 'web 1', 'web 2', 'db') {
            Add-SourceSilentFor 5 $label | Set-PantherLogSourceAlarm -MinutesThreshold 60
        }

        Add-SourceSilentFor 5 'web 3' | Out-Null
        $recorded = Invoke-Recorded {
            Get-PantherLogSourceAlarm
            Get-PantherLogSourceAlarm web*
            Get-PantherLogSourceAlarm db, 'web 3', nowhere
        }
        $recorded.Output.SourceLabel | Should -Be 'web 1', 'web 2', 'db', 'web 1', 'web 2', 'db'
        $recorded.Errors[0].TargetObject.Label, $recorded.Errors[1].TargetObject | Should -Be 'web 3', 'nowhere'
        $recorded.Errors[0].Exception.Message | Should -BeLike "*'web 3'*no alarm*"
    }

    It 'gives an error for a source without an alarm that is asked for alone: by <Name>' -ForEach @(
        @{ Name = 'id'; Call = { Get-PantherLogSourceAlarm -Id $id } }
        @{ Name = 'object'; Call = { Get-PantherLogSourceAlarm -InputObject (Get-PantherLogSource -Id $id) } }
        @{ Name = 'an id of no source'; Call = { Get-PantherLogSourceAlarm -Id unknown } }
    ) {
        $id = Add-SourceSilentFor 5
        $miss = Get-ErrorOf $Call
        $miss.FullyQualifiedErrorId | Should -Be 'PantherNotFound,PantherPS.Commands.GetPantherLogSourceAlarmCommand'
        $miss.CategoryInfo.Category | Should -Be ObjectNotFound
        $miss.IsTerminating | Should -BeFalse
        $miss.Exception.Message | Should -BeLike '*no alarm*'
    }

    It 'gives an error where the API fails' {
        [void] (Add-Fault @{ api = 'rest'; status = 403; times = 0; body = @{ error = 'forbidden' } })
        $failure = Get-ErrorOf { Get-PantherLogSourceAlarm -Id x }
        $failure.FullyQualifiedErrorId | Should -BeLike 'PantherForbidden,*'
        $failure.Exception.Message | Should -BeLike '*View Log Sources*'
    }
}

Describe 'Remove-PantherLogSourceAlarm' {
    BeforeEach {
        Reset-Emulator
        $id = Add-SourceSilentFor 5
        Connect-TestTenant | Out-Null
        Set-PantherLogSourceAlarm $id 60
        Clear-Request
    }

    It 'removes the alarm and leaves the source: by <Name>' -ForEach @(
        @{ Name = 'id'; Call = { Remove-PantherLogSourceAlarm $id } }
        @{ Name = 'source'; Call = { Get-PantherLogSource | Remove-PantherLogSourceAlarm } }
        @{ Name = 'alarm'; Call = { Get-PantherLogSourceAlarm -Id $id | Remove-PantherLogSourceAlarm } }
    ) {
        $recorded = Invoke-Recorded $Call
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Output | Should -BeNullOrEmpty
        Get-Threshold $id | Should -BeNullOrEmpty
        (Get-RawSource).integrationId | Should -Be $id
    }

    It 'is done where there is no alarm, since Panther does not tell' {
        $recorded = Invoke-Recorded { (Add-SourceSilentFor 5 bare), [guid]::NewGuid() | Remove-PantherLogSourceAlarm }
        $recorded.Errors | Should -BeNullOrEmpty
        @(Get-Request 'DELETE *').status | Should -Be 204, 204
    }

    It 'says that there is none, once for each, where Panther tells' {
        [void] (Send-Control POST settings @{ absentDelete = 'error' })
        $bare = Add-SourceSilentFor 5 bare
        $recorded = Invoke-Recorded { $bare, $id, 'unknown' | Remove-PantherLogSourceAlarm }
        $recorded.Errors.TargetObject | Should -Be $bare, unknown
        $recorded.Errors.CategoryInfo.Category | Should -Be ObjectNotFound, ObjectNotFound
        Get-Threshold $id | Should -BeNullOrEmpty
    }

    It 'has succeeded where the answer was lost and its repetition finds nothing' {
        [void] (Add-Fault @{
            operation = 'DELETE /log-source-alarms/{sourceId}/{type}'
            phase = 'after'
            status = 503
            headers = @{ 'Retry-After' = '0' }
        })
        (Invoke-Recorded { Remove-PantherLogSourceAlarm $id }).Errors | Should -BeNullOrEmpty
        @(Get-Request 'DELETE *').Count | Should -Be 2
    }

    It 'asks with -Confirm, says with -WhatIf, and else does neither' {
        $session = New-Session
        try {
            $session.Host.Answer('No')
            Invoke-InSession $session { param($id)
                Remove-PantherLogSourceAlarm $id -Confirm
                Remove-PantherLogSourceAlarm $id -WhatIf
            } @{ id = $id } | Out-Null
            $session.Host.Questions | Should -BeLike "*alarm*$id*"
            $session.Host.Lines -join "`n" | Should -BeLike "What if: *alarm*$id*"
            Get-Request -Kind mutation | Should -BeNullOrEmpty
            Invoke-InSession $session { param($id) Remove-PantherLogSourceAlarm $id } @{ id = $id } | Out-Null
            $session.Host.Questions.Count | Should -Be 1
            Get-Threshold $id | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }
}
