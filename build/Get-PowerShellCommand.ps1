# How to start another PowerShell like this one: the File of the process, and the Arguments that come before PowerShell's own.
# Everything in this repository that starts a PowerShell asks here, since the path of the current process is not always the answer:
# a PowerShell that is a .NET tool (global, local or in a folder of its own) runs as the process 'dotnet', and a program that hosts
# PowerShell runs as itself.
[CmdletBinding()]
[OutputType([pscustomobject])]
param()

$process = (Get-Process -Id $PID).Path
$arguments = @()
switch ([IO.Path]::GetFileNameWithoutExtension($process)) {
    { $_ -in 'pwsh', 'powershell' } {
        $file = $process
    }
    'dotnet' {
        $file = $process
        $arguments = @(Join-Path $PSHOME 'pwsh.dll')
    }
    default {
        $name = if ($PSVersionTable.PSEdition -eq 'Core') { 'pwsh' } else { 'powershell' }
        $file = (Get-Command (Join-Path $PSHOME $name) -CommandType Application -ErrorAction Stop | Select-Object -First 1).Path
    }
}

[pscustomobject] @{ File = $file; Arguments = [string[]] $arguments }
