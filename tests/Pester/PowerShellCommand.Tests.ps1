# How this repository starts another PowerShell, whatever the PowerShell is that the suite runs in.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    $command = Get-RepositoryPath 'build/Get-PowerShellCommand.ps1'
    $me = "$($PSVersionTable.PSVersion) in $PSHOME"
}

Describe 'build/Get-PowerShellCommand.ps1' {
    It 'starts the PowerShell that asks' {
        $said = Invoke-ChildPowerShell '"$($PSVersionTable.PSVersion) in $PSHOME"'

        $said.Errors | Should -BeNullOrEmpty
        $said.Output.Trim() | Should -BeExactly $me
    }

    It 'does so from a PowerShell that was started by it, too' {
        $said = Invoke-ChildPowerShell @"
`$powerShell = & '$command'
`$arguments = `$powerShell.Arguments + '-NoProfile', '-NonInteractive', '-Command', '"`$(`$PSVersionTable.PSVersion) in `$PSHOME"'
& `$powerShell.File @arguments
"@

        $said.Errors | Should -BeNullOrEmpty
        $said.Output.Trim() | Should -BeExactly $me
    }

    It 'does so where the process is an executable of its own' -Skip:(-not (Test-Path (Join-Path $PSHOME 'pwsh'))) {
        & (Join-Path $PSHOME 'pwsh') -NoProfile -NonInteractive -Command "(& '$command').File" |
            Should -BeExactly (Join-Path $PSHOME 'pwsh')
    }

    It 'is what all scripts use: none takes the path of the current process' {
        Get-ChildItem (Get-RepositoryPath) -Recurse -File -Include *.ps1, *.psm1 |
            Where-Object { $_.FullName -notmatch '[\\/](out|bin|obj|node_modules)[\\/]' } |
            Where-Object Name -NotIn Get-PowerShellCommand.ps1, PowerShellCommand.Tests.ps1 |
            Select-String 'Get-Process -Id \$PID\)\.Path|ProcessPath' | Should -BeNullOrEmpty
    }
}
