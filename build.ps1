<#
.SYNOPSIS
The project's tasks: build, test, demo and the rest. What a task needs is done before it, and once.
.DESCRIPTION
Build    the module with its help, into out/PantherPS
Docs     brings the pages in docs/en-US up to the cmdlets, builds the module with the help of them, and draws docs/session.svg
Package  the nupkg for the PowerShell Gallery and Install-PSResource, into out
Test     all suites: the xunit projects, and the cmdlets' (Pester) against the packed module; what they cover, and its bar
BrowserTest  the report's page in a browser that is installed (a Chromium); its pictures and the page lie in out/browsertest then
Demo     a tour of the module against the emulator
Play     a prompt with the module, connected to an emulator that is there until you leave the prompt
Snapshots  accepts the public interface as it is now, into tests/PantherPS.Tests/Snapshots
Fuzz     reads 60,000 spoiled answers, of three seeds; the tests read 1,500
Bench    measures the module against Invoke-RestMethod, and writes docs/performance.md
Analyze  checks the scripts (PSScriptAnalyzer) and the style of the code (dotnet format)
Install  puts the module where PowerShell finds the modules of the current user
Clean    removes what the tasks have made
.EXAMPLE
./build.ps1 demo
.EXAMPLE
./build.ps1 test
.EXAMPLE
./build.ps1 test -Suite Pester
.EXAMPLE
./build.ps1 bench -Row list, gets
#>
[CmdletBinding()]
param(
    # What to do; several are done in their order.
    [Parameter(Position = 0)]
    [ValidateSet(
        'Build', 'Docs', 'Package', 'Test', 'BrowserTest', 'Demo', 'Play', 'Snapshots', 'Fuzz', 'Bench', 'Analyze', 'Install', 'Clean')]
    [string[]] $Task = 'Build',

    # With Test: the suites to run, such as Pester or Panther.Client.Tests; takes wildcards.
    [string[]] $Suite = '*',

    # With Test: a package that was made before, in place of one that is built here.
    [string] $Package,

    # With Bench: what to measure, such as list or gets; the page is written only where all is.
    [ValidateSet(
        'list', 'memory', 'creates', 'gets', 'updates', 'removes', 'parallel', 'rate', 'compare', 'sync', 'health', 'report', 'lake',
            'connections', 'import', 'process')]
    [string[]] $Row
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$summary = Join-Path $PSScriptRoot 'out/tests/summary.txt'
if (Test-Path $summary) {
    Remove-Item $summary
}

if ($Package) {
    $Package = (Resolve-Path -LiteralPath $Package).ProviderPath
}

$exitCode = 0
try {
    & (Join-Path $PSScriptRoot 'build/Import-BuildModule.ps1') InvokeBuild
    Invoke-Build $Task (Join-Path $PSScriptRoot 'build/tasks.ps1') -Suite $Suite -Package $Package -Row $Row
}
catch {
    Write-Host "$_" -ForegroundColor Red
    $exitCode = 1

    # What cannot be built is not tested, and that is a failure of the tests too.
    if ($Task -contains 'Test' -and -not (Test-Path $summary)) {
        New-Item (Split-Path $summary) -ItemType Directory -Force | Out-Null
        Set-Content $summary '0 passed, 1 failed, 0 skipped'
    }
}

# The last line is the count over all suites, for people and for CI.
if (Test-Path $summary) {
    Get-Content $summary
}

exit $exitCode
