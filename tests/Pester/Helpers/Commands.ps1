# Commands that are run: what they write to each stream, and other processes.

$powerShell = & (Join-Path $root 'build/Get-PowerShellCommand.ps1')

function Invoke-Recorded {
    # Runs commands, and returns what they wrote to each stream; a terminating error is the Failure.
    param([scriptblock] $Script)
    $records = New-Object System.Collections.ArrayList
    $failure = $null
    try {
        & $Script *>&1 | ForEach-Object { [void] $records.Add($_) }
    }
    catch {
        $failure = $_
    }

    [pscustomobject]@{
        Output = @($records | Where-Object { -not (Test-Record $_) })
        Errors = @($records | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        Warnings = @($records | Where-Object { $_ -is [System.Management.Automation.WarningRecord] } | ForEach-Object { $_.Message })
        Verbose = @($records | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object { $_.Message })
        Debug = @($records | Where-Object { $_ -is [System.Management.Automation.DebugRecord] } | ForEach-Object { $_.Message })
        Information = @(
            $records | Where-Object { $_ -is [System.Management.Automation.InformationRecord] } | ForEach-Object { [string] $_ }
        )
        Failure = $failure
    }
}

function Test-Record($Record) {
    $Record -is [System.Management.Automation.ErrorRecord] -or $Record -is [System.Management.Automation.InformationalRecord] -or
        $Record -is [System.Management.Automation.InformationRecord]
}

function Get-ErrorOf {
    # Runs commands that end in exactly one error, and returns it; says whether it terminated them.
    param([scriptblock] $Script)
    $recorded = Invoke-Recorded $Script
    $found = @($recorded.Errors) + @($recorded.Failure | Where-Object { $_ })
    if ($found.Count -ne 1) {
        throw "One error was expected, there were $($found.Count): $($found -join ' | ')"
    }

    $found[0] | Add-Member -NotePropertyName IsTerminating -NotePropertyValue ($null -ne $recorded.Failure) -Force -PassThru
}

function Wait-Until {
    # Waits until something is so, and fails where that takes too long.
    param([scriptblock] $Condition, [int] $Seconds = 20)
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt $Seconds) {
            throw "This did not come true within $Seconds seconds: $Condition"
        }

        Start-Sleep -Milliseconds 15
    }
}

function Invoke-ChildPowerShell {
    # Runs a script in a PowerShell process of its own, which nobody can answer; returns what it printed, and its exit code.
    param([string] $Script, [hashtable] $Environment = @{}, [switch] $Interactive)
    $file = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid().ToString('N') + '.ps1')
    Set-Content -LiteralPath $file -Value $Script -Encoding UTF8
    $arguments = @($powerShell.Arguments) + '-NoProfile', $(if (-not $Interactive) { '-NonInteractive' }), '-File', $file |
        Where-Object { $_ } | ForEach-Object { '"{0}"' -f $_ }
    $start = New-Object System.Diagnostics.ProcessStartInfo $powerShell.File, ($arguments -join ' ')
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    foreach ($name in $Environment.Keys) {
        $start.EnvironmentVariables[$name] = $Environment[$name]
    }

    try {
        $process = [System.Diagnostics.Process]::Start($start)
        $process.StandardInput.Close()
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        [pscustomobject]@{ Output = $output; Errors = $errors.Result; ExitCode = $process.ExitCode }
    }
    finally {
        Remove-Item -LiteralPath $file
    }
}
