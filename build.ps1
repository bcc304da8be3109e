<#
.SYNOPSIS
The project's tasks: build, test, demo and the rest.
.DESCRIPTION
Build    the module, into out/PantherPS
Docs     the help that Get-Help shows, out of docs/en-US into the built module
Package  the nupkg for the PowerShell Gallery and Install-PSResource, into out
Test     all suites: the emulator's, the client's (xunit), the cmdlets' (Pester), these against the packed module
Demo     a tour of the module against the emulator
Fuzz     reads 60,000 spoiled answers, of three seeds; the tests read 1,500
Bench    measures the module against Invoke-RestMethod, and writes docs/performance.md
Analyze  checks the scripts (PSScriptAnalyzer) and the style of the code (dotnet format)
Install  puts the built module into your module path
Clean    removes what the tasks have made
.EXAMPLE
./build.ps1 demo
.EXAMPLE
./build.ps1 test
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Docs', 'Package', 'Test', 'Demo', 'Fuzz', 'Bench', 'Analyze', 'Install', 'Clean')]
    [string[]] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$root = $PSScriptRoot
$out = Join-Path $root 'out'
$moduleFolder = Join-Path $out 'PantherPS'
$manifest = Join-Path $moduleFolder 'PantherPS.psd1'
$thisPowerShell = (Get-Process -Id $PID).Path

function Invoke-Native {
    # A native command's failure is this script's.
    param([string] $File, [string[]] $Arguments)
    & $File @Arguments
    if ($LASTEXITCODE -ne 0) {
        throw "$File $Arguments ended with the exit code $LASTEXITCODE."
    }
}

function Invoke-Build {
    $project = Join-Path $root 'src/PantherPS'
    Invoke-Native dotnet @('build', $project, '-c', 'Release', '--nologo', '-v', 'quiet', '-clp:NoSummary')
    if (Test-Path $moduleFolder) {
        Remove-Item $moduleFolder -Recurse -Force
    }

    New-Item $moduleFolder -ItemType Directory -Force | Out-Null
    $built = Join-Path $project 'bin/Release/netstandard2.0'
    foreach ($file in 'PantherPS.dll', 'Panther.Client.dll', 'Newtonsoft.Json.dll') {
        Copy-Item (Join-Path $built $file) $moduleFolder
    }

    Copy-Item (Join-Path $project '*.ps1xml'), (Join-Path $root 'PantherPS.psd1'), (Join-Path $root 'LICENSE'), (Join-Path $root 'README.md') $moduleFolder
    Write-Host "Built $manifest"
}

function Invoke-Docs {
    Invoke-Build
    Add-Help
}

function Add-Help {
    # In a process of its own: PlatyPS brings assemblies that other modules may have in other versions.
    & $thisPowerShell -NoProfile -NonInteractive -File (Join-Path $root 'build/docs.ps1') -ModuleFolder $moduleFolder
    if ($LASTEXITCODE -eq 3) {
        Write-Warning 'The module is built without its help: PlatyPS is neither installed nor to be had from the PowerShell Gallery.'
    }
    elseif ($LASTEXITCODE -ne 0) {
        throw 'The help could not be built.'
    }
}

function Invoke-Package {
    Invoke-Docs
    $script:package = & (Join-Path $root 'build/package.ps1') -ModuleFolder $moduleFolder -Destination $out
    Write-Host "Packed $package"
}

function Invoke-Test {
    Invoke-Package

    # What is tested is what ships: the module as it comes out of the package.
    $unpacked = Join-Path $out 'packed/PantherPS'
    if (Test-Path $unpacked) {
        Remove-Item $unpacked -Recurse -Force
    }

    Add-Type -AssemblyName System.IO.Compression.FileSystem
    [IO.Compression.ZipFile]::ExtractToDirectory($package, $unpacked)
    & node (Join-Path $root 'build/test.js') --pwsh $thisPowerShell --module (Join-Path $unpacked 'PantherPS.psd1')
    if ($LASTEXITCODE -ne 0) {
        exit $LASTEXITCODE
    }
}

function Invoke-Demo {
    Invoke-Build
    Invoke-Native node @((Join-Path $root 'build/setup.js'))

    # In a process of its own, so that the built assembly is not locked by this one.
    Invoke-Native $thisPowerShell @('-NoProfile', '-File', (Join-Path $root 'demo/tour.ps1'), '-Module', $manifest)
}

function Invoke-Fuzz {
    Invoke-Native node @((Join-Path $root 'build/setup.js'))
    $env:PANTHERPS_FUZZ_CASES = 20000
    try {
        foreach ($seed in 1..3) {
            $env:PANTHERPS_FUZZ_SEED = $seed
            Invoke-Native dotnet @('test', (Join-Path $root 'tests/Panther.Client.Tests'), '-c', 'Release', '--nologo', '-v', 'quiet', '--filter', 'FullyQualifiedName~FuzzTests')
        }
    }
    finally {
        Remove-Item env:PANTHERPS_FUZZ_CASES, env:PANTHERPS_FUZZ_SEED
    }
}

function Invoke-Bench {
    Invoke-Build
    Invoke-Native node @((Join-Path $root 'build/setup.js'))
    Invoke-Native $thisPowerShell @('-NoProfile', '-File', (Join-Path $root 'bench/bench.ps1'), '-Module', $manifest)
}

function Invoke-Analyze {
    if (-not (& (Join-Path $root 'build/Import-BuildModule.ps1') PSScriptAnalyzer -MinimumVersion 1.21.0 -Below 2.0.0)) {
        throw 'PSScriptAnalyzer is neither installed nor to be had from the PowerShell Gallery.'
    }

    # The manifest is checked where the files lie that it names.
    Invoke-Build
    $scripts = @(git -C $root ls-files '*.ps1' '*.psm1' '*.psd1' ':!PantherPS.psd1' | ForEach-Object { Join-Path $root $_ }) + $manifest
    $findings = @($scripts | ForEach-Object { Invoke-ScriptAnalyzer $_ -Settings (Join-Path $root 'PSScriptAnalyzerSettings.psd1') })
    $findings | Format-Table RuleName, Severity, ScriptName, Line, Message -Wrap | Out-Host
    Invoke-Native dotnet @('format', (Join-Path $root 'PantherPS.sln'), '--verify-no-changes', '--severity', 'warn')
    if ($findings.Count -gt 0) {
        throw "PSScriptAnalyzer has $($findings.Count) findings."
    }

    Write-Host "PSScriptAnalyzer and dotnet format have no findings in $($scripts.Count) scripts and the solution."
}

function Invoke-Install {
    Invoke-Docs
    $version = (Import-PowerShellDataFile $manifest).ModuleVersion
    $target = Join-Path ($env:PSModulePath -split [IO.Path]::PathSeparator)[0] "PantherPS/$version"
    if (Test-Path $target) {
        Remove-Item $target -Recurse -Force
    }

    New-Item (Split-Path $target) -ItemType Directory -Force | Out-Null
    Copy-Item $moduleFolder $target -Recurse
    Write-Host "Installed PantherPS $version into $target"
}

function Invoke-Clean {
    $made = @($out) + @(Get-ChildItem (Join-Path $root 'src'), (Join-Path $root 'tests'), (Join-Path $root 'demo') -Directory -Recurse |
            Where-Object { $_.Name -in 'bin', 'obj' } | ForEach-Object FullName)
    $made | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force
}

foreach ($name in $Task) {
    & "Invoke-$name"
}
