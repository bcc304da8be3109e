# The tasks of build.ps1, for Invoke-Build: a task names those that it needs, and each is done once.
param(
    [string[]] $Suite = '*',
    [string] $Package,
    [string[]] $Row
)

$isPackageGiven = [bool] $Package

# Invoke-Build runs the tasks in this folder.
$root = $BuildRoot = Split-Path $PSScriptRoot
$out = Join-Path $root 'out'
$moduleFolder = Join-Path $out 'PantherPS'
$manifest = Join-Path $moduleFolder 'PantherPS.psd1'
$symbols = Join-Path $out 'symbols'

$quiet = '-c', 'Release', '--nologo', '-v', 'quiet'

# One line a task.
Set-BuildHeader { param($Path) Write-Build DarkGray "$(Split-Path $Path -Leaf) ..." }
Set-BuildFooter { }

function Invoke-DotNetBuild([string] $Project) {
    # Even where nothing is wrong a quiet build says so in six lines. Of a project that does not build, each error is shown once.
    $said = & dotnet build (Join-Path $root $Project) @quiet 2>&1 | ForEach-Object { "$_" }
    if ($LASTEXITCODE -ne 0) {
        $errors = @($said -match ': error [A-Z]+\d+: ' -replace ' \[[^\]]+proj\]$' | ForEach-Object Trim | Select-Object -Unique)
        throw "$Project does not build: $(if ($errors) { $errors -join "`n" } else { $said -join "`n" })"
    }
}

function Invoke-InPowerShell([string] $Script, [string[]] $Arguments, [switch] $Stay) {
    # A script in a process of its own, so that this one locks no assembly of the module and of its tools.
    $powerShell = & (Join-Path $PSScriptRoot 'Get-PowerShellCommand.ps1')
    $all = @($powerShell.Arguments) + '-NoProfile' + @(if ($Stay) { '-NoExit' }) + '-File' + (Join-Path $root $Script) + $Arguments
    & $powerShell.File @all
}

function Invoke-HelpTool([ValidateSet('build', 'update')] [string] $Command) {
    # Makes the help of the built module out of the pages; with update, it brings these up to the cmdlets first.
    exec {
        dotnet run --project (Join-Path $PSScriptRoot Help) -c Release -v quiet -- $Command $moduleFolder (Join-Path $root 'docs/en-US')
    }
}

task Build {
    $project = Join-Path $root 'src/PantherPS'
    Invoke-DotNetBuild src/PantherPS
    remove $moduleFolder
    New-Item $moduleFolder -ItemType Directory -Force | Out-Null
    $built = Join-Path $project 'bin/Release/netstandard2.0'
    foreach ($file in 'PantherPS.dll', 'Panther.Client.dll', 'Newtonsoft.Json.dll') {
        Copy-Item (Join-Path $built $file) $moduleFolder
    }

    # Coverage needs the symbols of this very build.
    New-Item $symbols -ItemType Directory -Force | Out-Null
    Copy-Item (Join-Path $built '*.pdb') $symbols

    Copy-Item (Join-Path $project '*.ps1xml'), (Join-Path $project '*.schema.json'), (Join-Path $root 'PantherPS.psd1'),
        (Join-Path $root 'LICENSE'), (Join-Path $root 'README.md') $moduleFolder
    Invoke-HelpTool build
}

# What the cmdlets say of themselves changes in the pages; what is left to write there has the marks {{ }}.
task Docs Build, Emulator, {
    Invoke-HelpTool update
    exec { Invoke-InPowerShell demo/picture.ps1 '-Module', $manifest }
}

# Where the package comes from elsewhere, nothing is built for it.
task Package -If { -not $Package } Build, {
    $script:Package = & (Join-Path $PSScriptRoot 'package.ps1') -ModuleFolder $moduleFolder -Destination $out
    Write-Host "Packed $Package"
}

task Emulator {
    Invoke-DotNetBuild emulator
}

task Test Package, Emulator, {
    Invoke-DotNetBuild PantherPS.sln

    # What is tested is what ships: the module as it comes out of the package.
    $unpacked = Join-Path $out 'packed/PantherPS'
    remove $unpacked
    Add-Type -AssemblyName System.IO.Compression.FileSystem
    [IO.Compression.ZipFile]::ExtractToDirectory($Package, $unpacked)

    # Coverage is that of all suites together. A package from elsewhere has no symbols here, and is tested as it is.
    $with = @{
        Module = Join-Path $unpacked 'PantherPS.psd1'
        Package = $Package
        Results = Join-Path $out tests
        Suite = $Suite
        Symbols = if (-not $isPackageGiven -and "$Suite" -eq '*') { $symbols }
    }
    & (Join-Path $PSScriptRoot 'test.ps1') @with
}

# Not a part of Test, since not every machine has a browser.
task BrowserTest {
    & (Join-Path $PSScriptRoot 'browsertest.ps1') -Results (Join-Path $out browsertest)
}

task Demo Build, Emulator, {
    exec { Invoke-InPowerShell demo/tour.ps1 '-Module', $manifest }
}

task Play Build, Emulator, {
    Invoke-InPowerShell demo/play.ps1 '-Module', $manifest -Stay
}

task Snapshots {
    $env:PANTHERPS_ACCEPT_SNAPSHOTS = 1
    try {
        exec { dotnet test (Join-Path $root 'tests/PantherPS.Tests') @quiet --logger 'console;verbosity=minimal' --filter FullyQualifiedName~SnapshotTests }
    }
    finally {
        Remove-Item env:PANTHERPS_ACCEPT_SNAPSHOTS
    }

    exec { git -C $root status --short tests/PantherPS.Tests/Snapshots }
}

task Fuzz Emulator, {
    $env:PANTHERPS_FUZZ_CASES = 20000
    try {
        foreach ($seed in 1..3) {
            $env:PANTHERPS_FUZZ_SEED = $seed
            exec { dotnet test (Join-Path $root 'tests/Panther.Client.Tests') @quiet --logger 'console;verbosity=minimal' --filter FullyQualifiedName~FuzzTests }
        }
    }
    finally {
        Remove-Item env:PANTHERPS_FUZZ_CASES, env:PANTHERPS_FUZZ_SEED
    }
}

task Bench Build, Emulator, {
    exec { Invoke-InPowerShell bench/bench.ps1 (@('-Module', $manifest) + @(if ($Row) { '-Row', ($Row -join ',') })) }
}

# The manifest is checked where the files lie that it names.
task Analyze Build, {
    & (Join-Path $PSScriptRoot 'Import-BuildModule.ps1') PSScriptAnalyzer
    $scripts = @(git -C $root ls-files '*.ps1' '*.psm1' '*.psd1' ':!PantherPS.psd1' | ForEach-Object { Join-Path $root $_ }) + $manifest
    $findings = @($scripts | ForEach-Object { Invoke-ScriptAnalyzer $_ -Settings (Join-Path $root 'PSScriptAnalyzerSettings.psd1') })
    $findings | Format-Table RuleName, Severity, ScriptName, Line, Message -Wrap | Out-Host
    exec { dotnet format (Join-Path $root 'PantherPS.sln') --verify-no-changes --severity warn }
    if ($findings.Count -gt 0) {
        throw "PSScriptAnalyzer has $($findings.Count) findings."
    }

    Write-Host "PSScriptAnalyzer and dotnet format have no findings in $($scripts.Count) scripts and the solution."
}

task Install Build, {
    $version = (Import-PowerShellDataFile $manifest).ModuleVersion

    # PowerShell puts the folder of the current user first; a profile may have put others before it.
    $folders = $env:PSModulePath -split [IO.Path]::PathSeparator
    $ofUser = if ($PSVersionTable.PSEdition -ne 'Core') {
        Join-Path ([Environment]::GetFolderPath('MyDocuments')) 'WindowsPowerShell/Modules'
    }
    elseif ($IsWindows) { Join-Path ([Environment]::GetFolderPath('MyDocuments')) 'PowerShell/Modules' }
    else { Join-Path ([Environment]::GetFolderPath('LocalApplicationData')) 'powershell/Modules' }
    if ($folders -notcontains [IO.Path]::GetFullPath($ofUser)) {
        $ofUser = $folders[0]
    }

    $target = Join-Path $ofUser "PantherPS/$version"
    remove $target
    New-Item (Split-Path $target) -ItemType Directory -Force | Out-Null
    Copy-Item $moduleFolder $target -Recurse
    Write-Host "Installed PantherPS $version into $target. 'Import-Module PantherPS' loads it, in new sessions of $($PSVersionTable.PSEdition) PowerShell."
}

task Clean {
    # Not the modules of the build: this very task runs in one of them.
    Get-ChildItem $out -ErrorAction Ignore | Where-Object Name -NE modules | Remove-Item -Recurse -Force
    Get-ChildItem (Join-Path $root '*') -Directory -Include src, tests, emulator, build |
        Get-ChildItem -Directory -Recurse | Where-Object { $_.Name -in 'bin', 'obj' } |
        Where-Object { Test-Path $_.FullName } | Remove-Item -Recurse -Force
}
