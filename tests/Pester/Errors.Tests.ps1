BeforeDiscovery {
    # What the API can answer, whatever the request, and what becomes of it (design, section 5).
    $answers = @(
        @{
            Situation = '401'
            Fault = @{ status = 401 }
            ErrorId = 'PantherUnauthorized'
            Category = 'AuthenticationError'
            Status = 401
            Terminates = $true
        }
        @{
            Situation = '403'
            Fault = @{ status = 403 }
            ErrorId = 'PantherForbidden'
            Category = 'PermissionDenied'
            Status = 403
            Says = '*Log Sources*'
        }
        @{ Situation = '409'; Fault = @{
            status = 409
            body = @{ message = 'the label is taken' }
        }; ErrorId = 'PantherConflict'; Category = 'ResourceExists'; Status = 409; Says = '*the label is taken*' }
        @{ Situation = '400'; Fault = @{
            status = 400
            body = @{ message = 'no such bucket' }
        }; ErrorId = 'PantherInvalidInput'; Category = 'InvalidArgument'; Status = 400; Says = '*no such bucket*' }
        @{ Situation = '429'; Fault = @{ status = 429 }; ErrorId = 'PantherRateLimited'; Category = 'LimitsExceeded'; Status = 429 }
        @{ Situation = '429 with a long Retry-After'; Fault = @{
            status = 429
            headers = @{ 'Retry-After' = '90' }
        }; ErrorId = 'PantherRateLimited'; Category = 'LimitsExceeded'; Status = 429; Says = '*90*' }
        @{ Situation = '500'; Fault = @{ status = 500 }; ErrorId = 'PantherServerError'; Category = 'ResourceUnavailable'; Status = 500 }
        @{ Situation = '502 with a page of a gateway'; Fault = @{
            status = 502
            body = '<html><body>Bad Gateway</body></html>'
        }; ErrorId = 'PantherServerError'; Category = 'ResourceUnavailable'; Status = 502; Says = '*502*' }
        @{ Situation = '503'; Fault = @{ status = 503 }; ErrorId = 'PantherServerError'; Category = 'ResourceUnavailable'; Status = 503 }
        @{
            Situation = '504'
            Fault = @{ status = 504; body = @{ message = 'Endpoint request timed out' } }
            ErrorId = 'PantherServerError'
            Category = 'ResourceUnavailable'
            Status = 504
        }
        @{ Situation = '418'; Fault = @{
            status = 418
            body = 'short and stout'
        }; ErrorId = 'PantherApiError'; Category = 'InvalidOperation'; Status = 418; Says = '*short and stout*' }
        @{
            Situation = 'a page at 200'
            Fault = @{ status = 200; body = '<html>Log in</html>' }
            ErrorId = 'PantherProtocolError'
            Category = 'InvalidData'
            Status = 200
        }
        @{
            Situation = 'an empty answer at 200'
            Fault = @{ status = 200; emptyBody = $true }
            ErrorId = 'PantherProtocolError'
            Category = 'InvalidData'
            Status = 200
        }
        @{
            Situation = 'an answer that is cut off'
            Fault = @{ truncate = 20; end = 'end' }
            ErrorId = 'PantherProtocolError'
            Category = 'InvalidData'
            Status = 200
        }
        @{ Situation = 'a redirect'; Fault = @{
            redirect = @{ location = 'https://elsewhere.example.com/'; status = 302 }
        }; ErrorId = 'PantherProtocolError'; Category = 'InvalidData'; Status = 302; Says = '*elsewhere*' }
        @{
            Situation = 'a connection that breaks'
            Fault = @{ reset = $true }
            ErrorId = 'PantherUnreachable'
            Category = 'ConnectionError'
        }
        @{
            Situation = 'no answer in time'
            Fault = @{ hold = $true }
            ErrorId = 'PantherTimeout'
            Category = 'OperationTimeout'
            Says = '*1 second*'
        }
    )

    # What GraphQL says at 200.
    $refusals = @(
        @{ Code = 'UNAUTHENTICATED'; ErrorId = 'PantherUnauthorized'; Category = 'AuthenticationError'; Terminates = $true }
        @{ Code = 'FORBIDDEN'; ErrorId = 'PantherForbidden'; Category = 'PermissionDenied'; Says = '*Log Sources*' }
        @{ Code = 'NOT_FOUND'; ErrorId = 'PantherNotFound'; Category = 'ObjectNotFound' }
        @{ Code = 'CONFLICT'; ErrorId = 'PantherConflict'; Category = 'ResourceExists' }
        @{ Code = 'INTERNAL_SERVER_ERROR'; Message = 'the label already exists'; ErrorId = 'PantherConflict'; Category = 'ResourceExists' }
        @{ Code = 'INTERNAL_SERVER_ERROR'; Message = 'source not found'; ErrorId = 'PantherNotFound'; Category = 'ObjectNotFound' }
        @{ Code = 'BAD_USER_INPUT'; ErrorId = 'PantherInvalidInput'; Category = 'InvalidArgument' }
        @{ Code = 'INTERNAL_SERVER_ERROR'; ErrorId = 'PantherServerError'; Category = 'ResourceUnavailable' }
        @{ Code = 'GRAPHQL_VALIDATION_FAILED'; ErrorId = 'PantherUnsupported'; Category = 'NotImplemented' }
        @{ Code = 'TEAPOT'; ErrorId = 'PantherApiError'; Category = 'InvalidOperation' }
    )

    $graphQL = @(
        @{ Command = 'Get-PantherLogSource'; Operation = 'GetSource'; Run = { Get-PantherLogSource -Id $id } }
        @{ Command = 'Set-PantherS3LogSource'; Operation = 'UpdateS3LogSource'; Run = { Set-PantherS3LogSource -Id $id -Label Other } }
        @{ Command = 'Remove-PantherLogSource'; Operation = 'DeleteSource'; Run = { Remove-PantherLogSource -Id $id -Confirm:$false } }
    )
    $rest = @{
        Command = 'Get-PantherLogSourceAlarm'
        Operation = 'GET /log-source-alarms/{sourceId}/{type}'
        Run = { Get-PantherLogSourceAlarm -Id $id }
    }

    $answered = foreach ($command in $graphQL + $rest) { foreach ($answer in $answers) { $command + $answer } }
    $refused = foreach ($command in $graphQL) { foreach ($refusal in $refusals) { $command + $refusal } }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $emulator = Start-Emulator

    # What every error has.
    function Assert-Complete($Failure, $Target) {
        $Failure.Exception | Should -BeOfType Panther.Client.PantherException
        $Failure.CategoryInfo.Category | Should -Not -Be NotSpecified
        $Failure.TargetObject | Should -Not -BeNullOrEmpty
        $Failure.TargetObject | Should -Be $Target
        "$Failure" | Should -Be $Failure.Exception.Message
        $Failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Errors' {
    BeforeEach {
        Reset-Emulator
        $id = Add-S3Source
        Send-Api PUT "/log-source-alarms/$id/SOURCE_NO_DATA" @{ minutesThreshold = 60 }
        Connect-TestTenant -With @{ MaximumRetryCount = 0; TimeoutSec = 1 } | Out-Null
    }

    It '<Situation> to <Command> is <ErrorId>' -ForEach $answered {
        $Fault.operation = $Operation
        $Fault.times = 0
        [void] (Add-Fault $Fault)
        $failure = Get-ErrorOf $Run
        $failure.FullyQualifiedErrorId | Should -Be "$ErrorId,PantherPS.Commands.$($Command -replace '-')Command"
        $failure.CategoryInfo.Category | Should -Be $Category
        $failure.IsTerminating |
            Should -Be ([bool] $Terminates -or ($ErrorId -eq 'PantherForbidden' -and $Command -match '^(New|Set|Remove)-'))
        Assert-Complete $failure $id
        $failure.Exception.Operation | Should -Not -BeNullOrEmpty
        $failure.CategoryInfo.Activity | Should -Be $failure.Exception.Operation
        $failure.Exception.StatusCode | Should -Be $Status
        $failure.Exception.Message | Should -BeLike $(if ($Says) { $Says } else { '*' })
        $failure.Exception.Message | Should -Not -Match '<html'
    }

    It '<Code> (<Message>) to <Command> is <ErrorId>' -ForEach $refused {
        $said = if ($Message) { $Message } else { 'something is wrong' }
        [void] (Add-Fault @{
            operation = $Operation
            times = 0
            body = @{ data = $null; errors = @(@{ message = $said; extensions = @{ code = $Code } }) }
        })
        $failure = Get-ErrorOf $Run
        $failure.FullyQualifiedErrorId | Should -Be "$ErrorId,PantherPS.Commands.$($Command -replace '-')Command"
        $failure.CategoryInfo.Category | Should -Be $Category
        $failure.IsTerminating |
            Should -Be ([bool] $Terminates -or ($ErrorId -eq 'PantherForbidden' -and $Command -match '^(New|Set|Remove)-'))
        Assert-Complete $failure $id
        $failure.Exception.Operation | Should -Be $Operation
        $failure.Exception.StatusCode | Should -Be 200
        @($failure.Exception.Errors)[0].Code | Should -Be $Code
    }

    Context 'of a permission that is missing' {
        It 'name it as the Console does: <Console>, <Form>' -ForEach @(
            @{ Form = 'graphql'; Token = 'none'; Console = 'View Log Sources'; Run = { Get-PantherLogSource } }
            @{ Form = 'http'; Token = 'none'; Console = 'View Log Sources'; Run = { Get-PantherLogSource } }
            @{ Form = 'graphql'; Token = 'readOnly'; Console = 'Manage Log Sources'; Run = { Remove-PantherLogSource $id -Confirm:$false } }
            @{ Form = 'http'; Token = 'readOnly'; Console = 'Manage Log Sources'; Run = { Remove-PantherLogSource $id -Confirm:$false } }
            @{ Form = 'rest'; Token = 'readOnly'; Console = 'Manage Log Sources'; Run = { Set-PantherLogSourceAlarm $id 60 } }
        ) {
            if ($Form -ne 'rest') {
                Reset-Emulator -Settings @{ forbidden = $Form }
            }

            $id = Add-S3Source
            Connect-TestTenant -Token $Token | Out-Null
            $failure = Get-ErrorOf $Run
            $failure.FullyQualifiedErrorId | Should -BeLike 'PantherForbidden,*'
            $failure.Exception.Message | Should -BeLike "*$Console*"
            $failure.ErrorDetails.RecommendedAction | Should -BeLike "*$Console*"
            $failure.Exception.RequiredPermissions | Should -BeLike "*$Console*"
        }
    }

    Context 'of a creation' {
        BeforeAll {
            $new = @{
                Label = 'new'
                AwsAccountId = '123456789012'
                S3Bucket = 'bucket-b'
                LogProcessingRole = 'arn:aws:iam::123456789012:role/r'
                LogStreamType = 'JSON'
                LogType = 'AWS.ALB'
            }
        }

        It 'without a clear answer, and not found afterwards, are PantherOutcomeUnknown: <Name>' -ForEach @(
            @{ Name = '503'; Fault = @{ status = 503 } }
            @{ Name = 'a reset'; Fault = @{ reset = $true } }
            @{ Name = 'a page at 200'; Fault = @{ body = '<html>' } }
            @{ Name = 'no answer in time'; Fault = @{ hold = $true } }
        ) {
            $Fault.operation = 'CreateS3LogSource'
            [void] (Add-Fault $Fault)
            $failure = Get-ErrorOf { New-PantherS3LogSource @new }
            $failure.FullyQualifiedErrorId | Should -Be 'PantherOutcomeUnknown,PantherPS.Commands.NewPantherS3LogSourceCommand'
            $failure.CategoryInfo.Category | Should -Be InvalidResult
            $failure.IsTerminating | Should -BeFalse
            Assert-Complete $failure new
            $failure.Exception.Message | Should -BeLike "*unknown whether*'new'*"
            @(Get-Request CreateS3LogSource).Count | Should -Be 1
            @(Get-Request ListSources).Count | Should -Be 1
        }

        It 'with a label that is taken are PantherConflict: <_>' -ForEach 'code', 'text' {
            Reset-Emulator -Settings @{ conflict = $_ }
            Add-S3Source @{ integrationLabel = 'new' } | Out-Null
            $failure = Get-ErrorOf { New-PantherS3LogSource @new }
            $failure.FullyQualifiedErrorId | Should -BeLike 'PantherConflict,*'
            Assert-Complete $failure new
        }

        It 'over REST with a label that is taken are PantherConflict' {
            Add-S3Source @{ integrationLabel = 'new' } | Out-Null
            $failure = Get-ErrorOf { New-PantherHttpLogSource -Label new -LogType GitHub.Webhook -LogStreamType JSON -AuthMethod None }
            $failure.FullyQualifiedErrorId | Should -BeLike 'PantherConflict,*'
            $failure.Exception.StatusCode | Should -Be 409
            Assert-Complete $failure new
        }

        It 'with a wrong label, before anything is sent, are PantherInvalidInput' {
            $failure = Get-ErrorOf { New-PantherS3LogSource @new -KmsKey nonsense }
            $failure.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $failure.CategoryInfo.Category | Should -Be InvalidArgument
            $failure.TargetObject | Should -Be new

            # The message says what to give instead, and nothing is left to recommend.
            "$failure" | Should -BeLike '*arn:*'
            $failure.ErrorDetails.RecommendedAction | Should -BeNullOrEmpty
        }
    }

    Context 'of a list' {
        It 'have the host as their target' {
            [void] (Add-Fault @{ operation = 'ListSources'; status = 403; times = 0 })
            $failure = Get-ErrorOf { Get-PantherLogSource }
            $failure.FullyQualifiedErrorId | Should -BeLike 'PantherForbidden,*'
            Assert-Complete $failure ($emulator.Url -replace 'http://')
        }

        It 'tell that a cursor comes again' {
            [void] (Add-Fault @{
                operation = 'ListSources'
                times = 0
                transform = @{ setPath = 'data.sources.pageInfo'; value = @{ hasNextPage = $true; endCursor = 'c291cmNlOjE' } }
            })
            $recorded = Invoke-Recorded { Get-PantherLogSource }
            $recorded.Errors.Count | Should -Be 1
            $recorded.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PantherProtocolError,*'
            $recorded.Errors[0].CategoryInfo.Category | Should -Be InvalidData
            Assert-Complete $recorded.Errors[0] ($emulator.Url -replace 'http://')
        }

        It 'tell which label is missing' {
            $failure = Get-ErrorOf { Get-PantherLogSource -Label nowhere }
            $failure.CategoryInfo.Category | Should -Be ObjectNotFound
            Assert-Complete $failure nowhere
        }
    }

    Context 'of the connection' {
        It 'are PantherNotConnected without one, and terminate' {
            Disconnect-Panther -All
            $failure = Get-ErrorOf { $id | Get-PantherLogSource }
            $failure.FullyQualifiedErrorId | Should -Be 'PantherNotConnected,PantherPS.Commands.GetPantherLogSourceCommand'
            $failure.CategoryInfo.Category | Should -Be ConnectionError
            $failure.IsTerminating | Should -BeTrue
            Assert-Complete $failure Get-PantherLogSource
        }

        It 'are PantherUnreachable where there is no host: <Name>' -ForEach @(
            @{ Name = 'nobody listens'; Address = 'http://127.0.0.1:9' }
            @{ Name = 'there is no such name'; Address = 'https://no-such-host.invalid' }
        ) {
            Connect-Panther $Address -ApiToken (Get-TestToken) -SkipVerification -MaximumRetryCount 0 | Out-Null
            $failure = Get-ErrorOf { Get-PantherLogSource -Id $id }
            $failure.FullyQualifiedErrorId | Should -BeLike 'PantherUnreachable,*'
            $failure.CategoryInfo.Category | Should -Be ConnectionError
            Assert-Complete $failure $id
        }

        It 'are PantherUnreachable where TLS fails' {
            Connect-Panther ($emulator.Url -replace '^http:', 'https:') -ApiToken (Get-TestToken) -SkipVerification -MaximumRetryCount 0 |
                Out-Null
            $failure = Get-ErrorOf { Get-PantherLogSource -Id $id }
            $failure.FullyQualifiedErrorId | Should -BeLike 'PantherUnreachable,*'
            $failure.Exception.Message | Should -BeLike '*TLS*'
        }

        It 'are PantherUnreachable where nobody trusts the certificate, and nothing is sent or tried again' {
            $distrusted = Start-Emulator '--https' -Aside
            $failure = Get-ErrorOf { Connect-Panther $distrusted.Url -ApiToken (Get-TestToken -Emulator $distrusted) }
            $failure.FullyQualifiedErrorId | Should -Be 'PantherUnreachable,PantherPS.Commands.ConnectPantherCommand'
            $failure.Exception.Message | Should -BeLike '*the TLS connection failed or is not trusted*'
            $stats = Get-Stat -Emulator $distrusted
            $stats.tlsConnections, $stats.requests | Should -Be 1, 0
        }

        It 'terminate Connect-Panther, with the host as their target' {
            [void] (Add-Fault @{ operation = 'VerifyConnection'; status = 503; times = 0 })
            $failure = Get-ErrorOf { Connect-Panther $emulator.Url -ApiToken (Get-TestToken) -MaximumRetryCount 0 }
            $failure.FullyQualifiedErrorId | Should -Be 'PantherServerError,PantherPS.Commands.ConnectPantherCommand'
            $failure.IsTerminating | Should -BeTrue
            Assert-Complete $failure ($emulator.Url -replace 'http://')
        }
    }

    Context 'of what the tenant lacks' {
        It 'are PantherUnsupported' {
            Reset-Emulator -Settings @{ edition = '2025-07' }
            $id = Add-S3Source @{ logStreamTypeOptions = @{} }
            Connect-TestTenant | Out-Null
            $failure = Get-ErrorOf { Set-PantherS3LogSource -Id $id -XmlRootElement root }
            $failure.FullyQualifiedErrorId | Should -BeLike 'PantherUnsupported,*'
            $failure.CategoryInfo.Category | Should -Be NotImplemented
            Assert-Complete $failure $id
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }
    }

    Context 'as a caller handles them' {
        It 'name the request as the API does' {
            [void] (Add-Fault @{ operation = 'GetSource'; status = 500 })
            (Get-ErrorOf { Get-PantherLogSource -Id $id }).Exception.RequestId | Should -Be (Get-Request GetSource)[-1].requestId
        }

        It 'that terminate can be caught, whatever -ErrorAction says: <_>' -ForEach 'Continue', 'SilentlyContinue', 'Stop' {
            [void] (Add-Fault @{ operation = 'GetSource'; status = 401 })
            $caught = try { Get-PantherLogSource -Id $id -ErrorAction $_ } catch { $_.FullyQualifiedErrorId }
            $caught | Should -BeLike 'PantherUnauthorized,*'
        }

        It 'that do not terminate are shown, stopped at, passed over or kept, as -ErrorAction and -ErrorVariable say' {
            [void] (Add-Fault @{ operation = 'GetSource'; status = 503; times = 0 })
            (Invoke-Recorded { Get-PantherLogSource -Id $id -ErrorAction SilentlyContinue -ErrorVariable kept; $kept.Count }).Output |
                Should -Be 1
            (Invoke-Recorded { Get-PantherLogSource -Id $id -ErrorAction Ignore }).Errors | Should -BeNullOrEmpty
            (Invoke-Recorded { Get-PantherLogSource -Id $id }).Errors.Count | Should -Be 1
            { Get-PantherLogSource -Id $id -ErrorAction Stop } | Should -Throw -ErrorId 'PantherServerError,*'
        }

        It 'make $? false' {
            Get-PantherLogSource -Id unknown -ErrorAction SilentlyContinue
            $? | Should -BeFalse
        }

        It 'are not waited for longer than a minute' {
            Connect-TestTenant | Out-Null
            [void] (Add-Fault @{ operation = 'GetSource'; status = 429; times = 0; headers = @{ 'Retry-After' = '61' } })
            $failure = Get-ErrorOf { Get-PantherLogSource -Id $id }
            $failure.FullyQualifiedErrorId | Should -BeLike 'PantherRateLimited,*'
            $failure.Exception.RetryAfter | Should -Be ([timespan]::FromSeconds(61))
            $failure.ErrorDetails.RecommendedAction | Should -BeLike '*61*'
            @(Get-Request GetSource).Count | Should -Be 1
        }
    }
}
