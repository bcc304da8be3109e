# A tour of the main job against the local emulator: every command is shown, run, and its output printed.
[CmdletBinding()]
param(
    # The manifest of the built module.
    [Parameter(Mandatory = $true)]
    [string] $Module
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

function Show {
    # Shows a command as it would be typed, and runs it; dot-sourced, so that its variables stay.
    param([string] $Title, [scriptblock] $Command)
    $text = ($Command.ToString().Trim() -split '\r?\n' | ForEach-Object { $_.Trim() }) -join "`n    "
    "`n# $Title"
    "PS> $text"
    . $Command | Out-Host
}

$folder = $null
$tenant = & (Join-Path $PSScriptRoot '../build/Start-Emulator.ps1') --sources 10 --seed 6
try {
    $token = ConvertTo-SecureString $tenant.token -AsPlainText -Force
    "A local Panther listens at $($tenant.url)."

    . Show 'Load the module and connect' {
        Import-Module $Module
        Connect-Panther $tenant.url -ApiToken $token
    }
    . Show 'Which sources are there?' { Get-PantherLogSource }
    . Show 'Which of them are unhealthy, or silent for a day?' {
        Get-PantherLogSource -Unhealthy
        Get-PantherLogSource -SilentFor 24h
    }
    . Show 'Create an S3 source' {
        $source = New-PantherS3LogSource -Label 'My Log Source' -AwsAccountId 0123456789012 -S3Bucket name-of-my-bucket `
            -LogProcessingRole arn:aws:iam::0123456789012:role/PantherLogProcessingRole-somerole `
            -LogStreamType JSON -Prefix '' -LogType AWS.ALB -WarningAction SilentlyContinue
        $source | Format-List Id, Label, S3Bucket, S3PrefixLogTypes, LogStreamType
    }
    . Show 'What would a change do?' { $source | Set-PantherS3LogSource -Label 'My Log Source2' -LogStreamType Lines -WhatIf }
    . Show 'Change it; what is not named stays' {
        $source | Set-PantherS3LogSource -Label 'My Log Source2' -KmsKey '' -PassThru | Format-List Label, KmsKey, S3PrefixLogTypes, LogStreamType
    }
    . Show 'Copy it to another bucket' { $source | New-PantherS3LogSource -Label 'Copy of it' -S3Bucket another-bucket -WarningAction SilentlyContinue }
    . Show 'An unknown id among good ones is one error, and the rest goes on' {
        'no-such-id', $source.Id | Get-PantherLogSource -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | ForEach-Object { '{0}: {1}' -f $_.FullyQualifiedErrorId, $_ }
    }
    . Show 'An HTTP source, with a secret that is never shown again, and an alarm for silence' {
        $bearer = ConvertTo-SecureString ([guid]::NewGuid()) -AsPlainText -Force
        $hook = New-PantherHttpLogSource -Label 'Web hook' -LogType Zeek.DNS -LogStreamType JSON -AuthBearerToken $bearer
        $hook | Set-PantherLogSourceAlarm -MinutesThreshold 1h
        $hook | Get-PantherLogSourceAlarm
    }
    $folder = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid())
    . Show 'The tenant as files; somebody changes it; what differs, and what would bring it back' {
        Export-PantherLogSource $folder -Label 'My Log Source2', 'Copy of it', 'Web hook' | ForEach-Object Name
        Get-PantherLogSource -Label 'Copy of it' | Set-PantherS3LogSource -AddLogType AWS.GuardDuty -WarningAction SilentlyContinue
        Compare-PantherLogSource $folder | Where-Object Action -NE Unmanaged
        Sync-PantherLogSource $folder -WhatIf
    }
    . Show 'Or on to Terraform' { Get-PantherLogSource -Label 'Web hook' | ConvertTo-PantherTerraform -ImportOnly }
    . Show 'What would a clean-up remove?' { Get-PantherLogSource -Unhealthy | Remove-PantherLogSource -WhatIf }
    . Show 'Remove what the tour has made' {
        Get-PantherLogSource -Label 'My Log Source2', 'Copy of it', 'Web hook' | Remove-PantherLogSource -Confirm:$false
        Get-PantherLogSource -Label 'My Log*', 'Copy*', 'Web*' | Measure-Object | ForEach-Object Count
    }
    . Show 'Anything else of the GraphQL API' { (Invoke-PantherGraphQL 'query { generalSettings { pantherVersion } }').generalSettings }
    $page = Join-Path ([IO.Path]::GetTempPath()) 'pantherps-demo-report.html'
    . Show 'And a page to show: what needs attention, why, what to check, and how much comes in' {
        $report = Export-PantherLogSourceReport $page -Force
        Disconnect-Panther
    }
    "The page is $($report.FullName): 'Invoke-Item $($report.FullName)' opens it in the browser."
}
finally {
    if ($folder -and (Test-Path $folder)) { Remove-Item $folder -Recurse }

    # The emulator ends with its input.
    $tenant.Process.StandardInput.Close()
    $null = $tenant.Process.WaitForExit(5000)
}
