# What people give a parameter that is no text of their own: script blocks, hashtables, objects, Guids and rows. It becomes what was
# meant or is refused; it never becomes a text that ends up in the tenant, or that nothing is named by. All cmdlets, all their parameters
# that take text.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $changing = Get-ExportedCmdlet | Where-Object { $_.Verb -in 'New', 'Set' -and $_.Noun -like '*LogSource' }
    $set = $changing | Where-Object { $_.Verb -eq 'Set' } | ForEach-Object { @{ Cmdlet = $_.Name; Noun = $_.Noun } }
    $withMappings = @(
        @{ Cmdlet = 'Set-PantherS3LogSource'; Kind = 'S3'; Whole = 'S3PrefixLogTypes' }
        @{ Cmdlet = 'Set-PantherGcsLogSource'; Kind = 'Gcs'; Whole = 'PrefixLogTypes' }
    )
    $allTexting = foreach ($cmdlet in Get-ExportedCmdlet) {
        $parameters = foreach ($parameter in Get-OwnParameter $cmdlet) {
            $type = $parameter.ParameterType
            if (($type -eq [string] -or $type -eq [string[]]) -and $parameter.Name -notin 'Id', 'AlertId', 'SourceId') {
                $binds = @(
                    $parameter.Attributes | Where-Object {
                        $_ -is [System.Management.Automation.ParameterAttribute] -and
                            ($_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName)
                    }
                ).Count -gt 0
                @{ Name = $parameter.Name; Binds = $binds; IsList = $type -eq [string[]] }
            }
        }

        if ($parameters) {
            @{ Cmdlet = $cmdlet.Name; Verb = $cmdlet.Verb; Parameters = @($parameters) }
        }
    }
    $texting = $allTexting | Where-Object { $changing.Name -contains $_.Cmdlet }
    $withSourceId = Get-ExportedCmdlet | Where-Object { [PantherPS.LogSources.LogSourceCmdlet].IsAssignableFrom($_.ImplementingType) } |
        ForEach-Object { @{ Cmdlet = $_.Name } }
    $withId = Get-ExportedCmdlet | Where-Object { $_.Parameters.ContainsKey('Id') -and $_.Noun -match 'LogSource|PantherAlert' } |
        ForEach-Object {
        if ($_.Noun -like 'PantherAlert*') {
            @{ Cmdlet = $_.Name; Get = 'Get-PantherAlert'; Names = 'AlertId', 'AlertId'; Variable = 'alert' }
        }
        else {
            @{ Cmdlet = $_.Name; Get = 'Get-PantherLogSource'; Names = 'SourceId', 'IntegrationId'; Variable = 'source' }
        }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null

    # A call of a cmdlet that takes this parameter, without what names its sources.
    function Get-ArgumentBeside([string] $Cmdlet, [string] $Parameter) {
        $sets = (Get-Command $Cmdlet).ParameterSets | Where-Object { $_.Parameters.Name -contains $Parameter } | ForEach-Object { $_.Name }
        $arguments =
            Get-CallArgument (Get-CmdletCall $Cmdlet | Where-Object { $sets -contains $_.Set } | Select-Object -First 1) $scene $TestDrive
        $arguments.Remove('Id')
        $arguments.Remove('InputObject')
        $arguments
    }

    function Get-ChangeRequest {
        @(Get-Request | Where-Object { $_.kind -eq 'mutation' -or $_.operation -match '^(POST|PUT|PATCH|DELETE) ' })
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'The texts of <Cmdlet>' -ForEach $texting {
    BeforeAll {
        $scene = New-Scene
        Connect-TestTenant | Out-Null
        $sources = @(Get-PantherLogSource)
        Clear-Request
    }

    It 'are not <Name>: each parameter refuses it, and nothing is sent' -ForEach @(
        @{ Name = 'a script block that is not evaluated'; Value = { "evil $($_.Label)" }; Says = '*ForEach-Object*' }
        @{ Name = 'a hashtable'; Value = @{ a = 1 }; Says = '*A hashtable is not text*' }
        @{ Name = 'an object'; Value = [pscustomobject] @{ a = 1 }; Says = '*An object is not text*' }
    ) {
        $wrong = foreach ($parameter in $Parameters) {
            foreach ($way in 'named', 'piped') {
                if ($way -eq 'piped' -and $parameter.Binds) {
                    # PowerShell evaluates it for each object.
                    continue
                }

                $with = Get-ArgumentBeside $Cmdlet $parameter.Name
                $with[$parameter.Name] = if ($parameter.IsList -and $Value -isnot [scriptblock]) { 'AWS.ALB', $Value } else { $Value }
                $recorded = if ($way -eq 'piped') {
                    Invoke-Recorded { $sources | & $Cmdlet @with }
                }
                else {
                    if ($Verb -eq 'Set') { $with.Id = 'none' }
                    Invoke-Recorded { & $Cmdlet @with }
                }

                $failures = @(@($recorded.Errors) + $recorded.Failure | Where-Object { $_ })
                if ($failures.Count -ne 1 -or $failures[0].Exception -isnot [System.Management.Automation.ParameterBindingException] -or
                    (-not $parameter.Binds -and $failures[0].Exception.Message -notlike $Says)) {
                    "-$($parameter.Name), $way`: $failures"
                }
            }
        }

        $wrong | Should -BeNullOrEmpty
        Get-ChangeRequest | Should -BeNullOrEmpty
    }
}

Describe 'The texts of every cmdlet' {
    BeforeAll {
        $scene = New-Scene
        Connect-TestTenant | Out-Null
    }

    It 'are no script block, hashtable or object: <Cmdlet>' -ForEach $allTexting {
        Clear-Request
        $wrong = foreach ($parameter in $Parameters) {
            foreach ($value in { 'a' }, @{ a = 1 }, [pscustomobject] @{ a = 1 }) {
                $with = Get-ArgumentBeside $Cmdlet $parameter.Name
                $with[$parameter.Name] = if ($parameter.IsList -and $value -isnot [scriptblock]) { 'a', $value } else { $value }
                $failure = Get-ErrorOf { & $Cmdlet @with }
                # PowerShell evaluates a script block for what is piped, and says itself that nothing is.
                if ($failure.Exception -isnot [System.Management.Automation.ParameterBindingException] -or
                    $failure.Exception.Message -notmatch 'is not text|A script block (is not evaluated here|cannot be evaluated without input)') {
                    "-$($parameter.Name), $($value.GetType().Name): $failure"
                }
            }
        }

        $wrong | Should -BeNullOrEmpty
        Get-ChangeRequest | Should -BeNullOrEmpty
    }

    It 'bind by a property of what is piped, be it out of a file: <Cmdlet>' -ForEach @(
        @{ Cmdlet = 'Get-PantherSchema'; Of = { Get-PantherSchema AWS.ALB } }
        @{ Cmdlet = 'Get-PantherConnection'; Of = { Get-PantherConnection } }
        @{ Cmdlet = 'Select-PantherConnection'; Of = { Get-PantherConnection } }
        @{ Cmdlet = 'Disconnect-Panther'; Of = { Connect-TestTenant -Name other } }
    ) {
        $piped = & $Of
        foreach ($one in $piped, ($piped | Select-Object Name)) {
            if ($Cmdlet -eq 'Disconnect-Panther') { & $Of | Out-Null }
            (Invoke-Recorded { $one | & $Cmdlet }).Failure | Should -BeNullOrEmpty
        }

        Connect-TestTenant | Out-Null
    }
}

Describe 'The blanks around a cell' {
    BeforeEach {
        $scene = New-Scene
        Connect-TestTenant | Out-Null
    }

    It 'are no part of the value: <Cmdlet>' -ForEach @(
        @{ Cmdlet = 'New-PantherS3LogSource'; Get = { Get-PantherLogSource 'Made of a row' }; Row = [ordered] @{
                AwsAccountId = '123456789012'
                S3Bucket = 'acme-made'
                LogProcessingRole = 'arn:aws:iam::123456789012:role/made'
                LogStreamType = 'lines'
                Prefix = 'a/'; LogType = 'AWS.ALB ; AWS.VPCFlow'; KmsKey = ' '; ManagedBucketNotifications = 'true'
            }
        }
        @{
            Cmdlet = 'New-PantherHttpLogSource'
            Get = { Get-PantherHttpLogSource 'Made of a row' }
            Row = [ordered] @{ LogStreamType = 'json'; LogType = 'AWS.ALB'; AuthMethod = 'none' }
        }
        @{
            Cmdlet = 'New-PantherLogForwarderLogSource'
            Get = { Get-PantherLogForwarderLogSource 'Made of a row' }
            Row = [ordered] @{ LogStreamType = 'json'; LogType = 'AWS.ALB' }
        }
    ) {
        $spaced = [ordered] @{ Label = '  Made of a row ' }
        $exact = [ordered] @{ Label = 'Made of a row' }
        foreach ($name in $Row.Keys) {
            $spaced[$name] = "  $($Row[$name]) "
            $exact[$name] = $Row[$name].Trim()
        }

        [pscustomobject] $spaced | & $Cmdlet | Out-Null
        $first = & $Get | Select-Object * -ExcludeProperty Id, CreatedAt, LastModified | ConvertTo-Json -Depth 5
        Get-PantherLogSource 'Made of a row' | Remove-PantherLogSource -Confirm:$false
        [pscustomobject] $exact | & $Cmdlet | Out-Null
        & $Get | Select-Object * -ExcludeProperty Id, CreatedAt, LastModified | ConvertTo-Json -Depth 5 | Should -Be $first
        (& $Get).LogTypes[0] | Should -Be AWS.ALB

        # As a definition the same row is the same source.
        $spaced.Kind = " $($Cmdlet -replace '^New-Panther|LogSource$' -creplace '(?<=[a-z])(?=[A-Z])', '-')  ".ToLowerInvariant()
        $spaced.NoDataAlarmMinutes = ' '
        Compare-PantherLogSource -InputObject ([pscustomobject] $spaced) | Where-Object Action -NE Unmanaged | Should -BeNullOrEmpty
    }

    It 'are no part of an id, and the row is still the error''s target' {
        [pscustomobject] @{ Id = " $($scene.S3) " } | Get-PantherLogSource | Should -HaveCount 1
        $row = [pscustomobject] @{ Id = ' none ' }
        (Get-ErrorOf { $row | Get-PantherLogSource }).TargetObject | Should -Be $row
    }

    It 'are no part of a bucket whose role is written' {
        $row = [pscustomobject] @{ S3Bucket = ' acme-made '; AwsAccountId = ' 123456789012 '; Prefix = ' a/ ' }
        ($row | Get-PantherS3RolePolicy -PantherAccountId 111111111111).Json -join '' | Should -BeLike '*"arn:aws:s3:::acme-made/[*]"*'
    }

    It 'stay where a source is copied that has them' {
        $none = @{ logStreamType = 'JSON'; logStreamTypeOptions = @{}; authMethod = 'None' }
        $id =
            (Add-RawSource @{
                integrationLabel = ' padded '
                integrationType = 'http-ingest'
                config = $none
                logTypes = @('AWS.ALB')
            }).integrationId
        $copy = Invoke-Recorded { Get-PantherHttpLogSource -Id $id | New-PantherHttpLogSource -SkipExisting }
        $copy.Output.Id | Should -Be $id -Because "$($copy.Errors) $($copy.Failure)"
    }
}

Describe 'A list within a list of log types' {
    It 'is both together' {
        $scene = New-Scene
        Connect-TestTenant | Out-Null
        Set-PantherHttpLogSource -Id $scene.Http -LogType 'AWS.ALB', @('AWS.VPCFlow', 'AWS.CloudTrail') -AuthMethod None
        (Get-PantherHttpLogSource -Id $scene.Http).LogTypes | Should -Be 'AWS.ALB', 'AWS.VPCFlow', 'AWS.CloudTrail'
    }
}

Describe '<Cmdlet> without a change' -ForEach $set {
    BeforeAll {
        $scene = New-Scene
        Connect-TestTenant | Out-Null
    }

    It 'is an error, of rows as of sources, and says how: <Name>' -ForEach @(
        @{ Name = 'rows'; Of = { [pscustomobject] @{ Id = 'x'; LogStreamType = 'XML'; MinutesThreshold = 20 } } }
        @{ Name = 'sources'; Of = { Get-PantherLogSource } }
    ) {
        $piped = @(& $Of)
        Clear-Request
        $failures = @(
            (Invoke-Recorded { $piped | & $Cmdlet -PassThru }) | ForEach-Object { @($_.Errors) + $_.Failure } | Where-Object { $_ }
        )
        $failures.Count | Should -BeGreaterThan 0
        if ($Cmdlet -ne 'Set-PantherLogSourceAlarm') {
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $failures[0].Exception.Message | Should -BeLike "*command line*Import-Csv*$Cmdlet*"
        }

        Get-Request | Should -BeNullOrEmpty
    }
}

Describe 'Log types of <Cmdlet>' -ForEach ($set | Where-Object { $_.Cmdlet -ne 'Set-PantherLogSourceAlarm' }) {
    BeforeEach {
        $scene = New-Scene
        Connect-TestTenant | Out-Null
        $id = $scene[(Get-CallData $Noun).Kind]
        $same = @{}
        if ($Noun -eq 'PantherHttpLogSource') {
            # Panther never gives an HTTP source's secret back.
            $same.AuthMethod = 'None'
        }
    }

    It 'are added and removed, and the others stay' {
        $before = @((Get-PantherLogSource -Id $id).LogTypes)
        & $Cmdlet -Id $id -AddLogType AWS.GuardDuty, AWS.S3ServerAccess @same
        @((Get-PantherLogSource -Id $id).LogTypes) | Should -Be ($before + 'AWS.GuardDuty' + 'AWS.S3ServerAccess')
        & $Cmdlet -Id $id -AddLogType AWS.WAFWebACL -RemoveLogType aws.guardduty, AWS.S3ServerAccess @same
        @((Get-PantherLogSource -Id $id).LogTypes) | Should -Be ($before + 'AWS.WAFWebACL')
    }

    It 'that are so already are not sent' {
        $before = @((Get-PantherLogSource -Id $id).LogTypes)
        & $Cmdlet -Id $id @same -LogType $before
        Clear-Request
        & $Cmdlet -Id $id -AddLogType $before[0].ToLowerInvariant() -RemoveLogType AWS.GuardDuty
        & $Cmdlet -Id $id -LogType (@($before) + $before[0])
        Get-ChangeRequest | Should -BeNullOrEmpty
    }

    It 'that are removed and were never there may be misspelt' {
        @((Invoke-Recorded { & $Cmdlet -Id $id -RemoveLogType AWS.CloudTrial }).Warnings) | Should -BeLike '*AWS.CloudTrial*AWS.CloudTrail*'
    }

    It 'do not all go' {
        $refusal = Get-ErrorOf { & $Cmdlet -Id $id -RemoveLogType @((Get-PantherLogSource -Id $id).LogTypes) @same }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $refusal.Exception.Message | Should -BeLike "*'$((Get-PantherLogSource -Id $id).Label)'*"
    }

    It 'are not given anew and added to at once' {
        (Get-ErrorOf { & $Cmdlet -Id $id -LogType AWS.ALB -AddLogType AWS.VPCFlow }).FullyQualifiedErrorId |
            Should -BeLike 'PantherInvalidInput,*'
    }

    It 'that can be none are refused before anything is sent: -<_>' -ForEach 'LogType', 'AddLogType', 'RemoveLogType' {
        Clear-Request
        foreach ($text in '', ' ', 'A B', 'AWS.ALB,AWS.VPCFlow', 'System.Collections.Hashtable', '@{Name=x}', 'System.Object[]') {
            $arguments = @{ Id = $id; $_ = 'AWS.CloudTrail', $text }
            $refusal = Get-ErrorOf { & $Cmdlet @arguments }
            "$($refusal.FullyQualifiedErrorId) $($refusal.Exception.GetType().Name)" |
                Should -Match '^PantherInvalidInput,|ParameterBinding' -Because "'$text' is none"
        }

        Get-Request | Should -BeNullOrEmpty
    }
}

Describe 'Mappings of <Cmdlet>' -ForEach $withMappings {
    BeforeEach {
        $scene = New-Scene
        Connect-TestTenant | Out-Null
        $id = $scene[$Kind]
        $two = @{ Prefix = 'a/'; LogTypes = 'AWS.ALB', 'AWS.VPCFlow'; ExcludedPrefixes = 'a/tmp/' },
            @{ Prefix = 'b/'; LogTypes = 'AWS.ALB', 'AWS.CloudTrail' }
        $all = @{ $Whole = $two }
        & $Cmdlet -Id $id @all
        Clear-Request
        function Get-Current([string] $Property = $Whole) {
            $source = Get-PantherLogSource -Id $id
            if ($Kind -eq 'Gcs') { $source = $source | Get-PantherGcsLogSource }
            @($source.$Property | ForEach-Object { [string] $_ })
        }

        $label = (Get-PantherLogSource -Id $id).Label
    }

    It 'are changed by <Name>' -ForEach @(
        @{
            Name = 'the prefix''s log types, all anew'
            With = @{ Prefix = 'b/'; LogType = 'AWS.GuardDuty' }
            Is = "'a/': AWS.ALB, AWS.VPCFlow (without a/tmp/)", "'b/': AWS.GuardDuty"
        }
        @{
            Name = 'adding to the prefix'
            With = @{ Prefix = 'b/'; AddLogType = 'AWS.GuardDuty' }
            Is = "'a/': AWS.ALB, AWS.VPCFlow (without a/tmp/)", "'b/': AWS.ALB, AWS.CloudTrail, AWS.GuardDuty"
        }
        @{
            Name = 'removing at the prefix'
            With = @{ Prefix = 'b/'; RemoveLogType = 'AWS.ALB' }
            Is = "'a/': AWS.ALB, AWS.VPCFlow (without a/tmp/)", "'b/': AWS.CloudTrail"
        }
        @{
            Name = 'removing from every mapping'
            With = @{ RemoveLogType = 'AWS.ALB' }
            Is = "'a/': AWS.VPCFlow (without a/tmp/)", "'b/': AWS.CloudTrail"
        }
        @{
            Name = 'another prefix'
            With = @{ Prefix = 'a/'; NewPrefix = '' }
            Is = "'': AWS.ALB, AWS.VPCFlow (without a/tmp/)", "'b/': AWS.ALB, AWS.CloudTrail"
        }
        @{
            Name = 'another prefix and log types at once'
            With = @{ Prefix = 'a/'; NewPrefix = 'c/'; AddLogType = 'AWS.GuardDuty'; RemoveLogType = 'AWS.ALB'; ExcludedPrefix = 'c/x/' }
            Is = "'c/': AWS.VPCFlow, AWS.GuardDuty (without c/x/)", "'b/': AWS.ALB, AWS.CloudTrail"
        }
        @{
            Name = 'one mapping more'
            With = @{ 'Add*' = @{ Prefix = 'c/'; LogTypes = 'AWS.GuardDuty' } }
            Is = "'a/': AWS.ALB, AWS.VPCFlow (without a/tmp/)", "'b/': AWS.ALB, AWS.CloudTrail", "'c/': AWS.GuardDuty"
        }
        @{ Name = 'one mapping less'; With = @{ RemovePrefix = 'a/' }; Is = @("'b/': AWS.ALB, AWS.CloudTrail") }
        @{
            Name = 'another mapping instead'
            With = @{ RemovePrefix = 'a/', 'b/'; 'Add*' = '{"prefix":"","logTypes":["AWS.GuardDuty"]}' }
            Is = @("'': AWS.GuardDuty")
        }
        @{
            Name = 'a mapping that takes a prefix which another leaves'
            With = @{ Prefix = 'a/'; NewPrefix = 'c/'; 'Add*' = @{ Prefix = 'a/'; LogTypes = 'AWS.GuardDuty' } }
            Is = "'c/': AWS.ALB, AWS.VPCFlow (without a/tmp/)", "'b/': AWS.ALB, AWS.CloudTrail", "'a/': AWS.GuardDuty"
        }
    ) {
        $arguments = @{}
        $With.Keys | ForEach-Object { $arguments[$_.Replace('*', $Whole)] = $With[$_] }
        (Invoke-Recorded { & $Cmdlet -Id $id @arguments }).Errors | Should -BeNullOrEmpty
        Get-Current | Should -Be $Is
    }

    It 'stay as they are, and the error names the source and its prefixes: <Name>' -ForEach @(
        @{ Name = 'which one is not said'; With = @{ LogType = 'AWS.GuardDuty' } }
        @{ Name = 'which one is to gain is not said'; With = @{ AddLogType = 'AWS.GuardDuty' } }
        @{ Name = 'which one is to be renamed is not said'; With = @{ NewPrefix = 'c/' } }
        @{ Name = 'none of the prefix'; With = @{ Prefix = 'c/'; LogType = 'AWS.GuardDuty' } }
        @{ Name = 'none of the prefix in this case'; With = @{ Prefix = 'A/'; RemoveLogType = 'AWS.ALB' } }
        @{ Name = 'none of the prefix that is to go'; With = @{ RemovePrefix = 'a/', 'c/' } }
    ) {
        $refusal = Get-ErrorOf { & $Cmdlet -Id $id @With }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $refusal.Exception.Message | Should -BeLike "*'$label'*'a/'*'b/'*"
        Get-ChangeRequest | Should -BeNullOrEmpty
    }

    It 'are refused: <Name>' -ForEach @(
        @{ Name = 'none left'; With = @{ RemovePrefix = 'a/', 'b/' } }
        @{ Name = 'a prefix twice, by another'; With = @{ Prefix = 'a/'; NewPrefix = 'b/' } }
        @{ Name = 'a prefix twice, by one more'; With = @{ 'Add*' = @{ Prefix = 'a/'; LogTypes = 'AWS.GuardDuty' } } }
        @{ Name = 'a prefix alone'; With = @{ Prefix = 'a/' } }
        @{
            Name = 'all anew and one more'
            With = @{ '*' = @{ Prefix = 'c/'; LogTypes = 'AWS.ALB' }; 'Add*' = @{ Prefix = 'd/'; LogTypes = 'AWS.ALB' } }
        }
        @{ Name = 'all anew and one less'; With = @{ '*' = @{ Prefix = 'c/'; LogTypes = 'AWS.ALB' }; RemovePrefix = 'a/' } }
        @{ Name = 'all anew and log types'; With = @{ '*' = @{ Prefix = 'c/'; LogTypes = 'AWS.ALB' }; AddLogType = 'AWS.ALB' } }
        @{ Name = 'a slash before the prefix'; With = @{ Prefix = 'a/'; NewPrefix = '/a/' } }
        @{ Name = 'a URL as the prefix'; With = @{ 'Add*' = @{ Prefix = 's3://bucket/a/'; LogTypes = 'AWS.ALB' } } }
        @{ Name = 'a blank excluded prefix'; With = @{ Prefix = 'a/'; ExcludedPrefix = 'x/', '' } }
        @{
            Name = 'a blank excluded prefix in a mapping'
            With = @{ '*' = @{ Prefix = 'c/'; LogTypes = 'AWS.ALB'; ExcludedPrefixes = ' ' } }
        }
        @{ Name = 'a blank log type in a mapping'; With = @{ '*' = @{ Prefix = 'c/'; LogTypes = 'AWS.ALB', '' } } }
        @{
            Name = 'mappings that JSON has cut'
            With = @{ '*' = '[{"Prefix":"a/","LogTypes":"AWS.ALB AWS.VPCFlow","ExcludedPrefixes":""}]' }
        }
        @{ Name = 'a mapping that JSON has made the text of'; With = @{ '*' = '["System.Collections.Hashtable"]' } }
        @{
            Name = 'log types that JSON has made the text of'
            With = @{ '*' = '[{"Prefix":"a/","LogTypes":["System.Collections.Hashtable"]}]' }
        }
    ) {
        $arguments = @{}
        $With.Keys | ForEach-Object { $arguments[$_.Replace('*', $Whole)] = $With[$_] }
        $refusal = Get-ErrorOf { & $Cmdlet -Id $id @arguments }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        Get-ChangeRequest | Should -BeNullOrEmpty
    }

    It 'cut by the default depth of JSON are refused, and whole ones go round' {
        $source = Get-PantherLogSource -Id $id
        if ($Kind -eq 'Gcs') { $source = $source | Get-PantherGcsLogSource }
        $arguments = @{ $Whole = ($source | ConvertTo-Json -WarningAction SilentlyContinue | ConvertFrom-Json).$Whole }
        (Get-ErrorOf { & $Cmdlet -Id $id @arguments }).Exception.Message | Should -BeLike '*-Depth*'
        $arguments = @{ $Whole = ($source | ConvertTo-Json -Depth 5 | ConvertFrom-Json).$Whole }
        & $Cmdlet -Id $id @arguments
        Get-ChangeRequest | Should -BeNullOrEmpty
    }

    It 'are shown by -WhatIf as people read them' {
        $session = New-Session
        try {
            $more = "Add$Whole"
            (Invoke-InSession $session {
                    param($cmdlet, $id, $more)
                    $add = @{ $more = @{ Prefix = 'c/'; LogTypes = 'AWS.GuardDuty' } }
                    & $cmdlet -Id $id -Prefix a/ -AddLogType AWS.GuardDuty -RemoveLogType AWS.ALB -ExcludedPrefix a/x/ `
                        -RemovePrefix b/ @add -WhatIf
                    & $cmdlet -Id $id -Prefix a/ -NewPrefix d/ -WhatIf
                } @{ cmdlet = $Cmdlet; id = $id; more = $more }).Errors | Should -BeNullOrEmpty
            $said = $session.Host.Lines -join "`n"
            $said | Should -BeLike "*PrefixLogTypes: 'a/': + AWS.GuardDuty, - AWS.ALB, excluded + a/x/, excluded - a/tmp/; + 'c/': AWS.GuardDuty; - 'b/': AWS.ALB, AWS.CloudTrail*"
            $said | Should -BeLike "*PrefixLogTypes: 'a/' -> 'd/'*"
        }
        finally {
            Remove-Session $session
        }
    }
}

Describe 'A mapping that is renamed' {
    It 'keeps what the server knows and this module does not' {
        Reset-Emulator
        $id = Add-RawSource @{ integrationLabel = 'gcs'; integrationType = 'gcp-gcs'; logTypes = @('AWS.ALB'); config = @{
                subscriptionId = 's'; projectId = 'p'; gcsBucket = 'b'; credentialsType = 'service_account'; logStreamType = 'JSON'
                credentials = '{"type":"service_account","project_id":"p"}'
                prefixLogTypes = @(
                    @{ prefix = 'a/'; logTypes = @('AWS.ALB'); excludedPrefixes = @(); later = 7 },
                    @{ prefix = 'b/'; logTypes = @('AWS.ALB'); excludedPrefixes = @(); later = 8 }
                )
            } } | ForEach-Object integrationId
        Connect-TestTenant | Out-Null
        Set-PantherGcsLogSource -Id $id -Prefix a/ -NewPrefix z/ -AddPrefixLogTypes @{ Prefix = 'a/'; LogTypes = 'AWS.ALB' }
        $sent = @(Get-Request 'PUT *')[-1].body.prefixLogTypes
        @($sent | ForEach-Object { "$($_.prefix) $($_.later)".Trim() }) | Should -Be 'z/ 7', 'b/ 8', 'a/'
    }
}

Describe 'An -Id of <Cmdlet>' -ForEach $withId {
    BeforeEach {
        $scene = New-Scene
        Connect-TestTenant | Out-Null
        $call = Get-CmdletCall $Cmdlet | Where-Object { $_.Names -contains 'Id' } | Select-Object -First 1
        $arguments = Get-CallArgument $call $scene $TestDrive
        $id = $arguments.Id
        $arguments.Remove('Id')
        if ((Get-Command $Cmdlet).Parameters.ContainsKey('Confirm')) {
            $arguments.Confirm = $false
        }

        function New-Row([type] $Type, [string] $Column) {
            $table = New-Object System.Data.DataTable
            [void] $table.Columns.Add($Column, $Type)
            [void] $table.Rows.Add(($id -as $Type))
            $table.Rows[0]
        }
    }

    It 'is found in <Name>, <How>' -ForEach @(
        @{ How = 'as an argument'; Name = 'what it is the id of'; Of = { & $Get -Id $id } }
        foreach ($how in 'as an argument', 'piped') {
            @{ How = $how; Name = 'an object with an Id'; Of = { [pscustomobject] @{ Id = $id; Label = 'x' } } }
            @{ How = $how; Name = 'an object with a Guid'; Of = { [pscustomobject] @{ $Names[0] = [guid] $id } } }
            @{ How = $how; Name = 'a hashtable'; Of = { @{ id = $id } } }
            @{ How = $how; Name = 'a Guid'; Of = { [guid] $id } }
            @{ How = $how; Name = 'a row'; Of = { New-Row ([string]) Id } }
            @{ How = $how; Name = 'a row with a Guid'; Of = { New-Row ([guid]) $Names[1] } }
        }
    ) {
        $it = & $Of
        $recorded = if ($How -eq 'piped') { Invoke-Recorded { $it | & $Cmdlet @arguments } }
        else { Invoke-Recorded { & $Cmdlet -Id $it @arguments } }
        @($recorded.Errors) + $recorded.Failure | Where-Object { $_ } | Should -BeNullOrEmpty
    }

    It 'is not made of what has none; that is refused, and says how' {
        Clear-Request
        foreach ($it in [pscustomobject] @{ Name = 'x' }, [pscustomobject] @{ Id = '' }, (Get-Item $TestDrive), "$([pscustomobject] @{ Id = $id })") {
            (Get-ErrorOf { & $Cmdlet -Id $it @arguments }).Exception.Message | Should -BeLike "*-Id `$$Variable.Id*"
            (Get-ErrorOf { $it | & $Cmdlet @arguments }).Exception.Message | Should -BeLike "*-Id `$$Variable.Id*"
        }

        Get-Request | Should -BeNullOrEmpty
    }
}

Describe 'A source as an -Id' {
    It 'keeps the tenant that it came from' {
        $there = Start-Emulator
        Reset-Emulator
        $id = (Add-RawSource @{ integrationLabel = 'there'; integrationType = 'http-ingest' }).integrationId
        Connect-TestTenant -Name there | Out-Null
        $source = Get-PantherLogSource
        Start-Emulator | Out-Null
        Reset-Emulator
        Connect-TestTenant -Name here | Out-Null
        (Get-PantherLogSource -Id $source).Label | Should -Be there
        (Get-ErrorOf { Remove-PantherLogSource -Id $source -Connection here -Confirm:$false }).FullyQualifiedErrorId |
            Should -BeLike 'PantherInvalidInput,*'
        Remove-PantherLogSource $source -Confirm:$false
        (Get-ErrorOf { Get-PantherLogSource -Id $id -Connection there }).FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
    }
}

Describe 'A label as the -Id of <Cmdlet>' -ForEach $withSourceId {
    It 'is an error that says how to go from a label' {
        $scene = New-Scene
        Connect-TestTenant | Out-Null
        $call = Get-CmdletCall $Cmdlet | Where-Object { $_.Names -contains 'Id' } | Select-Object -First 1
        $arguments = Get-CallArgument $call $scene $TestDrive
        $arguments.Id = "it's a label"
        if ((Get-Command $Cmdlet).Parameters.ContainsKey('Confirm')) {
            $arguments.Confirm = $false
        }

        $recorded = Invoke-Recorded { & $Cmdlet @arguments }
        "$($recorded.Errors)" | Should -BeLike "*'it's a label'*"
        $recorded.Errors[0].ErrorDetails.RecommendedAction |
            Should -Be "If that is a label, pipe the source: Get-PantherLogSource 'it''s a label' | $Cmdlet"
        @($recorded.Errors).Count, @($recorded.Output).Count | Should -Be 1, 0
    }
}
