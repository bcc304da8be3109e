# What importing the module does, and above all what it does not.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    $emulator = Start-Emulator
    $module = Get-ModulePath
}

AfterAll {
    Stop-Emulator
}

Describe 'Import-Module PantherPS' {
    It 'sends nothing, also where the environment names a tenant' {
        Reset-Emulator
        $before = (Get-Stat).connections
        $said = Invoke-ChildPowerShell "Import-Module '$module'; Get-PantherConnection; (Get-Command -Module PantherPS).Count" @{
            PANTHER_API_HOST  = $emulator.Url
            PANTHER_API_TOKEN = (Get-TestToken -AsPlainText)
        }

        $said.Errors | Should -BeNullOrEmpty
        [int] $said.Output.Trim() | Should -BeGreaterThan 20
        Get-Request | Should -BeNullOrEmpty

        # The question about the connections may have one of its own.
        (Get-Stat).connections - $before | Should -BeLessOrEqual 1
    }

    It 'writes no file' {
        $homes = foreach ($script in '$null', "Import-Module '$module'") {
            $folder = Join-Path $TestDrive ([guid]::NewGuid())
            New-Item $folder -ItemType Directory | Out-Null
            $said = Invoke-ChildPowerShell $script @{
                HOME = $folder
                TMPDIR = $folder
                TEMP = $folder
                TMP = $folder
                LOCALAPPDATA = $folder
                APPDATA = $folder
            }
            $said.Errors | Should -BeNullOrEmpty

            # PowerShell keeps caches of its own there; what they are called must not depend on the import.
            , @(
                Get-ChildItem $folder -Recurse -File | ForEach-Object { $_.Name -replace '\d+', '#' -replace '[0-9A-Fa-f]{8,}', '#' } |
                    Sort-Object -Unique
            )
        }
        @($homes[1] | Where-Object { $homes[0] -notcontains $_ -and $_ -notlike 'ModuleAnalysisCache*' }) | Should -BeNullOrEmpty
    }

    It 'loads no assembly but the two of ours' {
        $said = Invoke-ChildPowerShell @"
Import-Module '$module'
[AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { -not `$_.IsDynamic -and `$_.Location -like '$(Split-Path $module)*' } | ForEach-Object { `$_.GetName().Name }
"@
        # The client is loaded with the first command that needs it.
        @($said.Output.Trim() -split '\s+') | Where-Object { $_ -notin 'PantherPS', 'Panther.Client' } | Should -BeNullOrEmpty
        $said.Output | Should -Match '\bPantherPS\b'
    }

    It 'can be repeated and undone, with the views and types' {
        $said = Invoke-ChildPowerShell @"
`$ErrorActionPreference = 'Stop'
foreach (`$i in 1..3) {
    Import-Module '$module' -Force
    if ((Get-FormatData Panther.Client.LogSources.LogSource -PowerShellVersion `$PSVersionTable.PSVersion).Count -ne 1) { 'no view' }
    Remove-Module PantherPS
    if (Get-Command Get-PantherLogSource -ErrorAction Ignore -Module PantherPS) { 'still there' }
}
Import-Module '$module'
(Get-Command -Module PantherPS).Count
"@
        $said.Errors | Should -BeNullOrEmpty
        [int] $said.Output.Trim() | Should -BeGreaterThan 20
    }
}
