# Loads a module that the build needs. Those that build/BuildModules.csproj names come by NuGet, in the version that it gives;
# PSScriptAnalyzer is not there: it is taken where it is installed, else from the PowerShell Gallery.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true, Position = 0)]
    [ValidateSet('InvokeBuild', 'Pester', 'PSScriptAnalyzer')]
    [string] $Name
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = Split-Path $PSScriptRoot
$modules = Join-Path $root 'out/modules'

if ($Name -eq 'PSScriptAnalyzer') {
    $found = Get-Module $Name -ListAvailable | Where-Object Version -GE 1.21.0 | Sort-Object Version -Descending | Select-Object -First 1
    if ($found) {
        Import-Module $found.Path -Global
        return
    }

    $folder = Join-Path $modules gallery
    if (-not (Test-Path (Join-Path $folder $Name))) {
        New-Item $folder -ItemType Directory -Force | Out-Null
        if (Get-Command Save-PSResource -ErrorAction Ignore) {
            Save-PSResource $Name -Version '[1.21.0,2.0.0)' -Path $folder -TrustRepository
        }
        else {
            Save-Module $Name -MinimumVersion 1.21.0 -Path $folder -Force
        }
    }

    Import-Module (Get-Item (Join-Path $folder "$Name/*/$Name.psd1")).FullName -Global
    return
}

# Each package has its module in the folder tools, without a folder of the module's name, so it is imported by its path.
$project = Join-Path $PSScriptRoot 'BuildModules.csproj'
$package = ([xml] (Get-Content -LiteralPath $project -Raw)).SelectSingleNode("//PackageDownload[translate(@Include, '-', '')='$Name']")
$version = $package.Version.Trim('[', ']')
$manifest = Join-Path $modules "$($package.Include.ToLowerInvariant())/$version/tools/$Name.psd1"
if (-not (Test-Path -LiteralPath $manifest)) {
    $said = & dotnet restore $project --nologo
    if ($LASTEXITCODE -ne 0) {
        throw "The module $Name $version could not be restored: $($said -join "`n")"
    }
}

Import-Module $manifest -Global
