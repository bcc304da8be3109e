# Runs every example of the pages and topics, and compares what the screen then shows with what the page shows.
#
# Ids and times differ each time, and blanks do not count; everything else that is shown has to be as the page has it. An
# example whose page shows no output must show none. ExampleSession.psm1 says what an example finds.

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Pages.psm1')
    $examples = @(Get-Example) + @(Get-GuideExample beyond-the-cmdlets)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-Module (Join-Path $PSScriptRoot 'ExampleSession.psm1')
    Import-ModuleUnderTest
}

Describe 'The examples' {
    BeforeAll {
        Start-ExampleTenant

        # Parallel runspaces load the module by its name.
        $variables = 'PSModulePath', 'PANTHER_API_HOST', 'PANTHER_API_URL', 'PANTHER_INSTANCE_URL', 'PANTHER_API_TOKEN'
        $saved = @{}
        foreach ($name in $variables) {
            $saved[$name] = [Environment]::GetEnvironmentVariable($name)
        }

        $modules = Split-Path (Split-Path (Get-ModulePath))
    }

    BeforeEach {
        foreach ($name in $variables) {
            [Environment]::SetEnvironmentVariable($name, $null)
        }

        $env:PSModulePath = $modules + [IO.Path]::PathSeparator + $saved['PSModulePath']
    }

    AfterAll {
        foreach ($name in $variables) {
            [Environment]::SetEnvironmentVariable($name, $saved[$name])
        }

        Stop-Emulator
    }

    It '<Page>: <Title>' -ForEach $examples {
        foreach ($block in $Blocks) {
            $errors = $null
            $null = [Management.Automation.Language.Parser]::ParseInput($block.Code, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
        }

        if ($PSVersionTable.PSVersion.Major -lt 7 -and $Blocks.Code -match '-Parallel') {
            Set-ItResult -Skipped -Because 'Windows PowerShell has no ForEach-Object -Parallel'
        }

        foreach ($result in Invoke-Example $Blocks (Join-Path $TestDrive ([guid]::NewGuid()))) {
            $result.Failed | Should -BeNullOrEmpty -Because "this ran: $($result.Code)"
            $result.Actual | Should -Be $result.Expected -Because "this ran: $($result.Code)"
        }
    }
}
