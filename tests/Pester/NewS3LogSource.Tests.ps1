BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null
    Reset-Emulator
    Connect-TestTenant | Out-Null

    # What every source needs, to be splatted.
    $minimum = @{
        Label = 'minimum'
        AwsAccountId = '123456789012'
        S3Bucket = 'bucket'
        LogProcessingRole = 'arn:aws:iam::123456789012:role/PantherLogProcessingRole-x'
        LogStreamType = 'JSON'
    }

    # All that a source is but for what the tenant gives it, as text that can be compared.
    function Get-Definition($Source) {
        $mappings = @($Source.s3PrefixLogTypes | Select-Object prefix, logTypes, excludedPrefixes)
        $options = $Source.logStreamTypeOptions | Select-Object jsonArrayEnvelopeField, retainEnvelopeFields, xmlRootElement
        $Source |
            Select-Object integrationType, awsAccountId, s3Bucket, logProcessingRole, logStreamType, kmsKey, managedBucketNotifications,
                logTypes,
        @{ Name = 'mappings'; Expression = { $mappings } }, @{ Name = 'options'; Expression = { $options } } | ConvertTo-Json -Depth 10
    }

    # The one creation that was sent.
    function Get-Input {
        $sent = @(Get-Request CreateS3LogSource)
        $sent.Count | Should -Be 1
        $sent[0].variables.input
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'New-PantherS3LogSource' {
    BeforeEach {
        Reset-Emulator
    }

    Context 'the example of the documentation' {
        BeforeEach {
            $recorded = Invoke-Recorded {
                New-PantherS3LogSource -Label 'My Log Source' -AwsAccountId '0123456789012' -S3Bucket 'name-of-my-bucket' `
                    -LogProcessingRole 'arn:aws:iam::0123456789012:role/PantherLogProcessingRole-somerole' `
                    -LogStreamType JSON -Prefix '' -LogType AWS.ALB
            }
            $source = $recorded.Output[0]
        }

        It 'is created as it stands there' {
            $recorded.Errors | Should -BeNullOrEmpty
            $sent = Get-Input
            $sent.label | Should -BeExactly 'My Log Source'
            $sent.awsAccountId | Should -BeExactly '0123456789012'
            $sent.s3Bucket | Should -BeExactly 'name-of-my-bucket'
            $sent.logProcessingRole | Should -BeExactly 'arn:aws:iam::0123456789012:role/PantherLogProcessingRole-somerole'
            $sent.logStreamType | Should -BeExactly JSON
            $sent.managedBucketNotifications | Should -BeFalse
            ConvertTo-Json $sent.s3PrefixLogTypes -Compress |
                Should -BeExactly '[{"prefix":"","logTypes":["AWS.ALB"],"excludedPrefixes":[]}]'
            $sent.PSObject.Properties.Name | Should -Not -Contain kmsKey
        }

        It 'emits the source' {
            $recorded.Output.Count | Should -Be 1
            $source.GetType().Name | Should -Be S3LogSource
            $source.Id | Should -Be (Get-RawSource).integrationId
            $source.Label | Should -Be 'My Log Source'
            $source.S3PrefixLogTypes[0].LogTypes | Should -Be AWS.ALB
            $source.LogTypes | Should -Be AWS.ALB
        }

        It 'warns of the account id, which does not have 12 digits' {
            @($recorded.Warnings -like "*0123456789012*12 digits*").Count | Should -Be 1
        }

        It 'is updated as it stands there, to a new label and without a key' {
            $source | Set-PantherS3LogSource -Label 'My Log Source2' -KmsKey ''
            $sent = (Get-Request UpdateS3LogSource).variables.input
            $sent.label | Should -BeExactly 'My Log Source2'
            $sent.kmsKey | Should -BeExactly ''
            (Get-RawSource).integrationLabel | Should -Be 'My Log Source2'
            (Get-RawSource).kmsKey | Should -BeNullOrEmpty
            (Get-RawSource).s3PrefixLogTypes[0].logTypes | Should -Be AWS.ALB
        }
    }

    It 'needs no mapping and nothing else that is optional, and warns of nothing' {
        $recorded = Invoke-Recorded { New-PantherS3LogSource @minimum -LogType AWS.ALB }
        $recorded.Warnings | Should -BeNullOrEmpty
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Output.Label | Should -Be minimum
    }

    It 'sends all that is named' {
        New-PantherS3LogSource @minimum -Prefix 'a/' -LogType AWS.ALB, AWS.VPCFlow -ExcludedPrefix 'a/b/',
            'a/*.tmp' -ManagedBucketNotifications `
            -KmsKey arn:aws:kms:us-east-1:123456789012:key/x -JsonArrayEnvelopeField records -RetainEnvelopeFields -XmlRootElement root |
                Out-Null
        $sent = Get-Input
        ConvertTo-Json $sent.s3PrefixLogTypes -Compress |
            Should -BeExactly '[{"prefix":"a/","logTypes":["AWS.ALB","AWS.VPCFlow"],"excludedPrefixes":["a/b/","a/*.tmp"]}]'
        $sent.kmsKey | Should -BeExactly 'arn:aws:kms:us-east-1:123456789012:key/x'
        $sent.managedBucketNotifications | Should -BeTrue
        $sent.logStreamTypeOptions.jsonArrayEnvelopeField | Should -BeExactly records
        $sent.logStreamTypeOptions.retainEnvelopeFields | Should -BeTrue
        $sent.logStreamTypeOptions.xmlRootElement | Should -BeExactly root
    }

    It 'spells a stream type as the API does' {
        New-PantherS3LogSource @minimum -LogType AWS.ALB -Verbose:$false | Out-Null
        $with = $minimum.Clone()
        $with.Label = 'other'
        $with.LogStreamType = 'jsonarray'
        New-PantherS3LogSource @with -LogType AWS.ALB | Out-Null
        (Get-Request CreateS3LogSource)[1].variables.input.logStreamType | Should -BeExactly JsonArray
    }

    It 'sends a stream type that it does not know, and shows what the API says of it' {
        $with = $minimum.Clone()
        $with.LogStreamType = 'Parquet'
        (Get-ErrorOf { New-PantherS3LogSource @with -LogType AWS.ALB }).FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        (Get-Input).logStreamType | Should -BeExactly Parquet
    }

    It 'does not let Panther manage notifications with -ManagedBucketNotifications:$false' {
        New-PantherS3LogSource @minimum -LogType AWS.ALB -ManagedBucketNotifications:$false | Out-Null
        (Get-Input).managedBucketNotifications | Should -BeFalse
    }

    It 'warns of a log type that the tenant does not have, and names the nearest' {
        $recorded = Invoke-Recorded { New-PantherS3LogSource @minimum -LogType AWS.ALBB }
        $recorded.Output.Label | Should -Be minimum
        $recorded.Warnings | Should -BeLike "*'AWS.ALBB'*AWS.ALB*"
    }

    Context 'a mapping' {
        It 'is <Name>' -ForEach @(
            @{ Name = 'a hashtable'; Mapping = { @{ Prefix = 'a/'; LogTypes = 'AWS.ALB'; ExcludedPrefixes = @('a/x/') } } }
            @{
                Name = 'a hashtable with the API''s names'
                Mapping = { @{ prefix = 'a/'; logTypes = @('AWS.ALB'); excludedPrefixes = @('a/x/') } }
            }
            @{
                Name = 'a hashtable with the parameters'' names'
                Mapping = { @{ Prefix = 'a/'; LogType = 'AWS.ALB'; ExcludedPrefix = 'a/x/' } }
            }
            @{
                Name = 'an ordered dictionary'
                Mapping = { [ordered] @{ Prefix = 'a/'; LogTypes = @('AWS.ALB'); ExcludedPrefixes = @('a/x/') } }
            }
            @{
                Name = 'an object'
                Mapping = { [pscustomobject] @{ Prefix = 'a/'; LogTypes = @('AWS.ALB'); ExcludedPrefixes = @('a/x/') } }
            }
            @{
                Name = 'an object out of JSON'
                Mapping = { '{"prefix":"a/","logTypes":["AWS.ALB"],"excludedPrefixes":["a/x/"]}' | ConvertFrom-Json }
            }
            @{ Name = 'JSON text'; Mapping = { '{"prefix":"a/","logTypes":["AWS.ALB"],"excludedPrefixes":["a/x/"]}' } }
            @{ Name = 'JSON text of a list'; Mapping = { '[{"prefix":"a/","logTypes":["AWS.ALB"],"excludedPrefixes":["a/x/"]}]' } }
            @{ Name = 'that of another source'; Mapping = {
                    Add-S3Source @{ s3PrefixLogTypes = @(@{ prefix = 'a/'; logTypes = @('AWS.ALB'); excludedPrefixes = @('a/x/') }) } |
                        Out-Null
                    (Get-PantherLogSource).S3PrefixLogTypes
                }
            }
        ) {
            New-PantherS3LogSource @minimum -S3PrefixLogTypes (& $Mapping) | Out-Null
            ConvertTo-Json (Get-Input).s3PrefixLogTypes -Compress |
                Should -BeExactly '[{"prefix":"a/","logTypes":["AWS.ALB"],"excludedPrefixes":["a/x/"]}]'
        }

        It 'may be one of several, in different forms' {
            New-PantherS3LogSource @minimum -S3PrefixLogTypes @{ Prefix = 'a/'; LogTypes = 'AWS.ALB' },
                '{"prefix":"b/","logTypes":["AWS.VPCFlow"]}' | Out-Null
            (Get-Input).s3PrefixLogTypes.prefix | Should -Be a/, b/
        }

        It 'without a prefix means the whole bucket' {
            New-PantherS3LogSource @minimum -S3PrefixLogTypes @{ LogTypes = 'AWS.ALB' } | Out-Null
            (Get-Input).s3PrefixLogTypes[0].prefix | Should -BeExactly ''
        }

        It 'is refused where it is <Name>' -ForEach @(
            @{ Name = 'a number'; Mapping = 5; Says = '*Int32*' }
            @{ Name = 'no JSON'; Mapping = '{oops'; Says = '*JSON*' }
            @{ Name = 'something else'; Mapping = @{ Prefix = 'a/'; LogTyps = 'AWS.ALB' }; Says = '*LogTyps*' }
        ) {
            $refusal = Get-ErrorOf { New-PantherS3LogSource @minimum -S3PrefixLogTypes $Mapping }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $refusal.Exception.Message | Should -BeLike $Says
            Get-Request CreateS3LogSource | Should -BeNullOrEmpty
        }

        It 'is not named in both ways' {
            $refusal = Get-ErrorOf { New-PantherS3LogSource @minimum -S3PrefixLogTypes @{ LogTypes = 'AWS.ALB' } -LogType AWS.VPCFlow }
            $refusal.IsTerminating | Should -BeTrue
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $refusal.Exception.Message | Should -BeLike '*S3PrefixLogTypes*-Prefix*'
            Get-Request | Should -BeNullOrEmpty
        }

        It 'has a prefix of its own' {
            $refusal = Get-ErrorOf {
                New-PantherS3LogSource @minimum -S3PrefixLogTypes @{ Prefix = 'a/'; LogTypes = 'AWS.ALB' },
                    @{ Prefix = 'a/'; LogTypes = 'AWS.VPCFlow' }
            }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $refusal.Exception.Message | Should -BeLike "*'a/'*"
            Get-Request | Should -BeNullOrEmpty
        }
    }

    Context 'before anything is sent' {
        It 'refuses <Parameter> = <Value>' -ForEach @(
            @{ Parameter = 'Label'; Value = 'under_score' }
            @{ Parameter = 'Label'; Value = '   ' }
            @{ Parameter = 'Label'; Value = "ends in a line`n" }
            @{ Parameter = 'Label'; Value = 'a123456789b123456789c123456789d12' }
            @{ Parameter = 'LogProcessingRole'; Value = 'PantherLogProcessingRole' }
            @{ Parameter = 'LogProcessingRole'; Value = 'arn:aws:s3:::bucket' }
            @{ Parameter = 'KmsKey'; Value = 'alias/key' }
        ) {
            $with = $minimum.Clone()
            $with[$Parameter] = $Value
            $refusal = Get-ErrorOf { New-PantherS3LogSource @with -LogType AWS.ALB }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $refusal.IsTerminating | Should -BeFalse
            $refusal.TargetObject | Should -Be $with.Label
            Get-Request | Should -BeNullOrEmpty
        }

        It 'takes a label of 32 letters, digits, spaces and hyphens' {
            $with = $minimum.Clone()
            $with.Label = '0-9 a-z A-Z and no more than 32c'
            $with.Label.Length | Should -Be 32
            (New-PantherS3LogSource @with -LogType AWS.ALB).Label | Should -BeExactly $with.Label
        }

        It 'takes ARNs of other partitions' {
            $with = $minimum.Clone()
            $with.LogProcessingRole = 'arn:aws-us-gov:iam::123456789012:role/path/to/role'
            $with.KmsKey = 'arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/1234'
            (New-PantherS3LogSource @with -LogType AWS.ALB).KmsKey | Should -Be $with.KmsKey
        }
    }

    Context 'the rows of a CSV file' {
        It 'become a source each, in their order' {
            $csv = Join-Path $TestDrive sources.csv
            Set-Content $csv @(
                'Label,AwsAccountId,BucketName,RoleArn,LogStreamType,Prefix,LogTypes,ExcludedPrefixes,KmsKey,ManagedBucketNotifications'
                'one,123456789012,bucket-1,arn:aws:iam::123456789012:role/r,JSON,logs/,AWS.ALB;AWS.VPCFlow,logs/a/; logs/b/,,true'
                'two,123456789012,bucket-2,arn:aws:iam::123456789012:role/r,Lines,,AWS.CloudTrail,,arn:aws:kms:us-east-1:123456789012:key/k,false'
                'three,123456789012,bucket-3,arn:aws:iam::123456789012:role/r,Auto,,AWS.CloudTrail,,,'
            )
            $recorded = Invoke-Recorded { Import-Csv $csv | New-PantherS3LogSource }
            $recorded.Errors | Should -BeNullOrEmpty
            $recorded.Output.Label | Should -Be one, two, three
            $raw = Get-RawSource | Sort-Object s3Bucket
            $raw.s3Bucket | Should -Be bucket-1, bucket-2, bucket-3
            $raw[0].s3PrefixLogTypes[0].logTypes | Should -Be AWS.ALB, AWS.VPCFlow
            $raw[0].s3PrefixLogTypes[0].excludedPrefixes | Should -Be logs/a/, logs/b/
            $raw.managedBucketNotifications | Should -Be $true, $false, $false
            $raw[1].kmsKey | Should -Be arn:aws:kms:us-east-1:123456789012:key/k
            $raw[0].kmsKey | Should -BeNullOrEmpty
            $raw[1].s3PrefixLogTypes[0].prefix | Should -BeExactly ''
            $raw[1].s3PrefixLogTypes[0].excludedPrefixes | Should -BeNullOrEmpty
        }

        It 'may hold mappings as JSON' {
            $rows = @(
                [pscustomobject] @{ Label = 'one'; AwsAccountId = '123456789012'; Bucket = 'bucket-b'; LogProcessingRole = $minimum.LogProcessingRole; LogStreamType = 'JSON'; S3PrefixLogTypes = '[{"prefix":"a/","logTypes":["AWS.ALB"],"excludedPrefixes":[]},{"prefix":"b/","logTypes":["AWS.VPCFlow","AWS.ALB"],"excludedPrefixes":["b/x"]}]' }
            )
            $rows | ConvertTo-Csv | ConvertFrom-Csv | New-PantherS3LogSource | Out-Null
            (Get-RawSource).s3PrefixLogTypes.prefix | Should -Be a/, b/
            (Get-RawSource).s3PrefixLogTypes[1].logTypes | Should -Be AWS.VPCFlow, AWS.ALB
        }

        It 'may be filled up by parameters' {
            "Label,Bucket`none,bucket-1`ntwo,bucket-2" | ConvertFrom-Csv |
                New-PantherS3LogSource -AwsAccountId 123456789012 -LogProcessingRole $minimum.LogProcessingRole -LogStreamType JSON `
                    -LogType AWS.ALB | Out-Null
            (Get-RawSource | Sort-Object integrationLabel).s3Bucket | Should -Be bucket-1, bucket-2
        }

        It 'fail one by one' {
            $rows = "Label,Bucket`none,bucket-1`nun_der,bucket-2`none,bucket-3`nfour,bucket-4" | ConvertFrom-Csv
            $recorded = Invoke-Recorded {
                $rows |
                    New-PantherS3LogSource -AwsAccountId 123456789012 -LogProcessingRole $minimum.LogProcessingRole -LogStreamType JSON `
                        -LogType AWS.ALB -ThrottleLimit 1
            }
            $recorded.Output.Label | Should -Be one, four
            $recorded.Errors.TargetObject.Label | Should -Be un_der, one
            $recorded.Errors.TargetObject.Bucket | Should -Be bucket-2, bucket-3
            $recorded.Errors.FullyQualifiedErrorId |
                Should -Be 'PantherInvalidInput,PantherPS.Commands.NewPantherS3LogSourceCommand',
                    'PantherConflict,PantherPS.Commands.NewPantherS3LogSourceCommand'
        }

        It 'do not take a switch that is neither true nor false' {
            $row = "Label,Bucket,ManagedBucketNotifications`none,bucket-1,perhaps" | ConvertFrom-Csv
            (Get-ErrorOf {
                $row |
                    New-PantherS3LogSource -AwsAccountId 123456789012 -LogProcessingRole $minimum.LogProcessingRole -LogStreamType JSON `
                        -LogType AWS.ALB
            }).Exception.Message | Should -BeLike '*perhaps*'
            Get-Request CreateS3LogSource | Should -BeNullOrEmpty
        }

        It 'can be what Export-Csv made of the sources of another tenant' {
            Add-S3Source @{ integrationLabel = 'one' } | Out-Null
            Add-S3Source @{ integrationLabel = 'two'; s3PrefixLogTypes = @(
                @{ prefix = ''; logTypes = @('AWS.ALB'); excludedPrefixes = @() },
                @{ prefix = 'x/'; logTypes = @('AWS.VPCFlow', 'AWS.ALB'); excludedPrefixes = @('x/y', 'x;z') }
            ); logStreamType = 'JSON'; logStreamTypeOptions = @{}; kmsKey = $null; managedBucketNotifications = $false } | Out-Null
            $csv = Join-Path $TestDrive export.csv
            Get-PantherLogSource | Export-Csv $csv -NoTypeInformation
            $before = Get-RawSource | Sort-Object integrationLabel | ForEach-Object { Get-Definition $_ }
            Reset-Emulator
            $recorded = Invoke-Recorded { Import-Csv $csv | New-PantherS3LogSource }
            $recorded.Errors | Should -BeNullOrEmpty
            Get-RawSource | Sort-Object integrationLabel | ForEach-Object { Get-Definition $_ } | Should -Be $before
        }
    }

    Context 'the copy of a source' {
        It 'is made by pipe, with all that the source is' {
            $id = Add-S3Source
            Get-PantherLogSource -Id $id | New-PantherS3LogSource -Label copy | Out-Null
            $raw = Get-RawSource
            $copy = $raw | Where-Object integrationLabel -EQ copy
            $copy.integrationId | Should -Not -Be $id
            Get-Definition $copy | Should -Be (Get-Definition ($raw | Where-Object integrationId -EQ $id))
        }

        It 'has several mappings where the source has several' {
            Add-S3Source @{
                s3PrefixLogTypes = @(
                    @{ prefix = ''; logTypes = @('AWS.ALB'); excludedPrefixes = @() },
                    @{ prefix = 'x/'; logTypes = @('AWS.VPCFlow'); excludedPrefixes = @('x/y') }
                )
            } | Out-Null
            Get-PantherLogSource | New-PantherS3LogSource -Label copy | Out-Null
            (Get-Input).s3PrefixLogTypes.prefix | Should -Be '', x/
        }

        It 'differs in what is named' {
            Add-S3Source | Out-Null
            $mapping = @{ Prefix = 'new/'; LogTypes = 'AWS.CloudTrail' }
            Get-PantherLogSource |
                New-PantherS3LogSource -Label copy -S3Bucket other -S3PrefixLogTypes $mapping -ManagedBucketNotifications:$false `
                    -RetainEnvelopeFields:$false -KmsKey '' -JsonArrayEnvelopeField items | Out-Null
            $sent = Get-Input
            $sent.s3Bucket | Should -Be other
            $sent.s3PrefixLogTypes.prefix | Should -Be new/
            $sent.managedBucketNotifications | Should -BeFalse
            $sent.kmsKey | Should -BeNullOrEmpty
            $sent.logStreamTypeOptions.jsonArrayEnvelopeField | Should -Be items
            $sent.logStreamTypeOptions.retainEnvelopeFields | Should -Not -BeTrue
            $sent.logStreamTypeOptions.xmlRootElement | Should -Be root
        }

        It 'is refused a single -Prefix or -LogType, since the source brings whole mappings' {
            Add-S3Source | Out-Null
            $refusal = Get-ErrorOf { Get-PantherLogSource | New-PantherS3LogSource -Label copy -LogType AWS.CloudTrail }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $refusal.Exception.Message | Should -BeLike '*S3PrefixLogTypes*'
            Get-Request CreateS3LogSource | Should -BeNullOrEmpty
        }

        It 'is made of a file that Export-Clixml wrote' {
            Add-S3Source | Out-Null
            $file = Join-Path $TestDrive source.xml
            Get-PantherLogSource | Export-Clixml $file
            $before = Get-Definition (Get-RawSource)
            Reset-Emulator
            Import-Clixml $file | New-PantherS3LogSource | Out-Null
            Get-Definition (Get-RawSource) | Should -Be $before
        }
    }

    Context 'where the answer is lost' {
        It 'finds the source that was made, warns, and does not send it again' {
            [void] (Add-Fault @{ operation = 'CreateS3LogSource'; phase = 'after'; reset = $true })
            $recorded = Invoke-Recorded { New-PantherS3LogSource @minimum -LogType AWS.ALB }
            $recorded.Output.Id | Should -Be (Get-RawSource).integrationId
            $recorded.Warnings | Should -BeLike "*'minimum'*lost*not sent again*"
            @(Get-Request CreateS3LogSource).Count | Should -Be 1
        }

        It 'sends it again where it certainly did not arrive' {
            [void] (Add-Fault @{ operation = 'CreateS3LogSource'; status = 429; headers = @{ 'Retry-After' = '0' } })
            (New-PantherS3LogSource @minimum -LogType AWS.ALB).Label | Should -Be minimum
            @(Get-Request CreateS3LogSource).Count | Should -Be 2
        }
    }

    It 'sends nothing with -WhatIf, and says what it would make' {
        $session = New-Session
        try {
            Clear-Request
            (Invoke-InSession $session { param($with) New-PantherS3LogSource @with -LogType AWS.ALB -WhatIf } @{ with = $minimum }).Output |
                Should -BeNullOrEmpty
            $said = $session.Host.Lines -join "`n"
            foreach ($value in 'minimum', 'bucket', '123456789012', 'JSON', 'AWS.ALB', '127.0.0.1') {
                $said | Should -BeLike "*$value*"
            }

            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }

    It 'says with -Verbose what is left to do for the source' {
        $own = (Invoke-Recorded { New-PantherS3LogSource @minimum -LogType AWS.ALB -Verbose }).Verbose -like 'Next step*'
        $own | Should -HaveCount 1
        $own[0] |
            Should -BeLike "Next step for 'minimum': *Get-PantherS3RolePolicy*notify a topic*-IncludeNotification*pending confirmation*"
        $managed = @{ Label = 'managed'; ManagedBucketNotifications = $true; LogType = 'AWS.ALB' }
        $minimum.Keys | Where-Object { $_ -ne 'Label' } | ForEach-Object { $managed[$_] = $minimum[$_] }
        $said = (Invoke-Recorded { New-PantherS3LogSource @managed -Verbose }).Verbose -like 'Next step*'
        $said | Should -BeLike "Next step for 'managed': *Panther sets up the bucket's notifications*LastEventReceivedAt*"
        $said | Should -Not -BeLike '*pending confirmation*'
        (Invoke-Recorded { New-PantherS3LogSource @managed -WhatIf -Verbose }).Verbose -like 'Next step*' | Should -BeNullOrEmpty
    }

    It 'does not ask for confirmation unless it is told to' {
        $session = New-Session
        try {
            (Invoke-InSession $session { param($with) New-PantherS3LogSource @with -LogType AWS.ALB } @{ with = $minimum }).Output.Label |
                Should -Be minimum
            $session.Host.Questions | Should -BeNullOrEmpty
            $session.Host.Answer('No')
            $other = $minimum.Clone()
            $other.Label = 'another'
            (Invoke-InSession $session { param($with) New-PantherS3LogSource @with -LogType AWS.ALB -Confirm } @{ with = $other }).Output |
                Should -BeNullOrEmpty
            $session.Host.Questions | Should -BeLike "*S3 log source 'another'*"
            @(Get-Request -Kind mutation).Count | Should -Be 1
        }
        finally {
            Remove-Session $session
        }
    }

    It 'refuses a stream type option that the tenant does not have, before anything is sent' {
        Reset-Emulator -Settings @{ edition = '2025-07' }
        Connect-TestTenant -Name old | Out-Null
        try {
            (Get-ErrorOf { New-PantherS3LogSource @minimum -LogType AWS.ALB -XmlRootElement root -Connection old }).FullyQualifiedErrorId |
                Should -BeLike 'PantherUnsupported,*'
            Get-Request -Kind mutation | Should -BeNullOrEmpty
            (New-PantherS3LogSource @minimum -LogType AWS.ALB -JsonArrayEnvelopeField records -Connection old).LogStreamTypeOptions.JsonArrayEnvelopeField | Should -Be records
        }
        finally {
            Disconnect-Panther old
        }
    }
}
