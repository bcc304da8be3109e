<#
.SYNOPSIS
The project's tasks: build, test, demo and the rest.
.DESCRIPTION
Build    the module, into out/PantherPS
Test     all suites: the emulator's, the client's (xunit), the cmdlets' (Pester)
Demo     a tour of the module against the emulator
Clean    removes what the tasks have made
.EXAMPLE
./build.ps1 demo
.EXAMPLE
./build.ps1 test
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Clean')]
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

    Copy-Item (Join-Path $project '*.ps1xml'), (Join-Path $root 'PantherPS.psd1'), (Join-Path $root 'LICENSE') $moduleFolder
    Write-Host "Built $manifest"
}

function Invoke-Test {
    Invoke-Build
    & node (Join-Path $root 'build/test.js') --pwsh $thisPowerShell --module $manifest
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

function Invoke-Clean {
    $made = @($out) + @(Get-ChildItem (Join-Path $root 'src'), (Join-Path $root 'tests'), (Join-Path $root 'demo') -Directory -Recurse |
            Where-Object { $_.Name -in 'bin', 'obj' } | ForEach-Object FullName)
    $made | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force
}

foreach ($name in $Task) {
    & "Invoke-$name"
}
