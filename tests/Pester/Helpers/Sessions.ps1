# PowerShell sessions of their own, with a host that a test answers for.

if (-not ('PantherPS.Tests.ScriptedHost' -as [type])) {
    Add-Type -Path (Join-Path $PSScriptRoot 'ScriptedHost.cs')
}

function New-Session {
    # A runspace with the module under test, a host that a test answers for, and the variables $url and $token. It is connected unless told
    # otherwise.
    [CmdletBinding()]
    param([switch] $NotConnected, [string] $Token = 'full', [hashtable] $With = @{}, $Emulator = $current)
    $host_ = New-Object PantherPS.Tests.ScriptedHost
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $state.ImportPSModule([string[]] @($modulePath))
    $runspace = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($host_, $state)
    $runspace.Open()
    $runspace.SessionStateProxy.SetVariable('url', $Emulator.Url)
    $runspace.SessionStateProxy.SetVariable('token', (Get-TestToken $Token -Emulator $Emulator))
    $session = [pscustomobject]@{ Runspace = $runspace; Host = $host_.Script }
    if (-not $NotConnected) {
        $made = Invoke-InSession $session { param($with) Connect-Panther $url -ApiToken $token @with } @{ with = $With }
        if ($made.Errors) {
            throw $made.Errors[0]
        }

        Clear-Request -Emulator $Emulator
    }

    $session
}

function Remove-Session {
    # Ends sessions.
    [CmdletBinding()]
    param([Parameter(ValueFromPipeline = $true)] $Session)
    process {
        if ($Session) {
            $Session.Runspace.Dispose()
        }
    }
}

function Start-InSession {
    # Begins a script in a session, on another thread.
    [CmdletBinding()]
    param($Session, [scriptblock] $Script, [hashtable] $Arguments = @{})
    $powerShell = [System.Management.Automation.PowerShell]::Create()
    $powerShell.Runspace = $Session.Runspace
    [void] $powerShell.AddScript($Script.ToString()).AddParameters($Arguments)
    $output = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    $nothing = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    $nothing.Complete()
    [pscustomobject]@{ PowerShell = $powerShell; Output = $output; Result = $powerShell.BeginInvoke($nothing, $output) }
}

function Receive-InSession {
    # Waits for the end of a script that was begun, and returns what it wrote, terminating errors among the Errors.
    param($Running, [int] $Seconds = 30)
    try {
        if (-not $Running.Result.AsyncWaitHandle.WaitOne($Seconds * 1000)) {
            throw "The script did not end within $Seconds seconds."
        }

        $streams = $Running.PowerShell.Streams
        $errors = @($streams.Error | ForEach-Object { $_ })
        if ($Running.PowerShell.InvocationStateInfo.State -eq 'Failed') {
            $errors += $Running.PowerShell.InvocationStateInfo.Reason.ErrorRecord
        }

        [pscustomobject]@{
            Output = @($Running.Output | ForEach-Object { $_ })
            Errors = $errors
            Warnings = @($streams.Warning | ForEach-Object { $_.Message })
            Verbose = @($streams.Verbose | ForEach-Object { $_.Message })
            Progress = @($streams.Progress | ForEach-Object { $_ })
            State = $Running.PowerShell.InvocationStateInfo.State
        }
    }
    finally {
        $Running.PowerShell.Dispose()
    }
}

function Stop-InSession {
    # Stops a script that was begun, as Ctrl+C does, and fails where that takes longer than some seconds.
    [CmdletBinding()]
    param($Running, [int] $Seconds = 5)
    $stopping = $Running.PowerShell.BeginStop($null, $null)
    if (-not $stopping.AsyncWaitHandle.WaitOne($Seconds * 1000)) {
        # So that the session can be used or ended all the same.
        Clear-Fault
        [void] $stopping.AsyncWaitHandle.WaitOne(60000)
        throw "The script did not stop within $Seconds seconds."
    }

    $Running.PowerShell.EndStop($stopping)
    $Running.PowerShell.InvocationStateInfo.State
    $Running.PowerShell.Dispose()
}

function Invoke-InSession {
    # Runs a script in a session, and returns what it wrote.
    param($Session, [scriptblock] $Script, [hashtable] $Arguments = @{})
    Receive-InSession (Start-InSession $Session $Script $Arguments)
}
