@{
    RootModule             = 'PantherPS.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '6d3e6a0c-5f0e-4c0b-9f0a-7c5a0b1f6e42'
    Author                 = 'PantherPS contributors'
    CompanyName            = 'PantherPS contributors'
    Copyright              = 'Copyright (c) PantherPS contributors. MIT license.'
    Description            = 'Manage the log sources of a Panther SIEM from PowerShell: list, create, change and remove them, safely, in pipelines.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Desktop', 'Core')
    FormatsToProcess       = @('PantherPS.Format.ps1xml')
    TypesToProcess         = @('PantherPS.Types.ps1xml')
    CmdletsToExport        = @(
        'Add-PantherAlertComment'
        'Compare-PantherLogSource'
        'Connect-Panther'
        'ConvertTo-PantherTerraform'
        'Disconnect-Panther'
        'Export-PantherLogSource'
        'Export-PantherLogSourceReport'
        'Get-PantherAlert'
        'Get-PantherApiToken'
        'Get-PantherConnection'
        'Get-PantherDataLakeTable'
        'Get-PantherGcsLogSource'
        'Get-PantherHttpLogSource'
        'Get-PantherLogForwarderLogSource'
        'Get-PantherLogSource'
        'Get-PantherLogSourceAlarm'
        'Get-PantherLogSourceHealth'
        'Get-PantherMetric'
        'Get-PantherPubSubLogSource'
        'Get-PantherS3RolePolicy'
        'Get-PantherSchema'
        'Invoke-PantherDataLakeQuery'
        'Invoke-PantherGraphQL'
        'Invoke-PantherRestMethod'
        'Measure-PantherLogSource'
        'New-PantherApiToken'
        'New-PantherGcsLogSource'
        'New-PantherHttpLogSource'
        'New-PantherLogForwarderLogSource'
        'New-PantherPubSubLogSource'
        'New-PantherS3LogSource'
        'Remove-PantherApiToken'
        'Remove-PantherLogSource'
        'Remove-PantherLogSourceAlarm'
        'Select-PantherConnection'
        'Set-PantherAlert'
        'Set-PantherApiToken'
        'Set-PantherGcsLogSource'
        'Set-PantherHttpLogSource'
        'Set-PantherLogForwarderLogSource'
        'Set-PantherLogSourceAlarm'
        'Set-PantherPubSubLogSource'
        'Set-PantherS3LogSource'
        'Set-PantherSchema'
        'Stop-PantherDataLakeQuery'
        'Sync-PantherLogSource'
        'Test-PantherS3RolePolicy'
        'Update-PantherApiToken'
    )
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()
    PrivateData            = @{
        PSData = @{
            Tags         = @('Panther', 'SIEM', 'Security', 'LogSource', 'GraphQL', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://github.com/PantherPS/PantherPS/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/PantherPS/PantherPS'
            ReleaseNotes = 'https://github.com/PantherPS/PantherPS/blob/main/CHANGELOG.md'
        }
    }
}
