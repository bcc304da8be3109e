# No secret reaches a person, a log or a file: neither the API token nor what the requests carry. Every cmdlet runs, through
# success and through faults whose answers quote the secrets, and all that comes of it is searched.

BeforeDiscovery {
    $faults = @(
        @{ Name = '401'; Fault = { @{ status = 401; body = @{ message = $quote } } } }
        @{ Name = '403 with a message'; Fault = { @{ status = 403; body = @{ message = $quote } } } }
        @{ Name = '403 with an error'; Fault = { @{ status = 403; body = @{ error = $quote } } } }
        @{
            Name = '500, which passes for some'
            Fault = { @{ status = 500; body = @{ message = $quote }; headers = @{ 'X-Request-Id' = "id-$key"; 'Retry-After' = '0' } } }
            Retries = 1
        }
        @{ Name = '200 with errors of GraphQL'; Fault = { @{
            api = 'graphql'
            body = @{ data = $null; errors = @(@{ message = $quote; path = @($quote); extensions = @{ code = $quote; detail = $quote } }) }
        } }; Fewer = $true }
        @{ Name = 'plain text that is long'; Fault = { @{ status = 400; body = (('x' * 280) + $quote) } } }
        @{ Name = 'a page'; Fault = { @{ status = 200; body = "<html><body>$quote</body></html>" } } }
        @{ Name = 'an answer that is cut off'; Fault = { @{ status = 418; body = $quote; truncate = $quote.Length - 20; end = 'end' } } }
        @{ Name = 'an answer that breaks off'; Fault = { @{ status = 200; body = $quote; truncate = $quote.Length - 20; end = 'reset' } } }
        @{ Name = 'a redirect'; Fault = { @{ redirect = @{ location = "https://elsewhere.example.com/$key"; status = 302 } } } }
        @{ Name = 'a reset'; Fault = { @{ reset = $true } } }
        @{ Name = 'no answer in time'; Fault = { @{ hold = $true } } }
    )
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $emulator = Start-Emulator
    $sessions = 1..9 | ForEach-Object { New-Session -NotConnected }

    # One text for all secrets but the token: credentials in JSON, with what JSON escapes. Its pieces are looked for, so that one that is
    # cut is found too.
    $word = '{"hEad7sEcret":"\"<&>\\","type":"service_account","project_id":"project-1","private_key":"-----BEGIN\nmIddl3sEcret\n-----END","n":"tA1lsEcret"}'
    # A file and a clipboard end with a line end, which is no part of the secret.
    $secret = ConvertTo-TestSecret "$word`r`n"
    $credential = New-Object pscredential 'me', $secret
    $keyFile = Join-Path $TestDrive key.json
    [IO.File]::WriteAllText($keyFile, $word)

    # The connections by what their requests carry, so that each can have its own fault: secrets, changes, neither, or a rotation.
    $tokenNames = @{ Secrets = 'full'; Changes = 'logSources'; Reads = 'readOnly'; Rotates = 'none' }
    $tokens = @{}
    $tokenNames.Keys | ForEach-Object { $tokens[$_] = Get-TestToken $tokenNames[$_] -AsPlainText }
    $pieces = 'hEad7sEcret', 'mIddl3sEcret', 'tA1lsEcret'
    foreach ($token in $tokens.Values) {
        $pieces += $token.Substring(0, 12), $token.Substring($token.Length - 12)
    }

    # Tokens that may only do what alerts and the data lake take are new in each scene.
    $tokenNames.Alerts = 'alerts'
    $tokenNames.Lake = 'lake'
    $ownPieces = $pieces

    # The calls of every cmdlet: over which connection, and with what. A new cmdlet, or a new parameter that takes a secret, gets its call
    # here.
    function Get-Call([hashtable] $Scene) {
        $http = @{ LogType = 'GitHub.Webhook'; LogStreamType = 'JSON' }
        $gcp = @{ CredentialsType = 'service_account'; LogType = 'GCP.AuditLog'; LogStreamType = 'JSON' }
        $definition = $http + @{ Kind = 'http'; Label = 'defined'; AuthMethod = 'Bearer'; AuthBearerToken = @{ Secret = 'word' } }
        Connect-TestTenant -Name scene | Out-Null
        $hook = Get-PantherHttpLogSource -Id $Scene.Http -Connection scene
        $token = ConvertTo-TestSecret $tokens.Reads
        New-Call Connect-Panther Reads @{
            ApiHost = $emulator.Url
            ApiToken = $token
            Name = 'made'
            MaximumRetryCount = 0
            TimeoutSec = $timeout
        } -NoConnection
        New-Call Connect-Panther Reads @{
            ApiHost = $emulator.Url
            Credential = New-Object pscredential 'x', $token
            Name = 'made'
            MaximumRetryCount = 0
            TimeoutSec = $timeout
        } -NoConnection
        New-Call Connect-Panther Secrets @{
            ApiHost = $emulator.Url
            ApiToken = ConvertTo-TestSecret $tokens.Secrets
            Proxy = $emulator.Url
            ProxyCredential = $credential
            Name = 'proxied'
            MaximumRetryCount = 0
            TimeoutSec = $timeout
        } -NoConnection -MayFail
        New-Call Get-PantherConnection Reads @{} -NoConnection
        New-Call Select-PantherConnection Reads @{ Name = 'made' } -NoConnection
        New-Call Disconnect-Panther Reads @{ Name = 'made*' } -NoConnection
        New-Call Get-PantherLogSource Reads @{}
        New-Call Get-PantherLogSource Reads @{ Id = $Scene.S3 }
        New-Call Get-PantherHttpLogSource Reads @{ Id = $Scene.Http }
        New-Call Get-PantherGcsLogSource Reads @{ Id = $Scene.Gcs }
        New-Call Get-PantherPubSubLogSource Reads @{ Id = $Scene.PubSub }
        New-Call Get-PantherLogForwarderLogSource Reads @{ Id = $Scene.LogForwarder }
        New-Call Get-PantherLogSourceAlarm Reads @{ Id = $Scene.S3 }
        New-Call Get-PantherAlert Alerts @{}
        New-Call Get-PantherAlert Alerts @{ Id = 'a1e70000-0000-4000-8000-000000000001' }
        New-Call Set-PantherAlert Alerts @{
            Id = 'a1e70000-0000-4000-8000-000000000001'
            Status = 'TRIAGED'
            Assignee = 'analyst@example.com'
            PassThru = $true
        }
        New-Call Add-PantherAlertComment Alerts @{ Id = 'a1e70000-0000-4000-8000-000000000001'; Body = 'Looked at it.' }
        New-Call Get-PantherLogSourceHealth Alerts @{}
        New-Call Export-PantherLogSourceReport Alerts @{ Path = Join-Path $TestDrive "$([guid]::NewGuid()).html" }
        New-Call Get-PantherSchema Reads @{ Name = 'AWS.ALB' }
        New-Call Set-PantherSchema Changes @{
            Name = 'Custom.Vpn.Session'
            Spec = "schema: Custom.Vpn.Session`nfields:`n- name: x`n  type: string"
        }
        New-Call Get-PantherDataLakeTable Lake @{ Name = 'aws_alb' }
        New-Call Invoke-PantherDataLakeQuery Lake @{ Sql = 'select 1 limit 1' }
        New-Call Stop-PantherDataLakeQuery Lake @{ Id = $Scene.DataLakeQuery; Confirm = $false }
        New-Call Measure-PantherLogSource Lake @{ Id = $Scene.S3; LogType = 'AWS.CloudTrail' }
        New-Call Get-PantherMetric Lake @{}
        New-Call Invoke-PantherGraphQL Reads @{ Query = '{ sources { edges { node { integrationId } } } }' }
        New-Call Invoke-PantherRestMethod Reads @{ Path = "/log-sources/http/$($Scene.Http)" }
        New-Call New-PantherHttpLogSource Secrets ($http + @{ Label = 'new 1'; AuthBearerToken = $secret })
        New-Call New-PantherHttpLogSource Secrets ($http + @{ Label = 'new 2'; AuthUsername = 'me'; AuthPassword = $secret })
        New-Call New-PantherHttpLogSource Secrets ($http + @{ Label = 'new 3'; AuthCredential = $credential })
        New-Call New-PantherHttpLogSource Secrets ($http + @{ Label = 'new 4'; AuthHeaderKey = 'x-key'; AuthSecretValue = $secret })
        New-Call Set-PantherHttpLogSource Secrets @{ Id = $Scene.Http; AuthMethod = 'Bearer'; AuthBearerToken = $secret; PassThru = $true }
        New-Call Set-PantherHttpLogSource Secrets @{ Id = $Scene.Http; AuthMethod = 'Basic'; AuthUsername = 'me'; AuthPassword = $secret }
        New-Call Set-PantherHttpLogSource Secrets @{ Id = $Scene.Http; AuthMethod = 'Basic'; AuthCredential = $credential }
        New-Call Set-PantherHttpLogSource Secrets @{
            Id = $Scene.Http
            AuthMethod = 'SharedSecret'
            AuthHeaderKey = 'x-key'
            AuthSecretValue = $secret
        }
        New-Call New-PantherGcsLogSource Secrets ($gcp + @{
            Label = 'new 5'
            SubscriptionId = 'new-5'
            GcsBucket = 'bucket-b'
            Credentials = $secret
        })
        New-Call New-PantherGcsLogSource Secrets ($gcp + @{
            Label = 'new 6'
            SubscriptionId = 'new-6'
            GcsBucket = 'bucket-b'
            CredentialsPath = $keyFile
        })
        New-Call Set-PantherGcsLogSource Secrets @{ Id = $Scene.Gcs; Credentials = $secret; PassThru = $true }
        New-Call New-PantherPubSubLogSource Secrets ($gcp + @{ Label = 'new 7'; SubscriptionId = 'new-7'; Credentials = $secret })
        New-Call Set-PantherPubSubLogSource Secrets @{ Id = $Scene.PubSub; CredentialsPath = $keyFile; PassThru = $true }
        New-Call New-PantherS3LogSource Changes @{
            Label = 'new 8'
            AwsAccountId = '123456789012'
            S3Bucket = 'bucket-b'
            LogProcessingRole = 'arn:aws:iam::123456789012:role/r'
            LogStreamType = 'JSON'
            LogType = 'AWS.ALB'
        }
        New-Call Set-PantherS3LogSource Changes @{ Id = $Scene.S3; LogStreamType = 'Lines'; PassThru = $true }
        New-Call New-PantherLogForwarderLogSource Changes @{ Label = 'new 9'; LogType = 'AWS.ALB'; LogStreamType = 'JSON' }
        New-Call Set-PantherLogForwarderLogSource Changes @{ Id = $Scene.LogForwarder; LogStreamType = 'Lines'; PassThru = $true }
        New-Call Set-PantherLogSourceAlarm Changes @{ Id = $Scene.S3; MinutesThreshold = 90; PassThru = $true }
        New-Call Remove-PantherLogSourceAlarm Changes @{ Id = $Scene.S3 }
        New-Call Invoke-PantherGraphQL Changes @{
            Query = 'mutation M($id: ID!) { deleteSource(input: { id: $id }) { id } }'
            Variables = @{ id = $Scene.Gcs }
        }
        New-Call Invoke-PantherRestMethod Changes @{ Path = "/log-sources/pubsub/$($Scene.PubSub)"; Method = 'Delete' }
        New-Call Export-PantherLogSource Reads @{ Path = Join-Path $TestDrive ([guid]::NewGuid().ToString('N')); Label = 'hook' }
        New-Call Compare-PantherLogSource Reads @{ InputObject = $definition }
        New-Call ConvertTo-PantherTerraform Reads @{ InputObject = $hook }
        New-Call Sync-PantherLogSource Secrets @{ InputObject = $definition; Secret = @{ word = $secret }; Confirm = $false }
        $bucket = @{ S3Bucket = 'new-bucket'; AwsAccountId = '123456789012'; PantherAccountId = '111122223333' }
        New-Call Get-PantherS3RolePolicy Reads $bucket.Clone() -NoConnection
        New-Call Test-PantherS3RolePolicy Reads ($bucket + @{ RolePolicy = '{"Statement":[]}' }) -NoConnection
        $others = Send-Control GET tokens | Group-Object name -AsHashTable -AsString
        New-Call Get-PantherApiToken Secrets @{}
        # The token of these may not; ApiToken.Tests.ps1 looks at what becomes of a new value.
        New-Call New-PantherApiToken Changes @{ Name = 'new 10'; Permission = 'LogSourceRead' } -MayFail
        New-Call Set-PantherApiToken Changes @{ Id = $others.none.id; AddPermission = 'RuleRead'; PassThru = $true } -MayFail
        New-Call Update-PantherApiToken Rotates @{ Store = {} }
        New-Call Remove-PantherApiToken Changes @{ Id = $others.expired.id; Confirm = $false; Force = $true } -MayFail
        New-Call Remove-PantherLogSource Changes @{ Id = $Scene.S3; Confirm = $false }
    }

    function New-Call([string] $Cmdlet, [string] $Connection, [hashtable] $With, [switch] $NoConnection, [switch] $MayFail) {
        if (-not $NoConnection) {
            $With.Connection = $Connection
        }

        @{ Cmdlet = $Cmdlet; With = $With; MayFail = [bool] $MayFail }
    }

    # Runs calls in a session, with a transcript; returns for each the errors, and in all forms what it wrote.
    $work = {
        param($calls, $file, $hostUrl, $connections, $retries, $timeout)
        foreach ($name in $connections.Keys) {
            Connect-Panther $hostUrl -ApiToken $connections[$name] -Name $name -MaximumRetryCount $retries -TimeoutSec $timeout `
                -SkipVerification | Out-Null
        }

        Start-Transcript "$file.txt" | Out-Null
        foreach ($call in $calls) {
            $with = $call.With
            $records = New-Object System.Collections.ArrayList
            $Error.Clear()
            try {
                & $call.Cmdlet @with -Verbose -Debug *>&1 | ForEach-Object { [void] $records.Add($_); $_ } | Out-Default
            }
            catch {
                [void] $records.Add($_)
                $_ | Out-Default
            }

            $failures = @($records | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
            $errors = $failures + @($Error | Where-Object { $failures -notcontains $_ })
            $texts = @(@($records | Where-Object { $_ -isnot [IO.FileInfo] }) + $errors | Format-List * -Force | Out-String -Width 10000)
            foreach ($failure in $errors) {
                # With -Depth 10, PowerShell follows the reflection of the cmdlet, for minutes; it does for what -Verbose writes too.
                $texts += ConvertTo-Json -InputObject $failure -Depth 3 -WarningAction Ignore
                for ($exception = $failure.Exception; $exception; $exception = $exception.InnerException) {
                    $texts += $exception.ToString(), ($exception | Format-List * -Force | Out-String -Width 10000)
                    $texts += $exception.Data.GetEnumerator() | ForEach-Object { "$($_.Key) $($_.Value)" }
                }
            }

            $objects =
                @($records | Where-Object {
                    $_ -isnot [System.Management.Automation.ErrorRecord] -and $_ -isnot [System.Management.Automation.InformationalRecord]
                } | ForEach-Object {
                    # Of a file its text counts; as JSON it would be its whole drive.
                    if ($_ -is [IO.FileInfo]) { $_.FullName; [IO.File]::ReadAllText($_.FullName) } else { $_ }
                })
            $texts += ConvertTo-Json -InputObject $objects -Depth 10 -WarningAction Ignore
            Export-Clixml "$file.xml" -InputObject $objects -Depth 10
            $texts += [IO.File]::ReadAllText("$file.xml")
            Export-Clixml "$file.xml" -InputObject $errors
            $texts += [IO.File]::ReadAllText("$file.xml")
            [pscustomobject] @{
                Call = "$($call.Cmdlet) -$($with.Keys -join ' -')"
                Failures = $failures
                MayFail = $call.MayFail
                Text = $texts -join "`n"
            }
        }

        Stop-Transcript | Out-Null
        [pscustomobject] @{ Call = 'the transcript'; Failures = @(); MayFail = $true; Text = [IO.File]::ReadAllText("$file.txt") }
    }

    # Runs calls, each in one of the sessions that are given, and returns what came of them.
    function Invoke-Call([hashtable[]] $Call, [object[]] $In, [int] $Retries) {
        $connections = @{}
        $tokens.Keys | ForEach-Object { $connections[$_] = ConvertTo-TestSecret $tokens[$_] }
        $lines = @($In | ForEach-Object { $_.Host.Lines.Count })
        $running = for ($i = 0; $i -lt $In.Count; $i++) {
            $mine = @(for ($j = $i; $j -lt $Call.Count; $j += $In.Count) { $Call[$j] })
            Start-InSession $In[$i] $work @{
                calls = $mine
                file = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
                hostUrl = $emulator.Url
                connections = $connections
                retries = $Retries
                timeout = $timeout
            }
        }

        foreach ($one in $running) {
            $ran = Receive-InSession $one -Seconds 180
            if ($ran.State -ne 'Completed') { throw $ran.Errors[-1] }
            $ran.Output
            [pscustomobject] @{
                Call = 'the streams'
                Failures = @()
                MayFail = $true
                Text = @($ran.Errors; $ran.Warnings; $ran.Verbose; $ran.Progress) | Format-List * -Force | Out-String -Width 10000
            }
        }

        for ($i = 0; $i -lt $In.Count; $i++) {
            [pscustomobject] @{
                Call = 'the host'
                Failures = @()
                MayFail = $true
                Text = @($In[$i].Host.Lines | Select-Object -Skip $lines[$i]) -join "`n"
            }
        }
    }

    # What holds a secret, by the names of the calls.
    function Find-Leak($Results) {
        $Results | Where-Object { $text = $_.Text; $pieces | Where-Object { $text.Contains($_) } } | ForEach-Object { $_.Call } |
            Sort-Object -Unique
    }
}

AfterAll {
    $sessions | Remove-Session
    Stop-Emulator
}

Describe 'Secrets' {
    BeforeEach {
        # Where an answer is held up, nobody has to wait for long.
        $timeout = if ($Fault) { 1 } else { 60 }
        $scene = New-Scene
        $tokens.Alerts = (Send-Control POST tokens @{ name = 'alerts'; permissions = 'LogSourceRead', 'AlertRead', 'AlertModify' }).value
        $tokens.Lake =
            (Send-Control POST tokens @{ name = 'lake'; permissions = 'LogSourceRead', 'DataAnalyticsRead', 'SummaryRead' }).value
        $pieces = $ownPieces + @($tokens.Alerts, $tokens.Lake | ForEach-Object { $_.Substring(0, 12); $_.Substring($_.Length - 12) })
        $calls = @(Get-Call $scene)
    }

    It 'are looked for in what every cmdlet does, and in what becomes of every parameter that takes one' {
        $calls | ForEach-Object { $_.Cmdlet } | Sort-Object -Unique |
            Should -Be (Get-ExportedCmdlet | ForEach-Object { $_.Name } | Sort-Object)
        $given = $calls | ForEach-Object { $call = $_; $call.With.Keys | ForEach-Object { "$($call.Cmdlet) -$_" } }
        foreach ($cmdlet in Get-ExportedCmdlet) {
            foreach ($parameter in Get-OwnParameter $cmdlet | Where-Object { $_.ParameterType -in [securestring], [pscredential] }) {
                # The two of Set- cmdlets for Google Cloud are one parameter of one base.
                if ($cmdlet.Name -notlike 'Set-Panther*' -or $parameter.Name -ne 'Credentials') {
                    $given | Should -Contain "$($cmdlet.Name) -$($parameter.Name)"
                }
            }
        }
    }

    It 'are found where they are' {
        $results = @(
            [pscustomobject] @{ Call = 'x'; Text = "a $word b" },
            [pscustomobject] @{ Call = 'y'; Text = "a $($tokens.Changes)" },
            [pscustomobject] @{ Call = 'z'; Text = 'nothing' }
        )
        Find-Leak $results | Should -Be x, y
    }

    It 'are nowhere after success' {
        $results = @(Invoke-Call $calls $sessions[0] 0)
        $results | Where-Object { -not $_.MayFail } | ForEach-Object { "$($_.Failures)" } | Where-Object { $_ } | Should -BeNullOrEmpty
        ($results | Where-Object Call -Like 'New-PantherHttpLogSource*Bearer*').Text | Should -BeLike '*HTTP 201*http-ingest*'
        ($results | Where-Object Call -EQ 'the transcript').Text | Should -BeLike '*CreateHttpSource: HTTP 201*'
        $sent = @(Get-Request | ForEach-Object { ConvertTo-Json $_.body -Depth 5 -Compress } | Where-Object { $_ -match 'mIddl3sEcret' })
        $sent.Count | Should -BeGreaterThan 12
        $sent -match 'tA1lsEcret\\"}(\\r|\\n)' | Should -BeNullOrEmpty
        Find-Leak $results | Should -BeNullOrEmpty
    }

    It 'are nowhere after <Name>' -ForEach $faults {
        # An answer quotes what its request carried: the token, and the secrets as they are, as JSON has them, and as the JSON of Go has
        # them, which Panther is written in.
        $json = $word.Replace('\', '\\').Replace('"', '\"')
        $goJson = $json.Replace('<', '\u003c').Replace('>', '\u003e').Replace('&', '\u0026')
        $strikes = foreach ($name in $tokens.Keys) {
            $key = $tokens[$name]
            $quote = "no key $key here"
            $strike = @{ token = $tokenNames[$name] }
            if ($name -eq 'Secrets') {
                $quote += ", in {""authPassword"":""$json""}, in {""authPassword"":""$goJson""}, and no $word"
            }

            if ($name -notin 'Reads', 'Alerts', 'Lake') {
                $strike.kind = 'mutation'
            }

            $strike + (& $Fault) + @{ times = 0 }
        }

        [void] (Add-Fault $strikes)
        $results = @(Invoke-Call $calls $sessions ([int] $Retries))
        $failed = @($results | Where-Object { $_.Failures.Count -gt 0 })
        $failed.Count | Should -BeGreaterThan $(if ($Fewer) { 12 } else { 30 })
        Find-Leak $results | Should -BeNullOrEmpty
    }

    It 'are nowhere where the proxy of the environment <Name>' -ForEach @(
        # The emulator is no proxy, and says so.
        @{ Name = 'refuses'; Proxy = { [uri] $emulator.Url } }
        @{ Name = 'is down'; Proxy = { [uri] 'http://127.0.0.1:1' } }
    ) {
        $ran = Invoke-ChildPowerShell @"
            Import-Module '$((Get-Module PantherPS).Path)'
            Start-Transcript '$TestDrive/proxy.txt' | Out-Null
            `$VerbosePreference = `$DebugPreference = 'Continue'
            Connect-Panther panther.invalid -MaximumRetryCount 1
            Connect-Panther panther.invalid -MaximumRetryCount 0 -SkipVerification | Out-String
            Get-PantherLogSource
            New-PantherHttpLogSource hook -LogType A.B -LogStreamType JSON -AuthMethod None
            `$Error | ForEach-Object { `$_ | Format-List * -Force | Out-String; `$_.Exception | Format-List * -Force | Out-String; `$_.Exception.ToString() }
            "asked: `$(`$Error.Count)"
            Stop-Transcript | Out-Null
"@ @{ HTTPS_PROXY = 'http://hEad7sEcret:mIddl3sEcret%2FtA1lsEcret@{0}' -f (& $Proxy).Authority; PANTHER_API_TOKEN = $tokens.Reads }
        $ran.Output | Should -BeLike "*$((& $Proxy).Authority)*asked: *"
        $ran.Output | Should -Match 'asked: [3-9]'
        $all = $ran.Output + $ran.Errors + [IO.File]::ReadAllText("$TestDrive/proxy.txt")
        Find-Leak ([pscustomobject] @{ Call = 'the process'; Text = $all }) | Should -BeNullOrEmpty
    }
}
