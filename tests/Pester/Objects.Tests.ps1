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

Describe 'A log source' {
    BeforeEach {
        Reset-Emulator
        $id = Add-S3Source
        $source = Get-PantherLogSource
    }

    It 'has all that the API tells of it' {
        $source.Id | Should -Be $id
        $source.Label | Should -Be Everything
        $source.IntegrationType | Should -Be aws-s3
        $source.LogTypes | Should -Be AWS.ALB, AWS.VPCFlow
        $source.IsHealthy | Should -BeTrue
        $source.IsEditable | Should -BeTrue
        $source.AwsAccountId | Should -Be '123456789012'
        $source.S3Bucket | Should -Be a-bucket
        $source.S3PrefixLogTypes[0].Prefix | Should -Be logs/
        $source.S3PrefixLogTypes[0].LogTypes | Should -Be AWS.ALB, AWS.VPCFlow
        $source.S3PrefixLogTypes[0].ExcludedPrefixes | Should -Be 'logs/tmp/*', 'logs/old/'
        $source.LogProcessingRole | Should -Be 'arn:aws:iam::123456789012:role/PantherLogProcessingRole-a'
        $source.LogStreamType | Should -Be JsonArray
        $source.LogStreamTypeOptions.JsonArrayEnvelopeField | Should -Be records
        $source.LogStreamTypeOptions.RetainEnvelopeFields | Should -BeTrue
        $source.LogStreamTypeOptions.XmlRootElement | Should -Be root
        $source.KmsKey | Should -BeLike 'arn:aws:kms:*'
        $source.ManagedBucketNotifications | Should -BeTrue
        $source.StackName | Should -Be panther-log-analysis-iam-a
        [string] $source.CreatedBy | Should -Be owner@example.com
    }

    It 'is the same in the list and by id' {
        ConvertTo-Json (Get-PantherLogSource -Id $id) -Depth 6 | Should -Be (ConvertTo-Json $source -Depth 6)
    }

    It 'has the API''s name <Alias> for <Name>' -ForEach @(
        @{ Alias = 'IntegrationId'; Name = 'Id' }
        @{ Alias = 'IntegrationLabel'; Name = 'Label' }
        @{ Alias = 'CreatedAtTime'; Name = 'CreatedAt' }
        @{ Alias = 'LastEventReceivedAtTime'; Name = 'LastEventReceivedAt' }
        @{ Alias = 'LastEventProcessedAtTime'; Name = 'LastEventProcessedAt' }
    ) {
        $source.$Alias | Should -Not -BeNullOrEmpty
        $source.$Alias | Should -Be $source.$Name
    }

    It 'is its label and id as text' {
        "$source" | Should -Be "Everything ($id)"
    }

    It 'has local times, which can be compared and subtracted' {
        foreach ($name in 'CreatedAt', 'LastModified', 'LastEventReceivedAt', 'LastEventProcessedAt') {
            $source.$name | Should -BeOfType datetime
            $source.$name.Kind | Should -Be Local
        }

        $source.CreatedAt.ToUniversalTime() | Should -Be (New-Object datetime 2024, 5, 6, 7, 8, 9, ([DateTimeKind]::Utc))
        $source.CreatedAt -lt (Get-Date) | Should -BeTrue
        ($source.LastEventProcessedAt - $source.LastEventReceivedAt).TotalSeconds | Should -Be 1
        (Get-Date) - $source.LastEventReceivedAt | Should -BeOfType timespan
    }

    It 'understands a time as <Text>' -ForEach @(
        @{ Text = '2024-05-06T07:08:09Z'; Utc = '2024-05-06 07:08:09' }
        @{ Text = '2024-05-06T09:08:09+02:00'; Utc = '2024-05-06 07:08:09' }
        @{ Text = '2024-05-06T07:08:09.123456Z'; Utc = '2024-05-06 07:08:09' }
        @{ Text = 'no time'; Utc = '' }
    ) {
        [void] (Add-Fault @{ operation = 'GetSource'; transform = @{ setPath = 'data.source.createdAtTime'; value = $Text } })
        $time = (Get-PantherLogSource -Id $id).CreatedAt
        $(if ($time) { $time.ToUniversalTime().ToString('yyyy-MM-dd HH:mm:ss') } else { '' }) | Should -Be $Utc
    }

    It 'has no times where nothing ever came' {
        Edit-RawSource $id @{ lastEventReceivedAtTime = $null; lastEventProcessedAtTime = $null }
        $silent = Get-PantherLogSource -Id $id
        $null -eq $silent.LastEventReceivedAt | Should -BeTrue
        $null -eq $silent.LastEventProcessedAt | Should -BeTrue
    }

    It 'cannot be changed' {
        @($source.PSObject.Properties | Where-Object { $_.MemberType -eq 'Property' -and $_.IsSettable }).Name | Should -BeNullOrEmpty
        $list = $source.LogTypes
        { $list[0] = 'x' } | Should -Throw
    }

    It 'can be selected, sorted, grouped and measured' {
        Add-S3Source @{ integrationLabel = 'Another'; isHealthy = $false } | Out-Null
        $all = Get-PantherLogSource
        ($all | Sort-Object Label).Label | Should -Be Another, Everything
        @($all | Group-Object IsHealthy | ForEach-Object { $_.Count }) | Should -Be 1, 1
        ($all | Select-Object -First 1 IntegrationLabel, LogTypes).LogTypes | Should -Be AWS.ALB, AWS.VPCFlow
        ($all | Select-Object -ExpandProperty LogTypes) | Should -Be AWS.ALB, AWS.VPCFlow, AWS.ALB, AWS.VPCFlow
        ($all | Where-Object LogTypes -Contains AWS.VPCFlow).Count | Should -Be 2
        ($source | Select-Object *).S3Bucket | Should -Be a-bucket
    }

    It 'is complete as JSON' {
        $json = $source | ConvertTo-Json -Depth 5 | ConvertFrom-Json
        $json.Id | Should -Be $id
        $json.LogTypes | Should -Be AWS.ALB, AWS.VPCFlow
        $json.S3PrefixLogTypes[0].Prefix | Should -Be logs/
        $json.S3PrefixLogTypes[0].ExcludedPrefixes | Should -Be 'logs/tmp/*', 'logs/old/'
        $json.LogStreamTypeOptions.RetainEnvelopeFields | Should -BeTrue
        $json.CreatedBy.Email | Should -Be owner@example.com
        ([datetime] $json.CreatedAt).ToUniversalTime() | Should -Be $source.CreatedAt.ToUniversalTime()
    }

    It 'has its lists as lists in JSON, of one item and of none' {
        Edit-RawSource $id @{
            logTypes = @('AWS.ALB')
            s3PrefixLogTypes = @(@{ prefix = ''; logTypes = @('AWS.ALB'); excludedPrefixes = @() })
        }
        $json = Get-PantherLogSource | ConvertTo-Json -Depth 5 -Compress
        $json | Should -BeLike '*"LogTypes":`["AWS.ALB"`]*'
        $json | Should -BeLike '*"S3PrefixLogTypes":`[{"Prefix":"","LogTypes":`["AWS.ALB"`],"ExcludedPrefixes":`[`]}`]*'
    }

    It 'survives Export-Clixml, with its mappings and their lists' {
        $file = Join-Path $TestDrive source.xml
        $source | Export-Clixml $file
        $copy = Import-Clixml $file
        $copy.PSObject.TypeNames[0] | Should -Be Deserialized.Panther.Client.LogSources.S3LogSource
        $copy.Label | Should -Be Everything
        $copy.IntegrationId | Should -Be $id
        $copy.CreatedAt | Should -Be $source.CreatedAt
        $copy.LogTypes | Should -Be AWS.ALB, AWS.VPCFlow
        @($copy.S3PrefixLogTypes)[0].Prefix | Should -Be logs/
        @($copy.S3PrefixLogTypes)[0].LogTypes | Should -Be AWS.ALB, AWS.VPCFlow
        @($copy.S3PrefixLogTypes)[0].ExcludedPrefixes | Should -Be 'logs/tmp/*', 'logs/old/'
        $copy.LogStreamTypeOptions.JsonArrayEnvelopeField | Should -Be records
        $copy.CreatedBy.Email | Should -Be owner@example.com
    }

    It 'has its lists in a cell of a CSV file, apart by ;' {
        $row = $source | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv
        $row.LogTypes | Should -Be 'AWS.ALB;AWS.VPCFlow'
        ($row.S3PrefixLogTypes | ConvertFrom-Json)[0].excludedPrefixes | Should -Be 'logs/tmp/*', 'logs/old/'
    }
}

Describe 'A log source that the module does not know' {
    BeforeEach {
        Reset-Emulator
    }

    It 'arrives as what it is, where its kind is new' {
        Add-RawSource @{ integrationLabel = 'odd'; integrationType = 'a-kind-of-tomorrow'; logTypes = @('Custom.Thing') } | Out-Null
        $recorded = Invoke-Recorded { Get-PantherLogSource }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Output[0].IntegrationType | Should -Be a-kind-of-tomorrow
        $recorded.Output[0].GetType().Name | Should -Be LogSource
        $recorded.Output[0].LogTypes | Should -Be Custom.Thing
    }

    It 'arrives as what it is, where <Name>' -ForEach @(
        @{ Name = 'its stream type is new'; Path = 'logStreamType'; Value = 'Parquet'; Property = 'LogStreamType'; Shown = 'Parquet' }
        @{ Name = 'its stream type is missing'; Path = 'logStreamType'; Value = $null; Property = 'LogStreamType'; Shown = $null }
        @{ Name = 'its health is missing'; Path = 'isHealthy'; Value = $null; Property = 'IsHealthy'; Shown = $null }
        @{
            Name = 'its options are missing'
            Path = 'logStreamTypeOptions'
            Value = $null
            Property = 'LogStreamTypeOptions'
            Shown = $null
        }
        @{ Name = 'its log types are no list'; Path = 'logTypes'; Value = 'AWS.ALB'; Property = 'LogTypes'; Shown = @() }
        @{ Name = 'it has a field more'; Path = 'newField'; Value = @{ a = @(1, 2) }; Property = 'Label'; Shown = 'Everything' }
        @{
            Name = 'who made it is somebody new'
            Path = 'createdBy'
            Value = @{ '__typename' = 'Robot'; id = 'r1' }
            Property = 'CreatedBy'
            Shown = 'r1'
        }
    ) {
        Add-S3Source | Out-Null
        [void] (Add-Fault @{ operation = 'ListSources'; transform = @{ setPath = "data.sources.edges.0.node.$Path"; value = $Value } })
        $recorded = Invoke-Recorded { Get-PantherLogSource }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Output.Count | Should -Be 1
        "$($recorded.Output[0].$Property)" | Should -Be "$Shown"
    }

    It 'does not hide the others, and is an error, where it has no id' {
        Add-PlainSource one, two, three | Out-Null
        [void] (Add-Fault @{
            operation = 'ListSources'
            times = 0
            transform = @{ setPath = 'data.sources.edges.1.node.integrationId'; value = $null }
        })
        $recorded = Invoke-Recorded { Get-PantherLogSource }
        $recorded.Output.Label | Should -Be one, three
        $recorded.Errors.FullyQualifiedErrorId | Should -BeLike 'PantherProtocolError,*'
    }
}

Describe 'The table of log sources' {
    BeforeAll {
        $longest = 'a label with 32 characters - yes'
        function Get-Time([timespan] $Ago) {
            ((Get-Date) - $Ago).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.000Z')
        }

        Reset-Emulator
        Add-RawSource @(
            @{ integrationLabel = 'now'; logTypes = @('AWS.ALB'); lastEventReceivedAtTime = Get-Time '00:00:05' }
            @{ integrationLabel = 'minutes'; logTypes = @('AWS.ALB', 'AWS.VPCFlow'); lastEventReceivedAtTime = Get-Time '00:03:30' }
            @{
                integrationLabel = 'hours'
                integrationType = 'http-ingest'
                logTypes = @('GitHub.Webhook')
                lastEventReceivedAtTime = Get-Time '02:30:00'
            }
            @{
                integrationLabel = 'days'
                integrationType = 'gcp-gcs'
                logTypes = @('GCP.AuditLog')
                lastEventReceivedAtTime = Get-Time '5.12:00:00'
            }
            @{
                integrationLabel = $longest
                integrationType = 'amazon-security-lake'
                logTypes = @('AWS.ALB', 'AWS.CloudTrail', 'AWS.GuardDuty', 'AWS.S3ServerAccess', 'AWS.VPCDns', 'AWS.VPCFlow')
                isHealthy = $false
            }
        ) | Out-Null
        $sources = Get-PantherLogSource
    }

    # PowerShell wraps at words in some cultures, and anywhere in others.
    It 'fits <Columns> columns, with type, health and age whole, in the culture "<Culture>"' -ForEach @(
        foreach ($culture in 'en-US', 'tr-TR', '') { foreach ($columns in 80, 120, 200) { @{ Culture = $culture; Columns = $columns } } }
    ) {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $Culture
            $lines = ($sources | Out-String -Width $Columns) -split '\r?\n' | Where-Object { $_ }
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }

        foreach ($line in $lines) {
            $line.Length | Should -BeLessOrEqual $Columns
        }

        $lines[0] -split '\s+' | Should -Be Label, Type, Health, LastEvent, LogTypes
        $lines -match '^now\s+aws-s3\s+Healthy\s+now\s+AWS\.ALB\s*$' | Should -HaveCount 1
        $lines -match '^minutes\s+aws-s3\s+Healthy\s+3m\s+AWS\.ALB' | Should -HaveCount 1
        $lines -match '^hours\s+http-ingest\s+Healthy\s+2h\s+GitHub\.Webhook' | Should -HaveCount 1
        $lines -match '^days\s+gcp-gcs\s+Healthy\s+5d\s+GCP\.AuditLog' | Should -HaveCount 1
        $last = [array]::FindIndex(
            [string[]] $lines, [predicate[string]] { $args[0] -match "\samazon-security-lake\s+Unhealthy\s+never\s+AWS\.ALB," })

        # A long label takes two lines; nothing of it or of the log types is left out.
        ($lines[$last, ($last + 1)] | ForEach-Object { $_.PadRight(23).Substring(0, 23) }) -join '' -replace ' ' |
            Should -Be ($longest -replace ' ')
        ($lines[$last..($lines.Count - 1)] -join '') -replace '\s' | Should -Match 'AWS\.VPCDns,AWS\.VPCFlow'
        $lines -join '' | Should -Not -Match ([char] 0x2026)
    }

    It 'shows all log types where there is room' {
        $sources | Out-String -Width 200 |
            Should -Match 'AWS\.ALB, AWS\.CloudTrail, AWS\.GuardDuty, AWS\.S3ServerAccess, AWS\.VPCDns, AWS\.VPCFlow'
    }

    It 'shows nothing where health is not known' {
        [void] (Add-Fault @{ operation = 'ListSources'; transform = @{ setPath = 'data.sources.edges.0.node.isHealthy'; value = $null } })
        (Get-PantherLogSource | Select-Object -First 1 | Out-String) -split '\r?\n' | Where-Object { $_ -like 'now*' } |
            Should -Not -Match 'ealthy'
    }

    It 'works in a session with Set-StrictMode -Version Latest' {
        Set-StrictMode -Version Latest
        try {
            $sources | Out-String -Width 120 | Should -Match 'Unhealthy\s+never'
        }
        finally {
            Set-StrictMode -Off
        }
    }
}

if (Get-Variable PSStyle -ErrorAction Ignore) {
    Describe 'The colours of the table' {
        BeforeEach {
            Reset-Emulator
            Add-RawSource @{
                integrationLabel = 'good'
                lastEventReceivedAtTime = (Get-Date).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.000Z')
            }, @{ integrationLabel = 'bad'; isHealthy = $false } | Out-Null
            $style = Get-Variable PSStyle -ValueOnly
            $before = $style.OutputRendering
        }

        AfterEach {
            $style.OutputRendering = $before
        }

        It 'are there where the host renders them, and move no column' {
            $style.OutputRendering = 'Ansi'
            $coloured = Get-PantherLogSource | Out-String -Width 100
            $style.OutputRendering = 'PlainText'
            $plain = Get-PantherLogSource | Out-String -Width 100
            $escape = [char] 27
            $coloured | Should -Match "$escape\[32mHealthy$escape\[0m"
            $coloured | Should -Match "$escape\[31mUnhealthy$escape\[0m"
            $plain | Should -Not -Match $escape
            ($coloured -replace "$escape\[[0-9;]*m") -replace '\s+\r?\n', "`n" | Should -Be ($plain -replace '\s+\r?\n', "`n")
        }

        It 'are in no property' {
            $style.OutputRendering = 'Ansi'
            Get-PantherLogSource | ConvertTo-Csv | Should -Not -Match ([char] 27)
        }
    }
}

Describe 'Format-List' {
    It 'shows every property of <Kind>' -ForEach @(
        @{ Kind = 'an S3 source'; Get = { Get-PantherLogSource -Id $scene.S3 } }
        @{ Kind = 'any other source'; Get = { Get-PantherLogSource -Id $scene.Http } }
        @{ Kind = 'an alert'; Get = { Get-PantherAlert } }
        @{ Kind = 'a comment'; Get = { Add-PantherAlertComment -Id a1e70000-0000-4000-8000-000000000001 -Body 'Looked at it.' } }
        @{ Kind = 'the health of a source'; Get = { Get-PantherLogSourceHealth -Id $scene.S3 } }
        @{ Kind = 'an alarm'; Get = { Get-PantherLogSourceAlarm -Id $scene.S3 } }
        @{ Kind = 'a connection'; Get = { Get-PantherConnection } }
        @{ Kind = 'a schema'; Get = { Get-PantherSchema AWS.ALB } }
        @{ Kind = 'an API token'; Get = { Get-PantherApiToken -Id self } }
        @{ Kind = 'a volume'; Get = { Measure-PantherLogSource -LogType AWS.ALB } }
        @{ Kind = 'a metric'; Get = { Get-PantherMetric EventsProcessed } }
        @{ Kind = 'a table of the data lake'; Get = { Get-PantherDataLakeTable aws_alb } }
        @{ Kind = 'a mapping'; Get = { (Get-PantherLogSource -Id $scene.S3).S3PrefixLogTypes } }
    ) {
        $scene = New-Scene
        $object = @(& $Get)[0]
        $shown = ($object | Format-List | Out-String -Width 300) -split '\r?\n' | Where-Object { $_ -match '^(\w+)\s+: ' } |
            ForEach-Object { $Matches[1] }

        # The options of the stream type are shown as one property.
        $options = 'JsonArrayEnvelopeField', 'RetainEnvelopeFields', 'XmlRootElement'
        foreach ($property in $object.GetType().GetProperties() | Where-Object { $options -notcontains $_.Name }) {
            $shown | Should -Contain $property.Name
        }
    }

    It 'shows all of an S3 source behind one of another kind' {
        Reset-Emulator
        Add-RawSource @{ integrationLabel = 'hook'; integrationType = 'http-ingest' } | Out-Null
        Add-S3Source | Out-Null
        $text = Get-PantherLogSource | Format-List | Out-String -Width 300
        $text | Should -Match 'S3Bucket\s+: a-bucket'
        $text | Should -Match 'KmsKey\s+: arn:aws:kms'
    }
}
