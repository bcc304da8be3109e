BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $other = Start-Emulator
    Start-Emulator | Out-Null

    # A key as Google gives it: with line ends, quotes, and characters that are not ASCII.
    $key = "{`n  `"type`": `"service_account`",`n  `"project_id`": `"project-1`",`n  `"private_key`": `"-----BEGIN\nk3y$([char] 0x00e9)\n-----END`"`n}"
    $word = ConvertTo-TestSecret $key
    $new = @{ Label = 'trail'; SubscriptionId = 'sub-1'; GcsBucket = 'logs'; CredentialsType = 'service_account'; LogStreamType = 'JSON' }

    # A configuration that has everything, with what is given in place of it.
    function New-Configuration([hashtable] $With = @{}) {
        $config = @{
            subscriptionId = 'sub-0'
            gcsBucket = 'bucket'
            projectId = 'project-0'
            credentialsType = 'service_account'
            credentials = '{"type":"service_account","project_id":"project-0"}'
            logStreamType = 'JSON'
            logStreamTypeOptions = @{ jsonArrayEnvelopeField = 'records'; xmlRootElement = 'root' }
            prefixLogTypes = @([ordered] @{ prefix = 'a/'; logTypes = @('GCP.AuditLog', 'AWS.ALB'); excludedPrefixes = @('a/tmp/*') })
        }
        foreach ($name in $With.Keys) {
            $config[$name] = $With[$name]
        }

        $config
    }

    function Add-GcsSource([hashtable] $Config = (New-Configuration), [string] $Label = 'gcs') {
        (Add-RawSource @{
                integrationLabel = $Label
                integrationType = 'gcp-gcs'
                logTypes = @($Config.prefixLogTypes | ForEach-Object { $_.logTypes })
                isHealthy = $false
                lastEventReceivedAtTime = '2024-07-08T09:10:11.000Z'
                config = $Config
            }).integrationId
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'New-PantherGcsLogSource' {
    BeforeEach {
        Reset-Emulator
        Connect-TestTenant | Out-Null
    }

    It 'sends all that is named, and the credentials as they are' {
        $recorded = Invoke-Recorded {
            New-PantherGcsLogSource @new -ProjectId project-1 -Credentials $word -JsonArrayEnvelopeField records -XmlRootElement root `
                -PrefixLogTypes @(
                @{ Prefix = 'a/'; LogTypes = 'GCP.AuditLog'; ExcludedPrefixes = 'a/tmp/*', 'a/x' }
                '{"prefix":"","logTypes":["AWS.ALB","AWS.VPCFlow"]}'
            )
        }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Warnings | Should -BeNullOrEmpty
        Get-SentField 'POST /log-sources/gcs' | Should -BeExactly @(
            "credentials=$(ConvertTo-Json $key -Compress)"
            'credentialsType="service_account"'
            'gcsBucket="logs"'
            'integrationLabel="trail"'
            'logStreamType="JSON"'
            'logStreamTypeOptions.jsonArrayEnvelopeField="records"'
            'logStreamTypeOptions.xmlRootElement="root"'
            'prefixLogTypes=[{"prefix":"a/","logTypes":["GCP.AuditLog"],"excludedPrefixes":["a/tmp/*","a/x"]},{"prefix":"","logTypes":["AWS.ALB","AWS.VPCFlow"],"excludedPrefixes":[]}]'
            'projectId="project-1"'
            'subscriptionId="sub-1"'
        )
        (Get-RawSource).config.credentials | Should -BeExactly $key
    }

    It 'leaves out what is not named, and takes the one mapping flat' {
        New-PantherGcsLogSource @new -Credentials $word -Prefix p/ -LogType GCP.AuditLog, AWS.ALB -ExcludedPrefix p/x | Out-Null
        $sent = @(Get-Request 'POST *')[0].body
        $sent.PSObject.Properties.Name | Should -Not -Contain projectId
        ConvertTo-Json $sent.prefixLogTypes -Depth 5 -Compress |
            Should -BeExactly '[{"prefix":"p/","logTypes":["GCP.AuditLog","AWS.ALB"],"excludedPrefixes":["p/x"]}]'
    }

    It 'emits the source, with the project that Panther takes from the key, and without the key' {
        $made = New-PantherGcsLogSource @new -Credentials $word -LogType GCP.AuditLog
        $made.GetType().Name | Should -Be GcsLogSource
        $made.Id | Should -Be (Get-RawSource).integrationId
        $made.Label, $made.IntegrationType, $made.SubscriptionId, $made.GcsBucket, $made.ProjectId, $made.CredentialsType,
            $made.LogStreamType |
            Should -Be trail, gcp-gcs, sub-1, logs, project-1, service_account, JSON
        $made.LogTypes | Should -Be GCP.AuditLog
        $made.PrefixLogTypes[0].Prefix | Should -BeExactly ''
        $made | Format-List * -Force | Out-String | Should -Not -Match 'k3y'
    }

    It 'takes a federation''s configuration, spelled as the API does' {
        $made = New-PantherGcsLogSource -Label trail -SubscriptionId s -GcsBucket bucket-b -CredentialsType WIF -ProjectId project-2 `
            -LogStreamType json -Credentials (ConvertTo-TestSecret '{"type":"external_account"}') -LogType GCP.AuditLog
        $made.CredentialsType, $made.ProjectId, $made.LogStreamType | Should -BeExactly wif, project-2, JSON
    }

    Context '-CredentialsPath' {
        BeforeEach {
            [IO.File]::WriteAllText((Join-Path $TestDrive 'key.json'), $key, (New-Object Text.UTF8Encoding $false))
        }

        It 'takes <Name>' -ForEach @(
            @{ Name = 'a whole path'; Path = { Join-Path $TestDrive 'key.json' } }
            @{ Name = 'a path of a PowerShell drive'; Path = { 'TestDrive:/key.json' } }
            @{ Name = 'a path from where one is'; Path = { Set-Location $TestDrive; './key.json' } }
            @{ Name = 'an item of another provider'; Path = { $env:PANTHERPS_TEST_KEY = $key; 'Env:/PANTHERPS_TEST_KEY' } }
        ) {
            Push-Location
            try {
                $recorded = Invoke-Recorded { New-PantherGcsLogSource @new -LogType GCP.AuditLog -CredentialsPath (& $Path) }
                $recorded.Errors | Should -BeNullOrEmpty
                (Get-RawSource).config.credentials | Should -BeExactly $key
            }
            finally {
                Pop-Location
                $env:PANTHERPS_TEST_KEY = $null
            }
        }

        It 'that names nothing is refused before anything is sent' {
            $refusal = Get-ErrorOf { New-PantherGcsLogSource @new -LogType GCP.AuditLog -CredentialsPath TestDrive:/nowhere.json }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $refusal.Exception.Message | Should -BeLike '*nowhere.json*'
            Get-Request | Should -BeNullOrEmpty
        }

        It 'may be a column of a CSV file' {
            $csv = Join-Path $TestDrive gcs.csv
            Set-Content $csv @(
                'Label,SubscriptionId,BucketName,CredentialsType,CredentialsPath,LogStreamType,Prefix,LogTypes,ExcludedPrefixes,ProjectId'
                'one,sub-1,logs-1,service_account,TestDrive:/key.json,JSON,a/,GCP.AuditLog; AWS.ALB,a/x;a/y,'
                'two,sub-2,logs-2,service_account,TestDrive:/nowhere.json,JSON,,GCP.AuditLog,,'
                'three,sub-3,logs-3,service_account,TestDrive:/key.json,Lines,,GCP.AuditLog,,project-1'
            )
            $recorded = Invoke-Recorded { Import-Csv $csv | New-PantherGcsLogSource }
            $recorded.Output.Label | Should -Be one, three
            $recorded.Errors.TargetObject.Label | Should -Be two
            $raw = Get-RawSource | Where-Object integrationLabel -EQ one
            $raw.config.gcsBucket | Should -Be logs-1
            $raw.config.prefixLogTypes[0].logTypes | Should -Be GCP.AuditLog, AWS.ALB
            $raw.config.prefixLogTypes[0].excludedPrefixes | Should -Be a/x, a/y
        }
    }

    It 'cannot be typed with <Name>' -ForEach @(
        @{ Name = 'credentials and a path'; With = { @{ Credentials = $word; CredentialsPath = 'x' } }; Id = 'AmbiguousParameterSet' }
        @{ Name = 'no credentials'; With = { @{} }; Id = 'MissingMandatoryParameter' }
        @{ Name = 'empty credentials'; With = { @{ Credentials = New-Object securestring } }; Id = 'PantherInvalidInput' }
        @{ Name = 'wif and no project'; With = { @{ Credentials = $word; CredentialsType = 'wif' } }; Id = 'PantherInvalidInput' }
        @{ Name = 'a blank label'; With = { @{ Credentials = $word; Label = ' ' } }; Id = 'PantherInvalidInput' }
        @{ Name = 'a mapping that is none'; With = { @{ Credentials = $word; PrefixLogTypes = '{oops' } }; Id = 'PantherInvalidInput' }
        @{
            Name = 'a prefix twice'
            With = { @{ Credentials = $word; PrefixLogTypes = '[{"prefix":"a"},{"prefix":"a"}]' } }
            Id = 'PantherInvalidInput'
        }
        @{
            Name = 'mappings in both ways'
            With = { @{ Credentials = $word; PrefixLogTypes = @{ Prefix = 'a' }; LogType = 'AWS.ALB' } }
            Id = 'PantherInvalidInput'
        }
    ) {
        # In a session of its own, where a question for what is missing has nobody to answer it.
        $session = New-Session
        $all = $new.Clone()
        (& $With).GetEnumerator() | ForEach-Object { $all[$_.Key] = $_.Value }
        try {
            $ran = Invoke-InSession $session { param($with) New-PantherGcsLogSource @with } @{ with = $all }
            $ran.Errors.Count | Should -Be 1
            $ran.Errors[0].FullyQualifiedErrorId | Should -Be "$Id,PantherPS.Commands.NewPantherGcsLogSourceCommand"
            Get-Request | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }

    It 'takes no credentials as plain text, and does not quote them' {
        $refusal = Get-ErrorOf { New-PantherGcsLogSource @new -Credentials 'pl41n' -LogType GCP.AuditLog }
        $refusal.Exception.Message | Should -BeLike '*SecureString*'
        $refusal | Format-List * -Force | Out-String | Should -Not -Match 'pl41n'
    }

    It 'shows what Panther says of <Name>' -ForEach @(
        @{ Name = 'credentials that are none'; Credentials = 'n0t json'; ErrorId = 'PantherInvalidInput'; Status = 400 }
        @{
            Name = 'a subscription that another source reads'
            Credentials = '{"type":"service_account","project_id":"project-0"}'
            ErrorId = 'PantherConflict'
            Status = 409
        }
    ) {
        Add-GcsSource (New-Configuration @{ subscriptionId = 'sub-1' }) | Out-Null
        $refusal = Get-ErrorOf { New-PantherGcsLogSource @new -Credentials (ConvertTo-TestSecret $Credentials) -LogType GCP.AuditLog }
        $refusal.FullyQualifiedErrorId | Should -BeLike "$ErrorId,*"
        $refusal.Exception.StatusCode | Should -Be $Status
        $refusal.TargetObject | Should -Be trail
        $refusal.Exception.Message.Contains($Credentials) | Should -BeFalse
    }

    It 'copies a source at the tenant that it came from, given its credentials anew' {
        $config = New-Configuration
        Add-RawSource @{ integrationLabel = 'there'; integrationType = 'gcp-gcs'; config = $config } -Emulator $other | Out-Null
        Connect-TestTenant -Name there -Emulator $other | Out-Null
        Connect-TestTenant | Out-Null
        try {
            Get-PantherGcsLogSource -Connection there | New-PantherGcsLogSource -Label copy -SubscriptionId other -Credentials $word |
                Out-Null
            Get-Request | Should -BeNullOrEmpty
            $raw = Get-RawSource -Emulator $other
            Compare-SourceState (Get-SourceState $raw[0].integrationId $other) (Get-SourceState $raw[1].integrationId $other) |
                Where-Object { $_ -like 'config*' } | Should -Be config.credentials, config.subscriptionId
        }
        finally {
            Disconnect-Panther there
            Reset-Emulator -Emulator $other
        }
    }

    It 'says with -WhatIf what it would make, without the credentials, and makes nothing' {
        $session = New-Session
        try {
            (Invoke-InSession $session { param($with, $word)
                New-PantherGcsLogSource @with -Credentials $word -LogType GCP.AuditLog -WhatIf
            } @{ with = $new; word = $word }).Output | Should -BeNullOrEmpty
            $said = $session.Host.Lines -join "`n"
            $said | Should -BeLike "What if: *GCS log source 'trail' at 127.0.0.1*JSON*sub-1*(a secret)*logs*GCP.AuditLog*"
            $said | Should -Not -Match 'k3y'
            Get-Request 'POST *' | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }
}

Describe 'Get-PantherGcsLogSource' {
    BeforeEach {
        Reset-Emulator
        $id = Add-GcsSource
        Connect-TestTenant | Out-Null
    }

    It 'adds the configuration to piped sources, and keeps their health and times' {
        $plain = Get-PantherLogSource
        Clear-Request
        $source = $plain | Get-PantherGcsLogSource
        (Get-Request).operation | Should -Be 'GET /log-sources/gcs/{id}'
        $source.SubscriptionId, $source.GcsBucket, $source.ProjectId, $source.CredentialsType, $source.LogStreamType,
            $source.XmlRootElement |
            Should -Be sub-0, bucket, project-0, service_account, JSON, root
        $source.PrefixLogTypes[0].LogTypes | Should -Be GCP.AuditLog, AWS.ALB
        $source.PrefixLogTypes[0].ExcludedPrefixes | Should -Be a/tmp/*
        $source.IsHealthy | Should -BeFalse
        $source.LastEventReceivedAt | Should -Be $plain.LastEventReceivedAt
        $source.CreatedAt | Should -Be $plain.CreatedAt
    }

    It 'finds by id and by -Label those of its kind alone' {
        $s3 = Add-S3Source
        (Get-PantherGcsLogSource -Id $id).GcsBucket | Should -Be bucket
        (Get-PantherGcsLogSource -Label *).Id | Should -Be $id
        (Get-ErrorOf { Get-PantherGcsLogSource -Label Everything }).FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
        $miss = Get-ErrorOf { Get-PantherGcsLogSource -Id $s3 }
        $miss.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $miss.Exception.Message | Should -BeLike '*Everything*aws-s3*gcp-gcs*'
    }
}

Describe 'Set-PantherGcsLogSource' {
    BeforeEach {
        Reset-Emulator
        $id = Add-GcsSource
        Connect-TestTenant | Out-Null
        $before = Get-SourceState $id
        $same = ConvertTo-TestSecret '{"type":"service_account","project_id":"project-0"}'
    }

    It 'changes <Changed> and nothing else' -ForEach @(
        @{ With = @{ Label = 'It''s [another]' }; Changed = 'integrationLabel'; To = '"It''s [another]"' }
        @{ With = @{ SubscriptionId = 'sub-9' }; Changed = 'config.subscriptionId'; To = '"sub-9"' }
        @{ With = @{ GcsBucket = 'other' }; Changed = 'config.gcsBucket'; To = '"other"' }
        @{ With = @{ ProjectId = 'project-9' }; Changed = 'config.projectId'; To = '"project-9"' }
        @{ With = @{ CredentialsType = 'WIF' }; Changed = 'config.credentialsType'; To = '"wif"' }
        @{ With = @{ LogStreamType = 'lines' }; Changed = 'config.logStreamType'; To = '"Lines"' }
        @{ With = @{ JsonArrayEnvelopeField = '' }; Changed = 'config.logStreamTypeOptions.jsonArrayEnvelopeField'; To = '""' }
        @{ With = @{ XmlRootElement = 'feed' }; Changed = 'config.logStreamTypeOptions.xmlRootElement'; To = '"feed"' }
        @{
            With = @{ Prefix = 'a/'; NewPrefix = '' }
            Changed = 'config.prefixLogTypes'
            To = '[{"prefix":"","logTypes":["GCP.AuditLog","AWS.ALB"],"excludedPrefixes":["a/tmp/*"]}]'
        }
        @{
            With = @{ ExcludedPrefix = @() }
            Changed = 'config.prefixLogTypes'
            To = '[{"prefix":"a/","logTypes":["GCP.AuditLog","AWS.ALB"],"excludedPrefixes":[]}]'
        }
        @{
            With = @{ LogType = 'AWS.VPCFlow' }
            Changed = 'config.prefixLogTypes', 'logTypes'
            To = '[{"prefix":"a/","logTypes":["AWS.VPCFlow"],"excludedPrefixes":["a/tmp/*"]}]'
        }
        @{
            With = @{ PrefixLogTypes = @{ Prefix = 'b/'; LogTypes = 'AWS.VPCFlow' } }
            Changed = 'config.prefixLogTypes', 'logTypes'
            To = '[{"prefix":"b/","logTypes":["AWS.VPCFlow"],"excludedPrefixes":[]}]'
        }
    ) {
        $recorded = Invoke-Recorded { Set-PantherGcsLogSource -Id $id -Credentials $same @With }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Output | Should -BeNullOrEmpty
        $after = Get-SourceState $id
        Compare-SourceState $before $after | Should -Be $Changed
        $after[@($Changed)[0]] | Should -BeExactly $To
    }

    It 'keeps the credentials that Panther has where none are given' {
        $recorded = Invoke-Recorded { Set-PantherGcsLogSource -Id $id -Label Other }
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
        $refusal = Get-ErrorOf { Set-PantherGcsLogSource -Id $id @with }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $refusal.IsTerminating | Should -BeFalse
        $refusal.Exception.Message | Should -BeLike $Says
        Get-Request -Kind mutation | Should -BeNullOrEmpty
    }

    It 'takes new credentials out of a file' {
        Set-Content -LiteralPath (Join-Path $TestDrive 'key [1].json') '{"type":"service_account","project_id":"project-0","n":1}' `
            -NoNewline
        (Set-PantherGcsLogSource -Id $id -CredentialsPath 'TestDrive:/key [1].json' -PassThru).Id | Should -Be $id
        $after = Get-SourceState $id
        Compare-SourceState $before $after | Should -Be config.credentials
        (Get-RawSource $id).config.credentials | Should -BeExactly '{"type":"service_account","project_id":"project-0","n":1}'
    }

    It 'is refused <Name> before anything is sent' -ForEach @(
        @{ Name = 'credentials in both ways'; With = { @{ Credentials = $word; CredentialsPath = 'TestDrive:/key.json' } } }
        @{ Name = 'a path that names nothing'; With = { @{ CredentialsPath = 'TestDrive:/nowhere.json' } } }
        @{ Name = 'mappings in both ways'; With = { @{ Credentials = $word; PrefixLogTypes = @{ Prefix = 'a' }; Prefix = 'b' } } }
        @{ Name = 'a mapping that is none'; With = { @{ Credentials = $word; PrefixLogTypes = 'oops' } } }
    ) {
        $with = & $With
        $refusal = Get-ErrorOf { Set-PantherGcsLogSource -Id $id @with }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $refusal.IsTerminating | Should -BeTrue
        Get-Request | Should -BeNullOrEmpty
    }

    It 'refuses a prefix twice, and a federation without a project' {
        (Get-ErrorOf {
            Set-PantherGcsLogSource -Id $id -Credentials $same -PrefixLogTypes '[{"prefix":"a"},{"prefix":"a"}]'
        }).FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $none = Add-GcsSource (New-Configuration @{ projectId = ''; subscriptionId = 'sub-8' })
        $refusal = Get-ErrorOf { Set-PantherGcsLogSource -Id $none -Credentials $same -CredentialsType wif }
        $refusal.Exception.Message | Should -BeLike '*wif*ProjectId*'
        Get-Request -Kind mutation | Should -BeNullOrEmpty
    }

    It 'changes of several mappings the one that -Prefix names' {
        $several = Add-GcsSource (New-Configuration @{ subscriptionId = 'sub-7'; prefixLogTypes = @(
                    @{ prefix = ''; logTypes = @('AWS.ALB'); excludedPrefixes = @('x/') }
                    @{ prefix = 'x/'; logTypes = @('AWS.VPCFlow'); excludedPrefixes = @() })
            })
        $refusal = Get-ErrorOf { Set-PantherGcsLogSource -Id $several -Credentials $same -LogType GCP.AuditLog }
        $refusal.Exception.Message | Should -BeLike "*'x/'*"
        Get-Request -Kind mutation | Should -BeNullOrEmpty
        Set-PantherGcsLogSource -Id $several -Credentials $same -Prefix x/ -LogType GCP.AuditLog
        $mappings = (Get-RawSource $several).config.prefixLogTypes
        $mappings.prefix | Should -Be '', x/
        $mappings[1].logTypes | Should -Be GCP.AuditLog
        $mappings[0].excludedPrefixes | Should -Be x/
    }

    It 'sends nothing where nothing changes' {
        (Set-PantherGcsLogSource -Id $id -Label gcs -GcsBucket bucket -LogType GCP.AuditLog, AWS.ALB -PassThru).Id | Should -Be $id
        Get-Request -Kind mutation | Should -BeNullOrEmpty
    }

    It 'refuses a source of another kind, and goes on' {
        $s3 = Add-S3Source
        $recorded = Invoke-Recorded { $s3, $id | Set-PantherGcsLogSource -Credentials $same -LogStreamType Lines -PassThru }
        $recorded.Output.LogStreamType | Should -Be Lines
        $recorded.Errors.TargetObject | Should -Be $s3
        $recorded.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $recorded.Errors[0].Exception.Message | Should -BeLike '*aws-s3*gcp-gcs*'
        @(Get-Request 'PUT *').Count | Should -Be 1
    }

    It 'lists with -WhatIf each property with its old and its new value, but for the credentials' {
        $session = New-Session
        try {
            (Invoke-InSession $session { param($id, $word)
                Set-PantherGcsLogSource -Id $id -GcsBucket other -LogType AWS.VPCFlow -Credentials $word -WhatIf
            } @{ id = $id; word = $word }).Errors | Should -BeNullOrEmpty
            $said = $session.Host.Lines -join "`n"
            $said | Should -BeLike "What if: *'gcs'*$id*"
            $said | Should -BeLike "*GcsBucket: 'bucket' -> 'other'*"
            $said | Should -BeLike "*PrefixLogTypes: 'a/': + AWS.VPCFlow, - GCP.AuditLog, - AWS.ALB*"
            $said | Should -BeLike '*Credentials: *(a secret)*'
            $said | Should -Not -Match 'k3y'
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }
}

Describe 'A GCS source' {
    It 'is listed by GraphQL, and removed like any other' {
        Reset-Emulator
        Connect-TestTenant | Out-Null
        New-PantherGcsLogSource @new -Credentials $word -LogType GCP.AuditLog | Out-Null
        (Get-PantherLogSource -IntegrationType gcp-gcs -LogType GCP.*).Label | Should -Be trail
        Get-PantherGcsLogSource | Remove-PantherLogSource -Confirm:$false
        Get-RawSource | Should -BeNullOrEmpty
    }
}
