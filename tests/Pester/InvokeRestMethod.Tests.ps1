BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $other = Start-Emulator
    $emulator = Start-Emulator
    $hook = @{ integrationLabel = 'hook'; logTypes = @('GitHub.Webhook'); logStreamType = 'JSON'; authMethod = 'None' }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Invoke-PantherRestMethod' {
    BeforeEach {
        Reset-Emulator
        Connect-TestTenant | Out-Null
        $id =
            (Add-RawSource @{
                integrationLabel = 'old'
                integrationType = 'http-ingest'
                logTypes = @('GitHub.Webhook')
                config = @{ logStreamType = 'JSON'; authMethod = 'None' }
            }).integrationId
    }

    It 'sends <Method>, and returns what the API answers' -ForEach @(
        @{ Method = 'GET'; Call = { Invoke-PantherRestMethod "/log-sources/http/$id" }; Label = 'old' }
        @{ Method = 'GET'; Call = { Invoke-PantherRestMethod -Path "log-sources/http/$id" -Method get }; Label = 'old' }
        @{ Method = 'POST'; Call = { Invoke-PantherRestMethod /log-sources/http Post -Body $hook }; Label = 'hook' }
        @{ Method = 'PUT'; Call = { Invoke-PantherRestMethod "/log-sources/http/$id" -Method Put -Body $hook }; Label = 'hook' }
        @{ Method = 'DELETE'; Call = { Invoke-PantherRestMethod "/log-sources/http/$id" Delete }; Label = $null }
    ) {
        $recorded = Invoke-Recorded $Call
        $recorded.Errors | Should -BeNullOrEmpty
        @($recorded.Output).integrationLabel | Should -Be $Label
        (Get-Request).method | Should -Be $Method
        (Get-Request).headers.'x-api-key' | Should -Be full
    }

    It 'sends a -Body given as <Name>' -ForEach @(
        @{ Name = 'a hashtable'; Body = { $hook } }
        @{
            Name = 'an ordered dictionary'
            Body = { [ordered] @{ integrationLabel = 'hook'; logTypes = , 'GitHub.Webhook'; logStreamType = 'JSON'; authMethod = 'None' } }
        }
        @{ Name = 'an object'; Body = { [pscustomobject] $hook } }
        @{ Name = 'JSON text'; Body = { ConvertTo-Json $hook } }
        @{ Name = 'JSON text, line by line'; Body = { (ConvertTo-Json $hook) -split '\r?\n' } }
        @{ Name = 'what ConvertFrom-Json makes'; Body = { ConvertTo-Json $hook | ConvertFrom-Json } }
        @{ Name = 'an object of a class'; Body = {
                class HookUnderTest {
                    [string] $integrationLabel = 'hook'
                    [string[]] $logTypes = @('GitHub.Webhook')
                    [string] $logStreamType = 'JSON'
                    [string] $authMethod = 'None'
                }
                [HookUnderTest]::new()
            }
        }
        @{ Name = 'an answer of the API'; Body = {
                $answer = Invoke-PantherRestMethod "/log-sources/http/$id"
                $answer.integrationLabel = 'hook'
                $answer
            }
        }
    ) {
        (Invoke-PantherRestMethod /log-sources/http Post -Body (& $Body)).integrationLabel | Should -Be hook
        $sent = @(Get-Request 'POST *')[0]
        $sent.headers.'content-type' | Should -BeLike 'application/json*'
        ConvertTo-Json $sent.body.logTypes -Compress | Should -BeExactly '["GitHub.Webhook"]'
    }

    It 'refuses a -Body for a GET, whether it is named or not' -ForEach @{}, @{ Method = 'Get' } {
        $refusal = Get-ErrorOf { Invoke-PantherRestMethod "/log-sources/http/$id" -Body @{ a = 1 } @_ }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $refusal.Exception.Message | Should -BeLike '*-Body*-Method Post, Put*'
        $refusal.IsTerminating | Should -BeTrue
        Get-Request | Should -BeNullOrEmpty
    }

    It 'reads answers that are nested 200 levels deep, and says of deeper ones what is wrong' {
        foreach ($depth in 200, 300) {
            $json = ('{"a":' * $depth) + '1' + ('}' * $depth)
            [void] (Add-Fault @{
                api = 'rest'
                rawBody = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($json))
                headers = @{ 'Content-Type' = 'application/json' }
            })
        }

        $answer = Invoke-PantherRestMethod /deep
        foreach ($level in 1..200) {
            $answer = $answer.a
        }

        $answer | Should -Be 1
        (Get-ErrorOf { Invoke-PantherRestMethod /deep }).Exception.Message | Should -BeLike '*nested deeper than 256 levels*'
    }

    It 'refuses a body that is nested too deep, or in itself, before anything is sent' -ForEach @(
        @{ Name = 'text'; Body = { ('[' * 300) + (']' * 300) } }
        @{ Name = 'hashtables'; Body = {
                $inner = 1
                foreach ($level in 1..300) { $inner = @{ a = $inner } }
                $inner
            }
        }
        @{ Name = 'a circle'; Body = {
                $circle = @{}
                $circle.self = $circle
                $circle
            }
        }
    ) {
        (Get-ErrorOf { Invoke-PantherRestMethod /x Post -Body (& $Body) }).Exception.Message | Should -BeLike '*deeper than 256 levels*'
        Get-Request | Should -BeNullOrEmpty
    }

    It 'sends any JSON, however nested, as it is' {
        $list = @(@{ text = "a`"b`n$([char] 0x00e9)" }, @(, @(2)))
        $body = @{ nothing = $null; none = @(); one = @(1); flag = [switch] $true; number = 1.5; deep = @{ list = $list } }
        Invoke-PantherRestMethod /anything Patch -Body $body -ErrorAction SilentlyContinue
        Get-SentField 'PATCH *' | Should -BeExactly @(
            "deep.list=$(ConvertTo-Json $list -Depth 5 -Compress)"
            'flag=true'
            'none=[]'
            'nothing=null'
            'number=1.5'
            'one=[1]'
        )
    }

    It 'sends no body where none is given' {
        Invoke-PantherRestMethod "/log-sources/http/$id" | Out-Null
        (Get-Request).headers.PSObject.Properties.Name | Should -Not -Contain content-type
    }

    It 'refuses a body that is no JSON, before anything is sent' {
        $refusal = Get-ErrorOf { Invoke-PantherRestMethod /log-sources/http Post -Body '{oops' }
        $refusal.FullyQualifiedErrorId | Should -Be 'PantherInvalidInput,PantherPS.Commands.InvokePantherRestMethodCommand'
        Get-Request | Should -BeNullOrEmpty
    }

    It 'adds -Query to the path, escaped' {
        Invoke-PantherRestMethod "/log-sources/http/$id`?first=1" `
            -Query ([ordered] @{ 'a b' = 'x&y=z'; list = 'one', 'two'; flag = $true; number = 1.5; empty = '' }) | Out-Null
        (Get-Request).queryString | Should -BeExactly 'first=1&a%20b=x%26y%3Dz&list=one&list=two&flag=true&number=1.5&empty='
        (Get-Request).path | Should -Be "/log-sources/http/$id"
    }

    It 'takes paths by pipe, each with its answer or its error' {
        $recorded = Invoke-Recorded {
            "/log-sources/http/$id", '/log-sources/http/unknown', "/log-sources/http/$id" | Invoke-PantherRestMethod
        }
        $recorded.Output.integrationLabel | Should -Be old, old
        $recorded.Errors.TargetObject | Should -Be /log-sources/http/unknown
        $recorded.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
    }

    It 'returns the items of a list' {
        [void] (Add-Fault @{ api = 'rest'; body = @(@{ n = 1 }, @{ n = 2 }) })
        @(Invoke-PantherRestMethod /list).n | Should -Be 1, 2
    }

    It 'leaves texts that look like times as they are' {
        [void] (Add-Fault @{ api = 'rest'; body = @{ at = '2024-05-06T07:08:09.000Z' } })
        (Invoke-PantherRestMethod /times).at | Should -BeExactly '2024-05-06T07:08:09.000Z'
    }

    It 'never leaves the connection''s host: <_>' -ForEach @(
        '{0}/log-sources/http/1'
        '//{1}/log-sources/http/1'
        '/../log-sources/http/1'
        '/log-sources/../../x'
        '/log-sources/%2e%2e/%2e%2e/x'
        '\\{1}\x'
        '/\{1}/x'
        'file:///etc/passwd'
        'javascript:alert(1)'
        '@{1}/x'
        ':80@{1}/x'
    ) {
        Clear-Request -Emulator $other
        $path = $_ -f $other.Url, ($other.Url -replace '^http://')
        Invoke-PantherRestMethod $path -ErrorAction SilentlyContinue -ErrorVariable refusals | Out-Null
        $refusals[0].FullyQualifiedErrorId | Should -Match '^Panther(InvalidInput|NotFound),'
        Get-Request -Emulator $other | Should -BeNullOrEmpty
        Get-Request | ForEach-Object { $_.headers.'x-api-key' | Should -Be full }
    }

    It 'never leaves the stage of an API gateway' {
        Connect-Panther "$($emulator.Url)/v1/public/graphql" -ApiToken (Get-TestToken) -Name gateway -SkipVerification | Out-Null
        (Invoke-PantherRestMethod "/log-sources/http/$id" -Connection gateway).integrationLabel | Should -Be old
        (Get-Request).path | Should -Be "/v1/log-sources/http/$id"
        foreach ($path in '/../log-sources/http/1', '../x', '/%2e%2e/x') {
            Get-ErrorOf { Invoke-PantherRestMethod $path -Connection gateway } |
                ForEach-Object { $_.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*' }
        }

        @(Get-Request).Count | Should -Be 1
    }

    It 'repeats a GET after a passing fault' {
        [void] (Add-Fault @{ api = 'rest'; status = 503; headers = @{ 'Retry-After' = '0' } })
        (Invoke-PantherRestMethod "/log-sources/http/$id").integrationLabel | Should -Be old
        @(Get-Request).Count | Should -Be 2
    }

    It 'never repeats <Method> after <Name>' -ForEach @(
        foreach ($method in 'Post', 'Put', 'Patch', 'Delete') {
            @{
                Method = $method
                Name = '503'
                Fault = @{ status = 503; headers = @{ 'Retry-After' = '0' } }
                ErrorId = 'PantherServerError'
            }
            @{
                Method = $method
                Name = '429'
                Fault = @{ status = 429; headers = @{ 'Retry-After' = '0' } }
                ErrorId = 'PantherRateLimited'
            }
            @{ Method = $method; Name = 'a reset'; Fault = @{ reset = $true }; ErrorId = 'PantherUnreachable' }
        }
    ) {
        $Fault.api = 'rest'
        $Fault.times = 0
        [void] (Add-Fault $Fault)
        $failure = Get-ErrorOf { Invoke-PantherRestMethod "/log-sources/http/$id" -Method $Method }
        $failure.FullyQualifiedErrorId | Should -Be "$ErrorId,PantherPS.Commands.InvokePantherRestMethodCommand"
        $failure.IsTerminating | Should -BeFalse
        $failure.TargetObject | Should -Be "/log-sources/http/$id"
        $failure.Exception.Operation | Should -Be "$($Method.ToUpper()) /log-sources/http/$id"
        @(Get-Request).Count | Should -Be 1
    }

    It 'makes of <Status> <ErrorId>' -ForEach @(
        @{ Status = 400; Fault = @{ status = 400; body = @{ message = 'so not' } }; ErrorId = 'PantherInvalidInput'; Says = '*so not*' }
        @{ Status = 401; Fault = @{ status = 401 }; ErrorId = 'PantherUnauthorized'; Says = '*401*' }
        @{
            Status = 403
            Fault = @{ status = 403; body = @{ error = 'forbidden' } }
            ErrorId = 'PantherForbidden'
            Says = '*403*forbidden*'
        }
        @{
            Status = 404
            Fault = @{ status = 404; body = @{ message = 'no such thing' } }
            ErrorId = 'PantherNotFound'
            Says = '*no such thing*'
        }
        @{ Status = 409; Fault = @{ status = 409 }; ErrorId = 'PantherConflict'; Says = '*409*' }
        @{ Status = 200; Fault = @{ body = '<html>' }; ErrorId = 'PantherProtocolError'; Says = '*200*' }
    ) {
        $Fault.api = 'rest'
        [void] (Add-Fault $Fault)
        $failure = Get-ErrorOf { Invoke-PantherRestMethod /anything }
        $failure.FullyQualifiedErrorId | Should -BeLike "$ErrorId,*"
        $failure.Exception.StatusCode | Should -Be $Status
        $failure.Exception.Message | Should -BeLike $Says
    }

    It 'asks with -Confirm and says with -WhatIf what it would send, but for a GET' {
        $session = New-Session
        try {
            $session.Host.Answer('No')
            $ran = Invoke-InSession $session {
                param($id)
                Invoke-PantherRestMethod "/log-sources/http/$id" Delete -Confirm
                Invoke-PantherRestMethod "/log-sources/http/$id" Delete -WhatIf
                Invoke-PantherRestMethod "/log-sources/http/$id" -WhatIf
                Invoke-PantherRestMethod "/log-sources/http/$id" -Confirm
            } @{ id = $id }
            $ran.Output.integrationLabel | Should -Be old, old
            $session.Host.Questions | Should -BeLike "*DELETE /log-sources/http/$id*127.0.0.1*"
            $session.Host.Lines -join "`n" | Should -BeLike "What if: *DELETE /log-sources/http/$id*127.0.0.1*"
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }

    It 'goes to the connection that is named' {
        Connect-TestTenant -Name there -Emulator $other | Out-Null
        Connect-TestTenant | Out-Null
        Invoke-PantherRestMethod /api-tokens/self -Connection there | Out-Null
        Disconnect-Panther there
        @(Get-Request -Emulator $other).Count | Should -Be 1
        Get-Request | Should -BeNullOrEmpty
    }
}

Describe 'Invoke-PantherGraphQL -AllPages' {
    BeforeAll {
        $results = 'query Results($id: ID!, $input: DataLakeQueryResultsInput) {
            dataLakeQuery(id: $id) { status results(input: $input) { edges { node } pageInfo { hasNextPage endCursor } } } }'

        # Runs a data lake query of so many rows to its end; returns its id.
        function Start-Query([int] $Rows) {
            $made =
                Invoke-PantherGraphQL 'mutation Start($input: ExecuteDataLakeQueryInput!) { executeDataLakeQuery(input: $input) { id } }' @{
                input = @{ sql = "select * from t limit $Rows" }
            }
            $query = $made.executeDataLakeQuery.id
            while ((Invoke-PantherGraphQL 'query Poll($id: ID!) { dataLakeQuery(id: $id) { status } }' @{ id = $query }).dataLakeQuery.status -eq 'running') {
                Start-Sleep -Milliseconds 10
            }

            Clear-Request
            $query
        }
    }

    BeforeEach {
        Reset-Emulator
        Connect-TestTenant | Out-Null
    }

    It 'reads the results of a data lake query page by page, with the cursor in $input beside what else is there' {
        $query = Start-Query 25
        $pages = @(Invoke-PantherGraphQL $results @{ id = $query; input = @{ pageSize = 10 } } -AllPages)
        $pages.Count | Should -Be 3
        $pages.dataLakeQuery.results.edges.node.n | Should -Be @(0..24)
        (Get-Request).variables.input.pageSize | Should -Be 10, 10, 10
    }

    It 'takes the cursor in an $input that is not given at first' {
        $query = Start-Query 1100
        @(Invoke-PantherGraphQL $results @{ id = $query } -AllPages).dataLakeQuery.results.edges.Count | Should -Be 1100
        @(Get-Request).Count | Should -Be 2
    }

    It 'asks for no more pages than Select-Object -First needs' {
        $query = Start-Query 25
        Invoke-PantherGraphQL $results @{ id = $query; input = @{ pageSize = 10 } } -AllPages | Select-Object -First 1 | Out-Null
        @(Get-Request).Count | Should -Be 1
    }

    It 'says what a document lacks: <Name>' -ForEach @(
        @{
            Name = 'pageInfo'
            Document = 'query Q($cursor: String) { sources(input: { cursor: $cursor }) { edges { node { integrationId } } } }'
            Says = '*pageInfo*'
        }
        @{
            Name = 'a cursor'
            Document = 'query Q { sources { edges { node { integrationId } } pageInfo { hasNextPage endCursor } } }'
            Says = '*$cursor*$input*'
        }
    ) {
        Reset-Emulator -Settings @{ pageSize = 1 }
        Add-PlainSource one, two | Out-Null
        $failure = @((Invoke-Recorded { Invoke-PantherGraphQL $Document -AllPages }).Errors)
        $failure.Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $failure[0].Exception.Message | Should -BeLike $Says
    }

    It 'does not go round in circles' {
        Add-PlainSource one | Out-Null
        [void] (Add-Fault @{
            operation = 'Q'
            times = 0
            transform = @{ setPath = 'data.sources.pageInfo'; value = @{ hasNextPage = $true; endCursor = 'c291cmNlOjA' } }
        })
        $recorded = Invoke-Recorded { Invoke-PantherGraphQL 'query Q($cursor: String) { sources(input: { cursor: $cursor }) { edges { node { integrationId } } pageInfo { hasNextPage endCursor } } }' -AllPages }
        $recorded.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PantherProtocolError,*'
        @(Get-Request Q).Count | Should -Be 2
    }
}
