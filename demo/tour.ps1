# A tour of the main job against two local emulators: every command is shown, run, and its output printed.
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
    $lines = $Command.ToString().Trim("`r", "`n") -split '\r?\n'
    $indent = [regex]::Match($lines[0], '^ *').Value
    $text = ($lines | ForEach-Object { $_ -replace "^$indent" }) -join "`n    "
    "`n# $Title"
    "PS> $($text.Trim())"
    . $Command | Out-Host
}

function Add-DemoSource([string] $Label, [string] $IntegrationType, [string] $LogType, [double] $SilentDays, [bool] $IsHealthy = $true) {
    # A source with a past, which no API can make: through the emulator's control API.
    $last = [datetime]::UtcNow.AddDays(-$SilentDays).ToString('yyyy-MM-ddTHH:mm:ss.fffZ')
    $source = @{
        integrationLabel = $Label; integrationType = $IntegrationType; logTypes = @($LogType); isHealthy = $IsHealthy
        s3Bucket = "acme-$($Label.ToLowerInvariant() -replace ' ', '-')"; logProcessingRole = 'arn:aws:iam::123456789012:role/panther'
        createdAtTime = '2025-01-01T00:00:00.000Z'; lastEventReceivedAtTime = $last
    }
    $null = Invoke-RestMethod "$($tenant.url)/_emulator/sources" -Method Post -Body (ConvertTo-Json $source) -ContentType application/json
}

$start = Join-Path $PSScriptRoot '../build/Start-Emulator.ps1'
$folder = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid())
$location = Get-Location
$tenant = & $start --sources 0
$staging = & $start --sources 0
try {
    $null = New-Item $folder -ItemType Directory
    Set-Location -LiteralPath $folder
    Add-DemoSource 'ALB prod' aws-s3 AWS.ALB 0.001
    Add-DemoSource 'Trail prod' aws-s3 AWS.CloudTrail 0.002
    Add-DemoSource 'GitHub' http-ingest GitHub.Webhook 0.03
    Add-DemoSource 'GCP audit' gcp-gcs GCP.AuditLog 0.1
    Add-DemoSource 'Okta' log-pulling Okta.SystemLog 3
    Add-DemoSource 'VPC flow legacy' aws-s3 AWS.VPCFlow 9 $false
    $token = ConvertTo-SecureString $tenant.token -AsPlainText -Force
    $stagingToken = ConvertTo-SecureString $staging.token -AsPlainText -Force
    "Two local Panthers listen: production at $($tenant.url), staging at $($staging.url)."

    . Show 'Load the module, and connect to two tenants; the last one is the default' {
        Import-Module $Module
        Connect-Panther $staging.url -ApiToken $stagingToken -Name staging | Out-Null
        Connect-Panther $tenant.url -ApiToken $token -Name production | Out-Null
        Get-PantherConnection | Format-Table Name, IsDefault, ApiHost, PantherVersion
    }
    . Show 'Which sources are there?' { Get-PantherLogSource }
    . Show 'Which have sent nothing for a day? Okta is healthy, and silent all the same' { Get-PantherLogSource -SilentFor 24h }
    . Show 'What needs attention, why, and what is to be checked?' {
        Get-PantherLogSourceHealth -NeedsAttention | ForEach-Object {
            "$($_.Label): $($_.Status)"
            $_.Advice
        }
    }
    . Show 'A table of new buckets; one of its rows is wrong' {
        @'
Label,AwsAccountId,S3Bucket,LogProcessingRole,LogStreamType,Prefix,LogType
Trail eu,123456789012,acme-trail-eu,arn:aws:iam::123456789012:role/panther,Auto,AWSLogs/,AWS.CloudTrail
ALB eu,123456789012,s3://acme-alb-eu,arn:aws:iam::123456789012:role/panther,Lines,alb/,AWS.ALB
'@ | Set-Content sources.csv
        Import-Csv sources.csv | New-PantherS3LogSource -Connection staging -WhatIf -ErrorAction SilentlyContinue -ErrorVariable wrong
        $wrong | ForEach-Object { "$($_.TargetObject.Label): $_" }
    }
    . Show 'The row is mended, and the table carried out, on staging' {
        (Get-Content sources.csv) -replace 's3://' | Set-Content sources.csv
        Import-Csv sources.csv | New-PantherS3LogSource -Connection staging
    }
    . Show 'From staging to production: what would be made there?' {
        $sources = Get-PantherLogSource -Connection staging
        $sources | New-PantherS3LogSource -Connection production -WhatIf
    }
    . Show 'The plan is good' { $sources | New-PantherS3LogSource -Connection production | Select-Object Label, S3Bucket, Id }
    . Show 'What would a change do?' {
        Get-PantherLogSource *eu | Set-PantherS3LogSource -AddLogType AWS.S3ServerAccess -WhatIf
    }
    . Show 'A change that is refused, before anything is sent, and says why' {
        Get-PantherLogSource 'ALB eu' |
            Set-PantherS3LogSource -Prefix logs/ -LogType AWS.ALB -ErrorAction SilentlyContinue -ErrorVariable refused
        "$refused"
        Get-PantherLogSource -LogType AWS.CloudTrial -ErrorAction SilentlyContinue -ErrorVariable refused
        "$refused"
    }
    . Show 'An HTTP source, with a secret that is never shown again, and an alarm for silence' {
        $bearer = ConvertTo-SecureString ([guid]::NewGuid()) -AsPlainText -Force
        $hook = New-PantherHttpLogSource -Label 'Web hook' -LogType Zeek.DNS -LogStreamType JSON -AuthBearerToken $bearer
        $hook | Set-PantherLogSourceAlarm 1h
        $hook | Get-PantherLogSourceAlarm | Format-Table SourceLabel, MinutesThreshold, State
    }
    . Show 'The tenant as files; somebody changes it; what differs, and what would bring it back' {
        Export-PantherLogSource ./log-sources -Label *eu, 'Web hook' | ForEach-Object Name
        Get-PantherLogSource 'ALB eu' | Set-PantherS3LogSource -AddLogType AWS.GuardDuty
        Compare-PantherLogSource ./log-sources | Where-Object Action -NE Unmanaged
        Sync-PantherLogSource ./log-sources -WhatIf
    }
    . Show 'What would a clean-up remove, and who would miss it?' { Get-PantherLogSource -Unhealthy | Remove-PantherLogSource -WhatIf }
    . Show 'Remove what the tour has made' {
        Get-PantherLogSource *eu, 'Web hook' | Remove-PantherLogSource -Confirm:$false
        @(Get-PantherLogSource).Count
    }
    . Show 'Anything else of the GraphQL API' { (Invoke-PantherGraphQL 'query { generalSettings { pantherVersion } }').generalSettings }
    $page = Join-Path ([IO.Path]::GetTempPath()) 'pantherps-demo-report.html'
    . Show 'And a page to show: what needs attention, why, what to check, and how much comes in' {
        $report = Export-PantherLogSourceReport $page -Force
        Disconnect-Panther -All
    }
    "The page is $($report.FullName): 'Invoke-Item $($report.FullName)' opens it in the browser."
}
finally {
    Set-Location -LiteralPath $location.ProviderPath
    if (Test-Path $folder) { Remove-Item $folder -Recurse }

    # The emulators end with their input.
    foreach ($one in $tenant, $staging) {
        $one.Process.StandardInput.Close()
        $null = $one.Process.WaitForExit(5000)
    }
}
