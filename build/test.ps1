# Runs the test suites side by side, since most of the time they wait, for servers that are made to be slow and for processes to
# start. Of a test that failed it shows the assertion. A suite that cannot run, or that runs no test, counts as a failure.
# The last line, N passed, N failed, N skipped, is left in summary.txt, for build.ps1 to end with; all that a suite printed, in its log.
[CmdletBinding()]
param(
    # The manifest of the module under test.
    [Parameter(Mandatory = $true)] [string] $Module,
    # The package that it came in.
    [Parameter(Mandatory = $true)] [string] $Package,
    # The folder for the results and logs.
    [Parameter(Mandatory = $true)] [string] $Results,
    # Which suites.
    [string[]] $Suite = '*',
    # The folder of the module's symbols; with it, what the suites cover is measured, and held against a bar.
    [string] $Symbols
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$root = Split-Path $PSScriptRoot
$powerShell = & (Join-Path $PSScriptRoot 'Get-PowerShellCommand.ps1')

function New-Suite {
    # A suite: the command that runs it, and the pattern of the files in which it leaves its results (trx, or JUnit's XML).
    param([string] $Name, [string] $ResultFile, [string] $File, [string[]] $Arguments)
    [pscustomobject] @{
        Name = $Name; ResultFile = $ResultFile; File = $File; Arguments = $Arguments
        Process = $null; Output = $null; Errors = $null; Clock = [Diagnostics.Stopwatch]::StartNew()
    }
}

function Get-Suite {
    # Each xunit project is a suite of its own, but for the one that needs a browser, which has a task of its own.
    foreach ($project in Get-Item (Join-Path $root 'tests/*/*.csproj') -Exclude *.BrowserTests.csproj) {
        $name = $project.BaseName
        $folder = if ($counting) { Join-Path $counting "$name/Release" } else { Join-Path $project.DirectoryName 'bin/Release' }
        New-Suite $name (Join-Path $Results "$name.trx") dotnet (
            'test', (Join-Path $folder "net10.0/$name.dll"), '--nologo', '--results-directory', $Results, '--logger',
                "trx;LogFileName=$name.trx")
    }

    # Pester runs one test after the other, and takes longest: three processes share its files.
    $pester = '-NoProfile', '-NonInteractive', '-File', (Join-Path $PSScriptRoot pester.ps1), '-Module', $Module, '-Package', $Package
    foreach ($number in 1..3) {
        $files = Join-Path $Results "Pester-$number-"
        New-Suite "Pester $number" "$files*.xml" $powerShell.File ($powerShell.Arguments + $pester + '-Results' + $files + '-Queue' + $queue)
    }
}

function Start-Suite($Suite) {
    $start = New-Object Diagnostics.ProcessStartInfo $Suite.File, (@($Suite.Arguments | ForEach-Object { '"{0}"' -f $_ }) -join ' ')
    $start.WorkingDirectory = $root
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true

    # Servers of the compiler would keep the streams open when the suite has ended, and colours have no place in a log.
    $start.EnvironmentVariables['MSBUILDDISABLENODEREUSE'] = '1'
    $start.EnvironmentVariables['NO_COLOR'] = '1'

    # A test runs once: a profile of it costs a quarter of the processor time, and pays nothing back.
    $start.EnvironmentVariables['DOTNET_TieredPGO'] = '0'

    # What was counted is written as the process ends, for which the test platform allows 100 ms.
    $start.EnvironmentVariables['VSTEST_TESTHOST_SHUTDOWN_TIMEOUT'] = '60000'
    $Suite.Process = [Diagnostics.Process]::Start($start)
    $Suite.Process.StandardInput.Close()
    $Suite.Output = $Suite.Process.StandardOutput.ReadToEndAsync()
    $Suite.Errors = $Suite.Process.StandardError.ReadToEndAsync()
}

function Read-Result($Suite) {
    # How many tests passed and were skipped, and those that failed, with what they said.
    $read = [pscustomobject] @{ Passed = 0; Skipped = 0; Failures = @() }
    $tests = foreach ($file in Get-Item $Suite.ResultFile -ErrorAction Ignore) {
        $xml = New-Object xml
        $xml.Load($file.FullName)
        $xml.SelectNodes("//*[local-name()='UnitTestResult' or local-name()='testcase']")
    }

    foreach ($test in $tests) {
        # trx has an attribute for what became of a test, JUnit an element.
        $outcome = @($test.SelectNodes('@outcome | failure | error | skipped')) |
            ForEach-Object { if ($_.Value) { $_.Value } else { $_.LocalName } }
        if (-not $outcome -or $outcome -eq 'Passed') {
            $read.Passed++
        }
        elseif ($outcome -in 'NotExecuted', 'skipped') {
            $read.Skipped++
        }
        else {
            $name = if ($test.HasAttribute('testName')) { $test.testName } else { $test.name }
            $words = $test.SelectNodes(
                ".//*[local-name()='Message' or local-name()='StackTrace']/text() | */@message | failure/text() | error/text()") |
                ForEach-Object Value
            $read.Failures += "[failed] $name`n$(($words -join "`n").Trim() -replace '(?m)^', '    ')"
        }
    }

    $read
}

if (Test-Path -LiteralPath $Results) {
    Remove-Item -LiteralPath $Results -Recurse -Force
}

$queue = Join-Path $Results queue
$null = New-Item $queue -ItemType Directory
$counting = $null
if ($Symbols) {
    # The suites run on copies that count; the tests that install the package install the package.
    $counting = & (Join-Path $PSScriptRoot coverage.ps1) -Instrument $Module -Symbols $Symbols -Results $Results
    $Module = Join-Path $counting 'PantherPS/PantherPS.psd1'
}

# From another shell several come as one text.
$Suite = $Suite -split ','
$suites = @(
    Get-Suite | Where-Object { $name = $_.Name; @($Suite | Where-Object { $name -like $_ -or $name -like "$_ [0-9]" }).Count -gt 0 }
)
if ($suites.Count -eq 0) {
    throw "There is no suite '$($Suite -join "', '")'; there are $(@(Get-Suite).Name -join ', ')."
}

Write-Host "Running $($suites.Name -join ', '). What each prints goes into $Results."
$total = @{ Passed = 0; Failed = 0; Skipped = 0 }
$notes = @()
try {
    foreach ($one in $suites) {
        try {
            Start-Suite $one
        }
        catch {
            $notes += "The suite $($one.Name) could not run: $_"
            $total.Failed++
        }
    }

    $running = @($suites | Where-Object Process)
    while ($running) {
        $ended = $running | Where-Object { $_.Process.HasExited } | Select-Object -First 1
        if (-not $ended) {
            Start-Sleep -Milliseconds 200
            continue
        }

        $running = @($running | Where-Object { $_ -ne $ended })
        $ended.Process.WaitForExit()
        $printed = $ended.Output.Result + $ended.Errors.Result
        [IO.File]::WriteAllText((Join-Path $Results "$($ended.Name).log"), $printed)
        $read = Read-Result $ended
        $read.Failures += @($printed -split '\r?\n' -match '^\[failed\] ')
        $failed = $read.Failures.Count
        if ($failed -eq 0 -and ($ended.Process.ExitCode -ne 0 -or $read.Passed -eq 0)) {
            # It failed outside of a test, or ran none: what it printed says why.
            $failed = 1
            $lines = @($printed -split '\r?\n' | Where-Object { $_.Trim() })
            $crash = $lines | Select-String '^(Unhandled exception|Process terminated|Fatal error)' | Select-Object -First 1
            $why = if ($crash) { $lines[($crash.LineNumber - 1)..$crash.LineNumber] } else { $lines | Select-Object -Last 1 }
            $what = if ($read.Passed -eq 0) { 'ran no test' } else { 'failed outside of its tests' }
            $notes += "The suite $($ended.Name) $what (exit code $($ended.Process.ExitCode)): $why"
            Write-Host "`n$printed"
        }

        $read.Failures | ForEach-Object { Write-Host "`n$_" }
        Write-Host ("`n{0}: {1} passed, {2} failed, {3} skipped, in {4:m\:ss}" -f $ended.Name, $read.Passed, $failed, $read.Skipped, $ended.Clock.Elapsed)
        $total.Passed += $read.Passed
        $total.Failed += $failed
        $total.Skipped += $read.Skipped
    }
}
finally {
    # After Ctrl+C.
    foreach ($one in $suites | Where-Object { $_.Process -and -not $_.Process.HasExited }) {
        # With what it has started; Windows PowerShell can end the process alone.
        if ($PSVersionTable.PSEdition -eq 'Core') { $one.Process.Kill($true) } else { $one.Process.Kill() }
    }
}

if ($Symbols) {
    # A figure below its bar is a failure like that of a test.
    try {
        & (Join-Path $PSScriptRoot coverage.ps1) -Report -Results $Results
    }
    catch {
        $notes += "$_"
        $total.Failed++
    }
}

$notes | ForEach-Object { Write-Host $_ }
$line = '{0} passed, {1} failed, {2} skipped' -f $total.Passed, $total.Failed, $total.Skipped
[IO.File]::WriteAllText((Join-Path $Results summary.txt), "$line`n")
if ($total.Failed -gt 0) {
    throw "$($total.Failed) failed: see above."
}
