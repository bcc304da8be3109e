# -ThrottleLimit of every cmdlet, in every set that has it: with more inputs than that, as many requests are under way, and never more.

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $calls = foreach ($call in Get-CmdletCall) {
        $limit = (Get-Command $call.Cmdlet).Parameters['ThrottleLimit']
        if ($limit -and ($limit.ParameterSets.ContainsKey($call.Set) -or $limit.ParameterSets.ContainsKey('__AllParameterSets'))) {
            $call
        }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    Start-Emulator | Out-Null
    Connect-TestTenant | Out-Null
    $session = New-Session
    $limit = 3
    $count = 7
    $logTypes = 'AWS.ALB', 'AWS.CloudTrail', 'AWS.VPCFlow', 'AWS.S3ServerAccess', 'AWS.GuardDuty', 'Okta.SystemLog', 'GCP.AuditLog'

    # The requests that each input needs one of: a change for what changes, a read for the others, but for these.
    $held = @{
        'ConvertTo-PantherTerraform' = @{ api = 'rest' }
        'Compare-PantherLogSource' = @{ api = 'rest' }
        'Export-PantherLogSource' = @{ api = 'rest' }
        'Export-PantherLogSourceReport' = @{ operation = 'ListSystemErrors' }
        'Get-PantherLogSource' = @{ operation = 'GetSource' }
        'Get-PantherLogSourceHealth' = @{ operation = 'GET /log-source-alarms/{sourceId}/{type}' }
        'Measure-PantherLogSource' = @{ operation = 'ExecuteDataLakeQuery' }

        # The changes of alerts go together by one request; what is read of each afterwards does not.
        'Set-PantherAlert' = @{ operation = 'GET /alerts/{id}' }
    }

    # Seven of what a cmdlet is about: their ids, and how one is read.
    function New-Thing($Call) {
        Reset-Emulator
        $numbers = 1..$count
        if ($Call.Noun -like '*Alert*' -and $Call.Noun -notlike '*LogSource*' -and $Call.Verb -ne 'New') {
            [void] (Add-RawAlert @($numbers | ForEach-Object { @{ id = "alert-$_"; title = "Alert $_" } }))
            return @{ Ids = @($numbers | ForEach-Object { "alert-$_" }); Read = 'Get-PantherAlert'; By = 'Id' }
        }

        switch -Wildcard ($Call.Noun) {
            '*ApiToken' {
                $numbers | ForEach-Object { [void] (Send-Control POST tokens @{ name = "token-$_"; permissions = @('UserRead') }) }
                $ids = @(Send-Control GET tokens | Where-Object name -Like 'token-*' | ForEach-Object { $_.id })
                return @{ Ids = $ids; Read = 'Get-PantherApiToken'; By = 'Id' }
            }
            '*Query' { return @{ Ids = @($numbers | ForEach-Object { (Send-Control POST queries @{ sql = 'select 1' }).id }) } }
            '*Schema' {
                $names = @($numbers | ForEach-Object { "Custom.Throttle$_" })
                $names | ForEach-Object { Set-PantherSchema -Name $_ -Spec "fields:`n- name: a`n  type: string`n" }
                return @{ Ids = $names; Read = 'Get-PantherSchema'; By = 'Name' }
            }
        }

        # Log sources; where any kind will do, HTTP sources, whose configuration takes a read.
        $kind = if ((Get-CallData $Call.Noun).Source) { $Call.Noun } else { 'PantherHttpLogSource' }
        $ids = @(
            foreach ($i in $numbers) {
                $source = (Get-CallData $kind).Source
                $source.integrationLabel = "source $i"
                if ($Call.Verb -eq 'Measure') {
                    # Each is in a table of its own.
                    $source.logTypes = @($logTypes[$i - 1])
                }

                if ($source['config'] -and $source.config['subscriptionId']) {
                    $source.config = $source.config.Clone()
                    $source.config.subscriptionId = "subscription-$i"
                }

                (Add-RawSource $source).integrationId
            }
        )
        $ids | ForEach-Object { Send-Api PUT "/log-source-alarms/$_/SOURCE_NO_DATA" @{ minutesThreshold = 60 } }
        if ($Call.Noun -like '*Report') {
            # An error of which a list does not tell the source is looked for at each.
            [void] (Add-RawAlert @{ id = 'stray'; systemError = @{ type = 'SOURCE_NO_DATA' } })
        }

        @{ Ids = $ids; Read = 'Get-PantherLogSource'; By = 'Id' }
    }

    # The inputs and the arguments of a call that is about all of them.
    function New-Input($Call) {
        $things = New-Thing $Call
        $own = $Call.Clone()
        $own.Names = @($Call.Names | Where-Object { $_ -notin 'Id', 'InputObject', 'Label', 'Name', 'Status', 'Spec' })
        $kind = (Get-CallData $Call.Noun).Kind
        $with = Get-CallArgument $own @{ $kind = $things.Ids[0] } (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory)
        $inputs = @()
        if ($Call.Names -contains 'Id') {
            $with.Id = $things.Ids
        }
        elseif ($Call.Names -contains 'InputObject' -and $Call.Noun -notlike '*Report') {
            $by = @{ $things.By = $things.Ids }
            $inputs = @(& $things.Read @by)
        }

        switch ($Call.Cmdlet) {
            'Get-PantherLogSourceHealth' { $with.IncludeAlarm = $true }
            'Measure-PantherLogSource' { $with.Remove('LogType') }
            'Set-PantherAlert' { $with.Status = 'CLOSED'; $with.PassThru = $true }
            'Set-PantherSchema' {
                if ($Call.Set -eq 'Path') {
                    $things.Ids | ForEach-Object {
                        Set-Content (Join-Path $TestDrive "$_.yml") "schema: $_`nfields:`n- name: b`n  type: string"
                    }

                    $with.Path = Join-Path $TestDrive 'Custom.Throttle*.yml'
                }
                else {
                    $with.Archived = $true
                    if ($Call.Set -eq 'Name') { $with.Name = $things.Ids }
                }
            }
            'New-PantherApiToken' { $inputs = @(1..$count | ForEach-Object { [pscustomobject] @{ Name = "new-$_" } }) }
        }

        if ($Call.Verb -in 'Compare', 'Sync') {
            # Compare- reads what is there, Sync- makes what is not.
            $prefix = if ($Call.Verb -eq 'Sync') { 'new' } else { 'source' }
            $definitions = @(1..$count | ForEach-Object {
                    @{ Kind = 'http'; Label = "$prefix $_"; LogType = 'AWS.ALB'; LogStreamType = 'JSON'; AuthMethod = 'None' }
                })
            $with = @{}
            if ($Call.Set -eq 'Path') {
                $with.Path = (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName
                1..$count | ForEach-Object { ConvertTo-Json $definitions[$_ - 1] | Set-Content (Join-Path $with.Path "$_.panther.json") }
            }
            else {
                $inputs = $definitions
            }
        }
        elseif ($Call.Verb -eq 'New' -and $Call.Noun -like '*LogSource') {
            # Panther takes no label, no bucket and no subscription twice.
            $unique = @($with.Keys | Where-Object { $_ -in 'S3Bucket', 'GcsBucket', 'SubscriptionId' })
            $unique | ForEach-Object { $with.Remove($_) }
            $inputs = @(1..$count | ForEach-Object {
                    $row = @{ Label = "new $_" }
                    foreach ($name in $unique) { $row[$name] = "new-$_" }
                    [pscustomobject] $row
                })
        }

        if ((Get-Command $Call.Cmdlet).Parameters.ContainsKey('WhatIf')) {
            $with.Confirm = $false
        }

        @{ Inputs = $inputs; With = $with }
    }
}

AfterAll {
    Remove-Session $session
    Disconnect-Panther -All
    Stop-Emulator
}

Describe '<Cmdlet>, set <Set>' -ForEach $calls {
    It 'has as many requests under way as -ThrottleLimit says' {
        $given = New-Input @{ Cmdlet = $Cmdlet; Set = $Set; Names = $Names; Verb = $Verb; Noun = $Noun }
        $what = if ($held.ContainsKey($Cmdlet)) { $held[$Cmdlet] }
        elseif ($Verb -eq 'Get') { @{ kind = 'query'; api = 'rest' } }
        else { @{ kind = 'mutation' } }
        [void] (Add-Fault ($what + @{ hold = $true; times = 0 }))
        $running = Start-InSession $session {
            param($cmdlet, $with, $inputs)
            if ($inputs) { $inputs | & $cmdlet @with } else { & $cmdlet @with }
        } @{ cmdlet = $Cmdlet; with = $given.With + @{ ThrottleLimit = $limit }; inputs = $given.Inputs }
        try {
            Wait-Until { (Send-Control GET faults).holding -ge $limit -or $running.Result.IsCompleted }
            Start-Sleep -Milliseconds 50
            $holding = (Send-Control GET faults).holding
        }
        finally {
            Clear-Fault
            $ran = Receive-InSession $running
        }

        $ran.Errors | Should -BeNullOrEmpty
        $holding | Should -Be $limit
    }
}
