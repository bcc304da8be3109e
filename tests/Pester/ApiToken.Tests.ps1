# The API tokens. What becomes of a rotation under each fault, and of requests that are in flight, is in the client's tests.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null

    # The value that a token has at the emulator.
    function Get-TokenValue([string] $Name = 'full') {
        (Send-Control GET tokens | Where-Object name -EQ $Name).value
    }

    function ConvertFrom-TestSecret($Secret) {
        (New-Object pscredential 'x', $Secret).GetNetworkCredential().Password
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Get-PantherApiToken' {
    BeforeEach {
        Reset-Emulator
        Disconnect-Panther -All
        Connect-TestTenant | Out-Null
    }

    It 'lists all, without a value' {
        $tokens = Get-PantherApiToken
        $tokens.Name | Should -Be full, logSources, readOnly, none, expired
        $tokens | Where-Object Value | Should -BeNullOrEmpty
        $tokens[1].Permissions | Should -Be LogSourceRead, LogSourceModify
        $tokens[0].LastUsedAt | Should -BeOfType datetime
        [string] $tokens[1] | Should -Be logSources
    }

    It 'finds by <Name>' -ForEach @(
        @{ Name = 'name'; Call = { Get-PantherApiToken readonly }; Found = 'readOnly' }
        @{ Name = 'wildcards'; Call = { Get-PantherApiToken *o* }; Found = 'logSources', 'readOnly', 'none' }
        @{ Name = 'id'; Call = { Get-PantherApiToken -Id (Get-PantherApiToken none).Id }; Found = 'none' }
        @{ Name = 'the id of a piped object'; Call = { Get-PantherApiToken none | Select-Object Id | Get-PantherApiToken }; Found = 'none' }
        @{ Name = 'self'; Call = { Get-PantherApiToken -Id self }; Found = 'full' }
        @{ Name = 'a piped token'; Call = { Get-PantherApiToken none | Get-PantherApiToken }; Found = 'none' }
        @{ Name = 'a token as an id'; Call = { Get-PantherApiToken -Id (Get-PantherApiToken none) }; Found = 'none' }
        @{ Name = 'a hashtable'; Call = { @{ id = (Get-PantherApiToken none).Id } | Get-PantherApiToken }; Found = 'none' }
        @{ Name = 'a Guid'; Call = { [guid] (Get-PantherApiToken none).Id | Get-PantherApiToken }; Found = 'none' }
    ) {
        (& $Call).Name | Should -Be $Found
    }

    It 'says that there is no such token' {
        (Get-ErrorOf { Get-PantherApiToken readOnli }).Exception.Message | Should -BeLike "There is no API token named 'readOnli'*readOnly*"
        (Get-ErrorOf { Get-PantherApiToken -Id nowhere }).FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
        Get-PantherApiToken nowhere* | Should -BeNullOrEmpty
    }

    It 'names the permission that is missing' {
        Connect-TestTenant -Name other -Token logSources | Out-Null
        (Get-ErrorOf { Get-PantherApiToken -Connection other }).Exception.Message | Should -BeLike '*Read API Token Info*'
    }
}

Describe 'New-PantherApiToken' {
    BeforeEach {
        Reset-Emulator
        Disconnect-Panther -All
        Connect-TestTenant | Out-Null
    }

    It 'returns the token with its value, which works, as a SecureString' {
        $token = New-PantherApiToken ci -Permission LogSourceRead, RuleRead -AllowedCidrBlock 203.0.113.0/24
        $token.Value | Should -BeOfType securestring
        ConvertFrom-TestSecret $token.Value | Should -Be (Get-TokenValue ci)
        $token.Permissions | Should -Be LogSourceRead, RuleRead
        $token.AllowedCidrBlocks | Should -Be 203.0.113.0/24
        Connect-Panther (Get-PantherConnection default).RestUri.AbsoluteUri -ApiToken $token.Value -Name ci | Should -Not -BeNullOrEmpty
        Disconnect-Panther ci
    }

    It 'shows the value nowhere' {
        $all = & { New-PantherApiToken ci -Permission LogSourceRead -Verbose -Debug } *>&1
        $shown = @(
            $all | Format-List * -Force | Out-String -Width 500; $all | ConvertTo-Json -Depth 5 -WarningAction Ignore; $all | ConvertTo-Csv
        ) -join "`n"
        $shown | Should -BeLike '*ci*'
        $shown.Contains((Get-TokenValue ci)) | Should -BeFalse
    }

    It 'takes the rows of a CSV file' {
        $made = "Name,Permission`none,LogSourceRead;RuleRead`ntwo,UserRead" | ConvertFrom-Csv | New-PantherApiToken
        $made.Name | Should -Be one, two
        $made[0].Permissions | Should -Be LogSourceRead, RuleRead
    }

    It 'goes on after one that is refused, before or by Panther' {
        $recorded = Invoke-Recorded {
            'full', ' ', 'new' | ForEach-Object { [pscustomobject] @{ Name = $_ } } | New-PantherApiToken -Permission RuleRead
        }
        $recorded.Output.Name | Should -Be new
        $recorded.Errors.TargetObject | Sort-Object | Should -Be ' ', full
    }

    It 'says with -WhatIf what the token may do' {
        $session = New-Session
        try {
            Invoke-InSession $session { New-PantherApiToken ci -Permission LogSourceRead -AllowedCidrBlock 203.0.113.0/24 -WhatIf } |
                Out-Null
            "$($session.Host.Lines)" | Should -BeLike "*'ci'*LogSourceRead, from 203.0.113.0/24*"
        }
        finally {
            Remove-Session $session
        }
    }
}

Describe 'Set-PantherApiToken' {
    BeforeEach {
        Reset-Emulator
        Disconnect-Panther -All
        Connect-TestTenant | Out-Null
    }

    It 'changes what is named, and keeps the rest: <Name>' -ForEach @(
        @{ Name = 'the name'; With = @{ Name = 'renamed' }; Found = 'renamed: LogSourceRead;LogSourceModify' }
        @{ Name = 'all permissions'; With = @{ Permission = 'RuleRead' }; Found = 'logSources: RuleRead' }
        @{ Name = 'no permissions'; With = @{ Permission = @() }; Found = 'logSources: ' }
        @{
            Name = 'one more and one less'
            With = @{ AddPermission = 'RuleRead'; RemovePermission = 'LogSourceModify' }
            Found = 'logSources: LogSourceRead;RuleRead'
        }
        @{
            Name = 'the addresses'
            With = @{ AllowedCidrBlock = '10.0.0.0/8' }
            Found = 'logSources: LogSourceRead;LogSourceModify 10.0.0.0/8'
        }
    ) {
        $id = (Get-PantherApiToken logSources).Id
        $changed = Set-PantherApiToken $id @With -PassThru
        "$($changed.Name): $($changed.Permissions -join ';') $($changed.AllowedCidrBlocks)".Trim() | Should -Be $Found.Trim()
        (Get-PantherApiToken -Id $id).Name | Should -Be $changed.Name
    }

    It 'takes tokens by pipe, and never a change from them' {
        Get-PantherApiToken none, readOnly | Set-PantherApiToken -AddPermission RuleRead
        (Get-PantherApiToken none).Permissions | Should -Be RuleRead
        (Get-PantherApiToken readOnly).Permissions | Should -Be LogSourceRead, RuleRead
    }

    It 'shows in a plan what changes, and asks nothing where nothing does' {
        $session = New-Session
        try {
            $ran = Invoke-InSession $session {
                Get-PantherApiToken logSources, none | Set-PantherApiToken -RemovePermission LogSourceModify -PassThru -WhatIf
            }
            "$($session.Host.Lines)" | Should -BeLike "*'logSources'*127.0.0.1*Permissions: - LogSourceModify*1 of 2 would be carried out*"
            $ran.Output.Name | Should -Be none
        }
        finally {
            Remove-Session $session
        }
    }

    It 'refuses a line without a change, and values that are none' {
        { Set-PantherApiToken self } | Should -Throw -ErrorId 'PantherInvalidInput,*'
        { Set-PantherApiToken self -Permission 'View Log Sources' } | Should -Throw '*API''s names*'
        { Set-PantherApiToken self -AllowedCidrBlock here } | Should -Throw '*not a CIDR block*'
    }
}

Describe 'Remove-PantherApiToken' {
    BeforeEach {
        Reset-Emulator
        Disconnect-Panther -All
        Connect-TestTenant | Out-Null
    }

    It 'removes those that are piped, and nothing else' {
        Get-PantherApiToken expired, none | Remove-PantherApiToken -Confirm:$false
        (Get-PantherApiToken).Name | Should -Be full, logSources, readOnly
    }

    It 'does not remove the token of the connection, however it is named: <Name>' -ForEach @(
        @{ Name = 'self'; Call = { Remove-PantherApiToken self -Confirm:$false } }
        @{ Name = 'its id'; Call = { Remove-PantherApiToken (Get-PantherApiToken full).Id.ToUpperInvariant() -Confirm:$false } }
        @{ Name = 'the object'; Call = { Get-PantherApiToken full | Remove-PantherApiToken -Confirm:$false } }
    ) {
        $refusal = Get-ErrorOf $Call
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $refusal.Exception.Message | Should -BeLike '*-Force*'
        Get-Request -Kind mutation | Should -BeNullOrEmpty
    }

    It 'removes that, too, with -Force' {
        Remove-PantherApiToken self -Force -Confirm:$false
        (Get-ErrorOf { Get-PantherLogSource }).FullyQualifiedErrorId | Should -BeLike 'PantherUnauthorized,*'
    }

    It 'refuses where nobody can say whether it is the token of the connection' {
        Send-Control POST tokens @{ name = 'keeper'; permissions = @('OrganizationAPITokenModify') } | Out-Null
        $id = (Get-PantherApiToken none).Id
        Connect-Panther (Get-PantherConnection default).RestUri.AbsoluteUri -ApiToken (ConvertTo-TestSecret (Get-TokenValue keeper)) `
            -Name keeper | Out-Null
        $refusal = Get-ErrorOf { Remove-PantherApiToken $id -Connection keeper -Confirm:$false }
        $refusal.Exception.Message | Should -BeLike '*Read API Token Info*-Force*'
        Remove-PantherApiToken $id -Connection keeper -Force -Confirm:$false
        (Get-PantherApiToken -Connection default).Name | Should -Not -Contain none
    }

    It 'refuses what has no id' {
        (Get-ErrorOf { [pscustomobject] @{ Name = 'x' } | Remove-PantherApiToken -Confirm:$false }).Exception.Message |
            Should -BeLike '*does not identify an API token*-Id $token.Id*'
        (Get-ErrorOf { Remove-PantherApiToken -Id (Get-Item .) -Confirm:$false }).Exception.Message |
            Should -BeLike '*does not identify an API token*Get-PantherApiToken*'
        Get-Request | Should -BeNullOrEmpty
    }

    It 'asks, and says when the token was last used' {
        $session = New-Session
        try {
            $session.Host.Answer('No')
            $session.Host.Answer('No')
            Invoke-InSession $session { param($id) Get-PantherApiToken none | Remove-PantherApiToken; Remove-PantherApiToken $id } @{
                id = (Get-PantherApiToken none).Id
            } | Out-Null
            $session.Host.Questions.Count | Should -Be 2
            foreach ($question in $session.Host.Questions) {
                $question | Should -BeLike "*'none'*never used*stops working*"
            }

            (Get-PantherApiToken).Name | Should -Contain none
        }
        finally {
            Remove-Session $session
        }
    }
}

Describe 'Update-PantherApiToken' {
    BeforeEach {
        Reset-Emulator
        Disconnect-Panther -All
        Connect-TestTenant | Out-Null
        $before = Get-TokenValue
        $stored = New-Object System.Collections.ArrayList
        Clear-Request
    }

    It 'returns the new value as a SecureString, and the connection goes on' {
        $value = Update-PantherApiToken
        $value | Should -BeOfType securestring
        ConvertFrom-TestSecret $value | Should -Be (Get-TokenValue)
        Get-TokenValue | Should -Not -Be $before
        { Get-PantherLogSource -ErrorAction Stop } | Should -Not -Throw
    }

    It 'gives it to a store that takes it as <Name>, after the present one' -ForEach @(
        @{ Name = '$_'; Store = { [void] $stored.Add((ConvertFrom-TestSecret $_)) } }
        @{
            Name = 'its argument'
            Store = { param($token, $connection) [void] $stored.Add((ConvertFrom-TestSecret $token)); [void] $stored.Add("$connection") }
        }
        @{ Name = '$args'; Store = { [void] $stored.Add((ConvertFrom-TestSecret $args[0])) } }
    ) {
        Update-PantherApiToken -Store $Store | Should -BeNullOrEmpty
        @($stored | Where-Object { $_ -ne 'default' }) | Should -Be $before, (Get-TokenValue)
        @(Get-Request RotateApiToken).Count | Should -Be 1
    }

    It 'gives it to a store of a module' {
        $module = New-Module -ArgumentList (, $stored) { param($list)
            function Get-Store { { [void] $list.Add($_) } }
            Export-ModuleMember -Function Get-Store
        }
        Update-PantherApiToken -Store (& $module { Get-Store })
        $stored | ForEach-Object { ConvertFrom-TestSecret $_ } | Should -Be $before, (Get-TokenValue)
    }

    It 'writes nothing of what the store writes' {
        $all = & { Update-PantherApiToken -Store { ConvertFrom-TestSecret $_ } -Verbose } *>&1
        "$all" | Should -Not -Match ([regex]::Escape((Get-TokenValue)))
        @($all | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] }) | Should -BeNullOrEmpty
    }

    It 'rotates nothing where the store <Name>' -ForEach @(
        @{ Name = 'throws'; Store = { throw "no $(ConvertFrom-TestSecret $_)" } }
        @{ Name = 'writes an error'; Store = { Write-Error "no $(ConvertFrom-TestSecret $_)" } }
        @{ Name = 'calls what is not there'; Store = { Set-NoSuchThing $_ } }
        @{ Name = 'leaves the script'; Store = { exit 3 } }
    ) {
        $recorded = Invoke-Recorded { Update-PantherApiToken -Store $Store }
        $recorded.Errors.FullyQualifiedErrorId | Should -Be 'PantherNotStored,PantherPS.Commands.UpdatePantherApiTokenCommand'
        $recorded.Errors.Exception.Message | Should -BeLike '*Nothing was rotated.'
        $recorded.Errors.Exception.Message.Contains($before) | Should -BeFalse
        $recorded.Output | Should -BeNullOrEmpty
        Get-Request | Should -BeNullOrEmpty
    }

    It 'returns the new value, with an error, where the store <Name> at it' -ForEach @(
        @{ Name = 'throws'; Fail = { throw "no $(ConvertFrom-TestSecret $args[0])" } }
        @{ Name = 'writes an error'; Fail = { Write-Error "no $(ConvertFrom-TestSecret $args[0])" } }
        @{ Name = 'leaves the script'; Fail = { exit 3 } }
    ) {
        $Error.Clear()
        $recorded = Invoke-Recorded { Update-PantherApiToken -Store { [void] $stored.Add($_); if ($stored.Count -eq 2) { & $Fail $_ } } }
        ConvertFrom-TestSecret $recorded.Output[0] | Should -Be (Get-TokenValue)
        $failure = $recorded.Errors[0]
        $failure.FullyQualifiedErrorId | Should -Be 'PantherNotStored,PantherPS.Commands.UpdatePantherApiTokenCommand'
        $failure.CategoryInfo.Category | Should -Be WriteError
        ConvertFrom-TestSecret $failure.TargetObject | Should -Be (Get-TokenValue)
        @(Get-Request RotateApiToken).Count | Should -Be 1
        $all = $Error | ForEach-Object {
            $_ | Format-List * -Force | Out-String -Width 1000
            $_.Exception | Format-List * -Force | Out-String -Width 1000
        }
        "$all".Contains((Get-TokenValue)) | Should -BeFalse
        { Get-PantherLogSource -ErrorAction Stop } | Should -Not -Throw
    }

    It 'gives it as the target of the error to who stops at errors' {
        $target = try {
            Update-PantherApiToken -ErrorAction Stop -Store { [void] $stored.Add($_); if ($stored.Count -eq 2) { throw 'no' } } | Out-Null
        }
        catch {
            $_.TargetObject
        }

        ConvertFrom-TestSecret $target | Should -Be (Get-TokenValue)
    }

    It 'does not take an error that a store handles for one of its own' {
        Update-PantherApiToken -Store {
            try { throw 'handled' } catch { [void] $stored.Add($_) }
            Get-Item nowhere -ErrorAction SilentlyContinue
        }
        Get-TokenValue | Should -Not -Be $before
    }

    It 'rotates the token of each piped connection' {
        Connect-TestTenant -Name other -Token logSources | Out-Null
        $other = Get-TokenValue logSources
        Get-PantherConnection |
            Update-PantherApiToken -Store { param($token, $connection) [void] $stored.Add("$connection $(ConvertFrom-TestSecret $token)") }
        $stored | Should -Be "default $before", "default $(Get-TokenValue)", "other $other", "other $(Get-TokenValue logSources)"
        { Get-PantherLogSource -Connection other -ErrorAction Stop } | Should -Not -Throw
    }

    It 'says what is known where the answer was lost, and what to do' {
        [void] (Add-Fault @{ operation = 'RotateApiToken'; phase = 'after'; status = 504 })
        $failure = Get-ErrorOf { Update-PantherApiToken }
        $failure.FullyQualifiedErrorId | Should -BeLike 'PantherOutcomeUnknown,*'
        $failure.Exception.Message | Should -BeLike '*was rotated, but its new value was lost*Console*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*API Tokens*'
    }

    It 'goes on in another runspace that holds the same connection' {
        $session = New-Session -NotConnected
        try {
            $connection = Get-PantherConnection default
            Update-PantherApiToken | Out-Null
            $ran = Invoke-InSession $session { param($connection)
                Get-PantherLogSource -Connection $connection
            } @{ connection = $connection }
            $ran.Errors | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }

    It 'can be stopped <Name>, says so, and loses nothing' -ForEach @(
        @{ Name = 'while Panther is silent'; Hold = $true }
        @{ Name = 'while the store hangs'; Hold = $false }
    ) {
        $session = New-Session
        try {
            if ($Hold) {
                [void] (Add-Fault @{ operation = 'RotateApiToken'; hold = $true; phase = 'after' })
            }

            $running = Start-InSession $session {
                param($hold)
                $count = 0
                Update-PantherApiToken -Store { $script:count++; if ($script:count -eq 2 -and -not $hold) { Start-Sleep 300 } }
            } @{ hold = $Hold }
            Wait-Until { (Get-TokenValue) -ne $before }
            if (-not $Hold) {
                Wait-Until { (Get-Stat).inFlight -eq 0 }
            }

            $streams = $running.PowerShell.Streams
            Stop-InSession $running | Should -Be Stopped
            if ($Hold) {
                # While a store hangs, a session that is driven by a program may have closed its streams before.
                Wait-Until { "$($streams.Warning) $($session.Host.Lines)" -like '*is not stored*run Update-PantherApiToken again*' }
            }

            Clear-Fault
            Wait-Until { (Get-Stat).inFlight -eq 0 }
            $ran = Invoke-InSession $session { Get-PantherLogSource; Update-PantherApiToken }
            $ran.Errors | Should -BeNullOrEmpty
            ConvertFrom-TestSecret $ran.Output[-1] | Should -Be (Get-TokenValue)
        }
        finally {
            Clear-Fault
            Remove-Session $session
        }
    }
}
