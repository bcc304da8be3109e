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

Describe 'Get-PantherLogSource without an id' {
    BeforeEach {
        Reset-Emulator
        $hourAgo = (Get-Date).ToUniversalTime().AddHours(-1).ToString('yyyy-MM-ddTHH:mm:ss.000Z')
        $longAgo = (Get-Date).ToUniversalTime().AddDays(-40).ToString('yyyy-MM-ddTHH:mm:ss.000Z')
        $weekAgo = (Get-Date).ToUniversalTime().AddDays(-7).ToString('yyyy-MM-ddTHH:mm:ss.000Z')
        Add-RawSource @(
            @{
                integrationLabel = 'edge prod'
                logTypes = @('AWS.ALB', 'AWS.WAFWebACL')
                isHealthy = $true
                lastEventReceivedAtTime = $hourAgo
            }
            @{ integrationLabel = 'edge dev'; logTypes = @('AWS.ALB'); isHealthy = $false; lastEventReceivedAtTime = $weekAgo }
            @{
                integrationLabel = 'hook [1]'
                integrationType = 'http-ingest'
                logTypes = @('GitHub.Webhook')
                isHealthy = $false
                lastEventReceivedAtTime = $hourAgo
            }
            @{
                integrationLabel = 'bucket'
                integrationType = 'gcp-gcs'
                logTypes = @('GCP.AuditLog')
                isHealthy = $true
                createdAtTime = $longAgo
            }
        ) | Out-Null
    }

    It 'lists all sources in the order of the API' {
        (Get-PantherLogSource).Label | Should -Be 'edge prod', 'edge dev', 'hook [1]', 'bucket'
        @(Get-Request).Count | Should -Be 1
    }

    It 'filters by <Filters>' -ForEach @(
        @{ Filters = '-Label, whatever its case'; With = @{ Label = 'EDGE PROD' }; Found = @('edge prod') }
        @{ Filters = 'several labels'; With = @{ Label = 'bucket', 'edge dev' }; Found = @('edge dev', 'bucket') }
        @{ Filters = 'a label with *'; With = @{ Label = 'edge*' }; Found = @('edge prod', 'edge dev') }
        @{ Filters = 'a label with ? and []'; With = @{ Label = 'edge [dp]?*' }; Found = @('edge prod', 'edge dev') }
        @{ Filters = 'a label that looks like a pattern'; With = @{ Label = 'HOOK [1]' }; Found = @('hook [1]') }
        @{ Filters = 'an escaped label'; With = @{ Label = 'hook `[1`]' }; Found = @('hook [1]') }
        @{ Filters = '-IntegrationType'; With = @{ IntegrationType = 'aws-s3' }; Found = @('edge prod', 'edge dev') }
        @{ Filters = '-IntegrationType with *'; With = @{ IntegrationType = 'GCP-*', 'http*' }; Found = @('hook [1]', 'bucket') }
        @{ Filters = '-LogType'; With = @{ LogType = 'aws.wafwebacl' }; Found = @('edge prod') }
        @{ Filters = '-LogType with *'; With = @{ LogType = 'AWS.*' }; Found = @('edge prod', 'edge dev') }
        @{ Filters = '-Unhealthy'; With = @{ Unhealthy = $true }; Found = @('edge dev', 'hook [1]') }
        @{
            Filters = '-Unhealthy:$false, which is as if not given'
            With = @{ Unhealthy = $false }
            Found = @('edge prod', 'edge dev', 'hook [1]', 'bucket')
        }
        @{
            Filters = '-SilentFor, those that never had an event from their creation'
            With = @{ SilentFor = '1.00:00:00' }
            Found = @('edge dev', 'bucket')
        }
        @{ Filters = '-SilentFor a longer time'; With = @{ SilentFor = (New-TimeSpan -Days 30) }; Found = @('bucket') }
        @{ Filters = '-SilentFor longer than a source is there'; With = @{ SilentFor = '41d' } ; Found = @() }
        @{
            Filters = 'several filters at once'
            With = @{ IntegrationType = 'aws-*'; LogType = 'AWS.ALB'; Unhealthy = $true; SilentFor = '00:00:01' }
            Found = @('edge dev')
        }
    ) {
        $recorded = Invoke-Recorded { Get-PantherLogSource @With }
        $recorded.Output.Label | Should -Be $Found
        $recorded.Errors | Should -BeNullOrEmpty
    }

    It 'misses an exact label with one error for each' {
        $recorded = Invoke-Recorded { Get-PantherLogSource -Label 'edge prod', nowhere, nobody }
        $recorded.Output.Label | Should -Be 'edge prod'
        $recorded.Errors.FullyQualifiedErrorId |
            Should -Be @(
                'PantherNotFound,PantherPS.Commands.GetPantherLogSourceCommand',
                'PantherNotFound,PantherPS.Commands.GetPantherLogSourceCommand'
            )
        $recorded.Errors.TargetObject | Should -Be nowhere, nobody
        $recorded.Failure | Should -BeNullOrEmpty
    }

    It 'misses silently <Name>' -ForEach @(
        @{ Name = 'a pattern for labels'; With = @{ Label = 'no*' } }
        @{ Name = 'a pattern for types'; With = @{ IntegrationType = 'no*' } }
        @{ Name = 'a pattern for log types'; With = @{ LogType = 'None.*' } }
        @{ Name = 'a known type that the tenant has none of'; With = @{ IntegrationType = 'AZURE-blob', 'aws-sqs' } }
        @{ Name = 'a log type of the tenant that no source has'; With = @{ LogType = 'aws.guardduty' } }
        @{
            Name = 'names whose sources another filter leaves out'
            With = @{ Label = 'edge prod'; IntegrationType = 'http-ingest'; LogType = 'GCP.AuditLog'; Unhealthy = $true }
        }
    ) {
        $recorded = Invoke-Recorded { Get-PantherLogSource @With }
        $recorded.Output | Should -BeNullOrEmpty
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Warnings | Should -BeNullOrEmpty
    }

    It 'says of <Name> that there is none, with the nearest' -ForEach @(
        @{
            Name = 'a label'
            With = @{ Label = 'edge prd' }
            Target = 'edge prd'
            Says = "*no log source with the label 'edge prd'. Did you mean 'edge prod'*"
        }
        @{ Name = 'a part of a label'; With = @{ Label = 'edge' }; Target = 'edge'; Says = "*Did you mean 'edge dev' or 'edge prod'?" }
        @{
            Name = 'an id as a label'
            With = @{ Label = '7d210b2c-5b7d-4f31-9c26-1d3e5f708192' }
            Target = '7d210b2c-5b7d-4f31-9c26-1d3e5f708192'
            Says = '*id*-Id*'
        }
        @{ Name = 'a misspelt type'; With = @{ IntegrationType = 'aws-s4' }; Target = 'aws-s4'; Says = "*'aws-s4'*Did you mean 'aws-s3'*" }
        @{ Name = 'a part of a type'; With = @{ IntegrationType = 's3' }; Target = 's3'; Says = "*Did you mean 'aws-s3'*" }
        @{
            Name = 'a misspelt log type'
            With = @{ LogType = 'AWS.CloudTrial' }
            Target = 'AWS.CloudTrial'
            Says = "*no log type 'AWS.CloudTrial'. Did you mean 'AWS.CloudTrail'*"
        }
        @{
            Name = 'a part of a log type'
            With = @{ LogType = 'CloudTrail' }
            Target = 'CloudTrail'
            Says = "*Did you mean 'AWS.CloudTrail'*"
        }
        @{ Name = 'one of several types'; With = @{ IntegrationType = 'nope', 'aws-sqs' }; Target = 'nope'; Says = "*'nope'*" }
    ) {
        $recorded = Invoke-Recorded { Get-PantherLogSource @With }
        $recorded.Output | Should -BeNullOrEmpty
        $recorded.Failure | Should -BeNullOrEmpty
        @($recorded.Errors).Count | Should -Be 1
        $recorded.Errors[0].FullyQualifiedErrorId | Should -Be 'PantherNotFound,PantherPS.Commands.GetPantherLogSourceCommand'
        $recorded.Errors[0].TargetObject | Should -Be $Target
        $recorded.Errors[0].Exception.Message | Should -BeLike $Says
    }

    It 'takes a type that this module does not know and the tenant has' {
        Add-RawSource @{ integrationLabel = 'new kind'; integrationType = 'quantum-feed'; logTypes = @('Custom.Own') } | Out-Null
        $recorded = Invoke-Recorded { Get-PantherLogSource -IntegrationType quantum-feed -LogType custom.own }
        $recorded.Output.Label | Should -Be 'new kind'
        $recorded.Errors | Should -BeNullOrEmpty
        Get-Request ListSchemas | Should -BeNullOrEmpty
    }

    It 'warns where it cannot tell whether there is a log type' {
        Connect-TestTenant | Out-Null
        [void] (Add-Fault @{ operation = 'ListSchemas'; times = 0; status = 403 })
        $recorded = Invoke-Recorded { Get-PantherLogSource -LogType AWS.CloudTrial }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Warnings | Should -BeLike "*'AWS.CloudTrial'*cannot be read*"
    }

    It 'emits what a pattern for types or log types matches before it asks for the next page' {
        Reset-Emulator -Settings @{ pageSize = 2 }
        Add-PlainSource a, b, c | Out-Null
        (Get-PantherLogSource -IntegrationType aws-* -LogType AWS.* | Select-Object -First 2).Label | Should -Be a, b
        @(Get-Request ListSources).Count | Should -Be 1
    }

    It 'takes the aliases -Name, -IntegrationLabel and -LogTypes' {
        (Get-PantherLogSource -Name 'edge prod').Label | Should -Be 'edge prod'
        (Get-PantherLogSource -IntegrationLabel 'edge prod').Label | Should -Be 'edge prod'
        (Get-PantherLogSource -LogTypes AWS.WAFWebACL).Label | Should -Be 'edge prod'
    }

    It 'refuses a -SilentFor of less than a second, which nobody means' -ForEach ([timespan] 1), '00:00:00', '0d',
        ([timespan]::FromHours(-1)) {
        $refusal = Get-ErrorOf { Get-PantherLogSource -SilentFor $_ }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $refusal.IsTerminating | Should -BeTrue
        Get-Request | Should -BeNullOrEmpty
    }

    It 'counts a source without events from its creation' {
        Reset-Emulator
        Add-PlainSource new | Out-Null
        Add-RawSource @{ integrationLabel = 'old'; createdAtTime = $weekAgo } | Out-Null
        (Get-PantherLogSource -SilentFor 1d).Label | Should -Be old
        Get-PantherLogSource -SilentFor 30d | Should -BeNullOrEmpty
    }

    It 'takes a -SilentFor that is longer than the calendar' {
        (Invoke-Recorded { Get-PantherLogSource -SilentFor ([timespan]::MaxValue) }).Errors | Should -BeNullOrEmpty
    }

    It 'does not take filters together with an id' {
        (Get-ErrorOf { Get-PantherLogSource -Id x -Unhealthy }).FullyQualifiedErrorId | Should -BeLike 'AmbiguousParameterSet,*'
    }
}

Describe 'The pages of a list' {
    It 'are all followed, in order' {
        Reset-Emulator -Settings @{ pageSize = 2 }
        Add-PlainSource a, b, c, d, e | Out-Null
        (Get-PantherLogSource).Label | Should -Be a, b, c, d, e
        @(Get-Request ListSources).Count | Should -Be 3
    }

    It 'are asked for no earlier than their sources are wanted' {
        Reset-Emulator -Settings @{ pageSize = 2 }
        Add-PlainSource a, b, c, d, e | Out-Null
        $requests = Get-PantherLogSource | ForEach-Object { @(Get-Request ListSources).Count }
        $requests | Should -Be 1, 1, 2, 2, 3
    }

    It 'are asked for no more than Select-Object -First needs' {
        Reset-Emulator -Settings @{ pageSize = 2 }
        Add-PlainSource a, b, c, d, e | Out-Null
        (Get-PantherLogSource | Select-Object -First 2).Label | Should -Be a, b
        @(Get-Request ListSources).Count | Should -Be 1
    }

    It 'end with an error where a cursor comes again' {
        Reset-Emulator -Settings @{ pageSize = 1 }
        Add-PlainSource a, b, c | Out-Null
        [void] (Add-Fault @{ operation = 'ListSources'; times = 0; transform = @(
                    @{ setPath = 'data.sources.pageInfo.endCursor'; value = 'c291cmNlOjE' }
                    @{ setPath = 'data.sources.pageInfo.hasNextPage'; value = $true })
            })
        $recorded = Invoke-Recorded { Get-PantherLogSource }
        $recorded.Output.Label | Should -Be a, b
        $recorded.Errors.FullyQualifiedErrorId | Should -BeLike 'PantherProtocolError,*'
        @(Get-Request ListSources).Count | Should -BeLessOrEqual 3
    }

    It 'give each source once, also where it comes on two pages' {
        Reset-Emulator -Settings @{ pageSize = 2 }
        Add-PlainSource a, b, c | Out-Null
        $again = (Get-RawSource)[1].integrationId
        [void] (Add-Fault @{
            operation = 'ListSources'
            after = 1
            transform = @{ setPath = 'data.sources.edges.0.node.integrationId'; value = $again }
        })
        (Get-PantherLogSource).Label | Should -Be a, b
    }

    It 'that break off are read again, without giving a source twice' {
        Reset-Emulator
        Add-PlainSource a, b, c | Out-Null
        [void] (Add-Fault @{ operation = 'ListSources'; truncate = 700 })
        (Get-PantherLogSource).Label | Should -Be a, b, c
        @(Get-Request ListSources).Count | Should -Be 2
    }

    It 'give what was read before one that fails for good' {
        Reset-Emulator -Settings @{ pageSize = 1 }
        Add-PlainSource a, b | Out-Null
        [void] (Add-Fault @{ operation = 'ListSources'; after = 1; times = 0; status = 403 })
        $recorded = Invoke-Recorded { Get-PantherLogSource }
        $recorded.Output.Label | Should -Be a
        $recorded.Errors.FullyQualifiedErrorId | Should -BeLike 'PantherForbidden,*'
    }
}

Describe 'Get-PantherLogSource with ids' {
    BeforeEach {
        Reset-Emulator
        $ids = @(Add-PlainSource one, two, three)
    }

    It 'gets them by parameter, in the order of the ids' {
        (Get-PantherLogSource -Id $ids[2], $ids[0]).Label | Should -Be three, one
        (Get-PantherLogSource -Id $ids[1]).Label | Should -Be two
    }

    It 'gets them by value' {
        ($ids[1], $ids[0] | Get-PantherLogSource).Label | Should -Be two, one
    }

    It 'gets them by the property <_>' -ForEach 'Id', 'IntegrationId', 'SourceId' {
        $objects = foreach ($id in $ids) { New-Object psobject -Property @{ Other = 1; $_ = $id } }
        ($objects | Get-PantherLogSource).Label | Should -Be one, two, three
    }

    It 'gets them by the rows of a CSV file' {
        $rows = "IntegrationId,Note`n$($ids[0]),x`n$($ids[2]),y" | ConvertFrom-Csv
        ($rows | Get-PantherLogSource).Label | Should -Be one, three
    }

    It 'gets sources anew that are piped or given' {
        $old = Get-PantherLogSource
        Edit-RawSource $ids[0] @{ integrationLabel = 'new' }
        ($old | Get-PantherLogSource).Label | Should -Be new, two, three
        (Get-PantherLogSource -InputObject $old).Label | Should -Be new, two, three
    }

    It 'gives one error for an unknown id among good ones, and goes on in order' {
        $recorded = Invoke-Recorded { $ids[0], 'unknown', $ids[2], $ids[1] | Get-PantherLogSource }
        $recorded.Output.Label | Should -Be one, three, two
        $recorded.Errors.Count | Should -Be 1
        $recorded.Errors[0].FullyQualifiedErrorId | Should -Be 'PantherNotFound,PantherPS.Commands.GetPantherLogSourceCommand'
        $recorded.Errors[0].TargetObject | Should -Be unknown
        $recorded.Errors[0].Exception.Message | Should -BeLike '*unknown*'
        $recorded.Failure | Should -BeNullOrEmpty
    }

    It 'finds absence in every form that the API gives it: <_>' -ForEach 'error', 'text', 'null' {
        Reset-Emulator -Settings @{ notFound = $_ }
        $miss = Get-ErrorOf { Get-PantherLogSource -Id unknown }
        $miss.FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
    }

    It 'stops at the first error with -ErrorAction Stop' {
        { 'unknown', $ids[0] | Get-PantherLogSource -ErrorAction Stop } | Should -Throw -ErrorId 'PantherNotFound,*'
    }

    It 'keeps errors in -ErrorVariable, and shows none with SilentlyContinue or Ignore' {
        $Error.Clear()
        $found = 'unknown', $ids[0] | Get-PantherLogSource -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.Label | Should -Be one
        $problems.Count | Should -Be 1
        $problems[0].TargetObject | Should -Be unknown
        $Error.Count | Should -Be 1
        $Error.Clear()
        (Invoke-Recorded { 'unknown', $ids[0] | Get-PantherLogSource -ErrorAction Ignore }).Errors | Should -BeNullOrEmpty
        $Error.Count | Should -Be 0
    }

    It 'can be caught by kind' {
        $kind = try { Get-PantherLogSource -Id unknown -ErrorAction Stop } catch [Panther.Client.PantherException] { $_.Exception.Kind }
        $kind | Should -Be NotFound
    }

    It 'takes an id that comes twice twice' {
        ($ids[0], $ids[0] | Get-PantherLogSource).Label | Should -Be one, one
    }

    It 'sends an id as it is, whatever is in it' {
        $odd = 'a"b\c { } $x'
        (Get-ErrorOf { Get-PantherLogSource -Id $odd }).FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
        (Get-Request GetSource)[0].variables.id | Should -BeExactly $odd
    }

    It 'refuses an empty id' {
        (Get-ErrorOf { Get-PantherLogSource -Id '' }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError*,*'
    }

    It 'does nothing where the pipeline brings nothing' {
        (Invoke-Recorded { @() | Get-PantherLogSource -Id { $_ } }).Output | Should -BeNullOrEmpty
        Get-Request | Should -BeNullOrEmpty
    }
}

Describe 'Who created a source' {
    It 'is told where the token may read it' {
        Reset-Emulator
        Add-S3Source | Out-Null
        [string] (Get-PantherLogSource).CreatedBy | Should -Be 'owner@example.com'
        (Get-PantherLogSource).CreatedBy.Name | Should -Be 'Olive Owner'
    }

    It 'is left out where the API refuses it (<_>), said once with -Verbose, and not asked for again' -ForEach 'field', 'whole', 'http403' {
        Reset-Emulator -Settings @{ createdByRefusal = $_ }
        $id = Add-S3Source
        Connect-TestTenant -Name reader -Token readOnly | Out-Null
        $recorded = Invoke-Recorded {
            Get-PantherLogSource -Connection reader -Verbose
            Get-PantherLogSource -Connection reader -Id $id -Verbose
            Get-PantherLogSource -Connection reader -Verbose
        }
        $recorded.Output.Label | Should -Be Everything, Everything, Everything
        $recorded.Output[0].CreatedBy | Should -BeNullOrEmpty
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Warnings | Should -BeNullOrEmpty
        @($recorded.Verbose -match 'Read User Info').Count | Should -Be 1
        @(Get-Request)[-1].variables.withCreatedBy | Should -BeFalse
    }
}

Describe 'The verbose stream' {
    It 'has one line a request: operation, status, milliseconds and the request id' {
        Reset-Emulator
        $id = Add-S3Source
        $recorded = Invoke-Recorded { Get-PantherLogSource -Id $id -Verbose }
        $recorded.Verbose.Count | Should -Be 1
        $recorded.Verbose[0] | Should -Match ('^GetSource: HTTP 200, \d+ ms, request {0}$' -f (Get-Request GetSource)[0].requestId)
    }

    It 'has none without -Verbose' {
        Reset-Emulator
        (Invoke-Recorded { Get-PantherLogSource }).Verbose | Should -BeNullOrEmpty
    }
}

Describe 'A label' {
    BeforeEach {
        Reset-Emulator
        'a*b', 'a,b', 'web [prod]', 'web p', 'India billing' |
            ForEach-Object { [void] (Add-RawSource @{ integrationLabel = $_; integrationType = 'http-ingest' }) }
    }

    It 'is <Label> first, and a pattern only where nothing has it' -ForEach @(
        @{ Label = @('a*b'); Found = @('a*b') }
        @{ Label = @('web [prod]'); Found = @('web [prod]') }
        @{ Label = @('a?b'); Found = @('a*b', 'a,b') }
        @{ Label = @('a*', 'a?b', 'A*B'); Found = @('a*b', 'a,b') }
        @{ Label = @('WEB*'); Found = @('web [prod]', 'web p') }
    ) {
        @((Get-PantherLogSource -Label $Label).Label | Sort-Object) | Should -Be @($Found | Sort-Object)
    }

    It 'matches alike in <_>' -ForEach '', 'en-US', 'tr-TR', 'de-DE', 'az-Latn-AZ' {
        $culture = [System.Threading.Thread]::CurrentThread.CurrentCulture
        try {
            [System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo]::GetCultureInfo($_)
            $found = (Get-PantherLogSource -Label 'INDIA BILLING').Label, (Get-PantherLogSource -Label 'INDIA*').Label
        }
        finally {
            [System.Threading.Thread]::CurrentThread.CurrentCulture = $culture
        }

        $found | Should -Be 'India billing', 'India billing'
    }
}
