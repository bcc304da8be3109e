# Runs the tests of the report's page in a browser that is installed: Playwright's own download is never made.
# The counts are left in summary.txt, in the form of the other suites'.
[CmdletBinding()]
param(
    # The folder for results, pages and pictures.
    [Parameter(Mandatory = $true)] [string] $Results
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$project = Join-Path (Split-Path $PSScriptRoot) 'tests/PantherPS.BrowserTests'
if (Test-Path -LiteralPath $Results) {
    Remove-Item -LiteralPath $Results -Recurse -Force
}

$browser = if ($env:PANTHERPS_BROWSER) { $env:PANTHERPS_BROWSER }
else {
    Get-Command chromium, chromium-browser, google-chrome, google-chrome-stable, chrome, microsoft-edge,
        msedge -CommandType Application -ErrorAction Ignore |
        Select-Object -First 1 | ForEach-Object Source
}

if (-not $browser) {
    throw 'There is no browser for these tests. Install a Chromium (on Debian: apt-get install chromium), Chrome or Edge, or name one in PANTHERPS_BROWSER.'
}

& dotnet build $project -c Release --nologo -v quiet
if ($LASTEXITCODE -ne 0) {
    throw "$project does not build."
}

$env:PANTHERPS_BROWSER = $browser
& dotnet test $project -c Release --no-build --nologo --results-directory $Results --logger 'trx;LogFileName=results.trx' --logger 'console;verbosity=minimal'
$counters = ([xml] (Get-Content -LiteralPath (Join-Path $Results results.trx) -Raw)).TestRun.ResultSummary.Counters
$failed = [int] $counters.failed + [int] $counters.error + [int] $counters.timeout + [int] ($counters.total -eq 0)
$line = '{0} passed, {1} failed, {2} skipped' -f $counters.passed, $failed, ($counters.total - $counters.executed)
[IO.File]::WriteAllText((Join-Path $Results summary.txt), "$line`n")
Write-Host "$line in $browser. The pages and pictures lie in $Results."
if ($failed -gt 0) {
    throw "$failed failed: see above."
}
