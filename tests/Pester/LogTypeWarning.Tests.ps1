BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $emulator = Start-Emulator
    $key = ConvertTo-TestSecret '{"type":"service_account","project_id":"project-1"}'
    $http = @{ LogStreamType = 'JSON'; AuthMethod = 'None' }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'A log type that the tenant does not have' {
    BeforeEach {
        $scene = New-Scene
        Connect-TestTenant | Out-Null
    }

    It 'is a warning that names the nearest, and no hindrance: <Cmdlet>' -ForEach @(
        @{
            Cmdlet = 'New-PantherS3LogSource'
            With = {
                @{
                    Label = 'new'
                    AwsAccountId = '123456789012'
                    S3Bucket = 'bucket-b'
                    LogProcessingRole = 'arn:aws:iam::123456789012:role/r'
                    LogStreamType = 'JSON'
                }
            }
        }
        @{ Cmdlet = 'New-PantherHttpLogSource'; With = { @{ Label = 'new' } + $http } }
        @{
            Cmdlet = 'New-PantherGcsLogSource'
            With = {
                @{
                    Label = 'new'
                    SubscriptionId = 's'
                    GcsBucket = 'bucket-b'
                    CredentialsType = 'service_account'
                    Credentials = $key
                    LogStreamType = 'JSON'
                }
            }
        }
        @{
            Cmdlet = 'New-PantherPubSubLogSource'
            With = {
                @{ Label = 'new'; SubscriptionId = 's'; CredentialsType = 'service_account'; Credentials = $key; LogStreamType = 'JSON' }
            }
        }
        @{ Cmdlet = 'New-PantherLogForwarderLogSource'; With = { @{ Label = 'new'; LogStreamType = 'JSON' } } }
        @{ Cmdlet = 'Set-PantherS3LogSource'; With = { @{ Id = $scene.S3; PassThru = $true } } }
        @{ Cmdlet = 'Set-PantherHttpLogSource'; With = { @{ Id = $scene.Http; PassThru = $true } } }
        @{ Cmdlet = 'Set-PantherGcsLogSource'; With = { @{ Id = $scene.Gcs; Credentials = $key; PassThru = $true } } }
        @{ Cmdlet = 'Set-PantherPubSubLogSource'; With = { @{ Id = $scene.PubSub; Credentials = $key; PassThru = $true } } }
        @{ Cmdlet = 'Set-PantherLogForwarderLogSource'; With = { @{ Id = $scene.LogForwarder; PassThru = $true } } }
    ) {
        $with = & $With
        $recorded = Invoke-Recorded { & $Cmdlet @with -LogType AWS.CloudTrial, AWS.ALB }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Output.LogTypes | Should -Be AWS.CloudTrial, AWS.ALB
        $recorded.Warnings.Count | Should -Be 1
        $recorded.Warnings | Should -BeLike "*'AWS.CloudTrial'*Did you mean 'AWS.CloudTrail'*"
    }

    It 'is warned of in whole mappings too' {
        (Invoke-Recorded {
            Set-PantherS3LogSource `
                -Id $scene.S3 -S3PrefixLogTypes '[{"prefix":"a","logTypes":["AWS.ALB"]},{"prefix":"b","logTypes":["AWS.VPCFlo"]}]'
        }).Warnings | Should -BeLike '*AWS.VPCFlow*'
        (Invoke-Recorded {
            Set-PantherGcsLogSource -Id $scene.Gcs -Credentials $key -PrefixLogTypes @{ Prefix = ''; LogTypes = 'GCP.AuditLogs' }
        }).Warnings | Should -BeLike "*Did you mean 'GCP.AuditLog' or*"
    }

    It 'is warned of once for each name in a command, and in another command again' {
        $script = { New-PantherHttpLogSource ([guid]::NewGuid()) @http -LogType AWS.Alb, Nginx.Acces, AWS.Alb | Out-Null }
        (Invoke-Recorded $script).Warnings -join "`n" | Should -Match "\A.*'AWS\.Alb'.*\n.*'Nginx\.Acces'.*\z"
        @((Invoke-Recorded $script).Warnings).Count | Should -Be 2
        (Invoke-Recorded { New-PantherHttpLogSource another @http -LogType AWS.Alb, Snyk.GroupAudi }).Warnings -join "`n" |
            Should -BeLike "*'AWS.Alb'*Snyk.GroupAudit*"
        @(Get-Request ListSchemas).Count | Should -Be 1
    }

    It 'is warned of once, though many sources of one command have it' {
        $recorded = Invoke-Recorded {
            1..20 | ForEach-Object { "many $_" } | ForEach-Object { [pscustomobject] @{ Label = $_ } } |
                New-PantherHttpLogSource @http -LogType Nonsense
        }
        $recorded.Output.Count | Should -Be 20
        @($recorded.Warnings).Count | Should -Be 1
    }

    It 'is warned of without a suggestion where nothing is near' {
        $warning = (Invoke-Recorded { New-PantherHttpLogSource new @http -LogType X }).Warnings
        $warning | Should -BeLike "*'X'*"
        $warning | Should -Not -Match 'Did you mean'
    }

    It 'is looked for in one list, though many sources are made at once' {
        $rows = 1..20 | ForEach-Object { [pscustomobject] @{ Label = "new $_"; LogTypes = "Custom.Type$_" } }
        $recorded = Invoke-Recorded { $rows | New-PantherHttpLogSource @http }
        $recorded.Output.Count | Should -Be 20
        $recorded.Warnings.Count | Should -Be 20
        @(Get-Request ListSchemas).Count | Should -Be 1
    }

    It 'is not looked for where <Name>' -ForEach @(
        @{ Name = 'nothing is made'; Call = { New-PantherHttpLogSource hook @http -LogType Nonsense } }
        @{ Name = 'no log type is named'; Call = { Set-PantherHttpLogSource -Id $scene.Http -Label new } }
    ) {
        $session = New-Session
        try {
            $ran = Invoke-InSession $session ([scriptblock]::Create('param($scene, $http) ' + $Call)) @{ scene = $scene; http = $http }
            $ran.Warnings | Should -BeNullOrEmpty
            Get-Request ListSchemas | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }
}

Describe 'The list of log types' {
    BeforeEach {
        Reset-Emulator
    }

    It 'is done without, silently and without a second try, where it fails: <Name>' -ForEach @(
        @{ Name = '403'; Fault = @{ status = 403; body = @{ error = 'forbidden' } } }
        @{ Name = '401'; Fault = @{ status = 401 } }
        @{ Name = '503'; Fault = @{ status = 503; headers = @{ 'Retry-After' = '50' } } }
        @{ Name = 'a reset'; Fault = @{ reset = $true } }
        @{ Name = 'a page'; Fault = @{ body = '<html>' } }
        @{ Name = 'another shape'; Fault = @{ body = @{ data = @{ schemas = 1 } } } }
        @{ Name = 'an empty list'; Fault = @{ transform = @{ setPath = 'data.schemas.edges'; value = @() } } }
    ) {
        $Fault.operation = 'ListSchemas'
        $Fault.times = 0
        Connect-TestTenant | Out-Null
        [void] (Add-Fault $Fault)
        $recorded = Invoke-Recorded {
            New-PantherHttpLogSource one @http -LogType Nonsense
            New-PantherHttpLogSource two @http -LogType Nonsense
        }
        $recorded.Output.Label | Should -Be one, two
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Warnings | Should -BeNullOrEmpty
        @(Get-Request ListSchemas).Count | Should -Be 1
    }

    It 'is done without where the token may not read it' {
        $value = (Send-Control POST tokens @{ name = 'writer'; permissions = @('LogSourceModify') }).value
        Connect-Panther $emulator.Url -ApiToken (ConvertTo-TestSecret $value) | Out-Null
        $recorded = Invoke-Recorded { New-PantherHttpLogSource one @http -LogType Nonsense }
        $recorded.Output.Label | Should -Be one
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Warnings | Should -BeNullOrEmpty
    }

    It 'holds back neither a request nor a source that was made: all are emitted while it is under way' {
        Connect-TestTenant | Out-Null
        [void] (Add-Fault @{ operation = 'ListSchemas'; hold = $true; times = 0 })
        $script:holding = 0
        $rows = 1..64 | ForEach-Object { [pscustomobject] @{ Label = "new $_" } }
        $recorded = Invoke-Recorded {
            $rows | New-PantherHttpLogSource @http -LogType Nonsense | ForEach-Object { $script:holding = (Get-Stat).inFlight; $_ }
        }
        $recorded.Output.Count | Should -Be 64
        $script:holding | Should -BeGreaterOrEqual 1
        @(Get-Request ListSchemas).Count | Should -Be 1
        Send-Control POST release @{} | Out-Null
        Wait-Until { (Get-Stat).inFlight -eq 0 }
        @((Invoke-Recorded { New-PantherHttpLogSource next @http -LogType Nonsense }).Warnings).Count | Should -Be 1
        @(Get-Request ListSchemas).Count | Should -Be 1
    }

    It 'is not waited for longer than about a second' {
        Connect-TestTenant | Out-Null
        [void] (Add-Fault @{ operation = 'ListSchemas'; hold = $true; times = 0 })
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $recorded = Invoke-Recorded { New-PantherHttpLogSource one @http -LogType Nonsense }
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 8
        $recorded.Output.Label | Should -Be one
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Warnings | Should -BeNullOrEmpty
        Send-Control POST release @{} | Out-Null
        Wait-Until { (Get-Stat).inFlight -eq 0 }
    }
}
