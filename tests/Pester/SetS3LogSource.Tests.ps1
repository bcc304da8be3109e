BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null

    # A source as the emulator stores it, property by property, without when it was changed, and as text that can be compared.
    function Get-State([string] $Id) {
        $state = [ordered] @{}
        foreach ($property in Get-RawSource $Id | ForEach-Object { $_.PSObject.Properties } | Sort-Object Name) {
            if ($property.Name -ne 'lastModified') {
                $state[$property.Name] = ConvertTo-Json -InputObject (Get-Ordered $property.Value) -Depth 10 -Compress
            }
        }

        $state
    }

    # An object with its members in the order of their names, the levels below too.
    function Get-Ordered($Value) {
        if ($Value -is [object[]]) {
            return , @($Value | ForEach-Object { Get-Ordered $_ })
        }

        if ($Value -isnot [System.Management.Automation.PSCustomObject]) {
            return $Value
        }

        $ordered = [ordered] @{}
        $Value.PSObject.Properties | Sort-Object Name | ForEach-Object { $ordered[$_.Name] = Get-Ordered $_.Value }
        $ordered
    }

    # The names of the properties in which two states differ.
    function Compare-State($Before, $After) {
        @($Before.Keys) + @($After.Keys) | Sort-Object -Unique | Where-Object { $Before[$_] -cne $After[$_] }
    }

    function Get-Input {
        @(Get-Request UpdateS3LogSource)[-1].variables.input
    }
}

AfterAll {
    Stop-Emulator
}

Describe 'Set-PantherS3LogSource' {
    Context 'at the edition <_>' -ForEach '2025-07', 'current', 'next' {
        BeforeAll {
            $edition = $_
        }

        BeforeEach {
            Reset-Emulator -Settings @{ edition = $edition }
            $options = @{ jsonArrayEnvelopeField = 'records'; retainEnvelopeFields = $true; xmlRootElement = 'root' }
            if ($edition -eq '2025-07') {
                $options = @{ jsonArrayEnvelopeField = 'records' }
            }

            $id = Add-S3Source @{ logStreamTypeOptions = $options }
            Connect-TestTenant | Out-Null
            $before = Get-State $id
        }

        AfterEach {
            Disconnect-Panther -All
        }

        It 'changes <Changed> and nothing else' -ForEach @(
            @{ With = @{ Label = 'Another' }; Changed = 'integrationLabel'; To = '"Another"' }
            @{
                With = @{ LogProcessingRole = 'arn:aws:iam::123456789012:role/other' }
                Changed = 'logProcessingRole'
                To = '"arn:aws:iam::123456789012:role/other"'
            }
            @{ With = @{ LogStreamType = 'lines' }; Changed = 'logStreamType'; To = '"Lines"' }
            @{
                With = @{ KmsKey = 'arn:aws:kms:us-east-1:123456789012:key/other' }
                Changed = 'kmsKey'
                To = '"arn:aws:kms:us-east-1:123456789012:key/other"'
            }
            @{ With = @{ KmsKey = '' }; Changed = 'kmsKey'; To = '""' }
            @{ With = @{ ManagedBucketNotifications = $false }; Changed = 'managedBucketNotifications'; To = 'false' }
            @{
                With = @{ NewPrefix = 'new/' }
                Changed = 's3PrefixLogTypes'
                To = '[{"excludedPrefixes":["logs/tmp/*","logs/old/"],"logTypes":["AWS.ALB","AWS.VPCFlow"],"prefix":"new/"}]'
            }
            @{
                With = @{ Prefix = 'logs/'; NewPrefix = '' }
                Changed = 's3PrefixLogTypes'
                To = '[{"excludedPrefixes":["logs/tmp/*","logs/old/"],"logTypes":["AWS.ALB","AWS.VPCFlow"],"prefix":""}]'
            }
            @{
                With = @{ ExcludedPrefix = 'logs/x/' }
                Changed = 's3PrefixLogTypes'
                To = '[{"excludedPrefixes":["logs/x/"],"logTypes":["AWS.ALB","AWS.VPCFlow"],"prefix":"logs/"}]'
            }
            @{
                With = @{ ExcludedPrefix = @() }
                Changed = 's3PrefixLogTypes'
                To = '[{"excludedPrefixes":[],"logTypes":["AWS.ALB","AWS.VPCFlow"],"prefix":"logs/"}]'
            }
            @{
                With = @{ S3PrefixLogTypes = '{"prefix":"j/","logTypes":["AWS.VPCFlow","AWS.ALB"]}' }
                Changed = 's3PrefixLogTypes', 'logTypes'
                To = '[{"excludedPrefixes":[],"logTypes":["AWS.VPCFlow","AWS.ALB"],"prefix":"j/"}]'
            }
            @{
                With = @{ LogType = 'AWS.CloudTrail' }
                Changed = 's3PrefixLogTypes', 'logTypes'
                To = '[{"excludedPrefixes":["logs/tmp/*","logs/old/"],"logTypes":["AWS.CloudTrail"],"prefix":"logs/"}]'
            }
        ) {
            $recorded = Invoke-Recorded { Set-PantherS3LogSource -Id $id @With }
            $recorded.Errors | Should -BeNullOrEmpty
            $recorded.Warnings | Should -BeNullOrEmpty
            $recorded.Output | Should -BeNullOrEmpty
            $after = Get-State $id
            Compare-State $before $after | Should -Be @($Changed | Sort-Object)
            $after[@($Changed)[0]] | Should -BeExactly $To
        }

        It 'changes one stream type option and keeps the others' {
            Set-PantherS3LogSource -Id $id -JsonArrayEnvelopeField items
            $after = Get-State $id
            Compare-State $before $after | Should -Be logStreamTypeOptions
            $after.logStreamTypeOptions | Should -BeExactly ($before.logStreamTypeOptions -replace 'records', 'items')
        }

        It 'clears a stream type option with empty text' {
            Set-PantherS3LogSource -Id $id -JsonArrayEnvelopeField ''
            $after = Get-State $id
            Compare-State $before $after | Should -Be logStreamTypeOptions
            $after.logStreamTypeOptions | Should -BeExactly ($before.logStreamTypeOptions -replace 'records', '')
        }

        It 'reads the source anew, so that a stale piped object undoes no newer change' {
            $stale = Get-PantherLogSource -Id $id
            Edit-RawSource $id @{ kmsKey = 'arn:aws:kms:us-east-1:123456789012:key/newer'; integrationLabel = 'Newer' }
            $stale | Set-PantherS3LogSource -LogStreamType Lines
            $raw = Get-RawSource $id
            $raw.kmsKey | Should -Be 'arn:aws:kms:us-east-1:123456789012:key/newer'
            $raw.integrationLabel | Should -Be Newer
            $raw.logStreamType | Should -Be Lines
        }

        It 'asks the tenant''s schema once for a connection' {
            Set-PantherS3LogSource -Id $id -Label one
            Set-PantherS3LogSource -Id $id -Label two
            @(Get-Request DescribeUpdate).Count | Should -Be 1
        }
    }

    Context 'at any edition' {
        BeforeEach {
            Reset-Emulator
            $id = Add-S3Source
            Connect-TestTenant | Out-Null
            $before = Get-State $id
        }

        AfterEach {
            Disconnect-Panther -All
        }

        It 'sends no update where nothing changes: <Name>' -ForEach @(
            @{ Name = 'all as it is'; With = @{
                    Label = 'Everything'; LogStreamType = 'jsonarray'; ManagedBucketNotifications = $true; RetainEnvelopeFields = $true
                    JsonArrayEnvelopeField = 'records'; Prefix = 'logs/'; LogType = @('AWS.ALB', 'AWS.VPCFlow')
                }
            }
            @{
                Name = 'log types are added and removed that it has and has not'
                With = @{ AddLogType = 'aws.alb'; RemoveLogType = 'AWS.GuardDuty' }
            }
            @{ Name = 'the order of log types alone'; With = @{ LogType = 'AWS.VPCFlow', 'AWS.ALB' } }
            @{
                Name = 'a mapping is added that it has'
                With = @{
                    AddS3PrefixLogTypes = @{
                        Prefix = 'logs/'
                        LogTypes = 'AWS.VPCFlow', 'AWS.ALB'
                        ExcludedPrefixes = 'logs/old/', 'logs/tmp/*'
                    }
                }
            }
        ) {
            $recorded = Invoke-Recorded { Set-PantherS3LogSource -Id $id @With -PassThru -Verbose }
            $recorded.Errors | Should -BeNullOrEmpty
            $recorded.Output.Id | Should -Be $id
            $recorded.Verbose -join "`n" | Should -BeLike '*nothing to change*'
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }

        It 'does not clear with an empty key where there is none' {
            Edit-RawSource $id @{ kmsKey = $null }
            Set-PantherS3LogSource -Id $id -KmsKey ''
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }

        It 'sends an empty key where there is none and something else changes' {
            Edit-RawSource $id @{ kmsKey = $null }
            Set-PantherS3LogSource -Id $id -Label Other
            (Get-Input).kmsKey | Should -BeExactly ''
        }

        It 'turns a switch off with :$false, and leaves it where it is not named' {
            Set-PantherS3LogSource -Id $id -ManagedBucketNotifications:$false -RetainEnvelopeFields:$false
            $raw = Get-RawSource $id
            $raw.managedBucketNotifications | Should -BeFalse
            $raw.logStreamTypeOptions.retainEnvelopeFields | Should -BeFalse
            Set-PantherS3LogSource -Id $id -ManagedBucketNotifications
            (Get-RawSource $id).managedBucketNotifications | Should -BeTrue
        }

        It 'returns the changed source with -PassThru, and nothing with -PassThru:$false' {
            $changed = Set-PantherS3LogSource -Id $id -Label Other -PassThru
            $changed.GetType().Name | Should -Be S3LogSource
            $changed.Label | Should -Be Other
            [string] $changed.CreatedBy | Should -Be 'owner@example.com'
            Set-PantherS3LogSource -Id $id -Label Another -PassThru:$false | Should -BeNullOrEmpty
        }

        It 'takes <Name>' -ForEach @(
            @{ Name = 'an id by position'; Call = { Set-PantherS3LogSource $id -Label Other } }
            @{ Name = 'ids by pipe'; Call = { $id | Set-PantherS3LogSource -Label Other } }
            @{
                Name = 'objects with an IntegrationId'
                Call = { [pscustomobject] @{ IntegrationId = $id; Label = 'not this'; KmsKey = '' } | Set-PantherS3LogSource -Label Other }
            }
            @{ Name = 'sources by pipe'; Call = { Get-PantherLogSource | Set-PantherS3LogSource -Label Other } }
            @{ Name = 'sources by parameter'; Call = { Set-PantherS3LogSource -InputObject (Get-PantherLogSource) -Label Other } }
            @{ Name = 'a source out of a file'; Call = {
                    $file = Join-Path $TestDrive source.xml
                    Get-PantherLogSource | Export-Clixml $file
                    Import-Clixml $file | Set-PantherS3LogSource -Label Other
                }
            }
        ) {
            $recorded = Invoke-Recorded $Call
            $recorded.Errors | Should -BeNullOrEmpty
            $recorded.Failure | Should -BeNullOrEmpty
            Compare-State $before (Get-State $id) | Should -Be integrationLabel
        }

        It 'changes many, one error for each bad one' {
            $second = Add-S3Source @{ integrationLabel = 'second' }
            $hook = (Add-RawSource @{ integrationLabel = 'hook'; integrationType = 'http-ingest' }).integrationId
            $recorded = Invoke-Recorded { $id, 'unknown', $hook, $second | Set-PantherS3LogSource -LogStreamType Lines -PassThru }
            $recorded.Output.Id | Should -Be $id, $second
            $recorded.Errors.TargetObject | Should -Be unknown, $hook
            $recorded.Errors[0].FullyQualifiedErrorId | Should -Be 'PantherNotFound,PantherPS.Commands.SetPantherS3LogSourceCommand'
            $recorded.Errors[1].FullyQualifiedErrorId | Should -Be 'PantherInvalidInput,PantherPS.Commands.SetPantherS3LogSourceCommand'
            $recorded.Errors[1].Exception.Message | Should -BeLike '*hook*http-ingest*aws-s3*'
            @(Get-Request UpdateS3LogSource).Count | Should -Be 2
        }

        It 'names a label that is taken' {
            Add-S3Source @{ integrationLabel = 'taken' } | Out-Null
            $refusal = Get-ErrorOf { Set-PantherS3LogSource -Id $id -Label taken }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherConflict,*'
            $refusal.TargetObject | Should -Be $id
        }

        It 'refuses <Name> before anything is sent' -ForEach @(
            @{ Name = 'a bad label'; With = @{ Label = 'under_score' } }
            @{ Name = 'a bad role'; With = @{ LogProcessingRole = 'role' } }
            @{ Name = 'a bad key'; With = @{ KmsKey = 'key' } }
            @{ Name = 'a mapping that is none'; With = @{ S3PrefixLogTypes = '{oops' } }
            @{ Name = 'a prefix twice'; With = @{ S3PrefixLogTypes = '[{"prefix":"a"},{"prefix":"a"}]' } }
            @{ Name = 'mappings in both ways'; With = @{ S3PrefixLogTypes = @{ Prefix = 'a' }; LogType = 'AWS.ALB' } }
        ) {
            $refusal = Get-ErrorOf { Set-PantherS3LogSource -Id $id @With }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $refusal.IsTerminating | Should -BeTrue
            Get-Request | Should -BeNullOrEmpty
        }

        It 'has a deletion meanwhile as its outcome' {
            [void] (Add-Fault @{ operation = 'UpdateS3LogSource'; hold = $true })
            $session = New-Session
            try {
                $running = Start-InSession $session { param($id) Set-PantherS3LogSource -Id $id -Label Other } @{ id = $id }
                Wait-Until { @(Get-Request UpdateS3LogSource).Count -eq 1 }
                Send-Control DELETE "sources/$id"
                Clear-Fault
                (Receive-InSession $running).Errors.FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
            }
            finally {
                Remove-Session $session
            }
        }

        It 'repeats an update whose answer was lost' {
            [void] (Add-Fault @{ operation = 'UpdateS3LogSource'; phase = 'after'; status = 503; headers = @{ 'Retry-After' = '0' } })
            (Set-PantherS3LogSource -Id $id -Label Other -PassThru).Label | Should -Be Other
            @(Get-Request UpdateS3LogSource).Count | Should -Be 2
        }

        It 'warns once a command, and keeps the fields that it knows, where the tenant does not tell its schema' {
            Reset-Emulator -Settings @{ introspection = $false }
            $id = Add-S3Source
            $before = Get-State $id
            Connect-TestTenant | Out-Null
            $recorded = Invoke-Recorded {
                Set-PantherS3LogSource -Id $id -Label Other
                Set-PantherS3LogSource -Id $id -Label Another
            }
            $recorded.Errors | Should -BeNullOrEmpty
            @($recorded.Warnings -like '*does not say which fields*').Count | Should -Be 2
            Compare-State $before (Get-State $id) | Should -Be integrationLabel
            $ids = $id, (Send-Control POST sources @(@{ integrationLabel = 'second'; integrationType = 'aws-s3' }))[0].integrationId
            @(
                (Invoke-Recorded { $ids | Set-PantherS3LogSource -LogStreamType Lines }).Warnings -like '*does not say which fields*'
            ).Count | Should -Be 1
        }
    }

    Context 'a source with several mappings' {
        BeforeEach {
            Reset-Emulator
            $id = Add-S3Source @{ s3PrefixLogTypes = @(
                    @{ prefix = ''; logTypes = @('AWS.ALB'); excludedPrefixes = @('x/') }
                    @{ prefix = 'x/'; logTypes = @('AWS.VPCFlow'); excludedPrefixes = @() })
            }
            Connect-TestTenant | Out-Null
        }

        AfterEach {
            Disconnect-Panther -All
        }

        It 'needs -Prefix to say which one' {
            $refusal = Get-ErrorOf { Set-PantherS3LogSource -Id $id -LogType AWS.CloudTrail }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $refusal.Exception.Message | Should -BeLike "*Everything*'x/'*prefix*"
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }

        It 'is changed in the one that -Prefix names: "<_>"' -ForEach 'x/', '' {
            Set-PantherS3LogSource -Id $id -Prefix $_ -LogType AWS.CloudTrail, AWS.GuardDuty
            $raw = Get-RawSource $id
            $raw.s3PrefixLogTypes.prefix | Should -Be '', x/
            $index = if ($_) { 1 } else { 0 }
            $raw.s3PrefixLogTypes[$index].logTypes | Should -Be AWS.CloudTrail, AWS.GuardDuty
            @($raw.s3PrefixLogTypes[0].excludedPrefixes) | Should -Be x/
            @($raw.s3PrefixLogTypes[1 - $index].logTypes)[0] | Should -BeIn 'AWS.ALB', 'AWS.VPCFlow'
        }

        It 'is not changed where -Prefix names none of them' {
            (Get-ErrorOf { Set-PantherS3LogSource -Id $id -Prefix y/ -LogType AWS.CloudTrail }).FullyQualifiedErrorId |
                Should -BeLike 'PantherInvalidInput,*'
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }

        It 'gets all anew with -S3PrefixLogTypes' {
            Set-PantherS3LogSource -Id $id -S3PrefixLogTypes @{ Prefix = 'z/'; LogTypes = 'AWS.ALB' }
            (Get-RawSource $id).s3PrefixLogTypes.prefix | Should -Be z/
        }

        It 'can be changed from its own mappings' {
            $source = Get-PantherLogSource
            $mappings = @($source.S3PrefixLogTypes) + @{ Prefix = 'y/'; LogTypes = 'AWS.ALB' }
            $source | Set-PantherS3LogSource -S3PrefixLogTypes $mappings
            (Get-RawSource $id).s3PrefixLogTypes.prefix | Should -Be '', x/, y/
        }
    }

    Context 'before it changes' {
        BeforeEach {
            Reset-Emulator
            $id = Add-S3Source
            $session = New-Session
        }

        AfterEach {
            Remove-Session $session
        }

        It 'lists with -WhatIf each property with its old and its new value, and sends no change' {
            $ran = Invoke-InSession $session {
                param($id)
                Set-PantherS3LogSource -Id $id -Label Other -KmsKey '' -ManagedBucketNotifications:$false -LogType AWS.CloudTrail `
                    -JsonArrayEnvelopeField items -LogStreamType JsonArray -WhatIf
            } @{ id = $id }
            $ran.Errors | Should -BeNullOrEmpty
            $said = $session.Host.Lines -join "`n"
            $said | Should -BeLike "What if: *'Everything'*$id*"
            $said | Should -BeLike "*Label: 'Everything' -> 'Other'*"
            $said | Should -BeLike "*KmsKey: 'arn:aws:kms:*' -> ''*"
            $said | Should -BeLike "*ManagedBucketNotifications: 'True' -> 'False'*"
            $said | Should -BeLike "*S3PrefixLogTypes: 'logs/': + AWS.CloudTrail, - AWS.ALB, - AWS.VPCFlow*"
            $said | Should -BeLike "*JsonArrayEnvelopeField: 'records' -> 'items'*"
            $said | Should -Not -BeLike '*LogStreamType:*'
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }

        It 'asks with -Confirm, with the same plan, and heeds the answer' {
            $session.Host.Answer('No')
            $session.Host.Answer('Yes')
            Invoke-InSession $session {
                param($id)
                Set-PantherS3LogSource -Id $id -Label Other -Confirm
                Set-PantherS3LogSource -Id $id -Label Another -Confirm
            } @{ id = $id } | Out-Null
            $session.Host.Questions[0] | Should -BeLike "*Everything*Label: 'Everything' -> 'Other'*"
            (Get-RawSource $id).integrationLabel | Should -Be Another
            @(Get-Request -Kind mutation).Count | Should -Be 1
        }

        It 'asks nothing where it is not told to' {
            (Invoke-InSession $session { param($id) Set-PantherS3LogSource -Id $id -Label Other } @{ id = $id }).Errors |
                Should -BeNullOrEmpty
            $session.Host.Questions | Should -BeNullOrEmpty
            (Get-RawSource $id).integrationLabel | Should -Be Other
        }
    }
}
