BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $other = Start-Emulator
    Start-Emulator | Out-Null

    $key = '{"type":"service_account","project_id":"project-1","private_key":"k3y"}'
    $word = ConvertTo-TestSecret $key
    $new = @{
        Label = 'audit'
        SubscriptionId = 'sub-1'
        CredentialsType = 'service_account'
        LogType = 'GCP.AuditLog', 'AWS.ALB'
        LogStreamType = 'JSON'
    }

    function Add-PubSubSource([string] $Label = 'pubsub', $Emulator) {
        $source = @{
            integrationLabel = $Label
            integrationType = 'gcp-pubsub'
            logTypes = @('GCP.AuditLog')
            isHealthy = $false
            lastEventReceivedAtTime = '2024-07-08T09:10:11.000Z'
            config = @{
                subscriptionId = 'sub-0'
                projectId = 'project-0'
                regionalEndpoint = 'europe-west3'
                credentialsType = 'service_account'
                credentials = '{"type":"service_account","project_id":"project-0"}'
                logStreamType = 'JSON'
                logStreamTypeOptions = @{ jsonArrayEnvelopeField = 'records'; xmlRootElement = 'root' }
            }
        }
        if ($Emulator) { (Add-RawSource $source -Emulator $Emulator).integrationId } else { (Add-RawSource $source).integrationId }
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'New-PantherPubSubLogSource' {
    BeforeEach {
        Reset-Emulator
        Connect-TestTenant | Out-Null
    }

    It 'sends all that is named, and the credentials as they are' {
        $recorded = Invoke-Recorded {
            New-PantherPubSubLogSource @new -ProjectId project-1 -RegionalEndpoint europe-west3 -JsonArrayEnvelopeField records `
                -XmlRootElement root -Credentials $word
        }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Warnings | Should -BeNullOrEmpty
        Get-SentField 'POST /log-sources/pubsub' | Should -BeExactly @(
            "credentials=$(ConvertTo-Json $key -Compress)"
            'credentialsType="service_account"'
            'integrationLabel="audit"'
            'logStreamType="JSON"'
            'logStreamTypeOptions.jsonArrayEnvelopeField="records"'
            'logStreamTypeOptions.xmlRootElement="root"'
            'logTypes=["GCP.AuditLog","AWS.ALB"]'
            'projectId="project-1"'
            'regionalEndpoint="europe-west3"'
            'subscriptionId="sub-1"'
        )
    }

    It 'leaves out what is not named' {
        New-PantherPubSubLogSource @new -Credentials $word | Out-Null
        @(Get-Request 'POST *')[0].body.PSObject.Properties.Name | Sort-Object |
            Should -Be credentials, credentialsType, integrationLabel, logStreamType, logTypes, subscriptionId
    }

    It 'emits the source, with the project that Panther takes from the key, and without the key' {
        $made = New-PantherPubSubLogSource @new -RegionalEndpoint europe-west3 -Credentials $word
        $made.GetType().Name | Should -Be PubSubLogSource
        $made.Id | Should -Be (Get-RawSource).integrationId
        $made.Label, $made.IntegrationType, $made.SubscriptionId, $made.ProjectId, $made.CredentialsType, $made.RegionalEndpoint,
            $made.LogStreamType |
            Should -Be audit, gcp-pubsub, sub-1, project-1, service_account, europe-west3, JSON
        $made.LogTypes | Should -Be GCP.AuditLog, AWS.ALB
        $made | Format-List * -Force | Out-String | Should -Not -Match 'k3y'
    }

    It 'makes a source of each row of a CSV file, with the credentials out of a file' {
        Set-Content (Join-Path $TestDrive key.json) $key -NoNewline
        $csv = Join-Path $TestDrive pubsub.csv
        Set-Content $csv @(
            'Label,SubscriptionId,ProjectId,CredentialsType,CredentialsPath,LogStreamType,LogTypes,RegionalEndpoint'
            'one,sub-1,,service_account,TestDrive:/key.json,JSON,GCP.AuditLog; AWS.ALB,'
            'two,sub-2,project-2,WIF,TestDrive:/key.json,Lines,GCP.AuditLog,us-east1'
        )
        $recorded = Invoke-Recorded { Import-Csv $csv | New-PantherPubSubLogSource }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Output.Label | Should -Be one, two
        $raw = Get-RawSource | Sort-Object integrationLabel
        $raw[0].logTypes | Should -Be GCP.AuditLog, AWS.ALB
        $raw.config.credentials | Should -BeExactly $key, $key
        $raw.config.projectId | Should -Be project-1, project-2
        $raw[1].config.regionalEndpoint | Should -Be us-east1
        $raw[1].config.credentialsType | Should -BeExactly wif
    }

    It 'cannot be typed with <Name>' -ForEach @(
        @{ Name = 'credentials and a path'; With = { @{ Credentials = $word; CredentialsPath = 'x' } }; Id = 'AmbiguousParameterSet' }
        @{ Name = 'no credentials'; With = { @{} }; Id = 'MissingMandatoryParameter' }
        @{ Name = 'empty credentials'; With = { @{ Credentials = New-Object securestring } }; Id = 'PantherInvalidInput' }
        @{
            Name = 'a path that names nothing'
            With = { @{ CredentialsPath = Join-Path $TestDrive nowhere.json } }
            Id = 'PantherInvalidInput'
        }
        @{ Name = 'wif and no project'; With = { @{ Credentials = $word; CredentialsType = 'wif' } }; Id = 'PantherInvalidInput' }
        @{ Name = 'a blank label'; With = { @{ Credentials = $word; Label = ' ' } }; Id = 'PantherInvalidInput' }
        @{ Name = 'no log type'; With = { @{ Credentials = $word; LogType = @() } }; Id = 'ParameterArgumentValidationError' }
    ) {
        # In a session of its own, where a question for what is missing has nobody to answer it.
        $session = New-Session
        $all = $new.Clone()
        (& $With).GetEnumerator() | ForEach-Object { $all[$_.Key] = $_.Value }
        try {
            $ran = Invoke-InSession $session { param($with) New-PantherPubSubLogSource @with } @{ with = $all }
            $ran.Errors.Count | Should -Be 1
            $ran.Errors[0].FullyQualifiedErrorId | Should -Be "$Id,PantherPS.Commands.NewPantherPubSubLogSourceCommand"
            Get-Request | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }

    It 'takes no credentials as plain text, and does not quote them' {
        $refusal = Get-ErrorOf { New-PantherPubSubLogSource @new -Credentials 'pl41n' }
        $refusal.Exception.Message | Should -BeLike '*SecureString*'
        $refusal | Format-List * -Force | Out-String | Should -Not -Match 'pl41n'
    }

    It 'shows what Panther says of a subscription that another source reads' {
        New-PantherPubSubLogSource @new -Credentials $word | Out-Null
        $refusal = Get-ErrorOf {
            New-PantherPubSubLogSource -Label second -SubscriptionId sub-1 -CredentialsType service_account -Credentials $word `
                -LogType AWS.ALB -LogStreamType JSON
        }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherConflict,*'
        $refusal.TargetObject | Should -Be second
    }

    It 'copies a source at the tenant that it came from, given its credentials anew' {
        Add-PubSubSource -Emulator $other | Out-Null
        Connect-TestTenant -Name there -Emulator $other | Out-Null
        Connect-TestTenant | Out-Null
        try {
            Get-PantherPubSubLogSource -Connection there | New-PantherPubSubLogSource -Label copy -SubscriptionId sub-2 -Credentials $word |
                Out-Null
            Get-Request | Should -BeNullOrEmpty
            $raw = Get-RawSource -Emulator $other
            Compare-SourceState (Get-SourceState $raw[0].integrationId $other) (Get-SourceState $raw[1].integrationId $other) |
                Where-Object { $_ -match '^(config|logTypes)' } | Should -Be config.credentials, config.subscriptionId
        }
        finally {
            Disconnect-Panther there
            Reset-Emulator -Emulator $other
        }
    }

    It 'says with -WhatIf what it would make, without the credentials, and makes nothing' {
        $session = New-Session
        try {
            (Invoke-InSession $session { param($with, $word) New-PantherPubSubLogSource @with -Credentials $word -WhatIf } @{
                with = $new
                word = $word
            }).Output | Should -BeNullOrEmpty
            $said = $session.Host.Lines -join "`n"
            $said | Should -BeLike "What if: *Pub/Sub log source 'audit' at 127.0.0.1*JSON*sub-1*(a secret)*GCP.AuditLog*"
            $said | Should -Not -Match 'k3y'
            Get-Request 'POST *' | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }
}

Describe 'Get-PantherPubSubLogSource' {
    BeforeEach {
        Reset-Emulator
        $id = Add-PubSubSource
        Connect-TestTenant | Out-Null
    }

    It 'adds the configuration to piped sources, and keeps their health and times' {
        $plain = Get-PantherLogSource
        Clear-Request
        $source = $plain | Get-PantherPubSubLogSource
        (Get-Request).operation | Should -Be 'GET /log-sources/pubsub/{id}'
        $source.SubscriptionId, $source.ProjectId, $source.CredentialsType, $source.RegionalEndpoint, $source.LogStreamType,
            $source.JsonArrayEnvelopeField |
            Should -Be sub-0, project-0, service_account, europe-west3, JSON, records
        $source.LogTypes | Should -Be GCP.AuditLog
        $source.IsHealthy | Should -BeFalse
        $source.LastEventReceivedAt | Should -Be $plain.LastEventReceivedAt
        $source.CreatedAt | Should -Be $plain.CreatedAt
    }

    It 'finds by id and by -Label those of its kind alone' {
        $s3 = Add-S3Source
        (Get-PantherPubSubLogSource -Id $id).RegionalEndpoint | Should -Be europe-west3
        (Get-PantherPubSubLogSource -Label *).Id | Should -Be $id
        (Get-ErrorOf { Get-PantherPubSubLogSource -Label Everything }).FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
        $miss = Get-ErrorOf { Get-PantherPubSubLogSource -Id $s3 }
        $miss.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $miss.Exception.Message | Should -BeLike '*Everything*aws-s3*gcp-pubsub*'
    }
}

Describe 'Set-PantherPubSubLogSource' {
    BeforeEach {
        Reset-Emulator
        $id = Add-PubSubSource
        Connect-TestTenant | Out-Null
        $before = Get-SourceState $id
        $same = ConvertTo-TestSecret '{"type":"service_account","project_id":"project-0"}'
    }

    It 'changes <Changed> and nothing else' -ForEach @(
        @{ With = @{ Label = 'It''s [another]' }; Changed = 'integrationLabel'; To = '"It''s [another]"' }
        @{ With = @{ SubscriptionId = 'sub-9' }; Changed = 'config.subscriptionId'; To = '"sub-9"' }
        @{ With = @{ ProjectId = 'project-9' }; Changed = 'config.projectId'; To = '"project-9"' }
        @{ With = @{ CredentialsType = 'WIF' }; Changed = 'config.credentialsType'; To = '"wif"' }
        @{ With = @{ LogType = 'AWS.VPCFlow', 'AWS.ALB' }; Changed = 'logTypes'; To = '["AWS.VPCFlow","AWS.ALB"]' }
        @{ With = @{ LogStreamType = 'jsonarray' }; Changed = 'config.logStreamType'; To = '"JsonArray"' }
        @{ With = @{ RegionalEndpoint = 'us-east1' }; Changed = 'config.regionalEndpoint'; To = '"us-east1"' }
        @{ With = @{ RegionalEndpoint = '' }; Changed = 'config.regionalEndpoint'; To = '""' }
        @{ With = @{ JsonArrayEnvelopeField = 'items' }; Changed = 'config.logStreamTypeOptions.jsonArrayEnvelopeField'; To = '"items"' }
        @{ With = @{ XmlRootElement = '' }; Changed = 'config.logStreamTypeOptions.xmlRootElement'; To = '""' }
    ) {
        $recorded = Invoke-Recorded { Set-PantherPubSubLogSource -Id $id -Credentials $same @With }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Output | Should -BeNullOrEmpty
        $after = Get-SourceState $id
        Compare-SourceState $before $after | Should -Be $Changed
        $after[$Changed] | Should -BeExactly $To
    }

    It 'keeps the credentials that Panther has where none are given' {
        $recorded = Invoke-Recorded { Set-PantherPubSubLogSource -Id $id -Label Other }
        $recorded.Errors | Should -BeNullOrEmpty
        @(Get-Request 'PUT *')[0].body.PSObject.Properties.Name | Should -Not -Contain credentials
        Compare-SourceState $before (Get-SourceState $id) | Should -Be integrationLabel
    }

    It 'needs new credentials for <Name>, and says why' -ForEach @(
        @{
            Name = 'another type of them'
            With = { @{ CredentialsType = 'wif'; ProjectId = 'p' } }
            Says = "*'service_account'*'wif'*specify Credentials*"
        }
        @{ Name = 'empty ones'; With = { @{ Credentials = New-Object securestring } }; Says = '*empty*Leave them out*' }
    ) {
        $with = & $With
        $refusal = Get-ErrorOf { Set-PantherPubSubLogSource -Id $id @with }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $refusal.IsTerminating | Should -BeFalse
        $refusal.Exception.Message | Should -BeLike $Says
        Get-Request -Kind mutation | Should -BeNullOrEmpty
    }

    It 'takes new credentials out of a file, but not in both ways' {
        Set-Content (Join-Path $TestDrive new.json) $key -NoNewline
        $refusal = Get-ErrorOf { Set-PantherPubSubLogSource -Id $id -CredentialsPath TestDrive:/new.json -Credentials $same }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        Get-Request | Should -BeNullOrEmpty
        Set-PantherPubSubLogSource -Id $id -CredentialsPath TestDrive:/new.json
        Compare-SourceState $before (Get-SourceState $id) | Should -Be config.credentials
        (Get-RawSource $id).config.credentials | Should -BeExactly $key
    }

    It 'sends nothing where nothing changes' {
        (Set-PantherPubSubLogSource -Id $id -Label pubsub -LogType GCP.AuditLog -RegionalEndpoint europe-west3 -PassThru).Id |
            Should -Be $id
        Get-Request -Kind mutation | Should -BeNullOrEmpty
    }

    It 'refuses a source of another kind, and goes on' {
        $s3 = Add-S3Source
        $recorded = Invoke-Recorded { $s3, $id | Set-PantherPubSubLogSource -Credentials $same -LogStreamType Lines -PassThru }
        $recorded.Output.LogStreamType | Should -Be Lines
        $recorded.Errors.TargetObject | Should -Be $s3
        $recorded.Errors[0].Exception.Message | Should -BeLike '*aws-s3*gcp-pubsub*'
        @(Get-Request 'PUT *').Count | Should -Be 1
    }

    It 'lists with -WhatIf each property with its old and its new value, but for the credentials' {
        $session = New-Session
        try {
            (Invoke-InSession $session { param($id, $word)
                Set-PantherPubSubLogSource -Id $id -RegionalEndpoint '' -LogType AWS.VPCFlow, AWS.ALB -Credentials $word -WhatIf
            } @{ id = $id; word = $word }).Errors | Should -BeNullOrEmpty
            $said = $session.Host.Lines -join "`n"
            $said | Should -BeLike "What if: *'pubsub'*$id*"
            $said | Should -BeLike "*RegionalEndpoint: 'europe-west3' -> ''*"
            $said | Should -BeLike '*LogTypes: + AWS.VPCFlow, + AWS.ALB, - GCP.AuditLog*'
            $said | Should -BeLike '*Credentials: *(a secret)*'
            $said | Should -Not -Match 'k3y'
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }
}

Describe 'A Pub/Sub source' {
    It 'is listed by GraphQL, and removed like any other' {
        Reset-Emulator
        Connect-TestTenant | Out-Null
        New-PantherPubSubLogSource @new -Credentials $word | Out-Null
        (Get-PantherLogSource -IntegrationType gcp-pubsub -LogType GCP.*).Label | Should -Be audit
        Get-PantherPubSubLogSource | Remove-PantherLogSource -Confirm:$false
        Get-RawSource | Should -BeNullOrEmpty
    }
}
