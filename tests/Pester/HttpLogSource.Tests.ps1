BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $other = Start-Emulator
    Start-Emulator | Out-Null

    $new = @{ Label = 'hook'; LogType = 'GitHub.Webhook', 'Custom.WebShop.Order'; LogStreamType = 'JSON' }
    $ordinary = 'integrationLabel="hook"', 'logStreamType="JSON"', 'logTypes=["GitHub.Webhook","Custom.WebShop.Order"]'
    $word = ConvertTo-TestSecret 's3cret'

    # Adds an HTTP source that authenticates in this way; returns its id.
    function Add-HttpSource([hashtable] $Auth = @{ authMethod = 'None' }, [string] $Label = 'hook') {
        $config = @{ logStreamType = 'JSON'; logStreamTypeOptions = @{ jsonArrayEnvelopeField = 'records'; xmlRootElement = 'root' } } +
            $Auth
        (Add-RawSource @{
                integrationLabel = $Label
                integrationType = 'http-ingest'
                logTypes = @('GitHub.Webhook')
                isHealthy = $false
                createdAtTime = '2024-05-06T07:08:09.000Z'
                lastModified = '2024-06-07T08:09:10.000Z'
                lastEventReceivedAtTime = '2024-07-08T09:10:11.000Z'
                lastEventProcessedAtTime = '2024-07-08T09:10:12.000Z'
                createdBy = @{ '__typename' = 'User'; id = 'u1'; email = 'owner@example.com' }
                config = $config
            }).integrationId
    }

    $bearer = @{ authMethod = 'Bearer'; authBearerToken = 'old-token' }
    $basic = @{ authMethod = 'Basic'; authUsername = 'user'; authPassword = 'old-password' }
    $shared = @{ authMethod = 'SharedSecret'; authHeaderKey = 'x-key'; authSecretValue = 'old-secret' }
    $hmac = @{ authMethod = 'HMAC'; authHeaderKey = 'x-signature'; authSecretValue = 'old-secret'; authHmacAlg = 'sha256' }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'New-PantherHttpLogSource' {
    BeforeEach {
        Reset-Emulator
        Connect-TestTenant | Out-Null
    }

    It 'sends what <Name> needs, and nothing else' -ForEach @(
        @{ Name = 'None'; With = { @{ AuthMethod = 'None' } }; Sent = 'authMethod="None"' }
        @{ Name = 'Bearer'; With = { @{ AuthBearerToken = $word } }; Sent = 'authBearerToken="s3cret"', 'authMethod="Bearer"' }
        @{
            Name = 'Basic'
            With = { @{ AuthUsername = 'me'; AuthPassword = $word } }
            Sent = 'authMethod="Basic"', 'authPassword="s3cret"', 'authUsername="me"'
        }
        @{
            Name = 'Basic, with a credential'
            With = { @{ AuthCredential = New-Object pscredential 'me', $word } }
            Sent = 'authMethod="Basic"', 'authPassword="s3cret"', 'authUsername="me"'
        }
        @{
            Name = 'SharedSecret'
            With = { @{ AuthHeaderKey = 'x-key'; AuthSecretValue = $word } }
            Sent = 'authHeaderKey="x-key"', 'authMethod="SharedSecret"', 'authSecretValue="s3cret"'
        }
        @{
            Name = 'HMAC'
            With = { @{ AuthHeaderKey = 'x-key'; AuthSecretValue = $word; AuthHmacAlg = 'sha512' } }
            Sent = 'authHeaderKey="x-key"', 'authHmacAlg="sha512"', 'authMethod="HMAC"', 'authSecretValue="s3cret"'
        }
        @{
            Name = 'an AuthMethod that is named as well'
            With = { @{ AuthBearerToken = $word; AuthMethod = 'bearer' } }
            Sent = 'authBearerToken="s3cret"', 'authMethod="Bearer"'
        }
    ) {
        $with = & $With
        $recorded = Invoke-Recorded { New-PantherHttpLogSource @new @with }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Warnings | Should -BeNullOrEmpty
        Get-SentField 'POST /log-sources/http' | Should -BeExactly (@($ordinary) + $Sent | Sort-Object)
    }

    It 'emits the source, without its secret' {
        $made = New-PantherHttpLogSource @new -AuthHeaderKey x-key -AuthSecretValue $word -AuthHmacAlg sha256
        $made.GetType().Name | Should -Be HttpLogSource
        $made.Id | Should -Be (Get-RawSource).integrationId
        $made.Label, $made.IntegrationType, $made.LogStreamType, $made.AuthMethod, $made.AuthHeaderKey, $made.AuthHmacAlg |
            Should -Be hook, http-ingest, JSON, HMAC, x-key, sha256
        $made.LogTypes | Should -Be GitHub.Webhook, Custom.WebShop.Order
        $made | Format-List * -Force | Out-String | Should -Not -Match 's3cret'
    }

    It 'sends stream type options, and spells a stream type as the API does' {
        $made = New-PantherHttpLogSource -Label hook -LogType GitHub.Webhook -LogStreamType jsonarray -JsonArrayEnvelopeField records `
            -XmlRootElement root -AuthMethod None
        Get-SentField 'POST /log-sources/http' | Should -Contain 'logStreamType="JsonArray"'
        Get-SentField 'POST /log-sources/http' | Should -Contain 'logStreamTypeOptions.jsonArrayEnvelopeField="records"'
        Get-SentField 'POST /log-sources/http' | Should -Contain 'logStreamTypeOptions.xmlRootElement="root"'
        $made.JsonArrayEnvelopeField, $made.LogStreamTypeOptions.XmlRootElement | Should -Be records, root
    }

    It 'sends a stream type that it does not know, and shows what the API says of it' {
        $refusal = Get-ErrorOf { New-PantherHttpLogSource -Label hook -LogType GitHub.Webhook -LogStreamType Tomorrow -AuthMethod None }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $refusal.Exception.Message | Should -BeLike '*logStreamType*'
        $refusal.Exception.StatusCode | Should -Be 400
    }

    It 'takes a label that the rules of S3 would refuse' {
        $label = "It's a `"label`" of [more] than 32 characters: $([char] 0x00fc)"
        (New-PantherHttpLogSource -Label $label -LogType GitHub.Webhook -LogStreamType JSON -AuthMethod None).Label |
            Should -BeExactly $label
    }

    It 'cannot be typed with <Name>' -ForEach @(
        @{
            Name = 'the secrets of two methods'
            With = { @{ AuthBearerToken = $word; AuthPassword = $word; AuthUsername = 'me' } }
            Id = 'AmbiguousParameterSet'
        }
        @{
            Name = 'a shared secret and a bearer token'
            With = { @{ AuthHeaderKey = 'x'; AuthSecretValue = $word; AuthBearerToken = $word } }
            Id = 'AmbiguousParameterSet'
        }
        @{
            Name = 'a credential and a user name'
            With = { @{ AuthCredential = New-Object pscredential 'me', $word; AuthUsername = 'me' } }
            Id = 'AmbiguousParameterSet'
        }
        @{ Name = 'a header and no secret'; With = { @{ AuthHeaderKey = 'x' } }; Id = 'AmbiguousParameterSet' }
        @{ Name = 'an algorithm alone'; With = { @{ AuthHmacAlg = 'sha256' } }; Id = 'MissingMandatoryParameter' }
        @{ Name = 'a password and no user name'; With = { @{ AuthPassword = $word } }; Id = 'MissingMandatoryParameter' }
        @{ Name = 'nothing about authentication'; With = { @{} }; Id = 'MissingMandatoryParameter' }
        @{ Name = 'a method alone that needs a secret'; With = { @{ AuthMethod = 'Bearer' } }; Id = 'PantherInvalidInput' }
        @{ Name = 'None and a secret'; With = { @{ AuthMethod = 'None'; AuthBearerToken = $word } }; Id = 'PantherInvalidInput' }
        @{
            Name = 'HMAC and no algorithm'
            With = { @{ AuthMethod = 'HMAC'; AuthHeaderKey = 'x'; AuthSecretValue = $word } }
            Id = 'PantherInvalidInput'
        }
        @{ Name = 'an empty secret'; With = { @{ AuthBearerToken = New-Object securestring } }; Id = 'PantherInvalidInput' }
        @{
            Name = 'a credential with an empty password'
            With = { @{ AuthCredential = New-Object pscredential 'me', (New-Object securestring) } }
            Id = 'PantherInvalidInput'
        }
        @{ Name = 'a blank label'; With = { @{ AuthMethod = 'None'; Label = '  ' } }; Id = 'PantherInvalidInput' }
        @{ Name = 'no log type'; With = { @{ AuthMethod = 'None'; LogType = @() } }; Id = 'ParameterArgumentValidationError' }
    ) {
        # In a session of its own, where a question for what is missing has nobody to answer it.
        $session = New-Session
        $all = $new.Clone()
        (& $With).GetEnumerator() | ForEach-Object { $all[$_.Key] = $_.Value }
        try {
            $ran = Invoke-InSession $session { param($with) New-PantherHttpLogSource @with } @{ with = $all }
            $ran.Errors.Count | Should -Be 1
            $ran.Errors[0].FullyQualifiedErrorId | Should -Be "$Id,PantherPS.Commands.NewPantherHttpLogSourceCommand"
            Get-Request | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }

    It 'takes no secret as plain text, and does not quote it: -<_>' -ForEach 'AuthBearerToken', 'AuthPassword', 'AuthSecretValue' {
        $with = @{ $_ = 'pl41n' }
        $refusal = Get-ErrorOf { New-PantherHttpLogSource @new @with }
        $refusal.Exception.Message | Should -BeLike '*SecureString*'
        $refusal | Format-List * -Force | Out-String | Should -Not -Match 'pl41n'
        Get-Request | Should -BeNullOrEmpty
    }

    It 'makes a source of each row of a CSV file' {
        $csv = Join-Path $TestDrive http.csv
        Set-Content $csv @(
            'Label,LogTypes,LogStreamType,AuthMethod,AuthHeaderKey,AuthHmacAlg,XmlRootElement'
            'one,GitHub.Webhook; AWS.ALB,XML,SharedSecret,x-key,,root'
            'two,GitHub.Webhook,JSON,HMAC,x-key,sha256,'
            'three,GitHub.Webhook,JSON,None,,,'
        )
        $rows = Import-Csv $csv
        $recorded = Invoke-Recorded {
            $rows[0, 1] | New-PantherHttpLogSource -AuthSecretValue $word
            $rows[2] | New-PantherHttpLogSource
        }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Output.Label | Should -Be one, two, three
        $recorded.Output.AuthMethod | Should -Be SharedSecret, HMAC, None
        $one, $three, $two = Get-RawSource | Sort-Object integrationLabel
        $one.logTypes | Should -Be GitHub.Webhook, AWS.ALB
        $one.config.logStreamTypeOptions.xmlRootElement | Should -Be root
        $one.config.authSecretValue, $two.config.authSecretValue, $three.config.authSecretValue | Should -Be s3cret, s3cret, $null
    }

    It 'copies a source with <Name>, given its secret anew' -ForEach @(
        @{ Name = 'None'; Auth = { @{ authMethod = 'None' } }; With = { @{} } }
        @{ Name = 'Bearer'; Auth = { $bearer }; With = { @{ AuthBearerToken = $word } } }
        @{ Name = 'Basic'; Auth = { $basic }; With = { @{ AuthPassword = $word } } }
        @{ Name = 'SharedSecret'; Auth = { $shared }; With = { @{ AuthSecretValue = $word } } }
        @{ Name = 'HMAC'; Auth = { $hmac }; With = { @{ AuthSecretValue = $word } } }
    ) {
        $id = Add-HttpSource (& $Auth)
        $with = & $With
        $copy = Get-PantherHttpLogSource -Id $id | New-PantherHttpLogSource -Label copy @with
        $copy.AuthMethod | Should -Be $Name
        $before = Get-SourceState $id
        $after = Get-SourceState $copy.Id
        Compare-SourceState $before $after | Where-Object { $_ -match '^(config|logTypes)' -and $_ -notmatch 'Secret|Password|Token' } |
            Should -BeNullOrEmpty
    }

    It 'makes a copy at the tenant that the source came from' {
        Add-RawSource @{
            integrationLabel = 'there'
            integrationType = 'http-ingest'
            logTypes = @('GitHub.Webhook')
            config = @{ logStreamType = 'JSON'; authMethod = 'None' }
        } -Emulator $other | Out-Null
        Connect-TestTenant -Name there -Emulator $other | Out-Null
        Connect-TestTenant | Out-Null
        try {
            Get-PantherHttpLogSource -Connection there | New-PantherHttpLogSource -Label copy | Out-Null
            (Get-RawSource -Emulator $other).integrationLabel | Should -Be there, copy
            Get-Request | Should -BeNullOrEmpty
        }
        finally {
            Disconnect-Panther there
            Reset-Emulator -Emulator $other
        }
    }

    It 'finds the source that was made where the answer is lost, and does not send it again' {
        [void] (Add-Fault @{ operation = 'POST /log-sources/http'; phase = 'after'; status = 503 })
        $recorded = Invoke-Recorded { New-PantherHttpLogSource @new -AuthBearerToken $word }
        $recorded.Output.Id | Should -Be (Get-RawSource).integrationId
        $recorded.Output.AuthMethod | Should -Be Bearer
        $recorded.Warnings | Should -BeLike "*'hook'*lost*not sent again*"
        @(Get-Request 'POST *').Count | Should -Be 1
    }

    It 'says with -WhatIf what it would make, without the secret, and makes nothing' {
        $session = New-Session
        try {
            (Invoke-InSession $session { param($with, $word) New-PantherHttpLogSource @with -AuthBearerToken $word -WhatIf } @{
                with = $new
                word = $word
            }).Output | Should -BeNullOrEmpty
            $said = $session.Host.Lines -join "`n"
            $said | Should -BeLike "What if: *HTTP log source 'hook' at 127.0.0.1*JSON*GitHub.Webhook*Bearer*(a secret)*"
            $said | Should -Not -Match 's3cret'
            Get-Request 'POST *' | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }
}

Describe 'Get-PantherHttpLogSource' {
    BeforeEach {
        Reset-Emulator
        $id = Add-HttpSource $hmac
        $s3 = Add-S3Source
        Connect-TestTenant | Out-Null
    }

    It 'adds the configuration to piped sources, and keeps their health and times' {
        $plain = Get-PantherLogSource -Id $id
        Clear-Request
        $source = $plain | Get-PantherHttpLogSource
        (Get-Request).operation | Should -Be 'GET /log-sources/http/{id}'
        $source.AuthMethod, $source.AuthHeaderKey, $source.AuthHmacAlg, $source.LogStreamType | Should -Be HMAC, x-signature, sha256, JSON
        $source.JsonArrayEnvelopeField, $source.XmlRootElement | Should -Be records, root
        $source.IsHealthy | Should -BeFalse
        foreach ($name in 'Id', 'Label', 'LogTypes', 'IsEditable', 'CreatedAt', 'CreatedBy', 'LastModified', 'LastEventReceivedAt', 'LastEventProcessedAt') {
            "$name $($source.$name)" | Should -Be "$name $($plain.$name)"
        }
    }

    It 'gets a source by <Name>' -ForEach @(
        @{ Name = 'id'; Call = { Get-PantherHttpLogSource -Id $id } }
        @{ Name = 'piped id'; Call = { $id | Get-PantherHttpLogSource } }
        @{ Name = 'an object with an IntegrationId'; Call = { [pscustomobject] @{ IntegrationId = $id } | Get-PantherHttpLogSource } }
    ) {
        $source = & $Call
        $source.AuthMethod | Should -Be HMAC
        $source.IsHealthy | Should -BeFalse
        $source.LastEventReceivedAt | Should -Be ([datetime] '2024-07-08T09:10:11Z')
    }

    It 'lists those of its kind, all or by -Label' {
        Add-HttpSource -Label 'another hook' | Out-Null
        Clear-Request
        (Get-PantherHttpLogSource).Label | Should -Be hook, 'another hook'
        @(Get-Request 'GET *').Count | Should -Be 2
        (Get-PantherHttpLogSource -Label HOOK, 'a*').AuthMethod | Should -Be HMAC, None
        Get-PantherHttpLogSource -Label nothing* | Should -BeNullOrEmpty
        @(Get-Request ListSources).Count | Should -Be 3
    }

    It 'does not find a label that <Name>' -ForEach @(
        @{ Name = 'no source has'; Label = 'nowhere' }
        @{ Name = 'a source of another kind has'; Label = 'Everything' }
    ) {
        $miss = Get-ErrorOf { Get-PantherHttpLogSource -Label $Label }
        $miss.FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
        $miss.TargetObject | Should -Be $Label
    }

    It 'says of a source of another kind what it is, and goes on' {
        $recorded = Invoke-Recorded { $s3, 'unknown', $id | Get-PantherHttpLogSource }
        $recorded.Output.Id | Should -Be $id
        $recorded.Errors.TargetObject | Should -Be $s3, unknown
        $recorded.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $recorded.Errors[0].Exception.Message | Should -BeLike '*Everything*aws-s3*http-ingest*'
        $recorded.Errors[1].FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
        @(Get-Request 'GET *').Count | Should -Be 1
    }
}

Describe 'Set-PantherHttpLogSource' {
    BeforeEach {
        Reset-Emulator
        $id = Add-HttpSource
        Connect-TestTenant | Out-Null
        $before = Get-SourceState $id
    }

    It 'changes <Changed> and nothing else' -ForEach @(
        @{ With = @{ Label = 'Another' }; Changed = 'integrationLabel'; To = '"Another"' }
        @{ With = @{ LogType = 'AWS.ALB', 'AWS.VPCFlow' }; Changed = 'logTypes'; To = '["AWS.ALB","AWS.VPCFlow"]' }
        @{ With = @{ LogStreamType = 'lines' }; Changed = 'config.logStreamType'; To = '"Lines"' }
        @{ With = @{ JsonArrayEnvelopeField = 'items' }; Changed = 'config.logStreamTypeOptions.jsonArrayEnvelopeField'; To = '"items"' }
        @{ With = @{ JsonArrayEnvelopeField = '' }; Changed = 'config.logStreamTypeOptions.jsonArrayEnvelopeField'; To = '""' }
        @{ With = @{ XmlRootElement = 'feed' }; Changed = 'config.logStreamTypeOptions.xmlRootElement'; To = '"feed"' }
    ) {
        $recorded = Invoke-Recorded { Set-PantherHttpLogSource -Id $id @With }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Output | Should -BeNullOrEmpty
        $after = Get-SourceState $id
        Compare-SourceState $before $after | Should -Be $Changed
        $after[$Changed] | Should -BeExactly $To
    }

    It 'sends back what it does not know' {
        [void] (Add-Fault @{
            operation = 'GET /log-sources/http/{id}'
            transform = @{ setPath = 'retentionDays'; value = @{ hot = 30; list = @(1) } }
        })
        Set-PantherHttpLogSource -Id $id -Label Other
        Get-SentField 'PUT *' | Should -Contain 'retentionDays.hot=30'
        Get-SentField 'PUT *' | Should -Contain 'retentionDays.list=[1]'
    }

    It 'reads the source anew, so that a stale piped object undoes no newer change' {
        $stale = Get-PantherHttpLogSource -Id $id
        Edit-RawSource $id @{ integrationLabel = 'newer' }
        $changed = $stale | Set-PantherHttpLogSource -LogStreamType Lines -PassThru
        $changed.Label, $changed.LogStreamType | Should -Be newer, Lines
        $changed.LastEventReceivedAt | Should -Be $stale.LastEventReceivedAt
        (Get-RawSource $id).integrationLabel | Should -Be newer
    }

    It 'sends nothing where nothing changes' {
        (Set-PantherHttpLogSource -Id $id -Label hook -LogType GitHub.Webhook -AuthMethod none -XmlRootElement root -PassThru).Id |
            Should -Be $id
        Get-Request -Kind mutation | Should -BeNullOrEmpty
    }

    It 'repeats an update whose answer was lost' {
        [void] (Add-Fault @{ operation = 'PUT /log-sources/http/{id}'; phase = 'after'; status = 503; headers = @{ 'Retry-After' = '0' } })
        (Set-PantherHttpLogSource -Id $id -Label Other -PassThru).Label | Should -Be Other
        @(Get-Request 'PUT *').Count | Should -Be 2
    }

    It 'refuses a source of another kind, and sends it nothing' {
        $s3 = Add-S3Source
        $recorded = Invoke-Recorded { $s3, 'unknown', $id | Set-PantherHttpLogSource -LogStreamType Lines }
        $recorded.Errors.TargetObject | Should -Be $s3, unknown
        $recorded.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $recorded.Errors[0].Exception.Message | Should -BeLike '*Everything*aws-s3*http-ingest*'
        $recorded.Errors[1].FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
        @(Get-Request 'PUT *').Count | Should -Be 1
    }

    It 'goes to the tenant that the piped source came from' {
        Add-RawSource @{
            integrationId = $id
            integrationLabel = 'there'
            integrationType = 'http-ingest'
            config = @{ logStreamType = 'JSON'; authMethod = 'None' }
        } -Emulator $other | Out-Null
        Connect-TestTenant -Name there -Emulator $other | Out-Null
        Connect-TestTenant | Out-Null
        try {
            Get-PantherLogSource -Connection there | Set-PantherHttpLogSource -Label changed
            (Get-RawSource $id -Emulator $other).integrationLabel | Should -Be changed
            Get-Request | Should -BeNullOrEmpty
        }
        finally {
            Disconnect-Panther there
            Reset-Emulator -Emulator $other
        }
    }

    Context 'a source that authenticates by <Method>' -ForEach @(
        @{ Method = 'Bearer'; Auth = { $bearer }; Secret = 'AuthBearerToken'; Foreign = @{ AuthUsername = 'x' } }
        @{ Method = 'Basic'; Auth = { $basic }; Secret = 'AuthPassword'; Foreign = @{ AuthHeaderKey = 'x' } }
        @{ Method = 'SharedSecret'; Auth = { $shared }; Secret = 'AuthSecretValue'; Foreign = @{ AuthHmacAlg = 'x' } }
        @{ Method = 'HMAC'; Auth = { $hmac }; Secret = 'AuthSecretValue'; Foreign = @{ AuthUsername = 'x' } }
    ) {
        BeforeEach {
            $id = Add-HttpSource (& $Auth) -Label secured
            $before = Get-SourceState $id
            $give = @{ $Secret = ConvertTo-TestSecret 'n3w' }
        }

        It 'needs its secret again, and says why' {
            $refusal = Get-ErrorOf { Set-PantherHttpLogSource -Id $id -Label Other }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $refusal.IsTerminating | Should -BeFalse
            $refusal.Exception.Message | Should -BeLike "*$Method*never returns its $Secret*$Secret again*"
            Get-Request -Kind mutation | Should -BeNullOrEmpty
            Compare-SourceState $before (Get-SourceState $id) | Should -BeNullOrEmpty
        }

        It 'is changed with its secret, which changes too' {
            Set-PantherHttpLogSource -Id $id -Label Other @give
            $after = Get-SourceState $id
            Compare-SourceState $before $after | Should -Be "config.$Secret", 'integrationLabel'
            $after["config.$Secret"] | Should -BeExactly '"n3w"'
        }

        It 'takes nothing of another method' {
            $refusal = Get-ErrorOf { Set-PantherHttpLogSource -Id $id @give @Foreign }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $refusal.Exception.Message | Should -BeLike "*$(@($Foreign.Keys)[0])*$Method*"
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }

        It 'loses what belongs to its method where that changes to <To>' -ForEach @(
            @{ To = 'None'; With = { @{ AuthMethod = 'none' } }; Left = 'authMethod="None"' }
            @{
                To = 'Bearer'
                With = { @{ AuthMethod = 'Bearer'; AuthBearerToken = $word } }
                Left = 'authBearerToken="s3cret"', 'authMethod="Bearer"'
            }
            @{
                To = 'Basic'
                With = { @{ AuthMethod = 'Basic'; AuthCredential = New-Object pscredential 'me', $word } }
                Left = 'authMethod="Basic"', 'authPassword="s3cret"', 'authUsername="me"'
            }
        ) {
            $with = & $With
            Set-PantherHttpLogSource -Id $id @with
            Get-SentField 'PUT *' | Where-Object { $_ -like 'auth*' } | Should -Be $Left
            (Get-RawSource $id).config.authMethod | Should -Be $To
        }

        It 'says with -WhatIf that the secret changes, and does not say to what' {
            $session = New-Session
            try {
                $ran = Invoke-InSession $session { param($id, $with)
                    Set-PantherHttpLogSource -Id $id -Label Other @with -WhatIf
                } @{ id = $id; with = $give }
                $ran.Errors | Should -BeNullOrEmpty
                $said = $session.Host.Lines -join "`n"
                $said | Should -BeLike "What if: *'secured'*$id*Label: 'secured' -> 'Other'*${Secret}: *(a secret)*"
                $said | Should -Not -Match 'n3w'
                Get-Request -Kind mutation | Should -BeNullOrEmpty
            }
            finally {
                Remove-Session $session
            }
        }
    }

    It 'needs all that a new method needs: <Name>' -ForEach @(
        @{ Name = 'Bearer'; With = { @{ AuthMethod = 'Bearer' } }; Missing = 'AuthBearerToken' }
        @{ Name = 'Basic'; With = { @{ AuthMethod = 'Basic'; AuthPassword = $word } }; Missing = 'AuthUsername' }
        @{ Name = 'SharedSecret'; With = { @{ AuthMethod = 'SharedSecret'; AuthSecretValue = $word } }; Missing = 'AuthHeaderKey' }
        @{ Name = 'HMAC'; With = { @{ AuthMethod = 'HMAC'; AuthSecretValue = $word; AuthHeaderKey = 'x' } }; Missing = 'AuthHmacAlg' }
    ) {
        $with = & $With
        $refusal = Get-ErrorOf { Set-PantherHttpLogSource -Id $id @with }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $refusal.Exception.Message | Should -BeLike "*$Missing*"
        Get-Request -Kind mutation | Should -BeNullOrEmpty
    }

    It 'refuses a credential beside a user name before anything is sent' {
        $refusal = Get-ErrorOf { Set-PantherHttpLogSource -Id $id -AuthCredential (New-Object pscredential 'me', $word) -AuthUsername me }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $refusal.IsTerminating | Should -BeTrue
        Get-Request | Should -BeNullOrEmpty
    }
}

Describe 'An HTTP source' {
    BeforeEach {
        Reset-Emulator -Settings @{ httpDeleteFailures = 1 }
        Connect-TestTenant | Out-Null
    }

    It 'that REST has made is there for GraphQL' {
        Send-Api POST /log-sources/http @{
            integrationLabel = 'by REST'
            logTypes = @('GitHub.Webhook')
            logStreamType = 'JSON'
            authMethod = 'None'
        }
        (Get-PantherLogSource -IntegrationType http-ingest).Label | Should -Be 'by REST'
        (Get-PantherLogSource | Get-PantherHttpLogSource).AuthMethod | Should -Be None
    }

    It 'is made by REST, as S3 sources are by GraphQL, and each API has both' {
        $made = New-PantherHttpLogSource @new -AuthMethod None
        (Get-PantherLogSource -Id $made.Id).Label | Should -Be hook
        $s3 = New-PantherS3LogSource -Label bucket -AwsAccountId 123456789012 -S3Bucket bucket-b `
            -LogProcessingRole arn:aws:iam::123456789012:role/r -LogStreamType JSON -LogType AWS.ALB
        (Invoke-PantherRestMethod "/log-sources/s3/$($s3.Id)").integrationLabel | Should -Be bucket
    }

    It 'can be removed right after it was made, though Panther refuses that at first' {
        $recorded = Invoke-Recorded { New-PantherHttpLogSource @new -AuthMethod None | Remove-PantherLogSource -Confirm:$false -Verbose }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Verbose -join "`n" | Should -BeLike '*still being set up*'
        Get-RawSource | Should -BeNullOrEmpty
        @(Get-Request DeleteSource).Count | Should -Be 2
    }
}
