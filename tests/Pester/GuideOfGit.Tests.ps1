# The pipelines of the guide to log sources in git: its scripts, called as its jobs call them, against the emulator.
BeforeDiscovery {
    $pipelines = @(
        @{
            Pipeline = 'GitHub Actions'
            Step = '(?m)^ +(?:- )?run: (\./ci/.+)$'
            Jobs = @{ Plan = 'plan'; Apply = 'apply'; Drift = 'drift' }
        }
        @{
            Pipeline = 'Azure DevOps'
            Step = '(?m)^ +(?:- )?pwsh: (\./ci/.+)$'
            Jobs = @{ Plan = 'stage: plan'; Apply = 'stage: apply'; Drift = 'stage: plan' }
        }
    )
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $emulator = Start-Emulator
    $guide = [IO.File]::ReadAllText((Get-RepositoryPath 'docs/guides/log-sources-in-git.md')) -replace "`r`n", "`n"
    $scripts = @{}
    foreach ($match in [regex]::Matches($guide, '(?ms)^`ci/([\w-]+\.ps1)`.*?^```pwsh\n(.*?)^```')) {
        $scripts[$match.Groups[1].Value] = $match.Groups[2].Value
    }

    $variables = 'PANTHER_API_HOST', 'PANTHER_API_URL', 'PANTHER_INSTANCE_URL', 'PANTHER_API_TOKEN', 'GITHUB_WEBHOOK_SECRET',
        'GITHUB_STEP_SUMMARY', 'BUILD_REASON', 'PS_REPOSITORY'
    $saved = @{}
    $variables | ForEach-Object { $saved[$_] = [Environment]::GetEnvironmentVariable($_) }

    function Get-Step([string] $Pipeline, [string] $Step, [string] $Job) {
        # What the steps of a job call, in their order.
        $yaml = [regex]::Match($guide, "(?ms)^## $Pipeline\n.*?^``````yaml\n(.*?)^``````").Groups[1].Value
        $indent = if ($Job -like 'stage*') { '  - ' } else { '  ' }
        $text = [regex]::Match($yaml, "(?ms)^$indent$Job`:?\n(.*?)(?=^ {2}\S|\z)").Groups[1].Value
        [regex]::Matches($text, $Step) | ForEach-Object { $_.Groups[1].Value }
    }

    function Invoke-Job([string] $Pipeline, [string] $Step, [string] $Job, [hashtable] $Environment) {
        # Does what a runner does: each step in a scope of its own, until one fails. Returns whether all were done, what they wrote, and the
        # summary.
        foreach ($name in $variables) { [Environment]::SetEnvironmentVariable($name, $Environment[$name]) }
        $env:PANTHER_API_HOST = $emulator.Url
        $env:GITHUB_STEP_SUMMARY = Join-Path $folder summary.md
        $env:PS_REPOSITORY = 'https://packages.example'
        $session = New-Session -NotConnected
        try {
            $ran = Invoke-InSession $session {
                param($folder, $steps)
                Set-Location -LiteralPath $folder

                # The repository of the installation is nobody's here, and the module is there.
                function Register-PSResourceRepository { param($Name, $Uri, [switch] $Trusted, [switch] $Force)
                    "registered $Name $Uri $Trusted $Force"
                }
                function Install-PSResource { param($Name, $Repository) "installed $Name of $Repository" }
                foreach ($step in $steps) {
                    $global:LASTEXITCODE = 0
                    $ErrorActionPreference = 'Stop'
                    & ([scriptblock]::Create($step))
                    if ($LASTEXITCODE) { "exit $LASTEXITCODE"; return }
                }

                'done'
            } @{ folder = $folder; steps = @(Get-Step $Pipeline $Step $Job) }
            $said = @($ran.Output | ForEach-Object { "$_" })
            $text = foreach ($file in Get-ChildItem $folder -Filter *.md) {
                [IO.File]::ReadAllText($file.FullName)
                Remove-Item $file.FullName
            }
            @{ Succeeded = $said[-1] -eq 'done'; Output = $said; Errors = $ran.Errors; Summary = "$text" -replace "`r" }
        }
        finally {
            Remove-Session $session
        }
    }

    function Edit-Definition([string] $Name, [scriptblock] $Change) {
        $file = Join-Path $folder "log-sources/$Name.panther.json"
        $definition = Get-Content $file -Raw | ConvertFrom-Json
        . $Change $definition
        [IO.File]::WriteAllText($file, (ConvertTo-Json $definition -Depth 9))
    }
}

AfterAll {
    foreach ($name in $variables) { [Environment]::SetEnvironmentVariable($name, $saved[$name]) }
    Stop-Emulator
}

Describe 'The guide to log sources in git' {
    It 'calls in its pipelines the scripts that it shows, and shows no other' {
        $called = [regex]::Matches($guide, '(?m)^ +(?:- )?(?:run|pwsh): \./ci/([\w-]+\.ps1)') | ForEach-Object { $_.Groups[1].Value } |
            Sort-Object -Unique
        $called | Should -Be @($scripts.Keys | Sort-Object)
        $called | Should -HaveCount 3
    }
}

Describe 'The pipeline for <Pipeline>' -ForEach $pipelines {
    BeforeEach {
        Reset-Emulator
        Connect-TestTenant | Out-Null
        $ids = @{}
        foreach ($noun in 'S3', 'Http') {
            $source = (Get-CallData "Panther$($noun)LogSource").Source
            if ($noun -eq 'Http') {
                $source.config = @{
                    logStreamType = 'JSON'
                    logStreamTypeOptions = @{}
                    authMethod = 'SharedSecret'
                    authHeaderKey = 'x-key'
                    authSecretValue = 'stored-Secret'
                }
            }

            $ids[$noun] = (Add-RawSource $source).integrationId
        }

        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        New-Item (Join-Path $folder ci) -ItemType Directory | Out-Null
        foreach ($name in $scripts.Keys) { [IO.File]::WriteAllText((Join-Path $folder "ci/$name"), $scripts[$name]) }
        Export-PantherLogSource (Join-Path $folder log-sources) | Out-Null
        Edit-Definition hook { param($d) $d.AuthSecretValue = @{ Env = 'GITHUB_WEBHOOK_SECRET' } }
        Clear-Request

        # A plan has a token that may only read, and no secret.
        $reading = @{ PANTHER_API_TOKEN = Get-TestToken readOnly -AsPlainText }
        $writing = @{ PANTHER_API_TOKEN = Get-TestToken logSources -AsPlainText; GITHUB_WEBHOOK_SECRET = 'hunter2' }
    }

    It 'plans a pull request as Markdown, and sends nothing' {
        Edit-Definition hook { param($d) $d.LogType = @('AWS.ALB', 'GitHub.Webhok') }
        Edit-Definition Everything { param($d) $d.NoDataAlarmMinutes = 90 }
        Add-RawSource @{
            integrationLabel = 'by|hand <b>@me'
            integrationType = 'http-ingest'
            config = (Get-CallData PantherHttpLogSource).Source.config
        } | Out-Null
        $ran = Invoke-Job $Pipeline $Step $Jobs.Plan $reading
        $ran.Succeeded | Should -BeTrue -Because "$($ran.Output) $($ran.Errors) $($ran.Summary)"
        $ran.Output[0, 1] | Should -Be 'registered Modules https://packages.example True True', 'installed PantherPS of Modules'
        $ran.Summary | Should -BeLike "### Log sources`n`n| | kind | source | what |`n|---|---|---|---|`n*"
        $ran.Summary | Should -BeLike "*`n| Update | s3 | Everything | NoDataAlarmMinutes&#58; '' -&#62; '90' |`n*"
        $ran.Summary | Should -BeLike "*`n| Update | http | hook | LogType&#58; *GitHub.Webhok* |`n*"
        $ran.Summary | Should -BeLike "*`n| Unmanaged | http | by&#124;hand &#60;b&#62;&#64;me | no file names it; it stays |*"
        $ran.Summary | Should -BeLike "*`n> `*`*Warning:`*`* *GitHub.Webhok*"
        Get-Request | Where-Object Kind -EQ mutation | Should -BeNullOrEmpty
    }

    It 'plans nothing where nothing differs, and the night finds nothing' {
        foreach ($job in $Jobs.Plan, $Jobs.Drift) {
            $ran = Invoke-Job $Pipeline $Step $job ($reading + @{ BUILD_REASON = 'Schedule' })
            $ran.Succeeded | Should -BeTrue -Because "$($ran.Output) $($ran.Errors)"
            $ran.Summary | Should -Be "### Log sources`n`nThe tenant is what the files say.`n"
        }
    }

    It 'fails the plan of a file with a fault, and says which: <Fault>' -ForEach @(
        @{
            Fault = 'a misspelt key'
            Change = { param($d) $d | Add-Member AuthMehtod None }
            Says = '*> `*`*Error:`*`* *hook.panther.json*AuthMethod*'
        }
        @{
            Fault = 'a value that Panther does not take'
            Change = { param($d) $d.NoDataAlarmMinutes = 1 }
            Says = '*> `*`*Error:`*`* *NoDataAlarmMinutes*15*'
        }
    ) {
        Edit-Definition hook $Change
        $ran = Invoke-Job $Pipeline $Step $Jobs.Plan $reading
        $ran.Output[-1] | Should -Be 'exit 1'
        $ran.Summary | Should -BeLike $Says
    }

    It 'applies a merge, with the secrets that it needs, and has nothing to do after it' {
        Edit-Definition hook { param($d) $d.LogType = @('AWS.ALB') }
        Edit-Definition Everything { param($d) $d.LogStreamType = 'Lines' }
        $ran = Invoke-Job $Pipeline $Step $Jobs.Apply $writing
        $ran.Succeeded | Should -BeTrue -Because "$($ran.Output) $($ran.Errors)"
        $ran.Summary | Should -Be (@(
                '### Log sources', '', '| | kind | source | |', '|---|---|---|---|'
                '| Update | s3 | Everything | **Succeeded**  |', '| Update | http | hook | **Succeeded**  |', '') -join "`n")
        (Get-RawSource $ids.Http).config.authSecretValue | Should -Be hunter2
        (Invoke-Job $Pipeline $Step $Jobs.Apply $writing).Summary | Should -Be "### Log sources`n`nThere was nothing to do.`n"
    }

    It 'fails an apply of which a source fails, and does the rest' {
        Edit-Definition hook { param($d) $d.LogType = @('AWS.ALB') }
        Edit-Definition Everything { param($d) $d.S3Bucket = 'another-bucket' }
        $ran = Invoke-Job $Pipeline $Step $Jobs.Apply $writing
        $ran.Output[-1] | Should -Be 'exit 1'
        $ran.Summary |
            Should -BeLike "*`n| Replace | s3 | Everything | `*`*Failed`*`* *-Replace*|`n| Update | http | hook | `*`*Succeeded`*`*  |`n"
    }

    It 'fails an apply whose token is refused or which lacks a secret, before it has sent anything' {
        Edit-Definition hook { param($d) $d.LogType = @('AWS.ALB') }
        foreach ($lacking in 'PANTHER_API_TOKEN', 'GITHUB_WEBHOOK_SECRET') {
            $environment = $writing.Clone()
            $environment[$lacking] = if ($lacking -eq 'PANTHER_API_TOKEN') { 'wrong' } else { $null }
            $ran = Invoke-Job $Pipeline $Step $Jobs.Apply $environment
            $ran.Output[-1] | Should -Be 'exit 1'
            $ran.Summary | Should -BeLike '### Log sources*> `*`*Error:`*`* *'
        }

        Get-Request | Where-Object Kind -EQ mutation | Should -BeNullOrEmpty
    }

    It 'finds in the night what somebody changed by hand' {
        Set-PantherLogSourceAlarm $ids.S3 120
        $ran = Invoke-Job $Pipeline $Step $Jobs.Drift ($reading + @{ BUILD_REASON = 'Schedule' })
        $ran.Output[-1] | Should -Be 'exit 1'
        $ran.Summary | Should -BeLike "*| Update | s3 | Everything | NoDataAlarmMinutes&#58; '120' -&#62; '' |*"
    }
}
