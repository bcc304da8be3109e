# Starts an emulator with the given arguments, and returns what it says of itself (url, graphqlUrl, token, tokens) and its Process.
# It ends when the Process gets no more input: at the latest with the PowerShell that started it.
$ErrorActionPreference = 'Stop'
$arguments = @((Join-Path (Split-Path $PSScriptRoot) 'emulator/bin/Release/net10.0/Panther.Emulator.dll'), '--json', '--exit-with-stdin') +
    $args | ForEach-Object { '"{0}"' -f $_ }
$start = New-Object Diagnostics.ProcessStartInfo dotnet, ($arguments -join ' ')
$start.UseShellExecute = $false
$start.RedirectStandardInput = $true
$start.RedirectStandardOutput = $true
$process = [Diagnostics.Process]::Start($start)
$line = $process.StandardOutput.ReadLine()
if (-not $line) {
    throw "The emulator did not start; 'dotnet build emulator -c Release' builds it."
}

$line | ConvertFrom-Json | Add-Member Process $process -PassThru
