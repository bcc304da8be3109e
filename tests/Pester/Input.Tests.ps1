# Whatever text a parameter gets, the outcome is a result or a clear error, and the text is nowhere taken for anything but a text.

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $cmdlets = Get-ExportedCmdlet | ForEach-Object { @{ Cmdlet = $_.Name } }
    $withId = Get-ExportedCmdlet | Where-Object { $_.Parameters.ContainsKey('Id') -and $_.Noun -like '*LogSource*' } |
        ForEach-Object { @{ Cmdlet = $_.Name } }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null

    # What a path names may come to be, under names that Pester's own folder is not cleared of.
    # The one that is worked in lies so deep that a path with ../ stays inside.
    $hostile = New-Item (Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid())) -ItemType Directory
    Push-Location (New-Item (Join-Path $hostile 'a/b/c/d') -ItemType Directory -Force)

    # Each holds a word by which it is found in the log of the requests.
    $texts = [ordered] @{
        'quotes' = 'm4rk3r "double" ''single'' `back` \back\'
        'line breaks and control characters' = "m4rk3r`r`n`t`0$([char] 27)[31m"
        'what is beyond the BMP' = "m4rk3r $([char]::ConvertFromUtf32(0x1f600)) $([char] 0xd800) $([char] 0x202e)"
        'wildcards' = 'm4rk3r*?[a-z]['
        'GraphQL' = 'm4rk3r") { id } } mutation Evil { deleteSource(input: { id: "x" }) { id } } # $cursor @skip'
        'JSON' = 'm4rk3r", "integrationLabel": "evil", "x": {"y": [null]}}'
        'a path' = '../../m4rk3r/%2e%2e/?a=b&c=d#e'
        'a megabyte' = 'm4rk3r' + 'x' * 1MB
    }

    # A parameter's value that is made of a text; null for a parameter that takes none.
    function ConvertTo-Value($Parameter, [string] $Text) {
        switch ($Parameter.ParameterType.Name) {
            { $_ -in 'String', 'Object', 'PantherConnection', 'Uri' } { $Text }
            { $_ -in 'String[]', 'Object[]' } { , @($Text) }
            'IDictionary' { @{ id = $Text; $Text = $Text } }
        }
    }

    # The arguments of a call of this cmdlet that takes this parameter.
    function Get-ArgumentBeside([string] $Cmdlet, [string] $Parameter) {
        $sets = (Get-Command $Cmdlet).ParameterSets | Where-Object { $_.Parameters.Name -contains $Parameter } | ForEach-Object { $_.Name }
        $arguments =
            Get-CallArgument (Get-CmdletCall $Cmdlet | Where-Object { $sets -contains $_.Set } | Select-Object -First 1) $scene $TestDrive
        if ($Cmdlet -eq 'Connect-Panther') {
            $arguments += @{ MaximumRetryCount = 0; TimeoutSec = 1 }
        }

        if ((Get-Command $Cmdlet).Parameters.ContainsKey('Confirm')) {
            $arguments.Confirm = $false
        }

        $arguments
    }
}

AfterAll {
    Pop-Location
    $hostile.Delete($true)
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Hostile text' {
    BeforeEach {
        Connect-TestTenant | Out-Null
    }

    AfterEach {
        Disconnect-Panther -All
    }

    It 'for <Cmdlet> ends in a result or a clear error, and stays a text' -ForEach $cmdlets {
        $wrong = foreach ($parameter in Get-OwnParameter (Get-Command $Cmdlet)) {
            if ($null -eq (ConvertTo-Value $parameter 'x')) {
                continue
            }

            $scene = New-Scene
            $arguments = Get-ArgumentBeside $Cmdlet $parameter.Name
            Clear-Request
            foreach ($name in $texts.Keys) {
                $with = $arguments.Clone()
                $with[$parameter.Name] = ConvertTo-Value $parameter $texts[$name]
                $recorded = Invoke-Recorded { & $Cmdlet @with }
                foreach ($failure in @($recorded.Errors) + @($recorded.Failure | Where-Object { $_ })) {
                    if ($failure.FullyQualifiedErrorId -notlike 'Panther*' -and
                        $failure.Exception -isnot [System.Management.Automation.ParameterBindingException]) {
                        "-$($parameter.Name), $name`: $($failure.FullyQualifiedErrorId) $($failure.Exception.GetType().Name)"
                    }
                }
            }

            # A document is itself the text of a query.
            if ("$Cmdlet $($parameter.Name)" -ne 'Invoke-PantherGraphQL Query') {
                Get-Request |
                    Where-Object { "$($_.query)$($_.operation -replace '^(GET|POST|PUT|PATCH|DELETE) .*')" -match 'm4rk3r|Evil' } |
                        ForEach-Object { "-$($parameter.Name) is in the query of $($_.operation)" }
            }
        }

        $wrong | Should -BeNullOrEmpty
    }
}

Describe 'An -Id of <Cmdlet>' -ForEach $withId {
    It 'is no pattern and no path' {
        $scene = New-Scene

        # Otherwise a DELETE of what is not there is a success.
        [void] (Send-Control POST settings @{ absentDelete = 'error' })
        Connect-TestTenant | Out-Null
        $before = @(Get-RawSource | ConvertTo-Json -Depth 10)
        $arguments = Get-ArgumentBeside $Cmdlet Id
        foreach ($id in '*', '?*', '[0-9a-f]*', '.', '..', "../http/$($scene.Http)", "$($scene.S3)/../$($scene.Http)", "$($scene.S3)?x=", "$($scene.S3)#", '%2e%2e') {
            $arguments.Id = $id
            $failure = Get-ErrorOf { & $Cmdlet @arguments }
            $failure.FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*' -Because "'$id' is no id"
            $failure.TargetObject | Should -Be $id
        }

        Get-Request | Where-Object { $_.path -notmatch '^/(public/graphql|alerts|log-source-alarms/[^/]+/SOURCE_NO_DATA)$' } |
            ForEach-Object { $_.path } | Should -BeNullOrEmpty
        @(Get-RawSource | ConvertTo-Json -Depth 10) | Should -Be $before
        foreach ($id in @(Get-RawSource).integrationId) {
            (Get-PantherLogSourceAlarm -Id $id).MinutesThreshold | Should -Be 60
        }

        Disconnect-Panther -All
    }
}
