# The guide to tests of runbooks, followed to the letter: with the tool as it comes out of its package.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    $guide = [IO.File]::ReadAllText((Get-RepositoryPath 'docs/guides/test-your-runbooks.md')) -replace "`r`n", "`n"

    function Get-Block([string] $Section, [string] $Language) {
        # The block of this language in a section.
        $text = [regex]::Match($guide, "(?ms)^## $Section\n(.*?)(?=^## |\z)").Groups[1].Value
        [regex]::Match($text, "(?ms)^``````$Language\n(.*?)^``````$").Groups[1].Value
    }

    function Invoke-Tool([string[]] $Arguments) {
        $said = & dotnet $Arguments 2>&1
        if ($LASTEXITCODE -ne 0) {
            throw "dotnet $Arguments`: $said"
        }
    }

    $folder = Join-Path $TestDrive runbooks
    $tools = Join-Path $TestDrive tools
    $modules = Join-Path $TestDrive modules
    New-Item $folder, "$modules/PantherPS", "$modules/Pester" -ItemType Directory | Out-Null
}

Describe 'The guide to tests of runbooks' {
    It 'ends in green tests when it is followed' {
        # Where it says --global, a folder of this test.
        Get-Block 'Install the emulator' sh | Should -Be "dotnet tool install --global PantherPS.Emulator`n"
        # Other suites may pack at the same time, from the same build.
        $elsewhere = "-p:PublishDir=$TestDrive/publish/", "-p:NuspecOutputPath=$TestDrive/nuspec/"
        Invoke-Tool ('pack', (Get-RepositoryPath emulator), '-c', 'Release', '--no-build', '-o', "$TestDrive", '--nologo' + $elsewhere)
        Invoke-Tool 'tool', 'install', 'PantherPS.Emulator', '--tool-path', $tools, '--add-source', $TestDrive

        [IO.File]::WriteAllText((Join-Path $folder 'Remove-DeadSource.ps1'), (Get-Block 'The runbook' powershell))
        [IO.File]::WriteAllText((Join-Path $folder 'Remove-DeadSource.Tests.ps1'), (Get-Block 'Its tests' powershell))
        foreach ($module in (Get-ModulePath), (Get-Module Pester).Path) {
            Copy-Item (Join-Path (Split-Path $module) '*') (Join-Path $modules ([IO.Path]::GetFileNameWithoutExtension($module))) -Recurse
        }

        $separator = [IO.Path]::PathSeparator
        $paths = $modules, $env:PSModulePath -join $separator
        $run = Invoke-ChildPowerShell "Set-Location -LiteralPath '$folder'`n`$env:PSModulePath = '$paths'`n$(Get-Block 'Run them' powershell)" @{
            PATH = "$tools$separator$env:PATH"; NO_COLOR = '1'
        }

        $shown = ((($run.Output -split '\r?\n') -replace ' [\d.]+m?s \(.*$') -match '^(Describing| +\[)') -join "`n"
        $shown | Should -Be (Get-Block 'Run them' output).TrimEnd() -Because "it printed: $($run.Output)$($run.Errors)"
    }
}
