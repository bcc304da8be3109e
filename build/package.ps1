# Makes the package that the PowerShell Gallery and Install-PSResource take, out of the built module. Writes its path.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)] [string] $ModuleFolder,
    [Parameter(Mandatory = $true)] [string] $Destination
)

$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot
$manifest = Import-PowerShellDataFile (Join-Path $ModuleFolder 'PantherPS.psd1')
$data = $manifest.PrivateData.PSData
$version = $manifest.ModuleVersion

# The notes of this version, or, before it is released, of what is to come.
$changelog = Get-Content (Join-Path $root 'CHANGELOG.md') -Raw -Encoding UTF8
$notes = [regex]::Match(
    $changelog, "(?ms)^## \[(?:$([regex]::Escape($version))|Unreleased)\][^\n]*\n(.*?)(?=^## |\z)").Groups[1].Value.Trim()

function ConvertTo-XmlText {
    param([string] $Text)
    [Security.SecurityElement]::Escape($Text)
}

$tags = @($data.Tags) + 'PSModule', 'PSIncludes_Cmdlet' + @($manifest.CmdletsToExport | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" })
$nuspec = Join-Path $Destination 'PantherPS.nuspec'
New-Item $Destination -ItemType Directory -Force | Out-Null
@"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>PantherPS</id>
    <version>$version</version>
    <authors>$(ConvertTo-XmlText $manifest.Author)</authors>
    <owners>$(ConvertTo-XmlText $manifest.CompanyName)</owners>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <license type="file">LICENSE</license>
    <readme>README.md</readme>
    <projectUrl>$(ConvertTo-XmlText $data.ProjectUri)</projectUrl>
    <description>$(ConvertTo-XmlText $manifest.Description)</description>
    <releaseNotes>$(ConvertTo-XmlText $notes)</releaseNotes>
    <copyright>$(ConvertTo-XmlText $manifest.Copyright)</copyright>
    <tags>$(ConvertTo-XmlText ($tags -join ' '))</tags>
  </metadata>
  <files>
    <file src="**" target="" />
  </files>
</package>
"@ | Set-Content $nuspec -Encoding UTF8

# The SDK packs a nuspec only through a project; the project adds nothing to it.
$project = Join-Path $root 'src/PantherPS/PantherPS.csproj'
$output = & dotnet pack $project -c Release --no-build --nologo -v quiet -o $Destination "-p:NuspecFile=$nuspec" "-p:NuspecBasePath=$ModuleFolder" '-p:NoWarn=NU5100%3BNU5110%3BNU5111%3BNU5128'
if ($LASTEXITCODE -ne 0) {
    throw "dotnet pack failed: $output"
}

Remove-Item $nuspec
(Resolve-Path (Join-Path $Destination "PantherPS.$version.nupkg")).Path
