# What all suites share: the module under test, and what lies in Helpers, a file for each subject. Runs in Windows PowerShell 5.1 and in
# PowerShell 7.

Set-StrictMode -Version 2.0

$root = Split-Path (Split-Path $PSScriptRoot)
$modulePath = if ($env:PANTHERPS_MODULE) { $env:PANTHERPS_MODULE } else { Join-Path $root 'out/PantherPS/PantherPS.psd1' }
$modulePath = (Resolve-Path $modulePath).ProviderPath

foreach ($subject in 'Emulator', 'Commands', 'Sessions', 'Calls') {
    . (Join-Path $PSScriptRoot "Helpers/$subject.ps1")
}

function Get-ModulePath {
    # The manifest of the module under test.
    $modulePath
}

function Get-RepositoryPath {
    # A path in the repository.
    param([string] $Child = '.')
    Join-Path $root $Child
}

function Import-ModuleUnderTest {
    Import-Module $modulePath -Global
}

Export-ModuleMember -Function *
