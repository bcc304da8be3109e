# Log sources as code: Export-, Compare- and Sync-PantherLogSource, with files as a person has them, and two tenants.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $one = Start-Emulator
    $two = Start-Emulator
    $secret = ConvertTo-TestSecret 'hunter2-Secret'
    $key = ConvertTo-TestSecret '{"type":"service_account","project_id":"p"}'
    $script = { if ($_.Key -eq 'Credentials') { $key } else { $secret } }

    function Set-Definition([string] $Name, [string] $Old, [string] $New) {
        $file = Join-Path $folder $Name
        $text = [IO.File]::ReadAllText($file)
        $text | Should -BeLike "*$($Old.Replace('[', '`['))*"
        [IO.File]::WriteAllText($file, $text.Replace($Old, $New))
    }

    function Get-FolderText([string] $Path) {
        Get-ChildItem $Path -Filter *.panther.json | Sort-Object Name |
            ForEach-Object { $_.Name + "`n" + [IO.File]::ReadAllText($_.FullName) }
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Log sources as code' {
    BeforeEach {
        Reset-Emulator -Emulator $one
        Reset-Emulator -Emulator $two
        Connect-TestTenant -Name other -Emulator $two | Out-Null
        Connect-TestTenant -Emulator $one | Out-Null
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        $ids = @{}
        foreach ($noun in 'S3', 'Http', 'Gcs', 'PubSub') {
            $source = (Get-CallData "Panther$($noun)LogSource").Source
            if ($noun -eq 'Http') {
                $source.config = @{
                    logStreamType = 'JSON'
                    logStreamTypeOptions = @{}
                    authMethod = 'SharedSecret'
                    authHeaderKey = 'x-key'
                    authSecretValue = 'stored-Secret'
                }
            }

            $ids[$noun] = (Add-RawSource $source -Emulator $one).integrationId
        }

        Set-PantherLogSourceAlarm $ids.S3 60
        Clear-Request -Emulator $one
        Clear-Request -Emulator $two
    }

    Context 'Export-PantherLogSource' {
        It 'writes a file for each source that the API configures, and names the others once' {
            [void] (Add-RawSource @{
                integrationLabel = 'puller'
                integrationType = 'log-pulling'
            }, @{ integrationLabel = 'queue'; integrationType = 'aws-sqs' } -Emulator $one)
            $ran = Invoke-Recorded { Export-PantherLogSource $folder }
            $ran.Errors | Should -BeNullOrEmpty
            $ran.Output.Name | Sort-Object |
                Should -Be 'bucket.panther.json', 'Everything.panther.json', 'hook.panther.json', 'subscription.panther.json'
            $ran.Warnings | Should -HaveCount 1
            $ran.Warnings | Should -BeLike "*'puller' (log-pulling), 'queue' (aws-sqs)*"
            Compare-PantherLogSource $folder | Should -BeNullOrEmpty
        }

        It 'refuses a source that no file can describe, by its id, and writes the others' {
            $blank =
                (Add-RawSource @{
                    integrationLabel = '   '
                    integrationType = 'aws-s3'
                    awsAccountId = '123456789012'
                    s3Bucket = 'b'
                    logStreamType = 'Lines'
                    s3PrefixLogTypes = @(@{ prefix = ''; logTypes = @('AWS.ALB'); excludedPrefixes = @() })
                } -Emulator $one).integrationId
            $ran = Invoke-Recorded { Export-PantherLogSource $folder }
            $ran.Output | Should -HaveCount 4
            $ran.Errors.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            "$($ran.Errors)" | Should -BeLike "*'   ' ($blank)*cannot be exported*The label is blank.*"
            Compare-PantherLogSource $folder | ForEach-Object { "$($_.Action) $($_.Id)" } | Should -Be "Unmanaged $blank"
        }

        It 'takes an alarm for its source' {
            Set-PantherLogSourceAlarm $ids.Http 90
            $ran = Invoke-Recorded { Get-PantherLogSource | Get-PantherLogSourceAlarm | Export-PantherLogSource $folder }
            @($ran.Errors) + $ran.Warnings | Should -BeNullOrEmpty
            $ran.Output.Name | Should -Be 'Everything.panther.json', 'hook.panther.json'
            Compare-PantherLogSource $folder | ForEach-Object Action | Should -Be 'Unmanaged', 'Unmanaged'
        }

        It 'takes sources by <Name>, each once' -ForEach @(
            @{ Name = 'their ids'; Call = { Export-PantherLogSource $folder -Id $ids.Http, $ids.S3, $ids.Http } }
            @{ Name = 'piped ids'; Call = { $ids.Http, $ids.S3, $ids.Http | Export-PantherLogSource $folder } }
            @{
                Name = 'piped rows'
                Call = {
                    [pscustomobject] @{ SourceId = $ids.Http }, [pscustomobject] @{ SourceId = $ids.S3 } | Export-PantherLogSource $folder
                }
            }
            @{ Name = 'their labels'; Call = { Export-PantherLogSource $folder -Label hook, Every* } }
        ) {
            (& $Call).Name | Sort-Object | Should -Be 'Everything.panther.json', 'hook.panther.json'
            @(Get-Item (Join-Path $folder *.panther.json)).Count | Should -Be 2
        }

        It 'writes no secret, but where it is to come from' {
            Export-PantherLogSource $folder | Out-Null
            $stored = @(
                $ids.Values | ForEach-Object { (Get-RawSource $_ -Emulator $one).config } |
                    ForEach-Object { $_.authSecretValue, $_.authPassword, $_.authBearerToken, $_.credentials } | Where-Object { $_ }
            )
            $stored.Count | Should -BeGreaterThan 1
            foreach ($value in $stored) {
                (Get-FolderText $folder) -join "`n" | Should -Not -Match ([regex]::Escape($value))
            }

            (Get-Content (Join-Path $folder bucket.panther.json) -Raw | ConvertFrom-Json).Credentials.Secret |
                Should -Be 'bucket-Credentials'
        }

        It 'leaves a file as it is that says already what the source is, whatever it looks like' {
            Export-PantherLogSource $folder | Out-Null
            Set-Definition hook.panther.json '"Kind": "http"' "// mine`r`n `"kind`": `"HTTP`""
            $before = Get-FolderText $folder
            Export-PantherLogSource $folder | Should -HaveCount 4
            Get-FolderText $folder | Should -Be $before
        }

        It 'keeps the name of a file, the reference to a secret and the id, and writes what has changed' {
            Export-PantherLogSource $folder | Out-Null
            Set-Definition bucket.panther.json '"bucket-Credentials"' '"gcp/key"'
            Set-Definition bucket.panther.json '"Kind": "gcs",' "`"Kind`": `"gcs`",`n  `"Id`": `"$($ids.Gcs)`","
            Rename-Item (Join-Path $folder bucket.panther.json) 'renamed.panther.json'
            Edit-RawSource $ids.Gcs @{ integrationLabel = 'a new name' } -Emulator $one
            Export-PantherLogSource $folder -Label 'a new name' | ForEach-Object Name | Should -Be 'renamed.panther.json'
            $definition = Get-Content (Join-Path $folder renamed.panther.json) -Raw | ConvertFrom-Json
            $definition.Label | Should -Be 'a new name'
            $definition.Credentials.Secret | Should -Be 'gcp/key'
            $definition.Id | Should -Be $ids.Gcs
        }

        It 'overwrites what was edited by hand only with -Force' {
            Export-PantherLogSource $folder | Out-Null
            Set-Definition hook.panther.json '"Kind"' "// mine`n  `"Kind`""
            [IO.File]::WriteAllText((Join-Path $folder subscription.panther.json), 'not mine')
            Edit-RawSource $ids.Http @{ integrationLabel = 'hook'; logTypes = @('AWS.ALB') } -Emulator $one
            $before = Get-FolderText $folder
            $ran = Invoke-Recorded { Export-PantherLogSource $folder }
            $ran.Errors.FullyQualifiedErrorId | Should -Be (@('PantherInvalidInput,PantherPS.Commands.ExportPantherLogSourceCommand') * 2)
            "$($ran.Errors)" | Should -BeLike '*hook.panther.json* it differs in LogType.*'
            Get-FolderText $folder | Should -Be $before
            (Export-PantherLogSource $folder -Force).Count | Should -Be 4
            Compare-PantherLogSource $folder | Should -BeNullOrEmpty
        }

        It 'writes nothing with -WhatIf' {
            Export-PantherLogSource $folder -WhatIf | Should -BeNullOrEmpty
            Test-Path $folder | Should -BeFalse
        }
    }

    Context 'Compare-PantherLogSource' {
        BeforeEach {
            Export-PantherLogSource $folder | Out-Null
            Clear-Request -Emulator $one
        }

        It 'tells what differs on either side, and sends no change' {
            Set-Definition Everything.panther.json '"NoDataAlarmMinutes": 60' '"NoDataAlarmMinutes": null'
            Edit-RawSource $ids.Http @{ logTypes = @('AWS.ALB') } -Emulator $one
            Remove-Item (Join-Path $folder bucket.panther.json)
            [IO.File]::WriteAllText(
                (Join-Path $folder new.panther.json),
                    '{ "Kind": "http", "Label": "new", "LogType": "AWS.ALB", "LogStreamType": "JSON", "AuthMethod": "None" }')
            $found = @(Compare-PantherLogSource $folder)
            $found | ForEach-Object { "$_" } | Sort-Object |
                Should -Be "Create http 'new'", "Unmanaged gcs 'bucket'", "Update http 'hook'", "Update s3 'Everything'"
            $found[-1].Action | Should -Be Unmanaged
            ($found | Where-Object Label -EQ Everything).Changes | ForEach-Object { "$_" } | Should -Be "NoDataAlarmMinutes: '60' -> ''"
            ($found | Where-Object Label -EQ hook).NotCompared | Should -Be AuthSecretValue
            Get-Request -Kind mutation -Emulator $one | Should -BeNullOrEmpty
            @(Compare-PantherLogSource $folder -IncludeEqual).Count | Should -Be 5
        }

        It 'warns of log types that a source would get and the tenant does not know, with one list, and of no others' {
            # One that is there already is not what the definitions would change.
            Edit-RawSource $ids.Http @{ logTypes = @('Custom.Gone') } -Emulator $one
            Set-Definition hook.panther.json '"GitHub.Webhook"' '"Custom.Gone"'
            (Invoke-Recorded { Compare-PantherLogSource $folder }).Warnings | Should -BeNullOrEmpty
            Get-Request ListSchemas -Emulator $one | Should -BeNullOrEmpty

            Set-Definition Everything.panther.json '"AWS.VPCFlow"' '"AWS.VPCFlo"'
            [IO.File]::WriteAllText(
                (Join-Path $folder new.panther.json),
                    '{ "Kind": "http", "Label": "new", "LogType": "AWS.CloudTrial", "LogStreamType": "JSON", "AuthMethod": "None" }')
            foreach ($call in { Compare-PantherLogSource $folder }, { Sync-PantherLogSource $folder -WhatIf }, { Sync-PantherLogSource $folder }) {
                $warnings = (Invoke-Recorded $call).Warnings
                $warnings | Should -HaveCount 2
                $warnings -join "`n" | Should -BeLike "*'AWS.CloudTrial'*Did you mean 'AWS.CloudTrail'*"
                $warnings -join "`n" | Should -BeLike "*'AWS.VPCFlo'*Did you mean 'AWS.VPCFlow'*"
            }
        }

        It 'compares without the list of log types where that cannot be read' {
            Set-Definition Everything.panther.json '"AWS.VPCFlow"' '"AWS.VPCFlo"'
            [void] (Add-Fault @{ operation = 'ListSchemas'; status = 403; body = @{ error = 'forbidden' }; times = 0 } -Emulator $one)
            $ran = Invoke-Recorded { Compare-PantherLogSource $folder }
            $ran.Errors | Should -BeNullOrEmpty
            $ran.Warnings | Should -BeNullOrEmpty
            $ran.Output.Changes | ForEach-Object { "$_" } | Should -Be "S3PrefixLogTypes: 'logs/': + AWS.VPCFlo, - AWS.VPCFlow"
        }

        It 'shows of a new source what it gets, and no old values' {
            [IO.File]::WriteAllText(
                (Join-Path $folder new.panther.json),
                    '{ "Kind": "http", "Label": "new", "LogType": "AWS.ALB", "LogStreamType": "JSON", "AuthMethod": "None" }')
            $new = Compare-PantherLogSource $folder
            $new.Changes | ForEach-Object { "$_" } | Sort-Object | Should -Be "AuthMethod: 'None'", "LogStreamType: 'JSON'", "LogType: 'AWS.ALB'"
            $new.Changes.Current | Should -Be '', '', ''
        }

        It 'asks the tenant nothing where a file is at fault' {
            Set-Definition hook.panther.json '"AuthMethod"' '"AuthMethd"'
            $ran = Invoke-Recorded { Compare-PantherLogSource $folder }
            $ran.Failure.FullyQualifiedErrorId | Should -Be 'PantherInvalidInput,PantherPS.Commands.ComparePantherLogSourceCommand'
            "$($ran.Failure)" | Should -BeLike "*hook.panther.json, line 9, column 3: 'AuthMethd'*Did you mean 'AuthMethod'*"
            Get-Request -Emulator $one | Should -BeNullOrEmpty
        }

        It 'refuses a folder without definitions, and a path that is not there' {
            $empty = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
            { Compare-PantherLogSource $empty } | Should -Throw '*contains no definition file*'
            { Compare-PantherLogSource (Join-Path $empty nowhere) } | Should -Throw -ErrorId 'PantherInvalidInput,*'
            { Sync-PantherLogSource $empty -Prune -Confirm:$false } | Should -Throw '*contains no definition file*'
            @(Get-RawSource -Emulator $one).Count | Should -Be 4
        }

        It 'says nothing of a tenant that was not read whole' {
            [void] (Add-Fault @{ operation = 'ListSources'; status = 400; times = 0 } -Emulator $one)
            $ran = Invoke-Recorded { Compare-PantherLogSource $folder }
            $ran.Output | Should -BeNullOrEmpty
            "$($ran.Failure)$($ran.Errors)" | Should -BeLike '*Not all log sources of the tenant could be read*'
        }

        It 'takes a bad value for a fault of its source alone' {
            Set-Definition Everything.panther.json '"NoDataAlarmMinutes": 60' '"NoDataAlarmMinutes": 6'
            Remove-Item (Join-Path $folder bucket.panther.json)
            $ran = Invoke-Recorded { Compare-PantherLogSource $folder }
            "$($ran.Errors)" | Should -BeLike '*Everything.panther.json: NoDataAlarmMinutes must be a number from 15*'
            $ran.Output | ForEach-Object { "$_" } | Should -Be "Unmanaged gcs 'bucket'"
        }

        It 'compares the sources of another tenant, which has to be named' {
            { Get-PantherLogSource | Compare-PantherLogSource } | Should -Throw '*-Connection*'
            Get-PantherLogSource | Compare-PantherLogSource -Connection other | ForEach-Object Action | Sort-Object -Unique |
                Should -Be Create
        }

        It 'takes the rows of a CSV file' {
            $csv = Join-Path $TestDrive sources.csv
            Get-PantherLogSource -IntegrationType aws-s3 | Export-Csv $csv -NoTypeInformation
            Import-Csv $csv | Compare-PantherLogSource | Where-Object Action -NE Unmanaged | Should -BeNullOrEmpty
        }
    }

    Context 'Sync-PantherLogSource' {
        BeforeEach {
            Export-PantherLogSource $folder | Out-Null
            Clear-Request -Emulator $one
        }

        It 'makes another tenant the same, once' {
            $results = @(Sync-PantherLogSource $folder -Connection other -Secret $script)
            $results | ForEach-Object { "$_" } |
                Should -Be "Create s3 'Everything': Succeeded", "Create gcs 'bucket': Succeeded", "Create http 'hook': Succeeded",
                    "Create pubsub 'subscription': Succeeded"
            Clear-Request -Emulator $two
            Sync-PantherLogSource $folder -Connection other -Secret $script | Should -BeNullOrEmpty
            Get-Request -Kind mutation -Emulator $two | Should -BeNullOrEmpty
            $copy = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
            Export-PantherLogSource $copy -Connection other | Out-Null
            Get-FolderText $copy | Should -Be (Get-FolderText $folder)
        }

        It 'finds every secret before it sends anything, and needs none for a plan' {
            [Environment]::SetEnvironmentVariable('PANTHERPS_TEST_KEY', $null)
            Set-Definition hook.panther.json '"Secret": "hook-AuthSecretValue"' '"Env": "PANTHERPS_TEST_KEY"'
            $ran = Invoke-Recorded {
                Sync-PantherLogSource $folder -Connection other -Secret @{ 'bucket-Credentials' = $key; 'subscription/Credentials' = $key }
            }
            "$($ran.Failure)" | Should -BeLike '*AuthSecretValue*variable PANTHERPS_TEST_KEY is not set*Nothing was changed.'
            Get-Request -Kind mutation -Emulator $two | Should -BeNullOrEmpty
            $plan = Invoke-Recorded { Sync-PantherLogSource $folder -Connection other -WhatIf }
            $plan.Errors | Should -BeNullOrEmpty
            $plan.Failure | Should -BeNullOrEmpty
            Get-Request -Kind mutation -Emulator $two | Should -BeNullOrEmpty
        }

        It 'sends a secret where an update demands it, or where it is told to' {
            Set-Definition bucket.panther.json '"LogStreamType": "JSON"' '"LogStreamType": "Lines"'
            Sync-PantherLogSource $folder | ForEach-Object Status | Should -Be Succeeded
            Set-Definition hook.panther.json '"LogStreamType": "JSON"' '"LogStreamType": "Lines"'
            { Sync-PantherLogSource $folder } | Should -Throw '*AuthSecretValue*'
            Sync-PantherLogSource $folder -Secret @{ 'hook-AuthSecretValue' = $secret } | ForEach-Object Status | Should -Be Succeeded
            (Get-RawSource $ids.Http -Emulator $one).config.authSecretValue | Should -Be 'hunter2-Secret'
            Sync-PantherLogSource $folder -Secret $script | Should -BeNullOrEmpty
            @(Sync-PantherLogSource $folder -Secret $script -UpdateSecret).Status | Should -Be Succeeded, Succeeded, Succeeded
        }

        It 'leaves a source that somebody changes while the question about it stands' {
            Set-Definition Everything.panther.json '"LogStreamType": "JsonArray"' '"LogStreamType": "Lines"'
            $session = New-Session -Emulator $one
            $running = Start-InSession $session { param($folder) Sync-PantherLogSource $folder -Confirm } @{ folder = $folder }
            $clock = [Diagnostics.Stopwatch]::StartNew()
            while (-not $session.Host.Questions -and $clock.Elapsed.TotalSeconds -lt 60) { Start-Sleep -Milliseconds 50 }
            Edit-RawSource $ids.S3 @{ kmsKey = '' } -Emulator $one
            $session.Host.Answer('Yes')
            $ran = Receive-InSession $running -Seconds 60
            "$($ran.Errors)" | Should -BeLike "*'Everything'*was changed by someone else after the comparison: KmsKey is now ''*"
            $ran.Output.Status | Should -Be Failed
            Get-Request -Kind mutation -Emulator $one | Should -BeNullOrEmpty
            Remove-Session $session
        }

        It 'replaces and removes only when it is told to' {
            Set-Definition Everything.panther.json '"S3Bucket": "a-bucket"' '"S3Bucket": "another-bucket"'
            Remove-Item (Join-Path $folder hook.panther.json)
            $ran = Invoke-Recorded { Sync-PantherLogSource $folder }
            $ran.Output.Status | Should -Be Failed
            $ran.Output.Action | Should -Be Replace
            "$($ran.Errors)" | Should -BeLike '*S3Bucket: ''a-bucket'' -> ''another-bucket''*-Replace*'
            Get-Request -Kind mutation -Emulator $one | Should -BeNullOrEmpty
            $results = @(Sync-PantherLogSource $folder -Replace -Prune -Confirm:$false)
            $results | ForEach-Object { "$($_.Action) $($_.Status)" } | Should -Be 'Replace Succeeded', 'Remove Succeeded'
            $results[0].Id | Should -Not -Be $ids.S3
            Compare-PantherLogSource $folder | Should -BeNullOrEmpty
        }

        It 'removes with -Prune only what a definition can describe and none names, though some definitions fail' {
            [void] (Add-RawSource @{ integrationLabel = 'puller'; integrationType = 'log-pulling' } -Emulator $one)
            [void] (Add-RawSource @{ integrationLabel = 'queue'; integrationType = 'aws-sqs' } -Emulator $one)
            Set-Definition subscription.panther.json '"LogType": [' '"LogType": [ "",'
            Set-Definition Everything.panther.json '"S3Bucket": "a-bucket"' '"S3Bucket": "another-bucket"'
            Remove-Item (Join-Path $folder hook.panther.json)
            $ran = Invoke-Recorded { Sync-PantherLogSource $folder -Confirm:$false }
            $ran.Output | ForEach-Object { "$_" } | Should -Be "Replace s3 'Everything': Failed", "Update pubsub 'subscription': Failed"
            Get-Request -Kind mutation -Emulator $one | Should -BeNullOrEmpty
            $ran = Invoke-Recorded { Sync-PantherLogSource $folder -Prune -Confirm:$false }
            $ran.Output | ForEach-Object { "$_" } |
                Should -Be "Replace s3 'Everything': Failed", "Update pubsub 'subscription': Failed", "Remove http 'hook': Succeeded"
            @(Get-RawSource -Emulator $one).integrationLabel | Sort-Object |
                Should -Be bucket, Everything, puller, queue, subscription
            (Get-RawSource $ids.S3 -Emulator $one).s3Bucket | Should -Be a-bucket
        }

        It 'does with -Replace and -Prune nothing more where nothing has to be replaced or removed' {
            Set-Definition bucket.panther.json '"LogStreamType": "JSON"' '"LogStreamType": "Lines"'
            $ran = Invoke-Recorded { Sync-PantherLogSource $folder -Replace -Prune -Confirm:$false }
            @($ran.Errors) + @($ran.Warnings) | Should -BeNullOrEmpty
            $ran.Output | ForEach-Object { "$($_.Action) $($_.Id) $($_.Status)" } | Should -Be "Update $($ids.Gcs) Succeeded"
            @(Get-Request -Kind mutation -Emulator $one).Count | Should -Be 1
        }

        It 'gives a source that replaces another the alarm of which its definition says nothing' {
            $definition = [IO.File]::ReadAllText((Join-Path $folder Everything.panther.json)) | ConvertFrom-Json
            $definition.PSObject.Properties.Remove('NoDataAlarmMinutes')
            $definition.S3Bucket = 'another-bucket'
            [IO.File]::WriteAllText((Join-Path $folder Everything.panther.json), (ConvertTo-Json $definition -Depth 9))
            $made = Sync-PantherLogSource $folder -Replace -Confirm:$false
            $made.Status | Should -Be Succeeded
            (Get-PantherLogSourceAlarm -Id $made.Id).MinutesThreshold | Should -Be 60
        }

        It 'removes nothing for a replacement whose label is taken' {
            $definition = [IO.File]::ReadAllText((Join-Path $folder Everything.panther.json)) | ConvertFrom-Json
            $definition.Label = 'hook'
            $definition.S3Bucket = 'another-bucket'
            Add-Member -InputObject $definition Id $ids.S3 -Force
            [IO.File]::WriteAllText((Join-Path $folder Everything.panther.json), (ConvertTo-Json $definition -Depth 9))
            Remove-Item (Join-Path $folder hook.panther.json)
            $ran = Invoke-Recorded { Sync-PantherLogSource $folder -Replace -Confirm:$false }
            $ran.Output.Status | Should -Be Failed
            $ran.Errors.FullyQualifiedErrorId | Should -BeLike 'PantherConflict,*'
            Get-Request -Kind mutation -Emulator $one | Should -BeNullOrEmpty
        }

        It 'removes nothing with -Prune where no definition came' {
            $failure = Get-ErrorOf { @() | Sync-PantherLogSource -Prune -Confirm:$false }
            $failure.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            "$failure" | Should -BeLike '*-Prune would remove every log source*Nothing was changed*'
            Get-Request -Kind mutation -Emulator $one | Should -BeNullOrEmpty
        }

        It 'asks about what it removes, and not about what it changes' {
            Set-Definition bucket.panther.json '"LogStreamType": "JSON"' '"LogStreamType": "Lines"'
            Remove-Item (Join-Path $folder hook.panther.json)
            $session = New-Session -Emulator $one
            $session.Host.Answer('No')
            $ran = Invoke-InSession $session { param($folder) Sync-PantherLogSource $folder -Prune } @{ folder = $folder }
            $ran.Errors | Should -BeNullOrEmpty
            $session.Host.Questions | Should -HaveCount 1
            $session.Host.Questions | Should -BeLike "*Remove the http log source 'hook'*This cannot be undone.*"
            $ran.Output | ForEach-Object { "$($_.Action) $($_.Status)" } | Should -Be 'Update Succeeded', 'Remove Skipped'
            Remove-Session $session
        }

        It 'says what it would do to each, and counts all once: <Name>' -ForEach @(
            @{ Name = 'nothing differs'; Change = {}; Last = '0 of 4 would be carried out, 0 would fail, 4 would stay as they are.' }
            @{
                Name = 'one of four'
                Change = { Set-Definition bucket.panther.json '"LogStreamType": "JSON"' '"LogStreamType": "Lines"' }
                Last = '1 of 4 would be carried out (1 to update), 0 would fail, 3 would stay as they are.'
                Shows = "*Changing the gcs log source 'bucket'*LogStreamType: 'JSON' -> 'Lines'*"
            }
            @{
                Name = 'changes, removals, and what fails when it is compared and when it is planned'
                Change = {
                    Set-Definition bucket.panther.json '"LogStreamType": "JSON"' '"LogStreamType": "Lines"'
                    Set-Definition subscription.panther.json '"LogType": [' '"LogType": [ "",'
                    Set-Definition Everything.panther.json '"S3Bucket": "a-bucket"' '"S3Bucket": "another-bucket"'
                    Remove-Item (Join-Path $folder hook.panther.json)
                }
                Last = '2 of 4 would be carried out (1 to update, 1 to remove), 2 would fail, 0 would stay as they are.'
                Failed = 2
                Shows = "*Changing the gcs log source 'bucket'*Removing the http log source 'hook'*"
            }
            @{
                Name = 'two hundred'
                Change = { 1..196 | ForEach-Object { Set-Content (Join-Path $folder "$_.panther.json") "{ Kind: 's3', Label: 'l$_', AwsAccountId: '123456789012', S3Bucket: 'bucket-$_', LogProcessingRole: 'arn:aws:iam::123456789012:role/r', LogStreamType: 'Lines', Prefix: '', LogType: 'AWS.ALB' }" } }
                Last = '196 of 200 would be carried out (196 to create), 0 would fail, 4 would stay as they are.'
            }
        ) {
            & $Change
            $session = New-Session -Emulator $one
            $ran = Invoke-InSession $session { param($folder) Sync-PantherLogSource $folder -Prune -WhatIf 6>&1 } @{ folder = $folder }
            $ran.Output | Should -BeNullOrEmpty
            $ran.Errors | Should -HaveCount ([int] $Failed)
            $lines = $session.Host.Lines -join "`n" -split "`n"
            $lines[-1] | Should -Be "What if: Sync-PantherLogSource, in total: $Last"
            @($lines -match ' to (create|update|remove)|would ').Count | Should -Be 1
            if ($Shows) { $lines -join "`n" | Should -BeLike $Shows }
            Get-Request -Kind mutation -Emulator $one | Should -BeNullOrEmpty
            Remove-Session $session
        }

        It 'counts what could not be compared as failed, with the id of its source and none of another tenant' {
            Set-Definition subscription.panther.json '"LogType": [' '"LogType": [ "",'
            Set-Definition subscription.panther.json '"Label"' "`"Id`": `"of-another-tenant`", `"Label`""
            Set-Definition hook.panther.json '"Label": "hook"' '"Label": "new", "Id": "of-another-tenant-2"'
            Set-Definition hook.panther.json '"LogType": [' '"LogType": [ "",'
            Set-Definition bucket.panther.json '"LogStreamType": "JSON"' '"LogStreamType": "Lines"'
            $ran = Invoke-Recorded { Sync-PantherLogSource $folder -Verbose }
            $ran.Output | ForEach-Object { "$($_.Action) $($_.Label) $($_.Status) $($_.Id)" } | Should -Be @(
                "Update bucket Succeeded $($ids.Gcs)", 'Create new Failed ', "Update subscription Failed $($ids.PubSub)")
            $ran.Verbose -like 'Sync-PantherLogSource:*' | Should -Be 'Sync-PantherLogSource: 1 changed, 2 failed, 0 left.'
        }

        It 'warns of what the New- and Set- cmdlets warn of, in the plan as in the run' {
            $role = 'arn:aws:iam::210987654321:role/PantherLogProcessingRole-a'
            $change = @{ LogProcessingRole = $role; KmsKey = 'arn:aws:kms:us-east-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab' }
            $changing = (Invoke-Recorded { Set-PantherS3LogSource $ids.S3 @change -WhatIf }).Warnings
            $changing | Should -HaveCount 2
            Set-Definition Everything.panther.json 'arn:aws:iam::123456789012:' 'arn:aws:iam::210987654321:'
            Set-Definition Everything.panther.json 'arn:aws:kms:us-east-1:123456789012:' 'arn:aws:kms:us-east-1:210987654321:'
            (Invoke-Recorded { Sync-PantherLogSource $folder -WhatIf }).Warnings | Should -Be $changing
            (Invoke-Recorded { Sync-PantherLogSource $folder }).Warnings | Should -Be $changing

            # A new source of the same bucket, by another account, and one whose account is odd.
            $new = @{
                AwsAccountId = '210987654321'
                S3Bucket = 'a-bucket'
                LogProcessingRole = $role
                LogStreamType = 'JSON'
                LogType = 'AWS.ALB'
            }
            $odd = $new + @{ Label = 'odd' }
            $odd.AwsAccountId = '12345'
            $odd.S3Bucket = 'odd-bucket'
            $creating = (Invoke-Recorded { New-PantherS3LogSource 'another' @new -WhatIf; New-PantherS3LogSource @odd -WhatIf }).Warnings
            $creating | Should -HaveCount 2
            $definitions = ($new + @{ Kind = 's3'; Label = 'another' }), ($odd + @{ Kind = 's3' })
            (Invoke-Recorded { $definitions | Sync-PantherLogSource -WhatIf }).Warnings | Should -Be $creating
            (Invoke-Recorded { $definitions | Sync-PantherLogSource }).Warnings | Should -Be $creating
        }

        It 'shows what lists and mappings gain and lose, as the plans of the Set- cmdlets do' {
            Set-Definition Everything.panther.json '"AWS.VPCFlow"' '"AWS.GuardDuty"'
            Set-Definition Everything.panther.json '"logs/old/"' '"logs/new/"'
            Set-Definition subscription.panther.json '"GCP.AuditLog"' '"GCP.AuditLog", "GCP.HTTPLoadBalancer"'
            $differences = @(Compare-PantherLogSource $folder)
            $differences.Changes | ForEach-Object { "$_" } | Should -Be @(
                "S3PrefixLogTypes: 'logs/': + AWS.GuardDuty, - AWS.VPCFlow, excluded + logs/new/, excluded - logs/old/",
                    'LogType: + GCP.HTTPLoadBalancer')
            $differences[1].Changes.Desired | Should -Be 'GCP.AuditLog;GCP.HTTPLoadBalancer'
            $session = New-Session -Emulator $one
            [void] (Invoke-InSession $session { param($folder) Sync-PantherLogSource $folder -WhatIf } @{ folder = $folder })
            $session.Host.Lines -join "`n" |
                Should -BeLike "*S3PrefixLogTypes: 'logs/': + AWS.GuardDuty, - AWS.VPCFlow*LogType: + GCP.HTTPLoadBalancer*"
            Remove-Session $session
        }

        It 'gives a label to a source when the one that has it is gone or renamed, at once: <Name>' -ForEach @(
            @{ Name = 'a rename onto one that is removed'; Renames = @{ hook = 'bucket' }; Removed = 'bucket'; Order = 'DELETE', 'PUT' }
            @{ Name = 'another kind in place of one'; Kind = 'bucket'; Renames = @{}; Removed = 'bucket'; Order = 'DELETE', 'POST' }
            @{
                Name = 'a chain'
                Renames = @{ hook = 'bucket'; bucket = 'subscription'; subscription = 'last' }
                Order = 'PUT', 'PUT', 'PUT'
            }
        ) {
            $nouns = @{ hook = 'Http'; bucket = 'Gcs'; subscription = 'PubSub' }
            foreach ($from in $Renames.Keys) {
                Set-Definition "$from.panther.json" "`"Label`": `"$from`"" "`"Id`": `"$($ids[$nouns[$from]])`", `"Label`": `"$($Renames[$from])`""
            }

            if ($Removed) { Remove-Item (Join-Path $folder "$Removed.panther.json") }
            if ($Kind) {
                $hook = '{ "Kind": "http", "Label": "bucket", "LogType": ["AWS.ALB"], "LogStreamType": "JSON", "AuthMethod": "None" }'
                [IO.File]::WriteAllText((Join-Path $folder new.panther.json), $hook)
            }

            (Invoke-Recorded { Sync-PantherLogSource $folder -Prune -WhatIf }).Errors | Should -BeNullOrEmpty
            $ran = Invoke-Recorded { Sync-PantherLogSource $folder -Prune -Confirm:$false -Secret $script }
            $ran.Errors | Should -BeNullOrEmpty
            $ran.Output.Status | Sort-Object -Unique | Should -Be Succeeded
            $sent = Get-Request -Kind mutation -Emulator $one
            $sent | ForEach-Object { if ($_.operation -eq 'DeleteSource') { 'DELETE' } else { $_.method } } | Should -Be $Order
            Compare-PantherLogSource $folder | Should -BeNullOrEmpty
        }

        It 'says what it cannot give a label to, before it sends anything: <Name>' -ForEach @(
            @{
                Name = 'one that stays'
                Renames = @{ hook = 'puller' }
                Planned = 1
                Says = "*The label 'puller' is taken: a log source of the kind log-pulling has it*"
            }
            @{
                Name = 'two that get the same'
                Renames = @{ hook = 'same'; bucket = 'same' }
                Planned = 1
                Says = "*The label 'same' is used twice*bucket.panther.json*"
            }
            @{
                Name = 'two that swap theirs'
                Renames = @{ hook = 'bucket'; bucket = 'hook' }
                Planned = 2
                Says = '*in a circle*'
                IsRefused = $true
            }
        ) {
            [void] (Add-RawSource @{ integrationLabel = 'puller'; integrationType = 'log-pulling' } -Emulator $one)
            $nouns = @{ hook = 'Http'; bucket = 'Gcs' }
            foreach ($from in $Renames.Keys) {
                Set-Definition "$from.panther.json" "`"Label`": `"$from`"" "`"Id`": `"$($ids[$nouns[$from]])`", `"Label`": `"$($Renames[$from])`""
            }

            $plan = Invoke-Recorded { Sync-PantherLogSource $folder -Prune -WhatIf }
            $plan.Errors | Should -HaveCount $Planned
            $plan.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PantherConflict,*'
            "$($plan.Errors)" | Should -BeLike $Says

            # What labels Panther takes is for Panther to say; but no order does what goes round in a circle.
            $ran = Invoke-Recorded { Sync-PantherLogSource $folder -Prune -Confirm:$false -Secret $script }
            $ran.Errors | Should -HaveCount $Planned
            $ran.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PantherConflict,*'
            @(Get-Request -Kind mutation -Emulator $one).Count -eq 0 | Should -Be ([bool] $IsRefused)
        }

        It 'goes on after a source that fails, and leaves a result for each, in the order of the comparison' {
            [void] (Add-Fault @{
                api = 'rest'
                method = 'POST'
                path = '/log-sources/gcs'
                status = 400
                body = @{ message = 'no' }
            } -Emulator $two)
            $ran = Invoke-Recorded { Sync-PantherLogSource $folder -Connection other -Secret $script }
            $ran.Output | ForEach-Object { "$($_.Label) $($_.Status)" } |
                Should -Be 'Everything Succeeded', 'bucket Failed', 'hook Succeeded', 'subscription Succeeded'
            $ran.Errors | Should -HaveCount 1
            $ran.Output[1].Error | Should -BeLike '*no*'
            @(Sync-PantherLogSource $folder -Connection other -Secret $script).Label | Should -Be bucket
        }

        It 'leaves a result for each where it ends early, and can be run again' {
            [void] (Add-Fault @{ api = 'rest'; method = 'POST'; path = '/log-sources/http'; status = 401; times = 0 } -Emulator $two)
            $ran = Invoke-Recorded { Sync-PantherLogSource $folder -Connection other -Secret $script -ThrottleLimit 1 }
            $ran.Failure.FullyQualifiedErrorId | Should -Be 'PantherUnauthorized,PantherPS.Commands.SyncPantherLogSourceCommand'
            $ran.Output | ForEach-Object { "$($_.Label) $($_.Status)" } |
                Should -Be 'Everything Succeeded', 'bucket Succeeded', 'hook Failed', 'subscription NotRun'
            Clear-Fault -Emulator $two
            @(Sync-PantherLogSource $folder -Connection other -Secret $script).Label | Should -Be hook, subscription
            Compare-PantherLogSource $folder -Connection other | Should -BeNullOrEmpty
        }

        It 'creates nothing twice where an answer is lost' {
            [void] (Add-Fault @{ operation = 'CreateS3LogSource'; phase = 'after'; status = 502 } -Emulator $two)
            $ran = Invoke-Recorded { Sync-PantherLogSource $folder -Connection other -Secret $script }
            $ran.Output.Status | Should -Be Succeeded, Succeeded, Succeeded, Succeeded
            @(Get-Request CreateS3LogSource -Emulator $two).Count | Should -Be 1
            @(Get-RawSource -Emulator $two | Where-Object integrationLabel -EQ Everything).Count | Should -Be 1
        }
    }
}
