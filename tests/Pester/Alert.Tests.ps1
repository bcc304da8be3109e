# Alerts: lists by all filters, by id and by piped sources; changes of many at once; comments.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    $filters = @(
        @{ With = @{ Type = 'system_error' }; Sends = 'type=SYSTEM_ERROR' }
        @{ With = @{ SubType = 'policy', 'RULE' }; Sends = 'type=ALERT', 'sub-type=POLICY', 'sub-type=RULE' }
        @{ With = @{ SubType = 'rule_error' }; Sends = 'type=DETECTION_ERROR', 'sub-type=RULE_ERROR' }
        @{ With = @{ Severity = 'high', 'CRITICAL' }; Sends = 'severity=HIGH', 'severity=CRITICAL' }
        @{ With = @{ Status = 'open', 'Triaged' }; Sends = 'status=OPEN', 'status=TRIAGED' }
        @{ With = @{ LogType = 'aws.alb' }; Sends = @('log-type=AWS.ALB') }
        @{ With = @{ Assignee = 'a b&c' }; Sends = @('assignee=a%20b%26c') }
        @{ With = @{ LogSource = '3d7fb145-8ea0-4c64-af59-406182a31425' }; Sends = @('log-source=3d7fb145-8ea0-4c64-af59-406182a31425') }
        @{ With = @{ First = 7 }; Sends = @('limit=7') }
        @{ With = @{ First = 700 }; Sends = @('limit=50') }
        @{
            With = @{ Since = '2024-05-06T07:08:09Z'; Until = '2024-05-07T01:00:00+02:00' }
            Sends = 'created-after=2024-05-06T07%3A08%3A09.000Z', 'created-before=2024-05-06T23%3A00%3A00.000Z'
        }
        @{
            With = @{
                Since = [datetimeoffset] '2024-05-06T09:08:09+02:00'
                Until = (New-Object datetime 2024, 5, 7, 0, 0, 0, ([DateTimeKind]::Utc))
            }
            Sends = 'created-after=2024-05-06T07%3A08%3A09.000Z', 'created-before=2024-05-07T00%3A00%3A00.000Z'
        }
    )
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $elsewhere = Start-Emulator
    Start-Emulator | Out-Null

    function Get-Sent { @(Get-Request | ForEach-Object operation) }

    function Get-DaysAgo([double] $Days) { [datetime]::UtcNow.AddDays(-$Days).ToString('yyyy-MM-ddTHH:mm:ss.fffZ') }

    function Add-Alert([int] $Count, [hashtable] $With = @{}, [string] $Prefix = 'alert') {
        [void] (Add-RawAlert @(1..$Count | ForEach-Object { @{ id = "$Prefix-$_"; title = "Alert $_" } + $With }))
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Get-PantherAlert' {
    BeforeEach {
        Reset-Emulator
        Connect-TestTenant | Out-Null
    }

    It 'asks for <Sends>' -ForEach $filters {
        Get-PantherAlert @With | Should -BeNullOrEmpty
        $sent = @(Get-Request 'GET /alerts')[-1].queryString.TrimStart('?') -split '&'
        foreach ($pair in $Sends) {
            $sent | Should -Contain $pair
        }

        $sent | Where-Object { $_ -notmatch '^(limit|created-after)=' -and $Sends -notcontains $_ } | Should -BeNullOrEmpty
    }

    It 'says with -Verbose how far back it goes where nobody says so' {
        Add-Alert 1 @{ createdAt = Get-DaysAgo 29 } new
        Add-Alert 1 @{ createdAt = Get-DaysAgo 31 } old
        $ran = Invoke-Recorded { Get-PantherAlert -Verbose }
        $ran.Output.Id | Should -Be new-1
        $ran.Verbose -match '30 days' | Should -HaveCount 1
        (Invoke-Recorded { Get-PantherAlert -Since 32d -Verbose }).Verbose -match '30 days' | Should -BeNullOrEmpty
    }

    It 'takes a time as <Name>' -ForEach @(
        @{ Name = 'a duration'; Value = { '36h' } }
        @{ Name = 'a TimeSpan'; Value = { [timespan]::FromDays(2) } }
        @{ Name = 'the text of a TimeSpan'; Value = { '1.12:00:00' } }
        @{ Name = 'a local time'; Value = { (Get-Date).AddDays(-2) } }
        @{ Name = 'a time of UTC'; Value = { [datetime]::UtcNow.AddDays(-2) } }
        @{ Name = 'a time of another zone'; Value = { [datetimeoffset]::UtcNow.AddDays(-2).ToOffset([timespan]::FromHours(-9)) } }
        @{
            Name = 'text of a time of another zone'
            Value = { [datetimeoffset]::UtcNow.AddDays(-2).ToOffset([timespan]::FromHours(9)).ToString('o') }
        }
    ) {
        Add-Alert 1 @{ createdAt = Get-DaysAgo 1 } new
        Add-Alert 1 @{ createdAt = Get-DaysAgo 3 } old
        $time = & $Value
        (Get-PantherAlert -Since $time).Id | Should -Be new-1
        (Get-PantherAlert -Since 20d -Until $time).Id | Should -Be old-1
    }

    It 'takes a duration that PowerShell takes for a number' {
        Add-Alert 1 @{ createdAt = Get-DaysAgo 1 } new
        Add-Alert 1 @{ createdAt = Get-DaysAgo 3 } old
        (Get-PantherAlert -Since 2d).Id | Should -Be new-1
    }

    It 'refuses <Name>, and asks for nothing' -ForEach @(
        @{ Name = 'a number without a unit'; Call = { Get-PantherAlert -Since 30 }; Says = '*no unit*' }
        @{ Name = 'what is no time'; Call = { Get-PantherAlert -Since yesteryear }; Says = '*2026-05-01*7d*' }
        @{ Name = 'an end before the beginning'; Call = { Get-PantherAlert -Since 1d -Until 2d }; Says = '*-Since is later than -Until*' }
        @{
            Name = 'types of several lists'
            Call = { Get-PantherAlert -SubType RULE, RULE_ERROR }
            Says = '*ALERT and DETECTION_ERROR separately*'
        }
        @{
            Name = 'a type that is not in the list'
            Call = { Get-PantherAlert -Type ALERT -SubType RULE_ERROR }
            Says = '*DETECTION_ERROR*not in that of ALERT*'
        }
        @{ Name = 'a script block for a text'; Call = { Get-PantherAlert -Status { $_ } }; Says = '*not evaluated*' }
    ) {
        (Get-ErrorOf $Call).Exception.Message | Should -BeLike $Says
        Get-Request | Should -BeNullOrEmpty
    }

    It 'emits alerts before it asks for the next page, and asks for no more pages than needed' {
        Add-Alert 120
        @(Get-PantherAlert).Count | Should -Be 120
        Get-Sent | Should -HaveCount 3
        Clear-Request
        @(Get-PantherAlert | Select-Object -First 50).Count | Should -Be 50
        @(Get-PantherAlert -First 50).Count | Should -Be 50
        Get-Sent | Should -HaveCount 2
        Clear-Request
        @(Get-PantherAlert -First 60).Count | Should -Be 60
        Get-Sent | Should -HaveCount 2
    }

    It 'takes piped <Name> for -LogSource, all by one request' -ForEach @(
        @{ Name = 'sources'; Of = { Get-PantherLogSource } }
        @{ Name = 'alarms'; Of = { Get-PantherLogSource | Get-PantherLogSourceAlarm } }
        @{
            Name = 'sources out of a job'
            Of = {
                Get-PantherLogSource | ForEach-Object {
                    [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_))
                }
            }
        }
    ) {
        $ids = Add-PlainSource one, two
        $ids | ForEach-Object { Send-Api PUT "/log-source-alarms/$_/SOURCE_NO_DATA" @{ minutesThreshold = 60 } }
        Add-Alert 1 @{ logSources = @($ids[0]) } first
        Add-Alert 1 @{ logSources = $ids } both
        Add-Alert 1 @{ logSources = @('another') } other
        $piped = @(& $Of)
        Clear-Request
        ($piped | Get-PantherAlert).Id | Sort-Object | Should -Be both-1, first-1
        Get-Sent | Should -Be 'GET /alerts'
    }

    It 'asks for nothing where no source is piped' {
        Add-Alert 1
        Get-PantherLogSource -Label none* | Get-PantherAlert | Should -BeNullOrEmpty
        Get-Sent | Should -Be ListSources
    }

    It 'asks in parts for many sources, and gives an alert of several once' {
        $ids = Add-PlainSource (1..120 | ForEach-Object { "source $_" })
        Add-Alert 1 @{ logSources = @($ids[0], $ids[119]) }
        Clear-Request
        @(Get-PantherLogSource | Get-PantherAlert).Count | Should -Be 1
        @(Get-Sent) -eq 'GET /alerts' | Should -HaveCount 3
    }

    It 'finds sources by label, and names the nearest of one that is not there' {
        $ids = Add-PlainSource 'Load balancer', other
        Add-Alert 1 @{ logSources = @($ids[0]) }
        (Get-PantherAlert -LogSource 'load balancer').Id | Should -Be alert-1
        $ran = Invoke-Recorded { Get-PantherAlert -LogSource othr, 'load balancer' }
        $ran.Output.Id | Should -Be alert-1
        $ran.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
        $ran.Errors[0].Exception.Message | Should -BeLike "*Did you mean 'other'?"
        Clear-Request
        (Invoke-Recorded { Get-PantherAlert -LogSource nowhere }).Output | Should -BeNullOrEmpty
        Get-Sent | Should -Be ListSources
    }

    It 'asks for all log types that a pattern matches, for none where it matches none, and names the nearest of a wrong one' {
        Add-Alert 1 @{ logTypes = @('AWS.ALB') }
        (Get-PantherAlert -LogType AWS.*).Id | Should -Be alert-1
        @(Get-Request 'GET /alerts')[-1].queryString | Should -Match 'log-type=AWS.ALB&log-type=AWS'
        Get-PantherAlert -LogType Nothing.* | Should -BeNullOrEmpty
        (Get-ErrorOf { Get-PantherAlert -LogType AWS.ABL }).Exception.Message | Should -BeLike '*AWS.ALB*'
        @(Get-Sent) -eq 'GET /alerts' | Should -HaveCount 1
        (Get-PantherAlert -LogType *).Id | Should -Be alert-1
    }

    It 'sends log types as they are where they cannot be read, and says so' {
        [void] (Add-Fault @{ operation = 'ListSchemas'; status = 400; times = 0 })
        $ran = Invoke-Recorded { Get-PantherAlert -LogType Some.Type }
        $ran.Warnings | Should -BeLike '*sent as it is*'
        @(Get-Request 'GET /alerts')[-1].queryString | Should -Match 'log-type=Some.Type'
    }

    It 'reads alerts of each tenant where sources of several are piped' {
        Reset-Emulator -Emulator $elsewhere
        Connect-TestTenant -Name elsewhere -Emulator $elsewhere | Out-Null
        Connect-TestTenant | Out-Null
        $here = Add-PlainSource here
        $there = Add-PlainSource there -Emulator $elsewhere
        Add-Alert 1 @{ logSources = @($here) } here
        [void] (Add-RawAlert @{ id = 'there-1'; logSources = @($there) } -Emulator $elsewhere)
        $sources = @(Get-PantherLogSource) + @(Get-PantherLogSource -Connection elsewhere)
        ($sources | Get-PantherAlert).Id | Sort-Object | Should -Be here-1, there-1
    }

    It 'gets <Name> anew by its id' -ForEach @(
        @{ Name = 'a piped id'; Call = { 'alert-2', 'alert-1' | Get-PantherAlert } }
        @{ Name = 'an id'; Call = { Get-PantherAlert -Id alert-2, alert-1 } }
        @{ Name = 'a piped alert'; Call = { Get-PantherAlert | Sort-Object Id -Descending | Get-PantherAlert } }
        @{ Name = 'a row'; Call = { [pscustomobject] @{ Id = 'alert-2' }, [pscustomobject] @{ AlertId = 'alert-1' } | Get-PantherAlert } }
        @{
            Name = 'an alert out of a job'
            Call = {
                Get-PantherAlert | Sort-Object Id -Descending | ForEach-Object {
                    [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_))
                } | Get-PantherAlert
            }
        }
        @{ Name = 'an alert named as an id'; Call = { Get-PantherAlert -Id (Get-PantherAlert | Sort-Object Id -Descending) } }
    ) {
        Add-Alert 2
        @(& $Call).Id | Should -Be alert-2, alert-1
        @(Get-Sent) -eq 'GET /alerts/{id}' | Should -HaveCount 2
    }

    It 'gives one error for an id that is not there, and the rest' {
        Add-Alert 1
        $ran = Invoke-Recorded { 'none', 'alert-1' | Get-PantherAlert }
        $ran.Output.Id | Should -Be alert-1
        $ran.Errors.FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
        $ran.Errors.TargetObject | Should -Be none
    }

    It 'names the permission that is missing' {
        Connect-TestTenant -Token logSources | Out-Null
        $refusal = Get-ErrorOf { Get-PantherAlert }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherForbidden,*'
        $refusal.ErrorDetails.RecommendedAction | Should -BeLike '*Read Alerts*'
    }

    It 'gives errors of the system that stand for their sources' {
        $id = Add-S3Source @{ isHealthy = $false; lastEventReceivedAtTime = Get-DaysAgo 2 }
        $alert = Get-PantherAlert -Type SYSTEM_ERROR
        $alert.SystemError.SourceId | Should -Be $id
        ($alert | Get-PantherLogSource).Id | Should -Be $id
        (Get-PantherLogSource -Id $alert).Id | Should -Be $id
        ($alert | Set-PantherLogSourceAlarm 60 -PassThru).SourceId | Should -Be $id
        Add-Alert 1
        (Get-ErrorOf { Get-PantherAlert | Get-PantherLogSource }).Exception.Message | Should -BeLike '*does not identify a log source*'
    }
}

Describe 'Set-PantherAlert' {
    BeforeEach {
        Reset-Emulator
        Connect-TestTenant | Out-Null
    }

    It 'changes <Name> by one request' -ForEach @(
        @{
            Name = 'many ids'
            Call = { Set-PantherAlert (1..60 | ForEach-Object { "alert-$_" }) -Status triaged -Quality noise -ContextTag seen }
        }
        @{ Name = 'many piped alerts'; Call = { $alerts | Set-PantherAlert -Status triaged -Quality noise -ContextTag seen } }
        @{ Name = 'many piped ids'; Call = { $alerts.Id | Set-PantherAlert -Status triaged -Quality noise -ContextTag seen } }
        @{
            Name = 'many alerts, with a limit of one at a time'
            Call = { $alerts | Set-PantherAlert -Status triaged -Quality noise -ContextTag seen -ThrottleLimit 1 }
        }
        @{
            Name = 'ids that come twice'
            Call = { @($alerts.Id) + $alerts.Id | Set-PantherAlert -Status triaged -Quality noise -ContextTag seen }
        }
    ) {
        Add-Alert 60
        $alerts = Get-PantherAlert
        Clear-Request
        (Invoke-Recorded $Call).Errors | Should -BeNullOrEmpty
        Get-Sent | Should -Be 'PATCH /alerts'
        @(Get-Request)[0].body.ids | Should -HaveCount 60
        Get-RawAlert | ForEach-Object { "$($_.status) $($_.quality) $($_.contextTags)" } | Sort-Object -Unique |
            Should -Be 'TRIAGED NOISE seen'
    }

    It 'changes more than a batch by few requests, and emits them in the order of the input' {
        Add-Alert 230
        $ids = 1..230 | ForEach-Object { "alert-$_" }
        $changed = $ids | Set-PantherAlert -Status RESOLVED -PassThru
        $changed.Id | Should -Be $ids
        $changed.Status | Sort-Object -Unique | Should -Be RESOLVED
        @(Get-Sent) -like 'PATCH*' | Should -HaveCount 3
    }

    It 'gives one error for each that is not there, and changes the others' {
        Add-Alert 10
        $ran = Invoke-Recorded { Set-PantherAlert alert-1, none, alert-2, nothing, alert-3 -Status CLOSED -PassThru }
        $ran.Output.Id | Should -Be alert-1, alert-2, alert-3
        $ran.Errors.TargetObject | Should -Be none, nothing
        $ran.Errors.FullyQualifiedErrorId | ForEach-Object { $_ | Should -BeLike 'PantherNotFound,*' }
        $ran.Errors[0].Exception.Message | Should -BeLike "*'none'*"
        @(Get-RawAlert | Where-Object status -EQ CLOSED).Count | Should -Be 3
    }

    It 'assigns by <Name>' -ForEach @(
        @{
            Name = 'e-mail address'
            To = 'analyst@example.com'
            Is = '0f5bb3ef-4c4a-4ad6-9e77-9d3a0a7f2b51'
            By = 'UpdateAlertsAssigneeByEmail'
        }
        @{
            Name = 'id'
            To = '0f5bb3ef-4c4a-4ad6-9e77-9d3a0a7f2b51'
            Is = '0f5bb3ef-4c4a-4ad6-9e77-9d3a0a7f2b51'
            By = 'PATCH /alerts/{id}'
        }
        @{ Name = 'null, to nobody'; To = $null; Is = $null; By = 'UpdateAlertsAssigneeByEmail' }
    ) {
        Add-Alert 1 @{ assignee = '5f54cf4a-ec56-44c2-83bc-8b742600f307' }
        Set-PantherAlert alert-1 -Assignee $To
        (Get-RawAlert alert-1).assignee | Should -Be $Is
        Get-Sent | Should -Be $By
    }

    It 'takes away quality and tags' {
        Add-Alert 1 @{ quality = 'NOISE'; contextTags = @('a', 'b') }
        Set-PantherAlert alert-1 -Quality '' -ContextTag @()
        $alert = Get-PantherAlert -Id alert-1
        $alert.Quality | Should -BeNullOrEmpty
        $alert.ContextTags | Should -BeNullOrEmpty
    }

    It 'shows old and new values as its plan, of those alone that change, and sends nothing' {
        Add-Alert 1 @{ status = 'TRIAGED' } done
        Add-Alert 1 @{ quality = 'NOISE'; assignee = '5f54cf4a-ec56-44c2-83bc-8b742600f307' }
        $session = New-Session
        try {
            $ran = Invoke-InSession $session { Set-PantherAlert done-1, alert-1, none -Status TRIAGED -WhatIf }
            $plan = $session.Host.Lines -join "`n"
            $plan | Should -BeLike "*Changing the alert 'Alert 1' (MEDIUM, RULE, alert-1, *) at 127.0.0.1*:`n  Status: 'OPEN' -> 'TRIAGED'*"
            $plan | Should -BeLike '*1 of 3 would be carried out, 1 would fail, 1 would stay as they are.'
            $plan | Should -Not -BeLike '*done-1*'
            $ran.Errors.FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }

    It 'changes what it is answered Yes for' {
        Add-Alert 3
        $session = New-Session
        try {
            'Yes', 'No', 'Yes' | ForEach-Object { $session.Host.Answer($_) }
            $ran = Invoke-InSession $session { Get-PantherAlert | Sort-Object Id | Set-PantherAlert -Status CLOSED -Confirm }
            $ran.Errors | Should -BeNullOrEmpty
            $session.Host.Questions | Should -HaveCount 3
            (Get-RawAlert | Sort-Object id).status | Should -Be CLOSED, OPEN, CLOSED
            @(Get-Sent) -like 'PATCH*' | Should -HaveCount 1
        }
        finally {
            Remove-Session $session
        }
    }

    It 'refuses <Name>, and sends nothing' -ForEach @(
        @{ Name = 'a line without a change'; Call = { Set-PantherAlert alert-1 -PassThru }; Says = '*-Status, -Assignee*command line*' }
        @{ Name = 'a tag that is none'; Call = { Set-PantherAlert alert-1 -ContextTag 'Not a tag' }; Says = "*'Not a tag'*a-z*" }
        @{ Name = 'sources'; Call = { Get-PantherLogSource | Set-PantherAlert -Status CLOSED }; Says = '*does not identify an alert*' }
    ) {
        Add-PlainSource one | Out-Null
        (Get-ErrorOf $Call).Exception.Message | Should -BeLike $Says
        @(Get-Sent) -ne 'ListSources' | Should -BeNullOrEmpty
    }

    It 'ends at the first word that it may not, and names the permission' {
        Add-Alert 3
        Connect-TestTenant -Token readOnly | Out-Null
        $ran = Invoke-Recorded { Set-PantherAlert alert-1, alert-2, alert-3 -Status CLOSED }
        $ran.Failure.FullyQualifiedErrorId | Should -BeLike 'PantherForbidden,*'
        $ran.Failure.ErrorDetails.RecommendedAction | Should -BeLike '*Manage Alerts*'
        $ran.Errors.TargetObject | Should -Be alert-2, alert-3
        $ran.Warnings | Should -BeLike '*0 changed, 3 failed, 0 left.'
        Get-Sent | Should -Be 'PATCH /alerts'
    }

    It 'changes alerts of two tenants each at its own, and none at another' {
        Reset-Emulator -Emulator $elsewhere
        Connect-TestTenant -Name elsewhere -Emulator $elsewhere | Out-Null
        Connect-TestTenant | Out-Null
        Add-Alert 2
        [void] (Add-RawAlert @{ id = 'alert-1' }, @{ id = 'alert-2' } -Emulator $elsewhere)
        $alerts = @(Get-PantherAlert) + @(Get-PantherAlert -Connection elsewhere)
        $alerts | Set-PantherAlert -Status CLOSED
        @(Get-RawAlert).status + @(Get-RawAlert -Emulator $elsewhere).status | Should -Be CLOSED, CLOSED, CLOSED, CLOSED
        $ran = Invoke-Recorded { $alerts | Set-PantherAlert -Status OPEN -Connection default }
        $ran.Errors | Should -HaveCount 2
        $ran.Errors[0].Exception.Message | Should -BeLike "*comes from the connection 'elsewhere'*"
        @(Get-RawAlert -Emulator $elsewhere).status | Should -Be CLOSED, CLOSED
        @(Get-RawAlert).status | Should -Be OPEN, OPEN
    }

    It 'sends nothing of what it has gathered when the command that feeds it fails' {
        Add-Alert 3
        $ran = Invoke-Recorded { & { 'alert-1'; 'alert-2'; throw 'no more' } | Set-PantherAlert -Status CLOSED }
        $ran.Failure.Exception.Message | Should -Be 'no more'
        Get-Request -Kind mutation | Should -BeNullOrEmpty
    }

    It 'counts those of a request that fails as failed where a later command has enough meanwhile' {
        Add-Alert 200
        $slow = @{ operation = 'PATCH /alerts'; delay = 700 }
        $refused = @{ operation = 'PATCH /alerts'; delay = 2500; status = 403; times = 0 }
        [void] (Add-Fault $slow, $refused)
        $ids = 1..200 | ForEach-Object { "alert-$_" }
        $ran = Invoke-Recorded { Set-PantherAlert $ids -Status CLOSED -PassThru | Select-Object -First 1 }
        $ran.Output.Status | Should -Be CLOSED
        @(Get-RawAlert | Where-Object status -EQ CLOSED).Count | Should -Be 100
        "$($ran.Warnings)" | Should -BeLike '*Of 200 inputs so far: 100 changed, 100 failed, 0 left*'
    }

    It 'reports each alert of a batch that was sent and not answered' {
        Add-Alert 3
        Connect-TestTenant -With @{ MaximumRetryCount = 0 } | Out-Null
        [void] (Add-Fault @{ operation = 'PATCH /alerts'; reset = $true; phase = 'after' })
        $ran = Invoke-Recorded { 'alert-1', 'alert-2', 'alert-3' | Set-PantherAlert -Status CLOSED }
        $ran.Errors.TargetObject | Should -Be alert-1, alert-2, alert-3
        $ran.Errors.FullyQualifiedErrorId | ForEach-Object { $_ | Should -BeLike 'PantherUnreachable,*' }
    }
}

Describe 'Add-PantherAlertComment' {
    BeforeEach {
        Reset-Emulator
        Connect-TestTenant | Out-Null
    }

    It 'comments on <Name>, and emits the comments' -ForEach @(
        @{ Name = 'ids'; Call = { Add-PantherAlertComment -Id alert-1, alert-2 -Body "It's <b>" } }
        @{ Name = 'piped alerts'; Call = { Get-PantherAlert | Add-PantherAlertComment "It's <b>" } }
        @{ Name = 'piped ids'; Call = { 'alert-1', 'alert-2' | Add-PantherAlertComment -Body "It's <b>" } }
    ) {
        Add-Alert 2
        $comments = & $Call
        $comments.AlertId | Sort-Object | Should -Be alert-1, alert-2
        $comments.Body | Should -Be "It's <b>", "It's <b>"
        $comments.Format | Should -Be PLAIN_TEXT, PLAIN_TEXT
        (Add-PantherAlertComment -Id alert-1 -Body '<b>x</b>' -Format html).Format | Should -Be HTML
    }

    It 'says with -WhatIf what it would write and where, and writes nothing' {
        Add-Alert 1
        $session = New-Session
        try {
            Invoke-InSession $session { Add-PantherAlertComment -Id alert-1 -Body 'Looked at it.' -WhatIf } | Out-Null
            $session.Host.Lines -join "`n" |
                Should -BeLike "*Commenting on the alert 'Alert 1' (MEDIUM, RULE, alert-1, *) at 127.0.0.1*: Looked at it.*"
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }

    It 'refuses a blank comment' {
        (Get-ErrorOf { Add-PantherAlertComment -Id alert-1 -Body ' ' }).FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        Get-Request | Should -BeNullOrEmpty
    }

    It 'does not write a comment twice where the answer is lost' {
        Add-Alert 1
        [void] (Add-Fault @{ operation = 'POST /alert-comments'; reset = $true; phase = 'after' })
        $ran = Invoke-Recorded { Add-PantherAlertComment -Id alert-1 -Body once }
        $ran.Output.Body | Should -Be once
        $ran.Warnings | Should -BeLike '*was lost*'
        @(Get-Request 'POST /alert-comments').Count | Should -Be 1
    }
}
