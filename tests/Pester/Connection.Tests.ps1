BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $other = Start-Emulator
    $emulator = Start-Emulator
    $variables = 'PANTHER_API_HOST', 'PANTHER_API_URL', 'PANTHER_INSTANCE_URL', 'PANTHER_API_TOKEN'
    $saved = @{}
    foreach ($name in $variables) {
        $saved[$name] = [Environment]::GetEnvironmentVariable($name)
    }
}

AfterAll {
    foreach ($name in $variables) {
        [Environment]::SetEnvironmentVariable($name, $saved[$name])
    }

    Stop-Emulator
}

Describe 'Connections' {
    BeforeEach {
        Reset-Emulator
        Reset-Emulator -Emulator $other
        foreach ($variable in $variables) {
            [Environment]::SetEnvironmentVariable($variable, $null)
        }
    }

    AfterEach {
        Disconnect-Panther -All
    }

    Context 'The host that Connect-Panther takes' {
        It 'connects to <_>' -ForEach '{0}', '{0}/', '{0}/public/graphql', '{0}/public/graphql/', ' {0} ' {
            $connection = Connect-Panther ($_ -f $emulator.Url) -ApiToken (Get-TestToken)
            $connection.GraphQLUri | Should -Be $emulator.GraphQLUrl
            $connection.RestUri | Should -Be "$($emulator.Url)/"
            Get-PantherLogSource | Should -BeNullOrEmpty
        }

        It 'connects to localhost over http' {
            $connection = Connect-Panther ($emulator.Url -replace '127\.0\.0\.1', 'localhost') -ApiToken (Get-TestToken)
            $connection.ApiHost | Should -BeLike 'localhost:*'
        }

        It 'learns which module and which PowerShell asks' {
            Connect-Panther $emulator.Url -ApiToken (Get-TestToken) | Out-Null
            $version = (Get-Module PantherPS).Version
            (Get-Request).headers.'user-agent' | Sort-Object -Unique |
                Should -Be "PantherPS/$version PowerShell/$($PSVersionTable.PSVersion)"
        }

        It 'makes of <Given> the API at <Rest>' -ForEach @(
            @{ Given = 'acme.runpanther.net'; Rest = 'https://api.acme.runpanther.net/' }
            @{ Given = 'acme.runpanther.net/'; Rest = 'https://api.acme.runpanther.net/' }
            @{ Given = 'api.acme.runpanther.net'; Rest = 'https://api.acme.runpanther.net/' }
            @{ Given = 'https://acme.runpanther.net/settings/api-tokens/'; Rest = 'https://api.acme.runpanther.net/' }
            @{ Given = 'https://acme.runpanther.net/log-sources/?status=unhealthy#top'; Rest = 'https://api.acme.runpanther.net/' }
            @{ Given = '"acme.runpanther.net"'; Rest = 'https://api.acme.runpanther.net/' }
            @{ Given = 'https://api.acme.runpanther.net/public/graphql'; Rest = 'https://api.acme.runpanther.net/' }
            @{ Given = 'https://panther.acme.com/public/graphql'; Rest = 'https://panther.acme.com/' }
            @{
                Given = 'https://a1b2c3.execute-api.us-east-1.amazonaws.com/v1/public/graphql'
                Rest = 'https://a1b2c3.execute-api.us-east-1.amazonaws.com/v1/'
            }
            @{
                Given = 'https://a1b2c3.execute-api.us-east-1.amazonaws.com/v1'
                Rest = 'https://a1b2c3.execute-api.us-east-1.amazonaws.com/v1/'
            }
        ) {
            $connection = Connect-Panther $Given -ApiToken (Get-TestToken) -SkipVerification
            $connection.RestUri | Should -Be $Rest
            $connection.GraphQLUri | Should -Be "${Rest}public/graphql"
        }

        It 'refuses <_>' -ForEach @(
            'http://acme.runpanther.net'
            'ftp://acme.runpanther.net'
            'https://somebody:hunter2@acme.runpanther.net'
            'https://api.acme.runpanther.net/public/graphql?page=1'
            'https:/acme.runpanther.net'
            'two words'
            'https://'
        ) {
            $refusal = Get-ErrorOf { Connect-Panther $_ -ApiToken (Get-TestToken) -SkipVerification }
            $refusal.IsTerminating | Should -BeTrue
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $refusal | Out-String | Should -Not -Match 'hunter2'
            Get-PantherConnection | Should -BeNullOrEmpty
        }

        It 'comes from <Name> where no parameter names it' -ForEach @(
            @{ Name = 'PANTHER_API_HOST'; Others = 'PANTHER_API_URL', 'PANTHER_INSTANCE_URL' }
            @{ Name = 'PANTHER_API_URL'; Others = @('PANTHER_INSTANCE_URL') }
            @{ Name = 'PANTHER_INSTANCE_URL'; Others = @() }
        ) {
            [Environment]::SetEnvironmentVariable($Name, 'meant.runpanther.net')
            foreach ($variable in $Others) {
                [Environment]::SetEnvironmentVariable($variable, 'other.runpanther.net')
            }

            (Connect-Panther -ApiToken (Get-TestToken) -SkipVerification).ApiHost | Should -Be 'api.meant.runpanther.net'
        }

        It 'passes over a variable that is blank' {
            $env:PANTHER_API_HOST = '  '
            $env:PANTHER_API_URL = 'meant.runpanther.net'
            (Connect-Panther -ApiToken (Get-TestToken) -SkipVerification).ApiHost | Should -Be 'api.meant.runpanther.net'
        }

        It 'is the parameter where there is a variable too' {
            $env:PANTHER_API_HOST = 'other.runpanther.net'
            (Connect-Panther meant.runpanther.net -ApiToken (Get-TestToken) -SkipVerification).ApiHost |
                Should -Be 'api.meant.runpanther.net'
        }

        It 'is asked for by a clear error where nothing names it' {
            $refusal = Get-ErrorOf { Connect-Panther -ApiToken (Get-TestToken) }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            foreach ($name in '-ApiHost', 'PANTHER_API_HOST', 'PANTHER_API_URL', 'PANTHER_INSTANCE_URL') {
                $refusal.Exception.Message | Should -BeLike "*$name*"
            }
        }
    }

    Context 'The token that Connect-Panther takes' {
        It 'is a SecureString' {
            Connect-Panther $emulator.Url -ApiToken (Get-TestToken) | Should -Not -BeNullOrEmpty
        }

        It 'is the password of a credential' {
            $credential = New-Object System.Management.Automation.PSCredential 'whoever', (Get-TestToken)
            (Connect-Panther $emulator.Url -Credential $credential).TokenName | Should -Be full
        }

        It 'is PANTHER_API_TOKEN where no parameter gives it' {
            $env:PANTHER_API_TOKEN = Get-TestToken readOnly -AsPlainText
            Connect-Panther $emulator.Url | Out-Null
            (Get-Request)[0].headers.'x-api-key' | Should -Be readOnly
        }

        It 'may have been copied with blanks and a line end' {
            $env:PANTHER_API_TOKEN = " $(Get-TestToken -AsPlainText)`r`n"
            (Connect-Panther $emulator.Url).TokenName | Should -Be full
        }

        It 'may have been copied with <Name> around it' -ForEach @(
            @{ Name = 'quotation marks'; Form = '"{0}"' }
            @{ Name = 'quotation marks and a line end'; Form = "'{0}'`n" }
            @{ Name = 'quotation marks of a text program'; Form = " $([char] 0x201c){0}$([char] 0x201d) " }
            @{ Name = 'a byte order mark'; Form = "$([char] 0xfeff){0}" }
        ) {
            $token = ConvertTo-TestSecret ($Form -f (Get-TestToken -AsPlainText))
            (Connect-Panther $emulator.Url -ApiToken $token).TokenName | Should -Be full
            $env:PANTHER_API_TOKEN = $Form -f (Get-TestToken readOnly -AsPlainText)
            Clear-Request
            Connect-Panther $emulator.Url | Out-Null
            (Get-Request)[0].headers.'x-api-key' | Should -Be readOnly
        }

        It 'is refused as plain text, without being quoted' {
            $plain = Get-TestToken -AsPlainText
            $refusal = Get-ErrorOf { Connect-Panther $emulator.Url -ApiToken $plain }
            $refusal.IsTerminating | Should -BeTrue
            $refusal.Exception.Message | Should -BeLike '*SecureString*'
            $refusal | Format-List * -Force | Out-String | Should -Not -Match ([regex]::Escape($plain))
            Get-Request | Should -BeNullOrEmpty
        }

        It 'is refused where it is empty, or holds what no token has' -ForEach '   ', "to`nken", 'to ken', '""' {
            $secret = ConvertTo-TestSecret $_
            (Get-ErrorOf { Connect-Panther $emulator.Url -ApiToken $secret }).FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            Get-Request | Should -BeNullOrEmpty
        }

        It 'is not given twice' {
            $credential = New-Object System.Management.Automation.PSCredential 'whoever', (Get-TestToken)
            $refusal = Get-ErrorOf { Connect-Panther $emulator.Url -ApiToken (Get-TestToken) -Credential $credential }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'AmbiguousParameterSet,*'
        }

        It 'is asked for, masked, where somebody is there' {
            $session = New-Session -NotConnected
            try {
                $session.Host.Secret = Get-TestToken
                (Invoke-InSession $session { Connect-Panther $url }).Output.TokenName | Should -Be full
                $session.Host.Fields.ParameterTypeFullName | Should -Be ([System.Security.SecureString].FullName)
            }
            finally {
                Remove-Session $session
            }
        }

        It 'is asked for by a clear error where nobody is there' {
            $session = New-Session -NotConnected
            try {
                $refusal = (Invoke-InSession $session { Connect-Panther $url }).Errors[0]
                $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
                $refusal.Exception.Message | Should -BeLike '*-ApiToken*-Credential*PANTHER_API_TOKEN*'
            }
            finally {
                Remove-Session $session
            }
        }

        It 'is asked for by a clear error in a process that is not interactive' {
            $child = Invoke-ChildPowerShell ('Import-Module "{0}"; Connect-Panther {1}' -f (Get-ModulePath), $emulator.Url)
            ($child.Errors -replace '\s+', ' ') | Should -Match 'No API token'
            Get-Request | Should -BeNullOrEmpty
        }
    }

    Context 'The verification of a connection' {
        It 'tells the version, and the token''s name, expiry and permissions' {
            [void] (Add-Fault @{
                operation = 'GET /api-tokens/{id}'
                transform = @{ setPath = 'expiresAt'; value = '2030-01-02T03:04:05.000Z' }
            })
            $connection = Connect-Panther $emulator.Url -ApiToken (Get-TestToken)
            $connection.PantherVersion | Should -Be '1.122.7'
            $connection.TokenName | Should -Be full
            $connection.Permissions | Should -Contain LogSourceModify
            $connection.TokenExpiresAt.Kind | Should -Be Local
            $connection.TokenExpiresAt.ToUniversalTime() | Should -Be ([datetime]::SpecifyKind('2030-01-02T03:04:05', 'Utc'))
            $connection.ConnectedAt | Should -BeGreaterThan (Get-Date).AddMinutes(-1)
        }

        It 'asks for each of them once' {
            Connect-Panther $emulator.Url -ApiToken (Get-TestToken) | Out-Null
            $operations = (Get-Request).operation
            $operations[0] | Should -Be VerifyConnection
            $operations[1..9] | Sort-Object | Should -Be 'GET /api-tokens/{id}', PantherVersion
        }

        It 'asks for the version and the token''s data at the same time, once the token is accepted' {
            [void] (Add-Fault @{ operation = 'PantherVersion'; delay = 1000 })
            $lines = Connect-Panther $emulator.Url -ApiToken (Get-TestToken) -Verbose 4>&1 |
                Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
            $lines | ForEach-Object { "$_" -replace ':.*' } | Should -Be VerifyConnection, GetApiToken, PantherVersion
        }

        It 'lets a token with the two log source permissions in without a warning, and leaves empty what it may not read' {
            $recorded = Invoke-Recorded { Connect-Panther $emulator.Url -ApiToken (Get-TestToken logSources) }
            $recorded.Warnings | Should -BeNullOrEmpty
            $recorded.Errors | Should -BeNullOrEmpty
            $recorded.Failure | Should -BeNullOrEmpty
            $connection = $recorded.Output[0]
            $connection.PantherVersion | Should -BeNullOrEmpty
            $connection.TokenName | Should -BeNullOrEmpty
            $connection.TokenExpiresAt | Should -BeNullOrEmpty
            @($connection.Permissions).Count | Should -Be 0
            $connection.Name | Should -Be default
        }

        It 'lets a token without any permission in' {
            Connect-Panther $emulator.Url -ApiToken (Get-TestToken none) | Should -Not -BeNullOrEmpty
        }

        It 'refuses <Name>' -ForEach @(@{ Name = 'an expired token'; Token = 'expired' }, @{ Name = 'a token that is none'; Token = '' }) {
            $secret = if ($Token) { Get-TestToken $Token } else { ConvertTo-TestSecret 'no-such-token' }
            $refusal = Get-ErrorOf { Connect-Panther $emulator.Url -ApiToken $secret }
            $refusal.IsTerminating | Should -BeTrue
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherUnauthorized,*'
            $refusal.CategoryInfo.Category | Should -Be AuthenticationError
            Get-PantherConnection | Should -BeNullOrEmpty
        }

        It 'refuses a host that is no Panther API' {
            [void] (Add-Fault @{ body = '<html>Welcome</html>' })
            (Get-ErrorOf { Connect-Panther $emulator.Url -ApiToken (Get-TestToken) }).FullyQualifiedErrorId |
                Should -BeLike 'PantherProtocolError,*'
        }

        It 'does without introspection' {
            Reset-Emulator -Settings @{ introspection = $false }
            Connect-Panther $emulator.Url -ApiToken (Get-TestToken) | Should -Not -BeNullOrEmpty
        }

        It 'does without the version and the token''s data where they fail, and does not wait for them' {
            [void] (Add-Fault @{
                operation = 'PantherVersion'
                status = 503
                times = 0
            }, @{ operation = 'GET /api-tokens/{id}'; status = 500; times = 0 })
            $recorded = Invoke-Recorded { Connect-Panther $emulator.Url -ApiToken (Get-TestToken) }
            $recorded.Output[0].PantherVersion | Should -BeNullOrEmpty
            $recorded.Warnings | Should -BeNullOrEmpty
            @(Get-Request).Count | Should -Be 3
        }

        It 'sends nothing with -SkipVerification; a wrong token shows with the first command' {
            Connect-Panther $emulator.Url -ApiToken (Get-TestToken expired) -SkipVerification | Should -Not -BeNullOrEmpty
            Get-Request | Should -BeNullOrEmpty
            (Get-ErrorOf { Get-PantherLogSource }).FullyQualifiedErrorId | Should -BeLike 'PantherUnauthorized,*'
        }

        It 'does happen with -SkipVerification:$false' {
            Connect-Panther $emulator.Url -ApiToken (Get-TestToken) -SkipVerification:$false | Out-Null
            (Get-Request).operation | Should -Contain VerifyConnection
        }

        It 'repeats as often as -MaximumRetryCount says, and no more' {
            [void] (Add-Fault @{ status = 503; times = 0; headers = @{ 'Retry-After' = '0' } })
            (Get-ErrorOf { Connect-Panther $emulator.Url -ApiToken (Get-TestToken) -MaximumRetryCount 2 }).FullyQualifiedErrorId |
                Should -BeLike 'PantherServerError,*'
            @(Get-Request).Count | Should -Be 3
        }

        It 'goes through -Proxy' {
            Invoke-Recorded { Connect-Panther $emulator.Url -ApiToken (Get-TestToken) -Proxy $other.Url -MaximumRetryCount 0 } | Out-Null
            @(Get-Request -Emulator $other)[0].path | Should -BeLike "$($emulator.Url)*"
            Get-Request | Should -BeNullOrEmpty
        }

        It 'refuses a proxy <Name>' -ForEach @(
            @{ Name = 'with a password in its URL'; With = @{ Proxy = 'http://somebody:hunter2@127.0.0.1:1' } }
            @{
                Name = 'with a password in a URL that is none'
                With = @{ Proxy = 'http://somebody:hunter2@127.0.0.1:99999' }
                Id = 'ParameterArgumentTransformationError,*'
            }
            @{
                Name = 'with two logins'
                With = @{
                    Proxy = 'http://127.0.0.1:1'
                    ProxyUseDefaultCredentials = $true
                    ProxyCredential = (New-Object System.Management.Automation.PSCredential 'u', (New-Object System.Security.SecureString))
                }
            }
            @{ Name = 'of another scheme'; With = @{ Proxy = 'ftp://127.0.0.1:1' } }
            @{
                Name = 'credential without a proxy'
                With = @{
                    ProxyCredential = (New-Object System.Management.Automation.PSCredential 'u', (New-Object System.Security.SecureString))
                }
            }
        ) {
            $refusal = Get-ErrorOf { Connect-Panther $emulator.Url -ApiToken (Get-TestToken) @With }
            $refusal.FullyQualifiedErrorId | Should -BeLike $(if ($Id) { $Id } else { 'PantherInvalidInput,*' })
            @($refusal, $refusal.CategoryInfo, $refusal.TargetObject, $refusal.Exception.ToString()) | Out-String |
                Should -Not -Match 'hunter2'
        }

        It 'names as the target of a refusal the host that it read, or nothing' {
            (Get-ErrorOf { Connect-Panther 'https://somebody:hunter2@acme.example.com' -ApiToken (Get-TestToken) }).TargetObject |
                Should -BeNullOrEmpty
            (Get-ErrorOf { Connect-Panther 'https://acme.example.com/' -ApiToken (ConvertTo-TestSecret 'a b') }).TargetObject |
                Should -Be 'api.acme.example.com'
        }
    }

    Context 'The connections of a session' {
        It 'are named default where nothing names them' {
            (Connect-TestTenant).Name | Should -Be default
        }

        It 'are listed, the last one made as the default' {
            Connect-TestTenant -Name production | Out-Null
            Connect-TestTenant -Name staging -Emulator $other | Out-Null
            (Get-PantherConnection).Name | Should -Be production, staging
            Add-PlainSource 'of staging' -Emulator $other | Out-Null
            (Get-PantherLogSource).Label | Should -Be 'of staging'
        }

        It 'are replaced by a connection of the same name, whatever its case' {
            $first = Connect-TestTenant -Name production
            Connect-TestTenant -Name staging -Emulator $other | Out-Null
            $second = Connect-TestTenant -Name PRODUCTION
            (Get-PantherConnection).Name | Should -Be staging, PRODUCTION
            (Get-ErrorOf { Get-PantherLogSource -Connection $first }).FullyQualifiedErrorId | Should -BeLike 'PantherNotConnected,*'
            Get-ErrorOf { Get-PantherLogSource -Connection $second -Id none } | Should -BeLike '*none*'
        }

        It 'end where the attempt to replace one fails' {
            Connect-TestTenant | Out-Null
            Invoke-Recorded { Connect-Panther $emulator.Url -ApiToken (Get-TestToken expired) } | Out-Null
            (Get-ErrorOf { Get-PantherLogSource }).FullyQualifiedErrorId | Should -BeLike 'PantherNotConnected,*'
            Get-PantherConnection | Should -BeNullOrEmpty
        }

        It 'are found by name and by wildcards' {
            Connect-TestTenant -Name eu-production | Out-Null
            Connect-TestTenant -Name us-production -Emulator $other | Out-Null
            (Get-PantherConnection eu-PRODUCTION).Name | Should -Be eu-production
            (Get-PantherConnection *-production).Name | Should -Be eu-production, us-production
            ('us-*', 'eu-*' | Get-PantherConnection).Name | Should -Be us-production, eu-production
        }

        It 'are not found without an error where an exact name misses, and silently where a pattern does' {
            $miss = Get-ErrorOf { Get-PantherConnection nowhere }
            $miss.FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
            $miss.TargetObject | Should -Be nowhere
            $miss.IsTerminating | Should -BeFalse
            Get-PantherConnection no* | Should -BeNullOrEmpty
        }

        It 'are taken by name or as objects' {
            Add-PlainSource 'of production' | Out-Null
            $production = Connect-TestTenant -Name production
            Connect-TestTenant -Name staging -Emulator $other | Out-Null
            (Get-PantherLogSource -Connection Production).Label | Should -Be 'of production'
            (Get-PantherLogSource -Connection $production).Label | Should -Be 'of production'
        }

        It 'are missed by name with a clear error, and never replaced by the default' {
            Connect-TestTenant | Out-Null
            $miss = Get-ErrorOf { Get-PantherLogSource -Connection staging }
            $miss.IsTerminating | Should -BeTrue
            $miss.FullyQualifiedErrorId | Should -BeLike 'PantherNotConnected,*'
            $miss.Exception.Message | Should -BeLike '*staging*Connect-Panther*'
            Get-Request | Should -BeNullOrEmpty
        }

        It 'are not made of anything else' {
            Connect-TestTenant | Out-Null
            $miss = Get-ErrorOf { Get-PantherLogSource -Connection (Get-Date) }
            $miss.FullyQualifiedErrorId | Should -BeLike 'PantherNotConnected,*'
            $miss.Exception.Message | Should -BeLike '*DateTime*'
            Get-Request | Should -BeNullOrEmpty
        }

        It 'can be made by nobody but Connect-Panther: without one, a clear error names it' {
            $miss = Get-ErrorOf { Get-PantherLogSource }
            $miss.IsTerminating | Should -BeTrue
            $miss.FullyQualifiedErrorId | Should -BeLike 'PantherNotConnected,*'
            $miss.CategoryInfo.Category | Should -Be ConnectionError
            $miss.Exception.Message | Should -BeLike '*Connect-Panther*'
        }

        It 'cannot be changed' {
            $connection = Connect-TestTenant
            @($connection.PSObject.Properties | Where-Object { $_.IsSettable }).Name | Should -BeNullOrEmpty
            { $connection.Permissions[0] = 'x' } | Should -Throw
            $connection.Permissions[0] | Should -Not -Be x
        }

        It 'use one TCP connection for one request after the other' {
            Connect-TestTenant | Out-Null
            1..20 | ForEach-Object { Get-PantherLogSource }
            (Get-Stat).connections | Should -BeLessOrEqual 2
        }
    }

    Context 'Select-PantherConnection' {
        BeforeEach {
            Disconnect-Panther -All
            Add-S3Source @{ integrationLabel = 'there' } -Emulator $other | Out-Null
            Add-S3Source @{ integrationLabel = 'here' } | Out-Null
            Connect-TestTenant -Name staging -Emulator $other | Out-Null
            Connect-TestTenant -Name production | Out-Null
        }

        It 'makes a connection the default, and leaves their order: by <Name>' -ForEach @(
            @{ Name = 'name'; Call = { Select-PantherConnection STAGING } }
            @{ Name = 'a piped connection'; Call = { Get-PantherConnection staging | Select-PantherConnection } }
            @{ Name = 'a piped name'; Call = { 'staging' | Select-PantherConnection } }
        ) {
            (Get-PantherConnection).IsDefault | Should -Be $false, $true
            & $Call | Should -BeNullOrEmpty
            (Get-PantherConnection).Name | Should -Be staging, production
            (Get-PantherConnection).IsDefault | Should -Be $true, $false
            (Get-PantherLogSource).Label | Should -Contain there
        }

        It 'returns it with -PassThru' {
            $selected = Select-PantherConnection staging -PassThru
            $selected.Name, $selected.IsDefault | Should -Be staging, $true
        }

        It 'refuses a name that there is not, with the nearest, and changes nothing' {
            $refusal = Get-ErrorOf { Select-PantherConnection stagin }
            $refusal.FullyQualifiedErrorId | Should -Be 'PantherNotFound,PantherPS.Commands.SelectPantherConnectionCommand'
            $refusal.Exception.Message | Should -BeLike "*Did you mean 'staging'?"
            (Get-PantherConnection).IsDefault | Should -Be $false, $true
        }

        It 'leaves the last one made as the default where the selected one ends' {
            Connect-TestTenant -Name third | Out-Null
            Select-PantherConnection staging
            Disconnect-Panther
            (Get-PantherConnection | Where-Object IsDefault).Name | Should -Be third
        }

        It 'is outdone by the next connection, and chooses one after a failed one' {
            Select-PantherConnection staging
            Connect-TestTenant -Name third | Out-Null
            (Get-PantherConnection | Where-Object IsDefault).Name | Should -Be third
            Get-ErrorOf { Connect-Panther 'a b' -ApiToken (Get-TestToken) -Name fourth } | Should -Not -BeNullOrEmpty
            Get-PantherConnection | Where-Object IsDefault | Should -BeNullOrEmpty
            (Get-ErrorOf { Get-PantherLogSource }).Exception.Message | Should -BeLike '*Select-PantherConnection*'
            Select-PantherConnection staging
            (Get-PantherLogSource).Label | Should -Contain there
        }

        It 'is no default any more where it has ended' {
            $ended = Get-PantherConnection production
            Disconnect-Panther production
            $ended.IsDefault | Should -BeFalse
        }
    }

    Context 'An ended connection' {
        It 'says what ended it, and how to go on: <Name>' -ForEach @(
            @{
                Name = 'Disconnect-Panther'
                End = { Disconnect-Panther used }
                Says = "*'used'*127.0.0.1*Disconnect-Panther ended it*Connect-Panther -Name 'used'*read its objects again*"
            }
            @{
                Name = 'Disconnect-Panther -All'
                End = { Disconnect-Panther -All }
                Says = "*Disconnect-Panther ended it*Connect-Panther -Name 'used'*"
            }
            @{
                Name = 'Connect-Panther with its name'
                End = { Connect-TestTenant -Name used | Out-Null }
                Says = "*'used'*later Connect-Panther with the same name*its own -Name*"
            }
        ) {
            Add-S3Source | Out-Null
            $connection = Connect-TestTenant -Name used
            $source = @(Get-PantherLogSource)[0]
            & $End
            foreach ($call in {
                Get-PantherLogSource -Connection $connection
            }, { $source | Get-PantherLogSource }, { $source | Remove-PantherLogSource -Confirm:$false }) {
                $failure = Get-ErrorOf $call
                $failure.FullyQualifiedErrorId | Should -BeLike 'PantherNotConnected,*'
                $failure.Exception.Message | Should -BeLike $Says
            }
        }

        It 'says that the module was imported anew' {
            $session = New-Session
            try {
                $ran = Invoke-InSession $session {
                    param($module)
                    $connection = Get-PantherConnection
                    Import-Module $module -Force
                    Get-PantherLogSource -Connection $connection
                } @{ module = Get-ModulePath }
                "$($ran.Errors)$($ran.Failure)" | Should -BeLike '*imported again*Connect-Panther -Name*'
            }
            finally {
                Remove-Session $session
            }
        }
    }

    Context 'A token that expires' {
        It 'in <Days> days is told of: <IsTold>' -ForEach @(
            @{ Days = 0.5; IsTold = $true; Says = '*within a day*' }
            @{ Days = 13.5; IsTold = $true; Says = '*in 13 days*' }
            @{ Days = 14.5; IsTold = $false }
            @{ Days = $null; IsTold = $false }
        ) {
            $at = if ($null -ne $Days) { [datetime]::UtcNow.AddDays($Days).ToString('o') }
            [void] (Add-Fault @{ operation = 'GET /api-tokens/{id}'; transform = @{ setPath = 'expiresAt'; value = $at } })
            $recorded = Invoke-Recorded { Connect-TestTenant -Name expiring }
            $recorded.Output.Name | Should -Be expiring
            if ($IsTold) {
                $recorded.Warnings | Should -HaveCount 1
                $recorded.Warnings[0] | Should -BeLike $Says
                $recorded.Warnings[0] | Should -BeLike "*'expiring'*"
            }
            else {
                $recorded.Warnings | Should -BeNullOrEmpty
            }
        }
    }

    Context 'Disconnect-Panther' {
        BeforeEach {
            Connect-TestTenant -Name production | Out-Null
            Connect-TestTenant -Name staging -Emulator $other | Out-Null
        }

        It 'ends the default, and the one before it is the default then' {
            Disconnect-Panther | Should -BeNullOrEmpty
            (Get-PantherConnection).Name | Should -Be production
            Add-PlainSource 'of production' | Out-Null
            (Get-PantherLogSource).Label | Should -Be 'of production'
        }

        It 'ends those that are named, also by wildcards' {
            Disconnect-Panther prod*
            (Get-PantherConnection).Name | Should -Be staging
            Disconnect-Panther -Name STAGING
            Get-PantherConnection | Should -BeNullOrEmpty
        }

        It 'ends those that are piped' {
            Get-PantherConnection | Disconnect-Panther
            Get-PantherConnection | Should -BeNullOrEmpty
        }

        It 'ends a piped connection whose name looks like a pattern, and no other' {
            Connect-TestTenant -Name 'eu1' | Out-Null
            Connect-TestTenant -Name 'eu[12]' | Out-Null
            Get-PantherConnection | Where-Object Name -EQ 'eu[12]' | Disconnect-Panther
            (Get-PantherConnection).Name | Should -Be production, staging, eu1
        }

        It 'ends all with -All' {
            Disconnect-Panther -All
            Get-PantherConnection | Should -BeNullOrEmpty
        }

        It 'takes -All:$false as if it was not given' {
            Disconnect-Panther -All:$false
            (Get-PantherConnection).Name | Should -Be production
        }

        It 'says that there is no connection of a name' {
            (Get-ErrorOf { Disconnect-Panther nowhere }).FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
            @(Get-PantherConnection).Count | Should -Be 2
        }

        It 'does nothing where there is none' {
            Disconnect-Panther -All
            $recorded = Invoke-Recorded { Disconnect-Panther }
            $recorded.Errors | Should -BeNullOrEmpty
            $recorded.Failure | Should -BeNullOrEmpty
        }

        It 'leaves the objects of the ended connection without a tenant: <Command>' -ForEach @(
            @{ Command = 'Get-PantherLogSource'; With = @{} }
            @{ Command = 'Set-PantherS3LogSource'; With = @{ Label = 'x' } }
            @{ Command = 'Remove-PantherLogSource'; With = @{ Confirm = $false } }
            @{ Command = 'Get-PantherLogSourceAlarm'; With = @{} }
            @{ Command = 'Set-PantherLogSourceAlarm'; With = @{ MinutesThreshold = 60 } }
            @{ Command = 'Remove-PantherLogSourceAlarm'; With = @{} }
            @{ Command = 'New-PantherS3LogSource'; With = @{ Label = 'copy' } }
        ) {
            $id = Add-S3Source
            Add-S3Source @{ integrationId = $id } -Emulator $other | Out-Null
            $source = Get-PantherLogSource -Id $id -Connection production
            Disconnect-Panther production
            Clear-Request
            $miss = Get-ErrorOf { $source | & $Command @With }
            $miss.FullyQualifiedErrorId | Should -BeLike 'PantherNotConnected,*'
            $miss.Exception.Message | Should -BeLike '*production*ended*'
            Get-Request | Should -BeNullOrEmpty
            Get-Request -Emulator $other | Should -BeNullOrEmpty
        }

        It 'ends what still runs over it' {
            Reset-Emulator -Settings @{ pageSize = 1 } -Emulator $other
            Add-PlainSource one, two -Emulator $other | Out-Null
            $recorded = Invoke-Recorded {
                Get-PantherLogSource | ForEach-Object {
                    Disconnect-Panther
                    $_.Label
                }
            }
            $recorded.Output | Should -Be one
            $recorded.Failure.FullyQualifiedErrorId | Should -BeLike 'PantherNotConnected,*'
            @(Get-Request ListSources -Emulator $other).Count | Should -Be 1
        }
    }

    Context 'A piped source' {
        BeforeEach {
            # The same id at both tenants: what reaches the wrong one does something there.
            $id = Add-S3Source
            Add-S3Source @{ integrationId = $id } -Emulator $other | Out-Null
            Connect-TestTenant -Name staging -Emulator $other | Out-Null
            Connect-TestTenant -Name production | Out-Null
        }

        It 'brings its connection along to <Command>' -ForEach @(
            @{ Command = 'Get-PantherLogSource'; With = @{}; Operation = 'GetSource' }
            @{ Command = 'Set-PantherS3LogSource'; With = @{ Label = 'changed' }; Operation = 'UpdateS3LogSource' }
            @{ Command = 'Remove-PantherLogSource'; With = @{ Confirm = $false }; Operation = 'DeleteSource' }
            @{ Command = 'New-PantherS3LogSource'; With = @{ Label = 'copy' }; Operation = 'CreateS3LogSource' }
            @{ Command = 'Set-PantherLogSourceAlarm'; With = @{ MinutesThreshold = 60 }; Operation = 'PUT /log-source-alarms/*' }
            @{ Command = 'Get-PantherLogSourceAlarm'; With = @{}; Operation = 'GET /log-source-alarms/*' }
        ) {
            Get-PantherLogSource -Connection staging | Where-Object Id -EQ $id | & $Command @With | Out-Null
            @(Get-Request $Operation -Emulator $other).Count | Should -Be 1
            Get-Request | Should -BeNullOrEmpty
        }

        It 'can never be deleted from the default instead' {
            Get-PantherLogSource -Connection staging | Remove-PantherLogSource -Confirm:$false
            Get-RawSource -Emulator $other | Should -BeNullOrEmpty
            (Get-RawSource).integrationId | Should -Be $id
        }

        It 'brings its connection along through its alarm' {
            Get-PantherLogSource -Connection staging | Set-PantherLogSourceAlarm 60 -PassThru | Remove-PantherLogSourceAlarm
            @(Get-Request 'DELETE /log-source-alarms/*' -Emulator $other).Count | Should -Be 1
            Get-Request | Should -BeNullOrEmpty
        }

        It 'is not removed at another connection that is named' {
            $refusal = Get-ErrorOf {
                Get-PantherLogSource -Connection staging | Remove-PantherLogSource -Connection production -Confirm:$false
            }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            (Get-RawSource).integrationId | Should -Be $id
            (Get-RawSource -Emulator $other).integrationId | Should -Be $id
        }

        It 'of two tenants in one pipeline goes home each' {
            @(Get-PantherLogSource -Connection staging) + @(Get-PantherLogSource -Connection production) |
                Remove-PantherLogSource -Confirm:$false
            Get-RawSource | Should -BeNullOrEmpty
            Get-RawSource -Emulator $other | Should -BeNullOrEmpty
        }
    }

    Context 'Another runspace' {
        It 'inherits no connection' {
            Connect-TestTenant | Out-Null
            $session = New-Session -NotConnected
            try {
                (Invoke-InSession $session { Get-PantherConnection }).Output | Should -BeNullOrEmpty
                $miss = (Invoke-InSession $session { Get-PantherLogSource }).Errors[0]
                $miss.FullyQualifiedErrorId | Should -BeLike 'PantherNotConnected,*'
                Get-Request | Should -BeNullOrEmpty
            }
            finally {
                Remove-Session $session
            }
        }

        It 'does not end the connections of this one' {
            Connect-TestTenant | Out-Null
            $session = New-Session
            Invoke-InSession $session { Disconnect-Panther -All } | Out-Null
            Remove-Session $session
            Add-PlainSource here | Out-Null
            (Get-PantherLogSource).Label | Should -Be here
        }

        It 'loses its connections with the module, and has none when that comes back' {
            $session = New-Session
            try {
                $connection = (Invoke-InSession $session { Get-PantherConnection }).Output[0]
                (Invoke-InSession $session {
                    param($module)
                    Remove-Module PantherPS
                    Import-Module $module
                    Get-PantherConnection
                } @{ module = Get-ModulePath }).Output | Should -BeNullOrEmpty
                Clear-Request
                $miss = Get-ErrorOf { Get-PantherLogSource -Connection $connection }
                $miss.FullyQualifiedErrorId | Should -BeLike 'PantherNotConnected,*'
                Get-Request | Should -BeNullOrEmpty
            }
            finally {
                Remove-Session $session
            }
        }

        It 'can use a connection that it is given' {
            Add-PlainSource here | Out-Null
            $connection = Connect-TestTenant
            $session = New-Session -NotConnected
            try {
                (Invoke-InSession $session { param($c) Get-PantherLogSource -Connection $c } @{ c = $connection }).Output.Label |
                    Should -Be here
            }
            finally {
                Remove-Session $session
            }
        }
    }

    if ($PSVersionTable.PSVersion.Major -ge 7) {
        Context 'ForEach-Object -Parallel' {
            BeforeEach {
                $module = Get-ModulePath
                Add-PlainSource here -Emulator $other | Out-Null
                $connection = Connect-TestTenant -Name staging -Emulator $other
                Connect-TestTenant -Name production | Out-Null
            }

            It 'uses the connection that $using: brings' {
                $labels = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
                    Import-Module $using:module
                    (Get-PantherLogSource -Connection $using:connection).Label
                }
                $labels | Should -Be here, here, here, here
                Get-Request | Should -BeNullOrEmpty
            }

            It 'uses the connection that a piped source brings' {
                $labels = @(Get-PantherLogSource -Connection staging) * 4 | ForEach-Object -ThrottleLimit 4 -Parallel {
                    Import-Module $using:module
                    ($_ | Get-PantherLogSource).Label
                }
                $labels | Should -Be here, here, here, here
                Get-Request | Should -BeNullOrEmpty
            }

            It 'does not inherit the default' {
                $errors = 1 | ForEach-Object -Parallel {
                    Import-Module $using:module
                    try { Get-PantherLogSource } catch { $_.FullyQualifiedErrorId }
                }
                $errors | Should -BeLike 'PantherNotConnected,*'
            }
        }
    }

    Context 'A copy of a connection' {
        BeforeEach {
            $connection = Connect-TestTenant
        }

        It 'from a file is refused with the reason' {
            $file = Join-Path $TestDrive connection.xml
            $connection | Export-Clixml $file
            $miss = Get-ErrorOf { Get-PantherLogSource -Connection (Import-Clixml $file) }
            $miss.IsTerminating | Should -BeTrue
            $miss.FullyQualifiedErrorId | Should -BeLike 'PantherNotConnected,*'
            $miss.Exception.Message | Should -BeLike '*copy of a connection*holds no token*Connect-Panther*'
            Get-Request | Should -BeNullOrEmpty
        }

        It 'in a job is refused with the reason' {
            $module = Get-ModulePath
            $job = Start-Job {
                Import-Module $using:module
                try { Get-PantherLogSource -Connection $using:connection } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }
            }
            $said = $job | Receive-Job -Wait -AutoRemoveJob
            $said[0] | Should -BeLike 'PantherNotConnected,*'
            $said[1] | Should -BeLike '*copy of a connection*'
        }
    }

    Context 'The token' {
        BeforeAll {
            function Assert-NoToken($Text) {
                $Text | Should -Not -BeNullOrEmpty
                ($Text | Out-String -Width 4096).Contains($plain) | Should -BeFalse -Because 'the token must not be in it'
            }
        }

        BeforeEach {
            $plain = Get-TestToken -AsPlainText
            $connection = Connect-TestTenant
        }

        It 'is in no form of the connection' {
            Assert-NoToken ($connection | Format-List * -Force)
            Assert-NoToken ($connection | Format-Table * -Force)
            Assert-NoToken ($connection | Out-String)
            Assert-NoToken ($connection | ConvertTo-Json -Depth 10 -WarningAction SilentlyContinue)
            Assert-NoToken ($connection | ConvertTo-Csv)
            Assert-NoToken ($connection | Select-Object * | Format-List * -Force)
            Assert-NoToken ([string] $connection)
            $file = Join-Path $TestDrive connection.xml
            $connection | Export-Clixml $file -Depth 10
            Assert-NoToken (Get-Content $file -Raw)
        }

        It 'is in no form of a source' {
            Add-S3Source | Out-Null
            $source = Get-PantherLogSource
            Assert-NoToken ($source | Format-List * -Force)
            Assert-NoToken ($source | ConvertTo-Json -Depth 10)
            $file = Join-Path $TestDrive source.xml
            $source | Export-Clixml $file -Depth 10
            Assert-NoToken (Get-Content $file -Raw)
        }

        It 'is in no stream' {
            Add-S3Source | Out-Null
            [void] (Add-Fault @{
                operation = 'GetSource'
                status = 503
                headers = @{ 'Retry-After' = '0'; 'X-Request-Id' = "echo-$plain" }
                body = "the key $plain is not welcome"
            })
            $recorded = Invoke-Recorded {
                Connect-Panther $emulator.Url -ApiToken (Get-TestToken) -Verbose -Debug
                Get-PantherLogSource -Verbose -Debug
                Get-PantherLogSource -Id none -Verbose -Debug
                Invoke-PantherGraphQL '{ sources { edges { node { integrationId } } } }' -Verbose -Debug
                Invoke-PantherRestMethod /api-tokens/self -Verbose -Debug
            }
            $recorded.Verbose.Count | Should -BeGreaterThan 5
            foreach ($stream in 'Output', 'Errors', 'Warnings', 'Verbose', 'Debug', 'Information') {
                ($recorded.$stream | Format-List * -Force | Out-String -Width 4096).Contains($plain) |
                    Should -BeFalse -Because "the token must not be in $stream"
            }
        }

        It 'is in no error, though the answer quotes it: <Name>' -ForEach @(
            @{ Name = '401'; Fault = @{ status = 401 }; Quote = $true }
            @{ Name = '500'; Fault = @{ status = 500 }; Quote = $true }
            @{ Name = 'an error of GraphQL'; Fault = @{ transform = @{ addErrors = @() } }; Quote = $false }
            @{ Name = 'no JSON'; Fault = @{ status = 200 }; Quote = $true }
        ) {
            $Fault.operation = 'GetSource'
            $Fault.times = 0
            $Fault.headers = @{ 'Retry-After' = '0' }
            if ($Quote) {
                $Fault.body = "no $plain here"
            }
            else {
                $Fault.transform = @(
                    @{ setPath = 'data.source'; value = $null },
                    @{ addErrors = @(@{ message = "bad key $plain"; extensions = @{ code = "CODE-$plain" } }) }
                )
            }

            $id = Add-S3Source
            [void] (Add-Fault $Fault)
            $Error.Clear()
            $failure = Get-ErrorOf { Get-PantherLogSource -Id $id }
            Assert-NoToken ($failure | Format-List * -Force)
            Assert-NoToken ($failure.Exception.ToString())
            Assert-NoToken ($Error | ForEach-Object { $_ | Format-List * -Force; $_.Exception | Format-List * -Force })
            @($failure.Exception.Data.Keys).Count | Should -Be 0
        }

        It 'is in no transcript' {
            $session = New-Session -NotConnected
            try {
                $file = Join-Path $TestDrive transcript.txt
                Invoke-InSession $session {
                    param($file)
                    Start-Transcript $file | Out-Null
                    Connect-Panther $url -ApiToken $token -Verbose | Format-List * | Out-Default
                    Get-PantherLogSource -Id none -Verbose -ErrorAction Continue
                    Stop-Transcript | Out-Null
                } @{ file = $file } | Out-Null
                Assert-NoToken (Get-Content $file -Raw)
            }
            finally {
                Remove-Session $session
            }
        }

        It 'does not follow a redirect to another host' {
            [void] (Add-Fault @{ operation = 'ListSources'; redirect = @{ location = "$($other.Url)/public/graphql"; status = 307 } })
            Clear-Request -Emulator $other
            (Get-ErrorOf { Get-PantherLogSource }).FullyQualifiedErrorId | Should -BeLike 'PantherProtocolError,*'
            Get-Request -Emulator $other | Should -BeNullOrEmpty
        }
    }
}

Describe 'Connect-Panther without a token' {
    It 'is an error where nobody can be asked: <Name>' -ForEach @(
        @{ Name = 'redirected input'; Interactive = $true }
        @{ Name = '-NonInteractive'; Interactive = $false }
    ) {
        $script = 'Import-Module "{0}"; try {{ Connect-Panther acme.runpanther.net }} catch {{ "failed: $_" }}; "went on"' -f
            (Get-ModulePath)
        $ran = Invoke-ChildPowerShell $script @{ PANTHER_API_TOKEN = '' } -Interactive:$Interactive
        $ran.Output | Should -BeLike '*failed: No API token*went on*'
    }
}
