# Runs the Pester suite against a built module. What failed is in the results, in JUnit's format, and on the screen.
[CmdletBinding()]
param(
    # The manifest of the module under test.
    [string] $Module = (Join-Path $PSScriptRoot '../out/PantherPS/PantherPS.psd1'),
    # The package that it came in, for the tests that install it.
    [string] $Package,
    # The file for the results; none where it is left out.
    [string] $Results,
    # The test files, all where it is left out.
    [string[]] $Path = (Join-Path $PSScriptRoot '../tests/Pester'),
    # Which part of the files, of how many that run side by side: 1/2 and 2/2 are all of them.
    [ValidatePattern('^[1-9]/[1-9]$')] [string] $Part = '1/1'
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
& (Join-Path $PSScriptRoot 'Import-BuildModule.ps1') Pester
$env:PANTHERPS_MODULE = (Resolve-Path -LiteralPath $Module).ProviderPath
$env:PANTHERPS_PACKAGE = $Package
$configuration = New-PesterConfiguration
# From another shell several come as one text. Neighbours in the alphabet go to different parts.
$number, $count = [int[]] ($Part -split '/')
$at = 0
$configuration.Run.Path = @(Get-ChildItem -Path ($Path -split ',') -Filter *.Tests.ps1 -Recurse | Sort-Object FullName |
        Where-Object { $at++ % $count -eq $number - 1 } | ForEach-Object FullName)
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
if ($Results) {
    $configuration.TestResult.Enabled = $true
    $configuration.TestResult.OutputFormat = 'JUnitXml'
    $configuration.TestResult.OutputPath = $Results
}

$result = Invoke-Pester -Configuration $configuration
exit [int] ($result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount -gt 0)
