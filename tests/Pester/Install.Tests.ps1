# The package as users get it: from a repository, with PSResourceGet, into a new session; then updated and removed.
# All of it happens in processes whose home is a folder of the test, so that nobody's repositories and modules are touched. Windows
# takes the folders of a user from no variable, so there it is done only where the machine is CI's; Windows PowerShell has no PSResourceGet.
BeforeDiscovery {
    $isOnWindows = $PSVersionTable.PSEdition -ne 'Core' -or $IsWindows
    $canInstall = $PSVersionTable.PSEdition -eq 'Core' -and (-not $isOnWindows -or $env:CI)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    $emulator = Start-Emulator
}

AfterAll {
    Stop-Emulator
}

Describe 'The package' {
    It 'holds the module that is tested, with nothing that PowerShell cannot read' {
        (Test-ModuleManifest (Get-ModulePath)).Name | Should -Be PantherPS
    }

    Context 'in a repository' -Skip:(-not $canInstall) {
        BeforeAll {
            $userHome = Join-Path $TestDrive home
            $repository = Join-Path $TestDrive repository

            # .NET knows no folder of a user that is not there yet, and would take the current one.
            New-Item $repository, "$userHome/.local/share", "$userHome/.config", "$userHome/.cache" -ItemType Directory -Force | Out-Null
            $name = "PantherPS-test-$([guid]::NewGuid())"
            $version = [version] (Import-PowerShellDataFile (Get-ModulePath)).ModuleVersion
            $higher = "$($version.Major).$($version.Minor).$($version.Build + 1)"
            if ($env:PANTHERPS_PACKAGE) {
                Copy-Item $env:PANTHERPS_PACKAGE $repository
            }

            function Invoke-AsUser([string] $Script) {
                # In a session of its own, of a user who has nothing yet; fails where it writes an error.
                $said = Invoke-ChildPowerShell "`$ErrorActionPreference = 'Stop'; `$ProgressPreference = 'SilentlyContinue'`n$Script" @{
                    HOME = $userHome
                    XDG_DATA_HOME = "$userHome/.local/share"
                    XDG_CONFIG_HOME = "$userHome/.config"
                    XDG_CACHE_HOME = "$userHome/.cache"
                    PSModulePath = ''; PANTHER_API_HOST = $emulator.Url; PANTHER_API_TOKEN = (Get-TestToken -AsPlainText)
                }
                $said.Errors | Should -BeNullOrEmpty
                $said.ExitCode | Should -Be 0
                @($said.Output -split '\r?\n' | Where-Object { $_ })
            }

            Invoke-AsUser "Register-PSResourceRepository '$name' -Uri '$repository' -Trusted"
            if (-not $env:PANTHERPS_PACKAGE) {
                # The module was not packed: PSResourceGet packs it.
                Invoke-AsUser "Publish-PSResource -Path '$(Split-Path (Get-ModulePath))' -Repository '$name'"
            }

            Invoke-AsUser "Install-PSResource PantherPS -Repository '$name'"
        }

        AfterAll {
            Invoke-AsUser "Uninstall-PSResource PantherPS -Version '*' -ErrorAction Ignore; Unregister-PSResourceRepository '$name'"
        }

        BeforeEach {
            Reset-Emulator -Sources 3
        }

        It 'is found with its cmdlets, description and licence' {
            $found = Invoke-AsUser "Find-PSResource PantherPS -Repository '$name' | ForEach-Object { `$_.Version.ToString(); `$_.Includes.Cmdlet.Count; `$_.Tags -contains 'PSEdition_Core' }"
            $found[0] | Should -Be $version
            [int] $found[1] | Should -BeGreaterThan 20
        }

        It 'loads by its name in a new session, or by itself with its first cmdlet, and has all its files' {
            $files = Invoke-AsUser 'Import-Module PantherPS; $m = Get-Module PantherPS; $m.Version.ToString(); (Get-ChildItem $m.ModuleBase -Recurse -File -Name) -join ","'
            $files[0] | Should -Be $version
            $installed = $files[1] -split ',' | Where-Object { $_ -notmatch 'PSGetModuleInfo.xml' } | Sort-Object
            $tested = Get-ChildItem (Split-Path (Get-ModulePath)) -Recurse -File -Name
            foreach ($file in 'PantherPS.dll', 'Panther.Client.dll', 'PantherPS.psd1', 'LICENSE') {
                $installed | Should -Contain $file
                $tested | Should -Contain $file
            }

            Invoke-AsUser 'Connect-Panther | Out-Null; @(Get-PantherLogSource).Count' | Should -Be 3
        }

        It 'works in ForEach-Object -Parallel and in a job' {
            $counts = Invoke-AsUser @'
$c = Connect-Panther
1..4 | ForEach-Object -Parallel { @(Get-PantherLogSource -Connection $using:c).Count } | Sort-Object -Unique
Start-Job { Connect-Panther | Out-Null; @(Get-PantherLogSource).Count } | Receive-Job -Wait -AutoRemoveJob
'@
            $counts | Should -Be 3, 3
        }

        It 'is updated to a higher version, which a new session loads, and both are removed again' {
            $next = Join-Path $TestDrive 'next/PantherPS'
            New-Item (Split-Path $next) -ItemType Directory | Out-Null
            Copy-Item (Split-Path (Get-ModulePath)) $next -Recurse
            Get-ChildItem $next -Force |
                Where-Object { $_.Name -like '*.nuspec' -or $_.Name -in '_rels', 'package', '[Content_Types].xml' } |
                    Remove-Item -Recurse -Force
            $manifest = Join-Path $next 'PantherPS.psd1'
            (Get-Content $manifest -Raw) -replace "ModuleVersion(\s*)= '[^']+'", "ModuleVersion`$1= '$higher'" | Set-Content $manifest
            Invoke-AsUser "Publish-PSResource -Path '$next' -Repository '$name'; Update-PSResource PantherPS -Repository '$name'"

            Invoke-AsUser 'Import-Module PantherPS; (Get-Module PantherPS).Version.ToString()' | Should -Be $higher
            Invoke-AsUser "Uninstall-PSResource PantherPS -Version '*'; @(Get-Module PantherPS -ListAvailable).Count" | Should -Be 0
        }
    }
}
