# Runs the Pester suite against a built module, and ends with a line that build/test.js reads. Exit code 3: there is no Pester.
[CmdletBinding()]
param(
    # The manifest of the module under test.
    [string] $Module = (Join-Path $PSScriptRoot '../out/PantherPS/PantherPS.psd1')
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
if (-not (& (Join-Path $PSScriptRoot 'Import-BuildModule.ps1') Pester -MinimumVersion 5.5.0 -Below 6.0.0)) {
    exit 3
}

$env:PANTHERPS_MODULE = (Resolve-Path $Module).Path
$configuration = New-PesterConfiguration
$configuration.Run.Path = Join-Path $PSScriptRoot '../tests/Pester'
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$result = Invoke-Pester -Configuration $configuration
$broken = $result.FailedBlocksCount + $result.FailedContainersCount
'Pester: {0} passed, {1} failed, {2} skipped' -f $result.PassedCount, ($result.FailedCount + $broken), ($result.SkippedCount + $result.NotRunCount)
exit [int]($result.FailedCount + $broken -gt 0)
