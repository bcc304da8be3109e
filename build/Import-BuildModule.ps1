# Loads a module that the build needs: where it is installed, else from the PowerShell Gallery into out/modules.
# Returns whether it could be had.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)] [string] $Name,
    [Parameter(Mandatory = $true)] [version] $MinimumVersion,
    # The first version that is too new.
    [Parameter(Mandatory = $true)] [version] $Below
)

$ErrorActionPreference = 'Stop'
$saved = Join-Path (Split-Path $PSScriptRoot) 'out/modules'
if (($env:PSModulePath -split [IO.Path]::PathSeparator) -notcontains $saved) {
    $env:PSModulePath = $saved + [IO.Path]::PathSeparator + $env:PSModulePath
}

function Find-Installed {
    Get-Module $Name -ListAvailable | Where-Object { $_.Version -ge $MinimumVersion -and $_.Version -lt $Below } |
        Sort-Object Version -Descending | Select-Object -First 1
}

$found = Find-Installed
if (-not $found) {
    try {
        New-Item $saved -ItemType Directory -Force | Out-Null
        if (Get-Command Save-PSResource -ErrorAction Ignore) {
            Save-PSResource $Name -Version "[$MinimumVersion,$Below)" -Path $saved -TrustRepository
        }
        else {
            $newest = Find-Module $Name -AllVersions | Where-Object { [version]$_.Version -ge $MinimumVersion -and [version]$_.Version -lt $Below } |
                Select-Object -First 1
            $newest | Save-Module -Path $saved -Force
        }

        $found = Find-Installed
    }
    catch {
        Write-Warning "The module $Name cannot be had: $_"
    }
}

if ($found) {
    Import-Module $found.Path -Global
}

return [bool]$found
