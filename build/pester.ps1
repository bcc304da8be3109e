# Runs the Pester suite against a built module, and ends with a line that build/test.js reads. Exit code 3: there is no Pester.
[CmdletBinding()]
param(
    # The manifest of the module under test.
    [string] $Module = (Join-Path $PSScriptRoot '../out/PantherPS/PantherPS.psd1')
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = Split-Path $PSScriptRoot

function Import-Pester {
    $version = @{ MinimumVersion = '5.5.0'; MaximumVersion = '5.999.999' }
    $saved = Join-Path $root 'out/modules'
    $env:PSModulePath = $saved + [IO.Path]::PathSeparator + $env:PSModulePath
    if (Get-Module Pester -ListAvailable | Where-Object { $_.Version.Major -eq 5 -and $_.Version -ge $version.MinimumVersion }) {
        Import-Module Pester @version
        return $true
    }

    try {
        New-Item $saved -ItemType Directory -Force | Out-Null
        if (Get-Command Save-PSResource -ErrorAction Ignore) {
            Save-PSResource Pester -Version '[5.5.0,6.0.0)' -Path $saved -TrustRepository
        }
        else {
            Save-Module Pester @version -Path $saved -Force
        }

        Import-Module Pester @version
        return $true
    }
    catch {
        Write-Warning "Pester cannot be had: $_"
        return $false
    }
}

if (-not (Import-Pester)) {
    exit 3
}

$env:PANTHERPS_MODULE = (Resolve-Path $Module).Path
$configuration = New-PesterConfiguration
$configuration.Run.Path = Join-Path $root 'tests/Pester'
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$result = Invoke-Pester -Configuration $configuration
$broken = $result.FailedBlocksCount + $result.FailedContainersCount
'Pester: {0} passed, {1} failed, {2} skipped' -f $result.PassedCount, ($result.FailedCount + $broken), ($result.SkippedCount + $result.NotRunCount)
exit [int]($result.FailedCount + $broken -gt 0)
