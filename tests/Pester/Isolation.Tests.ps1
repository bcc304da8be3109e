BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $there = Start-Emulator
    $here = Start-Emulator

    # Requests as operation and token, each with how often it came.
    function Get-Count($Emulator) {
        Get-Request -Emulator $Emulator | Group-Object { "$($_.operation) $($_.headers.'x-api-key')" } | Sort-Object Name |
            ForEach-Object { "$($_.Count) $($_.Name)" }
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Two tenants in one process' {
    BeforeEach {
        foreach ($emulator in $here, $there) {
            Reset-Emulator -Emulator $emulator -Settings @{ latency = 5 }
        }

        # The same ids at both: what reaches the wrong one is answered there.
        $ids = @(Add-PlainSource 'here 1', 'here 2', 'here 3')
        Add-RawSource @(
            $ids | ForEach-Object { @{ integrationId = $_; integrationLabel = "there $_"; logTypes = @('AWS.ALB') } }
        ) -Emulator $there | Out-Null
    }

    AfterEach {
        Disconnect-Panther -All
    }

    It 'are never mixed up by 50 pipelines side by side' {
        $connections = @((Connect-TestTenant -Name here), (Connect-TestTenant -Name there -Emulator $there))
        $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
        $state.ImportPSModule([string[]] @(Get-ModulePath))
        $pool = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspacePool($state)
        [void] $pool.SetMaxRunspaces(10)
        $pool.Open()
        try {
            # The first of each tenant wait for each other.
            foreach ($emulator in $here, $there) {
                [void] (Add-Fault @{ hold = $true; times = 5 } -Emulator $emulator)
            }

            $running = foreach ($number in 0..49) {
                $powerShell = [powershell]::Create()
                $powerShell.RunspacePool = $pool
                [void] $powerShell.AddScript({
                        param($connection, $minutes)
                        Get-PantherLogSource -Connection $connection | Get-PantherLogSource
                        Get-PantherLogSource -Connection $connection | Set-PantherLogSourceAlarm $minutes -PassThru
                    }).AddArgument($connections[$number % 2]).AddArgument(60 + $number)
                @{ Name = @('here', 'there')[$number % 2]; PowerShell = $powerShell; Result = $powerShell.BeginInvoke() }
            }

            foreach ($emulator in $here, $there) {
                Wait-Until { (Get-Stat -Emulator $emulator).inFlight -eq 5 }
            }

            foreach ($emulator in $here, $there) {
                Clear-Fault -Emulator $emulator
            }

            foreach ($one in $running) {
                $output = $one.PowerShell.EndInvoke($one.Result)
                $one.PowerShell.Streams.Error | Should -BeNullOrEmpty
                @($output[0..2].Label) -notlike "$($one.Name) *" | Should -BeNullOrEmpty
                $output[3..5].SourceId | Should -Be $ids
                $output[3..5].SourceLabel -notlike "$($one.Name) *" | Should -BeNullOrEmpty
                $one.PowerShell.Dispose()
            }
        }
        finally {
            $pool.Dispose()
        }

        foreach ($emulator in $here, $there) {
            Get-Count $emulator | Should -Be @(
                '75 GET /log-source-alarms/{sourceId}/{type} full', '75 GetSource full', '50 ListSources full'
                '75 PUT /log-source-alarms/{sourceId}/{type} full'
            )
        }
    }

    It 'are never mixed up by two runspaces whose connections have the same name' {
        $sessions = @((New-Session -With @{ Name = 'tenant' }), (New-Session -With @{ Name = 'tenant' } -Token readOnly -Emulator $there))
        try {
            $running = foreach ($session in $sessions) {
                Start-InSession $session {
                    param($ids)
                    foreach ($number in 1..25) {
                        (Get-PantherLogSource).Label
                        ($ids | Get-PantherLogSource).Label
                        (Get-PantherLogSource -Id $ids[0] -Connection tenant).Label
                    }
                } @{ ids = $ids }
            }

            $ran = $running | ForEach-Object { Receive-InSession $_ }
            $ran.Errors | Should -BeNullOrEmpty
            $ran[0].Output.Count | Should -Be 175
            $ran[0].Output -notlike 'here *' | Should -BeNullOrEmpty
            $ran[1].Output -notlike 'there *' | Should -BeNullOrEmpty
            Get-Count $here | Should -Be '100 GetSource full', '25 ListSources full'
            Get-Count $there | Should -Be '100 GetSource readOnly', '25 ListSources readOnly'
        }
        finally {
            $sessions | Remove-Session
        }
    }

    It 'are never mixed up by pipelines within each other' {
        Connect-TestTenant -Name there -Emulator $there | Out-Null
        Connect-TestTenant -Name here | Out-Null
        $labels = Get-PantherLogSource -Connection there | ForEach-Object {
            $_.Label
            Get-PantherLogSource | ForEach-Object { $_.Label; (Get-PantherLogSource -Connection there -Id $_.Id).Label }
            ($_ | Get-PantherLogSource).Label
        }
        $labels.Count | Should -Be 24
        @($labels -like 'there *').Count | Should -Be 15
        Get-Count $here | Should -Be '3 ListSources full'
        Get-Count $there | Should -Be '12 GetSource full', '1 ListSources full'
    }
}

Describe 'An object of another tenant than the default' {
    BeforeDiscovery {
        Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
        Import-ModuleUnderTest
        $piped = foreach ($one in Get-ExportedCmdlet) {
            $bound = @($one.Parameters.Values | Where-Object {
                    $_.ParameterType -ne [PantherPS.PantherConnection] -and
                        $_.ParameterSets.Values.Where{ $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName }
                } | ForEach-Object Name)
            if ($bound.Count -gt 0 -and $one.Noun -notin 'Panther', 'PantherConnection') {
                $sets = $one.ParameterSets |
                    Where-Object { $_.Parameters | Where-Object { $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName } } |
                        ForEach-Object Name
                $set = if ($sets -contains 'InputObject') { 'InputObject' } else { @($sets)[0] }
                $call = Get-CmdletCall $one.Name | Where-Object { $_.Set -eq $set }
                $call.Names = @($call.Names | Where-Object { $one.Verb -eq 'New' -or $bound -notcontains $_ })
                $call + @{ Bound = $bound }
            }
        }

        # What sends nothing to a tenant, or takes nothing that another cmdlet has read.
        $deaf = 'Get-PantherS3RolePolicy', 'Test-PantherS3RolePolicy', 'Invoke-PantherGraphQL', 'Invoke-PantherRestMethod',
            'Invoke-PantherDataLakeQuery', 'Stop-PantherDataLakeQuery'
        $heard = $piped | ForEach-Object { $_ + @{ Reaches = $deaf -notcontains $_.Cmdlet } }
        $copying = 'New', 'Compare', 'Sync', 'Export'
        $changing = $heard | Where-Object { $_.Changes -and $copying -notcontains $_.Verb }
    }

    BeforeAll {
        function Get-TenantObject {
            # One of each type that the cmdlets return, of a new scene at the connection 'home'.
            $script:scene = New-Scene
            Connect-TestTenant -Name home | Out-Null
            [void] (Add-RawAlert @{ id = 'error'; systemError = @{ type = 'SOURCE_NO_DATA'; sourceId = $scene.S3 }; type = 'SYSTEM_ERROR' })
            $definition = @{ Kind = 'http'; Label = 'Defined'; LogType = 'AWS.CloudTrail'; LogStreamType = 'JSON'; AuthMethod = 'None' }
            $health = Get-PantherLogSourceHealth -Id $scene.S3 -IncludeAlarm
            $health
            $health.Problems
            $health.Alarm
            $health.Source
            Measure-PantherLogSource -Id $scene.S3 | Select-Object -First 1
            $alert = Get-PantherAlert | Select-Object -First 1
            $alert
            Add-PantherAlertComment -Id $alert.Id -Body 'A comment'
            Get-PantherApiToken none
            Get-PantherSchema AWS.CloudTrail
            Get-PantherDataLakeTable -LogType AWS.CloudTrail | Select-Object -First 1
            Get-PantherMetric | Where-Object LogType | Select-Object -First 1
            Compare-PantherLogSource -InputObject $definition | Where-Object Id | Select-Object -First 1
            Sync-PantherLogSource -InputObject $definition
            Get-PantherConnection home
        }

        function Send-Object($Call, $Objects, [hashtable] $With = @{}) {
            $arguments = Get-CallArgument $Call $scene $TestDrive
            Select-PantherConnection other | Out-Null
            Clear-Request
            if ($Call.Changes) {
                $With = $With + @{ Confirm = $false }
            }

            foreach ($object in $Objects) {
                try {
                    $object |
                        & $Call.Cmdlet @arguments @With -ErrorAction SilentlyContinue -ErrorVariable failures `
                            -WarningAction SilentlyContinue | Out-Null
                    $failures
                }
                catch {
                    $_
                }
            }
        }

        # Once for all: what one cmdlet has removed, another looks for in vain at the same place.
        $objects = @(Get-TenantObject)
        Reset-Emulator -Emulator $there
        Connect-TestTenant -Name other -Emulator $there | Out-Null
    }

    AfterEach {
        Clear-Request -Emulator $there
    }

    AfterAll {
        Disconnect-Panther -All
    }

    It 'is of one of all the types that are read of a tenant' {
        $types = [Panther.Client.PantherClient].Assembly.GetTypes() + [PantherPS.PantherConnection].Assembly.GetTypes() |
            Where-Object { -not $_.IsInterface -and -not $_.IsAbstract -and $_.GetInterface('Panther.Client.ITenantObject') } |
                ForEach-Object Name
        $given = $objects | ForEach-Object { $_.GetType().Name }
        $types | Where-Object {
            $given -notcontains $_ -and $_ -notmatch '^(LogSource|HttpLogSource|GcsLogSource|PubSubLogSource|LogForwarderLogSource)$'
        } | Should -BeNullOrEmpty

        # Whatever a cmdlet says that it returns is such an object, but for what was never read of a tenant.
        $returned = Get-ExportedCmdlet | ForEach-Object OutputType | ForEach-Object Type |
            Where-Object { $_ -and $_.Namespace -like 'Panther*' } | Sort-Object -Unique FullName
        $returned | Where-Object { -not $_.GetInterface('Panther.Client.ITenantObject') -and $_.Name -notlike 'S3RolePolicy*' } |
            Should -BeNullOrEmpty
    }

    It 'gives <Cmdlet> its log types, which are looked for at its own tenant' -ForEach @(
        @{ Cmdlet = 'Get-PantherSchema'; Name = 'Name' }, @{ Cmdlet = 'Get-PantherDataLakeTable'; Name = 'LogType' }
    ) {
        $health = $objects[0]
        $table = $objects | Where-Object { $_ -is [Panther.Client.DataLake.DataLakeTable] }
        $types = @($health.Source.LogTypes)
        $types.Count | Should -BeGreaterThan 1
        ($health, $table | & $Cmdlet).$Name | Sort-Object | Should -Be (@($types) + $table.LogType | Sort-Object)
        $named = @{ $Name = $health.Source }
        (& $Cmdlet @named).$Name | Sort-Object | Should -Be $types
        Get-Request -Emulator $there | Should -BeNullOrEmpty
        ([pscustomobject]@{ LogType = 'AWS.ALB' }, [pscustomobject]@{ LogType = 'AWS.CloudTrail' }, 'AWS.ALB' | & $Cmdlet).$Name |
            Sort-Object | Should -Be AWS.ALB, AWS.CloudTrail
        (& $Cmdlet @named -Connection other).$Name | Sort-Object | Should -Be $types
        (Get-ErrorOf { $objects | Where-Object { $_ -is [Panther.Client.Tokens.ApiToken] } | & $Cmdlet }).Exception.Message |
            Should -BeLike '*type ApiToken has no log types*'
        @(Get-Request -Emulator $there | Where-Object operation -Match 'ListSchemas|ListDataLakeDatabases').Count | Should -Be 2
    }

    It 'sends nothing of <Cmdlet> to the default' -ForEach $heard {
        Send-Object $_ $objects | Out-Null
        Get-Request -Emulator $there | ForEach-Object operation | Should -BeNullOrEmpty
        @(Get-Request).Count -gt 0 | Should -Be $Reaches
    }

    It 'is not changed by <Cmdlet> at another tenant that is named' -ForEach $changing {
        $refusals = Send-Object $_ $objects @{ Connection = 'other' } | Where-Object FullyQualifiedErrorId -Like 'PantherInvalidInput,*'
        @($refusals | Where-Object { $_.Exception.Message -like "*comes from the connection 'home'*'other'*" }).Count -gt 0 |
            Should -Be $Reaches
        @(Get-Request) + @(Get-Request -Emulator $there) | Where-Object { $_ } | ForEach-Object operation | Should -BeNullOrEmpty
    }
}

Describe 'A Connect-Panther that fails' {
    It 'leaves neither the connection of that name nor another default' {
        Connect-TestTenant -Name other -Emulator $there | Out-Null
        Connect-TestTenant | Out-Null
        { Connect-Panther http://127.0.0.1:1 -ApiToken (Get-TestToken) -MaximumRetryCount 0 } |
            Should -Throw -ErrorId 'PantherUnreachable,*'
        { Get-PantherLogSource } | Should -Throw -ErrorId 'PantherNotConnected,*'
        (Get-PantherConnection).Name | Should -Be other
        Disconnect-Panther -All
    }
}

Describe 'Disconnect-Panther' {
    BeforeAll {
        $session = New-Session -NotConnected
    }

    BeforeEach {
        Reset-Emulator
        $ids = @(Add-PlainSource @(1..12 | ForEach-Object { "source $_" }))
        $connection = Connect-TestTenant
    }

    AfterEach {
        Disconnect-Panther -All
    }

    AfterAll {
        Remove-Session $session
    }

    It 'ends <Name> that is waiting for an answer' -ForEach @(
        @{ Name = 'Get-PantherLogSource, the list'; InFlight = 1; Script = { param($c) Get-PantherLogSource -Connection $c } }
        @{ Name = 'Get-PantherLogSource'; InFlight = 8; Script = { param($c, $ids) $ids | Get-PantherLogSource -Connection $c } }
        @{
            Name = 'Set-PantherS3LogSource'
            InFlight = 1
            Script = { param($c, $ids) $ids | Set-PantherS3LogSource -LogStreamType Lines -Connection $c }
        }
        @{
            Name = 'Remove-PantherLogSource'
            InFlight = 8
            Script = { param($c, $ids) $ids | Remove-PantherLogSource -Confirm:$false -Connection $c }
        }
        @{
            Name = 'Set-PantherLogSourceAlarm'
            InFlight = 8
            Held = 'PUT /log-source-alarms/{sourceId}/{type}'
            Script = { param($c, $ids) $ids | Set-PantherLogSourceAlarm -MinutesThreshold 60 -Connection $c }
        }
        @{ Name = 'Get-PantherSchema'; InFlight = 1; Script = { param($c) Get-PantherSchema -Connection $c } }
        @{ Name = 'Get-PantherMetric'; InFlight = 1; Script = { param($c) Get-PantherMetric -Connection $c } }
        @{ Name = 'Measure-PantherLogSource'; InFlight = 1; Script = { param($c) Measure-PantherLogSource -Connection $c } }
        @{ Name = 'Get-PantherDataLakeTable'; InFlight = 1; Script = { param($c) Get-PantherDataLakeTable -Connection $c } }
        @{
            Name = 'Invoke-PantherGraphQL'
            InFlight = 1
            Script = { param($c) Invoke-PantherGraphQL 'query Q { __typename }' -Connection $c }
        }
        @{
            Name = 'Invoke-PantherRestMethod'
            InFlight = 1
            Script = { param($c) Invoke-PantherRestMethod /api-tokens/self -Connection $c }
        }
    ) {
        $fault = @{ hold = $true; times = 0 }
        if ($Held) {
            # What it reads before is answered.
            $fault.operation = $Held
        }

        [void] (Add-Fault $fault)
        $running = Start-InSession $session $Script @{ c = $connection; ids = $ids }
        Wait-Until { (Get-Stat).inFlight -eq $InFlight }
        Disconnect-Panther
        $ran = Receive-InSession $running 10
        $ran.Output | Should -BeNullOrEmpty
        # Of a change it is not known whether it was carried out: the error tells of one, a warning of the others.
        if ($Name -match '^(Set|Remove)-' -and $InFlight -gt 1) {
            $ran.Warnings | Should -BeLike '*but not answered*'
            @($ids | Where-Object { "$($ran.Warnings)".Contains("'$_'") }).Count | Should -Be ($InFlight - 1)
        }

        $ran.Errors.Count | Should -Be 1
        $ran.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PantherNotConnected,PantherPS.Commands.*'
        $ran.Errors[0].CategoryInfo.Category | Should -Be ConnectionError
        Wait-Until { (Get-Stat).inFlight -eq 0 }
        $unanswered = @(Get-Request | Where-Object { -not $Held -or $_.operation -eq $Held })
        $unanswered.Count | Should -Be $InFlight
        $unanswered | ForEach-Object { $_.aborted | Should -BeTrue }
    }

    It 'ends the wait for another attempt' {
        [void] (Add-Fault @{ status = 503; times = 0; headers = @{ 'Retry-After' = '50' } })
        $running = Start-InSession $session { param($c) Get-PantherLogSource -Connection $c } @{ c = $connection }
        Wait-Until { @(Get-Request | Where-Object status -EQ 503).Count -eq 1 }
        Disconnect-Panther
        (Receive-InSession $running 10).Errors.FullyQualifiedErrorId | Should -BeLike 'PantherNotConnected,*'
        @(Get-Request).Count | Should -Be 1
    }

    It 'leaves a creation that it ends as what it is: of unknown outcome' {
        [void] (Add-Fault @{ hold = $true; times = 0 })
        $running = Start-InSession $session { param($c)
            New-PantherHttpLogSource new -LogType AWS.ALB -LogStreamType JSON -AuthMethod None -Connection $c
        } @{ c = $connection }
        Wait-Until { (Get-Stat).inFlight -eq 1 }
        Disconnect-Panther
        $ran = Receive-InSession $running 10
        $ran.Errors.Count | Should -Be 1
        $ran.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PantherOutcomeUnknown,*'
        $ran.Errors[0].Exception.Message | Should -BeLike "*'new'*connection*ended*"
        Wait-Until { (Get-Stat).inFlight -eq 0 }
    }

    It 'leaves the requests of other connections alone' {
        [void] (Add-Fault @{ operation = 'GetSource'; hold = $true; times = 0 })
        $kept = Connect-TestTenant -Name kept
        $running = Start-InSession $session { param($c, $ids) Get-PantherLogSource -Id $ids[0] -Connection $c } @{ c = $kept; ids = $ids }
        Wait-Until { (Get-Stat).inFlight -eq 1 }
        Disconnect-Panther default
        Clear-Fault
        (Receive-InSession $running 10).Output.Id | Should -Be $ids[0]
    }
}

Describe 'Progress' {
    BeforeAll {
        $session = New-Session
    }

    BeforeEach {
        Reset-Emulator -Settings @{ pageSize = 1 }
        $ids = @(Add-PlainSource @(1..6 | ForEach-Object { "source $_" }))
        [void] (Add-Fault @{ delay = 250; times = 0 })
    }

    AfterAll {
        Remove-Session $session
    }

    It 'counts and is taken away at the end of <Name>' -ForEach @(
        @{ Name = 'a list of many pages'; Script = { Get-PantherLogSource } }
        @{ Name = 'many changes'; Script = { param($ids) $ids[0, 1, 2] | Set-PantherS3LogSource -LogStreamType Lines -ThrottleLimit 1 } }
        @{
            Name = 'work that an error ends'
            Script = { param($ids) @($ids[0, 1, 2, 3]) + 'unknown' | Get-PantherLogSource -ThrottleLimit 1 -ErrorAction Stop }
        }
        @{
            Name = 'a list that an error ends'
            Script = { Get-PantherLogSource -ErrorAction Stop | ForEach-Object { if ($_.Label -eq 'source 6') { throw 'downstream' } } }
        }
    ) {
        $progress = (Invoke-InSession $session $Script @{ ids = $ids }).Progress
        $progress.Count | Should -BeGreaterThan 1
        $progress[0].Activity | Should -BeLike '*-Panther*LogSource'
        @($progress | ForEach-Object { [int] ($_.StatusDescription -replace '\D') })[-1] | Should -BeGreaterThan 1
        $progress[-1].RecordType | Should -Be Completed
        @($progress | Where-Object RecordType -EQ Completed).Count | Should -Be 1
    }

    It 'is not shown where $ProgressPreference is SilentlyContinue' {
        $ran = Invoke-InSession $session {
            $ProgressPreference = 'SilentlyContinue'
            Get-PantherLogSource
        }
        $ran.Output.Count | Should -Be 6
        $ran.Progress | Should -BeNullOrEmpty
    }
}
