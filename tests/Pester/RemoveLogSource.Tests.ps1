BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null
    Reset-Emulator
    Connect-TestTenant | Out-Null
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Remove-PantherLogSource' {
    BeforeEach {
        Reset-Emulator
        $ids = @(Add-PlainSource one, two, three)
    }

    Context 'that nobody has to confirm' {
        It 'removes <Name>, and returns nothing' -ForEach @(
            @{ Name = 'an id by position'; Call = { Remove-PantherLogSource $ids[1] -Confirm:$false } }
            @{ Name = 'ids by pipe'; Call = { $ids[1] | Remove-PantherLogSource -Confirm:$false } }
            @{
                Name = 'objects with an IntegrationId'
                Call = { [pscustomobject] @{ IntegrationId = $ids[1] } | Remove-PantherLogSource -Confirm:$false }
            }
            @{ Name = 'sources by pipe'; Call = { Get-PantherLogSource -Label two | Remove-PantherLogSource -Confirm:$false } }
            @{
                Name = 'sources by parameter'
                Call = { Remove-PantherLogSource -InputObject (Get-PantherLogSource -Label two) -Confirm:$false }
            }
        ) {
            $recorded = Invoke-Recorded $Call
            $recorded.Errors | Should -BeNullOrEmpty
            $recorded.Output | Should -BeNullOrEmpty
            (Get-RawSource).integrationLabel | Should -Be one, three
        }

        It 'removes sources of any kind' -ForEach 'http-ingest', 'gcp-gcs', 'log-pulling', 'a-kind-of-tomorrow' {
            Add-RawSource @{ integrationLabel = 'other'; integrationType = $_ } | Out-Null
            Get-PantherLogSource -IntegrationType $_ | Remove-PantherLogSource -Confirm:$false
            (Get-RawSource).integrationLabel | Should -Be one, two, three
        }

        It 'removes many, one error for each bad one' {
            $recorded = Invoke-Recorded { $ids[0], 'unknown', $ids[2] | Remove-PantherLogSource -Confirm:$false }
            $recorded.Errors.Count | Should -Be 1
            $recorded.Errors[0].FullyQualifiedErrorId | Should -Be 'PantherNotFound,PantherPS.Commands.RemovePantherLogSourceCommand'
            $recorded.Errors[0].TargetObject | Should -Be unknown
            (Get-RawSource).integrationLabel | Should -Be two
        }

        It 'sends one request for each' {
            $ids | Remove-PantherLogSource -Confirm:$false
            (Get-Request).operation | Should -Be DeleteSource, DeleteSource, DeleteSource
        }

        It 'does not remove a piped source that an error made into another''s' {
            $recorded = Invoke-Recorded { Get-PantherLogSource -Label nowhere | Remove-PantherLogSource -Confirm:$false }
            $recorded.Errors.Count | Should -Be 1
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }

        It 'has succeeded where the answer was lost and its repetition finds nothing' {
            [void] (Add-Fault @{ operation = 'DeleteSource'; phase = 'after'; status = 503; headers = @{ 'Retry-After' = '0' } })
            $recorded = Invoke-Recorded { Remove-PantherLogSource $ids[0] -Confirm:$false }
            $recorded.Errors | Should -BeNullOrEmpty
            @(Get-Request DeleteSource).Count | Should -Be 2
            (Get-RawSource).integrationLabel | Should -Be two, three
        }

        It 'does not repeat after a 500' {
            [void] (Add-Fault @{ operation = 'DeleteSource'; times = 0; status = 500 })
            (Get-ErrorOf { Remove-PantherLogSource $ids[0] -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'PantherServerError,*'
            @(Get-Request DeleteSource).Count | Should -Be 1
        }

        It 'names the permission that is missing' {
            Connect-TestTenant -Name reader -Token readOnly | Out-Null
            try {
                $refusal = Get-ErrorOf { Remove-PantherLogSource $ids[0] -Confirm:$false -Connection reader }
                $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherForbidden,*'
                $refusal.Exception.Message | Should -BeLike '*Manage Log Sources*'
            }
            finally {
                Disconnect-Panther reader
            }
        }

        It 'stops with -ErrorAction Stop' {
            { Remove-PantherLogSource unknown -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'PantherNotFound,*'
        }
    }

    Context 'that somebody has to confirm' {
        BeforeEach {
            $session = New-Session
        }

        AfterEach {
            Remove-Session $session
        }

        It 'asks of its own accord, showing label, kind and id: <Name>' -ForEach @(
            @{ Name = 'for an id'; Script = { param($id) Remove-PantherLogSource $id } }
            @{ Name = 'for a piped source'; Script = { param($id) Get-PantherLogSource -Id $id | Remove-PantherLogSource } }
        ) {
            $session.Host.Answer('Yes')
            (Invoke-InSession $session $Script @{ id = $ids[0] }).Errors | Should -BeNullOrEmpty
            $session.Host.Questions.Count | Should -Be 1
            $session.Host.Questions[0] | Should -BeLike "*'one'*aws-s3*$($ids[0])*"
            (Get-RawSource).integrationLabel | Should -Be two, three
        }

        It 'leaves what is answered with No' {
            $session.Host.Answer('No')
            $session.Host.Answer('Yes')
            $session.Host.Answer('No')
            (Invoke-InSession $session { param($ids) $ids | Remove-PantherLogSource } @{ ids = $ids }).Errors | Should -BeNullOrEmpty
            (Get-RawSource).integrationLabel | Should -Be one, three
            @(Get-Request DeleteSource).Count | Should -Be 1
        }

        It 'asks no more after Yes to All, and after No to All' {
            $session.Host.Answer('Yes to All')
            Invoke-InSession $session { param($ids) $ids[0..1] | Remove-PantherLogSource } @{ ids = $ids } | Out-Null
            $session.Host.Questions.Count | Should -Be 1
            $session.Host.Answer('No to All')
            Add-PlainSource four, five | Out-Null
            Invoke-InSession $session { Get-PantherLogSource | Remove-PantherLogSource } | Out-Null
            $session.Host.Questions.Count | Should -Be 2
            (Get-RawSource).integrationLabel | Should -Be three, four, five
        }

        It 'does not ask with -Confirm:$false, nor where the preference is None' {
            Invoke-InSession $session {
                param($ids)
                Remove-PantherLogSource $ids[0] -Confirm:$false
                $ConfirmPreference = 'None'
                Remove-PantherLogSource $ids[1]
            } @{ ids = $ids } | Out-Null
            $session.Host.Questions | Should -BeNullOrEmpty
            (Get-RawSource).integrationLabel | Should -Be three
        }

        It 'asks once for each, one after the other, and sends no request before its answer' {
            $running = Start-InSession $session { param($ids) $ids | Remove-PantherLogSource } @{ ids = $ids }
            foreach ($number in 1..3) {
                Wait-Until { $session.Host.Questions.Count -eq $number }
                Wait-Until { @(Get-Request DeleteSource | Where-Object { $_.status }).Count -eq $number - 1 }
                (Get-RawSource).integrationLabel | Should -Contain @('one', 'two', 'three')[$number - 1]
                $session.Host.Answer('Yes')
            }

            (Receive-InSession $running).Errors | Should -BeNullOrEmpty
            Get-RawSource | Should -BeNullOrEmpty
            for ($i = 0; $i -lt 3; $i++) {
                $session.Host.Questions[$i] | Should -BeLike "*$($ids[$i])*"
            }
        }

        It 'says with -WhatIf what it would remove, and sends no change: <Name>' -ForEach @(
            @{ Name = 'for ids'; Script = { param($ids) $ids | Remove-PantherLogSource -WhatIf } }
            @{ Name = 'for piped sources'; Script = { Get-PantherLogSource | Remove-PantherLogSource -WhatIf } }
            @{ Name = 'by preference'; Script = { param($ids) $WhatIfPreference = $true; $ids | Remove-PantherLogSource } }
        ) {
            (Invoke-InSession $session $Script @{ ids = $ids }).Errors | Should -BeNullOrEmpty
            $session.Host.Lines.Count | Should -Be 4
            $session.Host.Lines[-1] | Should -BeLike 'What if: Remove-PantherLogSource, in total: 3 of 3 would be carried out*'
            $session.Host.Lines[1] | Should -BeLike "What if: *'two'*aws-s3*$($ids[1])*"
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }

        It 'does not ask for what is not there' {
            $ran = Invoke-InSession $session { Remove-PantherLogSource unknown }
            $ran.Errors.FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
            $session.Host.Questions | Should -BeNullOrEmpty
        }
    }

    Context 'that blinds detections' {
        BeforeEach {
            Reset-Emulator
            $session = New-Session

            # Log types that rules of the emulator look at: Okta.SystemLog (a rule and a simple one), GitHub.Audit and GitHub.Webhook (one
            # for both).
            function Add-Feed([string] $Label, [string[]] $LogType) {
                (Add-RawSource @{ integrationLabel = $Label; integrationType = 'http-ingest'; logTypes = $LogType }).integrationId
            }
        }

        AfterEach {
            Clear-Fault
            Remove-Session $session
        }

        It 'names them in its plan: <Name>' -ForEach @(
            @{ Name = 'for an id'; Script = { param($id) Remove-PantherLogSource $id -WhatIf } }
            @{ Name = 'for a piped source'; Script = { param($id) Get-PantherLogSource -Id $id | Remove-PantherLogSource -WhatIf } }
        ) {
            $id = Add-Feed okta Okta.SystemLog
            (Invoke-InSession $session $Script @{ id = $id }).Errors | Should -BeNullOrEmpty
            "$($session.Host.Lines)" |
                Should -BeLike ('*Afterwards no other source provides Okta.SystemLog. Enabled detections that see nothing any more: ' +
                'Okta.Login.WithoutMFA (MEDIUM), Okta.Session.Anomaly (LOW).*')
        }

        It 'names them in its question' {
            $id = Add-Feed okta Okta.SystemLog
            $session.Host.Answer('No')
            Invoke-InSession $session { param($id) Remove-PantherLogSource $id } @{ id = $id } | Out-Null
            $session.Host.Questions[0] | Should -BeLike '*cannot be undone*Okta.Login.WithoutMFA (MEDIUM)*'
        }

        It 'names none that another source feeds, wholly or in part, and none that is disabled' {
            $ids = @(
                (Add-Feed okta Okta.SystemLog),
                (Add-Feed other Okta.SystemLog),
                (Add-Feed hook GitHub.Webhook),
                (Add-Feed audit GitHub.Audit),
                (Add-Feed s3 AWS.S3ServerAccess)
            )
            foreach ($id in $ids) {
                Invoke-InSession $session { param($id) Remove-PantherLogSource $id -WhatIf } @{ id = $id } | Out-Null
            }

            "$($session.Host.Lines)" | Should -Not -BeLike '*no other source*'
        }

        It 'counts as gone what goes before in the same command' {
            $ids = @(
                (Add-Feed okta Okta.SystemLog),
                (Add-Feed other Okta.SystemLog),
                (Add-Feed hook GitHub.Webhook),
                (Add-Feed audit GitHub.Audit)
            )
            Invoke-InSession $session { param($ids) $ids | Remove-PantherLogSource -WhatIf } @{ ids = $ids } | Out-Null
            $lines = "$($session.Host.Lines -join "`n")" -split "What if: "
            @($lines -like "*'okta'*no other source*") + @($lines -like "*'hook'*no other source*") | Should -BeNullOrEmpty
            @($lines -like "*'other'*no other source provides Okta.SystemLog*").Count | Should -Be 1
            @($lines -like "*'audit'*no other source provides GitHub.Audit*GitHub.Repository.MadePublic*").Count | Should -Be 1
            @(Get-Request ListSources).Count | Should -Be 1
            @(Get-Request 'GET /rules').Count | Should -Be 3
        }

        It 'does not count on what was answered with No' {
            $ids = @((Add-Feed okta Okta.SystemLog), (Add-Feed other Okta.SystemLog))
            $session.Host.Answer('No')
            $session.Host.Answer('No')
            Invoke-InSession $session { param($ids) $ids | Remove-PantherLogSource } @{ ids = $ids } | Out-Null
            "$($session.Host.Questions)" | Should -Not -BeLike '*no other source*'
        }

        It 'names ten, and says how many more there are' {
            $id = Add-Feed vpn Custom.Vpn.Session
            Send-Control POST rules @(1..12 | ForEach-Object { @{ id = 'Vpn.{0:d2}' -f $_; logTypes = @('Custom.Vpn.Session') } }) |
                Out-Null
            Invoke-InSession $session { param($id) Remove-PantherLogSource $id -WhatIf } @{ id = $id } | Out-Null
            "$($session.Host.Lines)" | Should -BeLike '*Vpn.01 (MEDIUM)*Vpn.10 (MEDIUM) and 2 more.*'
        }

        It 'asks nothing about it <Name>' -ForEach @(
            @{ Name = 'with -SkipImpact'; Script = { param($id) Remove-PantherLogSource $id -SkipImpact -WhatIf } }
            @{ Name = 'where nobody is asked'; Script = { param($id) Remove-PantherLogSource $id -Confirm:$false } }
        ) {
            $id = Add-Feed okta Okta.SystemLog
            (Invoke-InSession $session $Script @{ id = $id }).Errors | Should -BeNullOrEmpty
            "$($session.Host.Lines)" | Should -Not -BeLike '*no other source*'
            @(Get-Request ListSources) + @(Get-Request 'GET /*') | Where-Object { $_ } | Should -BeNullOrEmpty
        }

        It 'is silent where the token may not read rules' {
            $id = Add-Feed okta Okta.SystemLog
            Remove-Session $session
            $session = New-Session -Token logSources
            $ran = Invoke-InSession $session { param($id) Remove-PantherLogSource $id -WhatIf } @{ id = $id }
            @($ran.Errors) + @($ran.Warnings) | Where-Object { $_ } | Should -BeNullOrEmpty
            "$($session.Host.Lines)" | Should -BeLike "*'okta'*"
            "$($session.Host.Lines)" | Should -Not -BeLike '*no other source*'
        }

        It 'warns once where it could not be found out otherwise, and plans all the same' {
            $ids = @((Add-Feed okta Okta.SystemLog), (Add-Feed trail AWS.CloudTrail))
            [void] (Add-Fault @{ operation = 'GET /rules'; status = 400; times = 0 })
            $ran = Invoke-InSession $session { param($ids) $ids | Remove-PantherLogSource -WhatIf } @{ ids = $ids }
            $ran.Errors | Should -BeNullOrEmpty
            $ran.Warnings | Should -HaveCount 1
            $ran.Warnings | Should -BeLike '*Could not find out*'
            $session.Host.Lines.Count | Should -Be 3
        }
    }
}
