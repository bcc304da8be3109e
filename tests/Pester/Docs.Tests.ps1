# Holds docs/en-US against the cmdlets, both ways: what people write there, and what build/Help writes between it.

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Pages.psm1')
    $pages = @(Get-Page '*-*')
    $topics = @(Get-Page 'about_*')
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-Module (Join-Path $PSScriptRoot 'Pages.psm1')
    Import-ModuleUnderTest
    $folder = Get-RepositoryPath 'docs/en-US'
}

Describe 'The pages' {
    BeforeAll {
        function Invoke-HelpTool {
            # Runs build/Help; returns what it printed, and its exit code.
            param([string] $Command, [string] $Module = (Split-Path (Get-ModulePath)), [string] $Pages = $folder)
            $ErrorActionPreference = 'Continue'
            $output = & dotnet run --project (Get-RepositoryPath 'build/Help') -c Release --no-build -- $Command $Module $Pages 2>&1
            @{ ExitCode = $LASTEXITCODE; Output = @($output | ForEach-Object { "$_" }) }
        }
    }

    It 'are those of the cmdlets that the module exports' {
        $names = Get-ChildItem $folder -Filter '*-*.md' | ForEach-Object BaseName | Sort-Object
        $names | Should -Be (Get-ExportedCmdlet | ForEach-Object Name | Sort-Object)
    }

    It 'are what ./build.ps1 docs would make of them' {
        $result = Invoke-HelpTool check
        $result.Output | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0
    }

    It 'are made anew from the cmdlets, with all words that people wrote' {
        $copy = Join-Path $TestDrive 'pages'
        $module = Join-Path $TestDrive 'PantherPS'
        Copy-Item $folder $copy -Recurse
        Copy-Item (Split-Path (Get-ModulePath)) $module -Recurse

        # A new cmdlet, a page of none, a parameter that is new, one that is gone, and facts that have changed.
        $path = @{}
        foreach ($name in 'Get-PantherSchema', 'New-PantherThing', 'Remove-PantherLogSource', 'Set-PantherS3LogSource') {
            $path[$name] = Join-Path $copy "$name.md"
        }

        Move-Item $path['Get-PantherSchema'] $path['New-PantherThing']
        $removed = [IO.File]::ReadAllText($path['Remove-PantherLogSource']) -replace "`r"
        [IO.File]::WriteAllText(
            $path['Remove-PantherLogSource'],
                ($removed -replace '(?ms)^### -ThrottleLimit\n.*?(?=^### )' -replace '### -WhatIf', '### -Gone'))
        $changed = [IO.File]::ReadAllText($path['Set-PantherS3LogSource']) -replace "`r"
        [IO.File]::WriteAllText(
            $path['Set-PantherS3LogSource'], ($changed -replace 'DefaultValue: 8', 'DefaultValue: 9' -replace '\[-WhatIf\] '))

        $check = Invoke-HelpTool check -Module $module -Pages $copy
        $check.ExitCode | Should -Be 1
        $check.Output | Should -HaveCount 4
        foreach ($name in 'Get-PantherSchema', 'Remove-PantherLogSource', 'Set-PantherS3LogSource') {
            $check.Output | Should -Contain "$name.md is not up to the cmdlet: run ./build.ps1 docs, and look at what it changes."
        }
        $check.Output | Should -Contain 'New-PantherThing.md is the page of no cmdlet: delete it, or rename it with its cmdlet.'

        $update = Invoke-HelpTool update -Module $module -Pages $copy
        $update.ExitCode | Should -Be 0 -Because ($update.Output -join "`n")
        $update.Output -join "`n" | Should -BeLike '*Updated Remove-PantherLogSource.md*without the words on -Gone: *'
        $date = '(?m)^ms\.date: .*$'
        [IO.File]::ReadAllText($path['Set-PantherS3LogSource']) -replace $date | Should -Be ($changed -replace $date)
        [IO.File]::ReadAllText($path['Remove-PantherLogSource']) |
            Should -BeLike "*### -ThrottleLimit`n`n{{ Fill in the *### -WhatIf`n`n{{ Fill in the *"
        [IO.File]::ReadAllText($path['Get-PantherSchema']) | Should -BeLike "*## SYNOPSIS`n`n{{ Fill in the Synopsis }}*"
        Join-Path $copy 'New-PantherThing.md' | Should -Exist

        Remove-Item $path['New-PantherThing']
        (Invoke-HelpTool check -Module $module -Pages $copy).ExitCode | Should -Be 0
    }
}

Describe 'The page of <Name>' -ForEach $pages {
    BeforeAll {
        $cmdlet = Get-Command $Name -Module PantherPS

        function Get-PageParameter {
            # The parameters of the page, each as one line; words are what is said about it.
            foreach ($part in $Sections['PARAMETERS'].Parts | Where-Object { $_.Heading -ne 'CommonParameters' }) {
                $null = $part.Text -match '(?s)^(?<words>.*?)```yaml\n(?<yaml>.*?)```'
                $words, $yaml = $Matches['words'].Trim(), $Matches['yaml']
                $sets = foreach ($set in [regex]::Matches($yaml, '(?m)^- Name: (?<name>.+)\n(?<rest>(?:  .+\n)+)')) {
                    $values = [regex]::Matches($set.Groups['rest'].Value, '(?m): (.+)$') | ForEach-Object { $_.Groups[1].Value }
                    '{0}: {1}' -f $set.Groups['name'].Value, ($values -join ' ')
                }
                $aliases = [regex]::Match($yaml, '(?m)^Aliases:\n((?:- .+\n)+)').Groups[1].Value -split '\n' | Where-Object { $_ } |
                    ForEach-Object { $_.Substring(2) }
                @{
                    Name    = $part.Heading.TrimStart('-')
                    Words   = $words
                    Default = [regex]::Match($yaml, '(?m)^DefaultValue: (.*)$').Groups[1].Value.Trim("'")
                    Line    = '{0}, {1}, wildcards {2}, aliases ({3}), {4}' -f $part.Heading.TrimStart('-'),
                    [regex]::Match($yaml, '(?m)^Type: (.+)$').Groups[1].Value,
                    [regex]::Match($yaml, '(?m)^SupportsWildcards: (.+)$').Groups[1].Value,
                    (($aliases | Sort-Object) -join ' '), (($sets | Sort-Object) -join '; ')
                }
            }
        }

        function Get-CmdletParameter {
            # The parameters of the cmdlet in the same form.
            $own = @(Get-OwnParameter $cmdlet) + @($cmdlet.Parameters.Values | Where-Object { $_.Name -in 'WhatIf', 'Confirm' })
            foreach ($parameter in $own) {
                $sets = foreach ($set in $parameter.ParameterSets.GetEnumerator()) {
                    $position = if ($set.Value.Position -lt 0) { 'Named' } else { $set.Value.Position }
                    $name = if ($set.Key -eq '__AllParameterSets') { '(All)' } else { $set.Key }
                    ('{0}: {1} {2} {3} {4} {5}' -f $name, $position, $set.Value.IsMandatory, $set.Value.ValueFromPipeline,
                    $set.Value.ValueFromPipelineByPropertyName,
                        $set.Value.ValueFromRemainingArguments) -creplace '\bTrue\b', 'true' -creplace '\bFalse\b', 'false'
                }
                $type = $parameter.ParameterType
                $inner = [Nullable]::GetUnderlyingType($type)
                $typeName = if ($inner) { 'System.Nullable`1[{0}]' -f $inner.FullName } else { $type.FullName }
                $wildcards = @(
                    $parameter.Attributes | Where-Object { $_ -is [Management.Automation.SupportsWildcardsAttribute] }
                ).Count -gt 0
                '{0}, {1}, wildcards {2}, aliases ({3}), {4}' -f $parameter.Name, $typeName, "$wildcards".ToLowerInvariant(),
                (($parameter.Aliases | Sort-Object) -join ' '), (($sets | Sort-Object) -join '; ')
            }
        }
    }

    It 'has all sections, in platyPS'' order' {
        $Sections.Keys |
            Should -Be 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'EXAMPLES', 'PARAMETERS', 'INPUTS', 'OUTPUTS', 'NOTES', 'RELATED LINKS'
        $Text | Should -Match "(?m)^title: $Name`$"
        $Text | Should -Match "(?m)^# $Name`$"
        $Text | Should -Not -Match '\{\{'
    }

    It 'says what the cmdlet does, and which permissions it needs' {
        $Sections['SYNOPSIS'].Text | Should -Match '^[A-Z][^\n]+\.$'
        $Sections['DESCRIPTION'].Text.Length | Should -BeGreaterThan 100
        $Sections['NOTES'].Text | Should -Match '^Permissions: '
    }

    It 'has two examples or more' {
        $Sections['EXAMPLES'].Parts.Count | Should -BeGreaterOrEqual 2
        $number = 0
        foreach ($part in $Sections['EXAMPLES'].Parts) {
            $number++
            $part.Heading | Should -Match "^Example ${number}: \S"
            $part.Text | Should -Match '```powershell\n'
        }
    }

    It 'has the cmdlet''s parameters, with their types, aliases, sets, positions and pipeline input' {
        Get-PageParameter | ForEach-Object { $_.Line } | Sort-Object | Should -Be (Get-CmdletParameter | Sort-Object)
    }

    It 'describes each parameter' {
        Get-PageParameter | Where-Object { $_.Words -notmatch '^\S[\s\S]+\.$' } | ForEach-Object { $_.Name } | Should -BeNullOrEmpty
    }

    It 'has the parameters'' defaults' {
        $new = [Activator]::CreateInstance($cmdlet.ImplementingType)
        foreach ($parameter in Get-PageParameter | Where-Object { $_.Name -notin 'WhatIf', 'Confirm' }) {
            $isMandatory = @($cmdlet.Parameters[$parameter.Name].ParameterSets.Values | Where-Object { $_.IsMandatory }).Count -gt 0
            $value = $new.($parameter.Name)
            $expected = if ($isMandatory -and $value -isnot [switch]) { '' } else { "$value" }
            '{0}: {1}' -f $parameter.Name, $parameter.Default | Should -Be ('{0}: {1}' -f $parameter.Name, $expected)
        }
    }

    It 'has the cmdlet''s syntax' {
        $shown = [regex]::Matches($Text, '(?ms)^## SYNTAX\n(.*?)^## ').Groups[1].Value
        $onPage = [regex]::Matches($shown, '(?s)```\n(.*?)\n```') | ForEach-Object { $_.Groups[1].Value -replace '\s+', ' ' }
        $ofCmdlet = $cmdlet.ParameterSets | ForEach-Object { "$Name $_ [<CommonParameters>]" -replace '\s+', ' ' }
        $onPage | Sort-Object |
            Should -Be ($ofCmdlet -replace '(\[<CommonParameters>\] )?\[<CommonParameters>\]$', '[<CommonParameters>]' | Sort-Object)
        $default = [regex]::Match($shown, '(?m)^### (.+) \(Default\)$').Groups[1].Value
        if ($cmdlet.ParameterSets.Count -gt 1) {
            $default | Should -Be $cmdlet.DefaultParameterSet
        }
    }

    It 'has what the cmdlet takes from the pipeline, and what it emits' {
        $piped = Get-OwnParameter $cmdlet |
            Where-Object { $_.ParameterSets.Values | Where-Object { $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName } }
        $types = @($piped | ForEach-Object { $_.ParameterType.FullName } | Sort-Object -Unique)
        $Sections['INPUTS'].Parts.Heading | Sort-Object | Should -Be $(if ($types) { $types } else { 'None' })
        $Sections['OUTPUTS'].Parts.Heading | Should -Be $cmdlet.OutputType.Name
    }

    It 'has links that lead somewhere, and is where the cmdlet''s own link leads' {
        Get-BrokenLink $Text | Should -BeNullOrEmpty
        $address = [regex]::Match($Text, '(?m)^HelpUri: (\S+)$').Groups[1].Value
        $address | Should -Be $cmdlet.HelpUri
        $address | Should -BeLike "*/docs/en-US/$Name.md"
    }
}

Describe 'The topic <Name>' -ForEach $topics {
    It 'has its sections' {
        $Sections.Keys | Should -Be 'SHORT DESCRIPTION', 'LONG DESCRIPTION', 'SEE ALSO'
        $Text | Should -Match "^# $Name\n"

        # Get-Help shows one line of it.
        $Sections['SHORT DESCRIPTION'].Text | Should -Match '^[A-Z][^\n]{20,74}\.$'
    }

    It 'has links that lead somewhere' {
        Get-BrokenLink $Text | Should -BeNullOrEmpty
    }
}

Describe 'The topics' {
    It 'name every cmdlet in about_PantherPS' {
        $text = [IO.File]::ReadAllText((Join-Path $folder 'about_PantherPS.md'))
        Get-ExportedCmdlet | ForEach-Object Name | Where-Object { $text -notmatch "\b$_\b" } | Should -BeNullOrEmpty
    }

    It 'have every error with its category in about_PantherPS_Errors' {
        $text = [IO.File]::ReadAllText((Join-Path $folder 'about_PantherPS_Errors.md'))
        $onPage = [regex]::Matches($text, '(?m)^\| (Panther\w+) \| (\w+) \|') |
            ForEach-Object { '{0} {1}' -f $_.Groups[1].Value, $_.Groups[2].Value }
        $records = (Get-Command Connect-Panther).ImplementingType.Assembly.GetType('PantherPS.Pipeline.ErrorRecords').GetMethod('From')
        $ofModule = foreach ($kind in [Enum]::GetValues([Panther.Client.PantherErrorKind])) {
            $exception = New-Object Panther.Client.PantherException $kind, 'A message.', $null
            $record = $records.Invoke($null, [object[]] @($exception.PSObject.BaseObject, $null, $null))
            '{0} {1}' -f $record.FullyQualifiedErrorId, $record.CategoryInfo.Category
        }

        $onPage | Sort-Object | Should -Be ($ofModule | Sort-Object)
    }
}

Describe 'SECURITY.md' {
    It 'names tests that exist, for each promise' {
        $root = Split-Path (Split-Path $PSScriptRoot)
        $promises = [regex]::Matches((Get-Content "$root/SECURITY.md" -Raw), '(?ms)^- \*\*.+?(?=^- \*\*|\z)').Value
        $promises.Count | Should -BeGreaterThan 5
        foreach ($promise in $promises) {
            $promise | Should -Match '(?s)\*\([^*]+\)\*\s*$'
            $named = ($promise -split '\*\(')[-1] -replace 'tests/[\w./]+:' -replace '\w+ ".*?"'
            foreach ($name in [regex]::Matches($named, '[A-Z]\w+').Value) {
                @(Get-Item "$root/tests/Pester/$name.Tests.ps1", "$root/tests/Panther.Client.Tests/$name.cs" -ErrorAction Ignore) |
                    Should -HaveCount 1 -Because "$name is named"
            }
        }
    }
}

# Windows PowerShell prints no colours.
Describe 'The picture in the README' -Skip:($PSVersionTable.PSEdition -ne 'Core') {
    It 'shows what the commands print today' {
        & (Get-RepositoryPath 'demo/picture.ps1') -Module (Get-ModulePath) -Path (Join-Path $TestDrive 'session.svg')
        $drawn = [IO.File]::ReadAllText((Join-Path $TestDrive 'session.svg'))
        ([IO.File]::ReadAllText((Get-RepositoryPath 'docs/session.svg')) -replace "`r") -ceq $drawn |
            Should -BeTrue -Because './build.ps1 docs draws it anew'
    }
}
