# Measures which lines and branches of the module's assemblies the suites run, all of them together: -Instrument before the suites
# makes copies of the module and of the test projects that count, -Report after them prints the figures.
[CmdletBinding()]
param(
    # The manifest of the module. The output is the folder of the copies: PantherPS, and one for each test project.
    [Parameter(Mandatory = $true, ParameterSetName = 'Instrument')] [string] $Instrument,
    # The folder of its symbols.
    [Parameter(Mandatory = $true, ParameterSetName = 'Instrument')] [string] $Symbols,
    # Prints the figures, and fails where one is below its bar.
    [Parameter(Mandatory = $true, ParameterSetName = 'Report')] [switch] $Report,
    # The folder of the suites' results.
    [Parameter(Mandatory = $true)] [string] $Results
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

# Where we stand, rounded down, in percent. They are raised with the figures, and never lowered.
$bar = @{ Lines = 97; Branches = 90 }

$copies = Join-Path $Results 'instrumented'
$assemblies = 'PantherPS', 'Panther.Client'

function Invoke-Coverage([string] $Target) {
    $project = Join-Path $PSScriptRoot Coverage.proj
    $said = & dotnet msbuild $project -nologo -v:minimal -restore "-t:$Target" "-p:Results=$Results" "-p:Copies=$copies"

    # Coverlet only warns of an assembly that it cannot instrument.
    if ($LASTEXITCODE -ne 0 -or "$said" -match 'Unable to instrument') {
        throw "The coverage could not be measured ($Target): $($said -join "`n")"
    }
}

if ($Instrument) {
    $module = Join-Path $copies PantherPS
    $null = New-Item $copies -ItemType Directory -Force
    Copy-Item (Split-Path $Instrument) $module -Recurse
    Copy-Item (Join-Path $Symbols '*.pdb') $module
    foreach ($project in Get-Item (Join-Path $PSScriptRoot '../tests/*/*.csproj') -Exclude *.BrowserTests.csproj) {
        # The tests read the configuration from where they lie.
        $built = Join-Path $project.DirectoryName 'bin/Release/net10.0'
        $copy = Join-Path $copies "$($project.BaseName)/Release"
        $null = New-Item $copy -ItemType Directory
        Copy-Item $built $copy -Recurse
    }

    Invoke-Coverage Instrument
    Remove-Item (Join-Path $module '*.pdb')
    return $copies
}

Invoke-Coverage Collect
$found = Get-Content (Join-Path $Results 'coverage/Summary.json') -Raw | ConvertFrom-Json
$measured = @($found.coverage.assemblies.name | Sort-Object)
if ("$measured" -ne "$($assemblies | Sort-Object)") {
    throw "The coverage of $($assemblies -join ' and ') was to be measured, and is that of: $($measured -join ', ')."
}

$figures = @{ Lines = $found.summary.linecoverage; Branches = $found.summary.branchcoverage }
$each = $found.coverage.assemblies | ForEach-Object { '{0} {1:0.0} and {2:0.0} %' -f $_.name, $_.coverage, $_.branchcoverage }
Write-Host ("`nCoverage: {0:0.0} % of the lines and {1:0.0} % of the branches ({2}). Lines that no test runs: {3}" -f
    $figures.Lines, $figures.Branches, ($each -join '; '), (Join-Path $Results 'coverage/index.html'))
$below = @($bar.Keys | Sort-Object | Where-Object { $figures.$_ -lt $bar.$_ } |
        ForEach-Object { '{0:0.0} % of the {1}, the bar is {2} %' -f $figures.$_, $_.ToLowerInvariant(), $bar.$_ })
if ($below) {
    throw "The coverage has fallen below its bar: the tests run $($below -join '; '). Test what you have added."
}
