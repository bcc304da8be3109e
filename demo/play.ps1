# Connects the session in which it runs to an emulator of its own, which ends with the session: ./build.ps1 play.
[CmdletBinding()]
param(
    # The manifest of the built module.
    [Parameter(Mandatory = $true)]
    [string] $Module
)

$ErrorActionPreference = 'Stop'
$tenant = & (Join-Path $PSScriptRoot '../build/Start-Emulator.ps1') --sources 25
Import-Module $Module -Global
$connection = Connect-Panther $tenant.url -ApiToken (ConvertTo-SecureString $tenant.token -AsPlainText -Force)
@"

Connected to a local Panther at $($connection.ApiHost), with 25 log sources that are made up. Leave with 'exit'. Try:

  Get-PantherLogSource -Unhealthy
  Get-PantherLogSource -IntegrationType aws-s3 | Set-PantherS3LogSource -LogStreamType Lines -WhatIf
  Get-Help New-PantherS3LogSource -Examples

"@
