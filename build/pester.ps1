# Runs the Pester suite against a built module. What failed is in the results, in JUnit's format, and on the screen.
[CmdletBinding()]
param(
    # The manifest of the module under test.
    [string] $Module = (Join-Path $PSScriptRoot '../out/PantherPS/PantherPS.psd1'),
    # The package that it came in, for the tests that install it.
    [string] $Package,
    # Where the results go, a file for each test file: this, the name of the test file, .xml. None where it is left out.
    [string] $Results,
    # The test files, all where it is left out.
    [string[]] $Path = (Join-Path $PSScriptRoot '../tests/Pester'),
    # A folder that processes which run side by side have in common: each takes the next file that none has taken yet.
    [string] $Queue
)

$ErrorActionPreference = 'Stop'

# The last line of what a suite printed is shown as the reason why it could not run.
trap {
    Write-Host ("$_" -replace '\s+', ' ')
    exit 1
}

$ProgressPreference = 'SilentlyContinue'
& (Join-Path $PSScriptRoot 'Import-BuildModule.ps1') Pester
$env:PANTHERPS_MODULE = (Resolve-Path -LiteralPath $Module).ProviderPath
$env:PANTHERPS_PACKAGE = $Package

# From another shell several come as one text. What takes longest comes first, so that no process is left alone with it at the end.
$longest = 'Binding', 'ChangesInFlight', 'Waits', 'Input', 'Conventions', 'Secrecy', 'Completion', 'Examples', 'Alert', 'Install', 'Docs'
$files = Get-ChildItem -Path ($Path -split ',') -Filter *.Tests.ps1 -Recurse |
    Sort-Object { $longest -notcontains ($_.Name -replace '\.Tests\.ps1$') }, FullName

# The tests see the variables of this script, so these have names that none of them reads.
$failedInAll = 0
foreach ($file in $files) {
    if ($Queue) {
        try {
            [IO.File]::Open((Join-Path $Queue $file.Name), 'CreateNew').Dispose()
        }
        catch [IO.IOException] {
            continue
        }
    }

    # Of a process that dies the log says where.
    Write-Host "`n$($file.Name)"
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $file.FullName
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'Normal'
    if ($Results) {
        $configuration.TestResult.Enabled = $true
        $configuration.TestResult.OutputFormat = 'JUnitXml'
        $configuration.TestResult.OutputPath = "$Results$($file.Name -replace '\.Tests\.ps1$').xml"
    }

    $result = Invoke-Pester -Configuration $configuration
    foreach ($broken in @($result.FailedContainers) + @($result.FailedBlocks)) {
        # The results do not say why.
        Write-Host "[failed] $($file.Name) $($broken.Path): $(($broken.ErrorRecord | Select-Object -First 1) -replace '\s+', ' ')"
    }

    $failedInAll += $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
}

exit [int] ($failedInAll -gt 0)
