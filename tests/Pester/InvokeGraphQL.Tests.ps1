BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null

    $list = 'query List($cursor: String) { sources(input: { cursor: $cursor }) { edges { node { integrationLabel } } pageInfo { hasNextPage endCursor } } }'
    $create =
        'mutation Make($input: CreateS3SourceInput!) { createS3Source(input: $input) { logSource { integrationId integrationLabel } } }'
    $remove = 'mutation Remove($id: ID!) { deleteSource(input: { id: $id }) { id } }'
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Invoke-PantherGraphQL' {
    BeforeEach {
        Reset-Emulator
        Connect-TestTenant | Out-Null
    }

    AfterEach {
        Disconnect-Panther -All
    }

    Context 'a query' {
        It 'returns the data' {
            (Invoke-PantherGraphQL '{ generalSettings { pantherVersion } }').generalSettings.pantherVersion | Should -Be '1.122.7'
        }

        It 'returns objects, lists and nulls as they are' {
            Add-PlainSource one, two | Out-Null
            $data = Invoke-PantherGraphQL $list
            $data.sources.edges.Count | Should -Be 2
            $data.sources.edges[1].node.integrationLabel | Should -Be two
            $data.sources.pageInfo.hasNextPage | Should -BeFalse
            $data.sources.pageInfo.endCursor | Should -BeNullOrEmpty
        }

        It 'leaves texts that look like times as they are' {
            Add-S3Source | Out-Null
            (Invoke-PantherGraphQL '{ sources { edges { node { createdAtTime } } } }').sources.edges[0].node.createdAtTime |
                Should -BeExactly '2024-05-06T07:08:09.000Z'
        }

        It 'comes by pipe, each with its answer' {
            $answers = '{ generalSettings { pantherVersion } }', $list | Invoke-PantherGraphQL
            $answers[0].generalSettings | Should -Not -BeNullOrEmpty
            $answers[1].sources | Should -Not -BeNullOrEmpty
        }

        It 'does not ask, and is sent with -WhatIf too' {
            (Invoke-PantherGraphQL '{ generalSettings { pantherVersion } }' -WhatIf).generalSettings.pantherVersion | Should -Be '1.122.7'
        }

        It 'is repeated after a passing fault' {
            [void] (Add-Fault @{ status = 503; headers = @{ 'Retry-After' = '0' } })
            (Invoke-PantherGraphQL $list).sources | Should -Not -BeNullOrEmpty
            @(Get-Request List).Count | Should -Be 2
        }

        It 'goes to the connection that is named' {
            Connect-TestTenant -Name named -Token logSources | Out-Null
            Connect-TestTenant -Name later | Out-Null
            Invoke-PantherGraphQL $list -Connection named | Out-Null
            (Get-Request List).headers.'x-api-key' | Should -Be logSources
        }
    }

    Context '-Path' {
        BeforeEach {
            Set-Content (Join-Path $TestDrive 'list.graphql') $list
        }

        It 'takes <Name>' -ForEach @(
            @{ Name = 'a whole path'; Call = { Invoke-PantherGraphQL -Path (Join-Path $TestDrive 'list.graphql') } }
            @{ Name = 'a path of a PowerShell drive'; Call = { Invoke-PantherGraphQL -Path 'TestDrive:/list.graphql' } }
            @{ Name = 'a path of a drive of one''s own'; Call = {
                    New-PSDrive Queries FileSystem $TestDrive | Out-Null
                    Invoke-PantherGraphQL -Path 'Queries:/list.graphql'
                }
            }
            @{ Name = 'a path from where one is'; Call = {
                    Push-Location $TestDrive
                    try { Invoke-PantherGraphQL -Path './list.graphql' } finally { Pop-Location }
                }
            }
            @{ Name = 'a path with wildcards that means one file'; Call = { Invoke-PantherGraphQL -Path 'TestDrive:/l*.graphql' } }
            @{ Name = 'a file by pipe'; Call = { Get-Item 'TestDrive:/list.graphql' | Invoke-PantherGraphQL } }
            @{ Name = 'a file by pipe whose name looks like a pattern'; Call = {
                    Set-Content -LiteralPath (Join-Path $TestDrive 'list [1].graphql') $list
                    Get-Item -LiteralPath (Join-Path $TestDrive 'list [1].graphql') | Invoke-PantherGraphQL
                }
            }
            @{ Name = 'an item of another provider'; Call = {
                    $env:PANTHERPS_TEST_QUERY = $list
                    try { Invoke-PantherGraphQL -Path 'Env:/PANTHERPS_TEST_QUERY' } finally { Remove-Item Env:/PANTHERPS_TEST_QUERY }
                }
            }
        ) {
            $recorded = Invoke-Recorded $Call
            $recorded.Errors | Should -BeNullOrEmpty
            $recorded.Output.sources | Should -Not -BeNullOrEmpty
        }

        It 'is refused where it names <Name>' -ForEach @(
            @{ Name = 'nothing'; Path = 'TestDrive:/nowhere.graphql' }
            @{ Name = 'several files'; Path = 'TestDrive:/*.graphql' }
            @{ Name = 'a folder'; Path = 'TestDrive:/' }
            @{ Name = 'a drive that is none'; Path = 'Nowhere:/list.graphql' }
        ) {
            Set-Content (Join-Path $TestDrive 'other.graphql') $list
            $refusal = Get-ErrorOf { Invoke-PantherGraphQL -Path $Path }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $refusal.TargetObject | Should -Be $Path
            Get-Request | Should -BeNullOrEmpty
        }

        It 'does not go together with -Query' {
            (Get-ErrorOf { Invoke-PantherGraphQL -Query $list -Path 'TestDrive:/list.graphql' }).FullyQualifiedErrorId |
                Should -BeLike 'AmbiguousParameterSet,*'
        }

        It 'reads UTF-8' {
            $path = Join-Path $TestDrive 'utf8.graphql'
            [IO.File]::WriteAllText(
                $path, "query List { sources { edges { node { integrationLabel } } } } # $([char] 0x00e9)",
                    (New-Object Text.UTF8Encoding $false))
            Invoke-PantherGraphQL -Path $path | Out-Null
            (Get-Request List).query | Should -BeLike "*# $([char] 0x00e9)"
        }
    }

    Context '-Variables' {
        It 'may be nested: hashtables, lists, objects, switches, numbers and nulls' {
            $made = Invoke-PantherGraphQL $create @{
                input = @{
                    label = 'made'
                    awsAccountId = '123456789012'
                    s3Bucket = 'b'
                    logProcessingRole = 'arn:aws:iam::123456789012:role/r'
                    logStreamType = 'JSON'
                    kmsKey = $null
                    managedBucketNotifications = [switch] $true
                    logStreamTypeOptions = [pscustomobject] @{ jsonArrayEnvelopeField = 'x' }
                    s3PrefixLogTypes = @([ordered] @{ prefix = ''; logTypes = 'AWS.ALB', 'AWS.VPCFlow'; excludedPrefixes = @() })
                }
            }
            $made.createS3Source.logSource.integrationLabel | Should -Be made
            $raw = Get-RawSource
            $raw.managedBucketNotifications | Should -BeTrue
            $raw.logStreamTypeOptions.jsonArrayEnvelopeField | Should -Be x
            $raw.s3PrefixLogTypes[0].logTypes | Should -Be AWS.ALB, AWS.VPCFlow
            $sent = (Get-Request Make).variables.input
            $sent.PSObject.Properties.Name | Should -Contain kmsKey
            $sent.kmsKey | Should -Be $null
        }

        It 'keep a list of one, and a list of none' {
            Invoke-PantherGraphQL 'query Q($input: AlertsInput!) { alerts(input: $input) { edges { node { id } } } }' -Variables @{
                input = @{
                    createdAtAfter = '2024-01-01T00:00:00Z'
                    createdAtBefore = '2024-01-02T00:00:00Z'
                    logTypes = @('AWS.ALB')
                    assigneeIds = @()
                }
            } | Out-Null
            ConvertTo-Json (Get-Request Q).variables.input.logTypes -Compress | Should -BeExactly '["AWS.ALB"]'
            ConvertTo-Json (Get-Request Q).variables.input.assigneeIds -Compress | Should -BeExactly '[]'
        }

        It 'are sent in the case that they have' {
            Invoke-PantherGraphQL 'query Q($ID: ID!) { source(id: $ID) { integrationId } }' @{ ID = 'x' } -ErrorAction SilentlyContinue
            (Get-Request Q).variables.PSObject.Properties.Name | Should -BeExactly ID
        }

        It 'may be given as <Name>' -ForEach @(
            @{ Name = 'a hashtable'; Give = { $nested } }
            @{ Name = 'an object'; Give = { [pscustomobject] @{ input = [pscustomobject] $nested.input } } }
            @{ Name = 'JSON text'; Give = { ConvertTo-Json $nested -Depth 9 } }
            @{ Name = 'JSON text, line by line'; Give = { (ConvertTo-Json $nested -Depth 9) -split '\r?\n' } }
            @{ Name = 'what ConvertFrom-Json makes'; Give = { ConvertTo-Json $nested -Depth 9 | ConvertFrom-Json } }
            @{ Name = 'an object out of a file'; Give = {
                    [pscustomobject] $nested | Export-Clixml (Join-Path $TestDrive v.xml) -Depth 9
                    Import-Clixml (Join-Path $TestDrive v.xml)
                }
            }
            @{ Name = 'a hashtable with mappings of this module'; Give = {
                    $nested.input.s3PrefixLogTypes =
                        (Get-PantherLogSource -Id (Add-S3Source @{
                            s3PrefixLogTypes = @(@{ prefix = 'x/'; logTypes = @('AWS.ALB'); excludedPrefixes = @() })
                        })).S3PrefixLogTypes
                    $nested
                }
            }
        ) {
            $nested = @{
                input = @{
                    label = 'made'
                    awsAccountId = '123456789012'
                    s3Bucket = 'b'
                    logProcessingRole = 'arn:aws:iam::123456789012:role/r'
                    logStreamType = 'JSON'
                    managedBucketNotifications = $true
                    s3PrefixLogTypes = @(@{ prefix = 'x/'; logTypes = @('AWS.ALB'); excludedPrefixes = @() })
                }
            }
            $made = Invoke-PantherGraphQL $create (& $Give)
            $raw = Get-RawSource $made.createS3Source.logSource.integrationId
            $raw.integrationLabel, $raw.managedBucketNotifications | Should -Be made, $true
            ConvertTo-Json $raw.s3PrefixLogTypes[0].logTypes -Compress | Should -BeExactly '["AWS.ALB"]'
            $raw.s3PrefixLogTypes[0].prefix | Should -Be x/
        }

        It 'are refused where they have no names: <_>' -ForEach '[1]', '"text"', '{oops', '12', 12, @(, @(1, 2)) {
            $refusal = Get-ErrorOf { Invoke-PantherGraphQL 'query Q { __typename }' -Variables $_ }
            $refusal.FullyQualifiedErrorId | Should -Be 'PantherInvalidInput,PantherPS.Commands.InvokePantherGraphQLCommand'
            $refusal.Exception.Message | Should -BeLike '*-Variables*'
            Get-Request | Should -BeNullOrEmpty
        }

        It 'may be an ordered dictionary, and the alias is -Variable' {
            $id = Add-S3Source
            (Invoke-PantherGraphQL 'query Q($id: ID!) { source(id: $id) { integrationLabel } }' -Variable ([ordered] @{ id = $id })).source.integrationLabel | Should -Be Everything
        }
    }

    Context '-OperationName' {
        It 'says which of several operations is meant' {
            $document = "query First { generalSettings { pantherVersion } } $list"
            (Invoke-PantherGraphQL $document -OperationName First).generalSettings | Should -Not -BeNullOrEmpty
            (Invoke-PantherGraphQL $document -OperationName List).sources | Should -Not -BeNullOrEmpty
            (Get-Request).operation | Should -Be First, List
        }

        It 'is asked for where there are several' {
            $refusal = Get-ErrorOf { Invoke-PantherGraphQL "query First { __typename } $list" }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $refusal.Exception.Message | Should -BeLike '*First*List*'
            Get-Request | Should -BeNullOrEmpty
        }

        It 'is refused where there is no such operation' {
            (Get-ErrorOf { Invoke-PantherGraphQL $list -OperationName Nothing }).FullyQualifiedErrorId |
                Should -BeLike 'PantherInvalidInput,*'
        }

        It 'decides whether it is a mutation' {
            $id = Add-S3Source
            Invoke-PantherGraphQL "$list $remove" -OperationName Remove -Variables @{ id = $id } -WhatIf | Should -BeNullOrEmpty
            (Invoke-PantherGraphQL "$list $remove" -OperationName List -WhatIf).sources | Should -Not -BeNullOrEmpty
            (Get-Request).operation | Should -Be List
        }
    }

    Context 'a mutation' {
        BeforeEach {
            $id = Add-S3Source
            $session = New-Session
        }

        AfterEach {
            Remove-Session $session
        }

        It 'is not sent with -WhatIf: <Name>' -ForEach @(
            @{ Name = 'named'; Document = 'mutation Remove($id: ID!) { deleteSource(input: { id: $id }) { id } }' }
            @{ Name = 'without a name'; Document = 'mutation ($id: ID!) { deleteSource(input: { id: $id }) { id } }' }
            @{ Name = 'behind a comment and a fragment'; Document = "# query`nfragment F on DeleteSourceOutput { id }`n mutation Remove(`$id: ID!) { deleteSource(input: { id: `$id }) { ...F } }" }
        ) {
            $ran = Invoke-InSession $session { param($document, $id)
                Invoke-PantherGraphQL $document @{ id = $id } -WhatIf
            } @{ document = $Document; id = $id }
            $ran.Errors | Should -BeNullOrEmpty
            $session.Host.Lines -join "`n" | Should -BeLike 'What if: *mutation*127.0.0.1*'
            Get-Request | Should -BeNullOrEmpty
        }

        It 'asks with -Confirm and heeds the answer' {
            $session.Host.Answer('No')
            Invoke-InSession $session { param($document, $id)
                Invoke-PantherGraphQL $document @{ id = $id } -Confirm
            } @{ document = $remove; id = $id } | Out-Null
            $session.Host.Questions.Count | Should -Be 1
            Get-Request | Should -BeNullOrEmpty
        }

        It 'is sent without a question' {
            (Invoke-InSession $session { param($document, $id) Invoke-PantherGraphQL $document @{ id = $id } } @{
                document = $remove
                id = $id
            }).Output.deleteSource.id | Should -Be $id
            $session.Host.Questions | Should -BeNullOrEmpty
            Get-RawSource | Should -BeNullOrEmpty
        }

        It 'is never repeated: <Name>' -ForEach @(
            @{ Name = '503'; Fault = @{ status = 503 } }
            @{ Name = '429'; Fault = @{ status = 429 } }
            @{ Name = 'a reset'; Fault = @{ reset = $true } }
        ) {
            $Fault.times = 0
            $Fault.operation = 'Remove'
            [void] (Add-Fault $Fault)
            (Get-ErrorOf { Invoke-PantherGraphQL $remove @{ id = $id } }).IsTerminating | Should -BeFalse
            @(Get-Request Remove).Count | Should -Be 1
        }
    }

    Context '-AllPages' {
        It 'returns page after page' {
            Reset-Emulator -Settings @{ pageSize = 2 }
            Add-PlainSource a, b, c | Out-Null
            $pages = @(Invoke-PantherGraphQL $list -AllPages)
            $pages.Count | Should -Be 2
            $pages.sources.edges.node.integrationLabel | Should -Be a, b, c
        }

        It 'does not go together with a mutation' {
            (Get-ErrorOf { Invoke-PantherGraphQL $remove @{ id = 'x' } -AllPages }).FullyQualifiedErrorId |
                Should -BeLike 'PantherInvalidInput,*'
            Get-Request | Should -BeNullOrEmpty
        }
    }

    Context 'errors' {
        It 'come beside the data where there is some' {
            $id = Add-S3Source
            Connect-TestTenant -Name reader -Token readOnly | Out-Null
            $recorded = Invoke-Recorded {
                Invoke-PantherGraphQL 'query Q($id: ID!) { source(id: $id) { integrationLabel createdBy { __typename } } }' @{ id = $id } `
                    -Connection reader
            }
            $recorded.Output.source.integrationLabel | Should -Be Everything
            $recorded.Errors.Count | Should -Be 1
            $recorded.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PantherForbidden,*'
            @($recorded.Errors[0].Exception.Errors)[0].Path | Should -Be source, createdBy
        }

        It 'come instead of it where there is none' {
            $recorded = Invoke-Recorded { Invoke-PantherGraphQL 'query Q { alert(id: "none") { id } }' }
            $recorded.Output | Should -BeNullOrEmpty
            $recorded.Errors.Count | Should -Be 1
            $recorded.Errors[0].Exception.Operation | Should -Be Q
        }

        It 'name an unknown field' {
            $failure = Get-ErrorOf { Invoke-PantherGraphQL '{ generalSettings { nonsense } }' }
            $failure.FullyQualifiedErrorId | Should -BeLike 'PantherUnsupported,*'
            $failure.Exception.Message | Should -BeLike '*nonsense*'
        }

        It 'do not keep the next document from being sent' {
            $recorded = Invoke-Recorded { '{ nonsense }', '{ generalSettings { pantherVersion } }' | Invoke-PantherGraphQL }
            $recorded.Errors.Count | Should -Be 1
            $recorded.Output.generalSettings.pantherVersion | Should -Be '1.122.7'
        }

        It 'refuse a document that holds no operation' -ForEach 'nonsense', 'fragment F on Query { __typename }', 'subscription S { x }' {
            (Get-ErrorOf { Invoke-PantherGraphQL $_ }).FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            Get-Request | Should -BeNullOrEmpty
        }
    }
}
