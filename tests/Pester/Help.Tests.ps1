# Looks at the help of the module under test as Get-Help shows it, in a session that has just started.

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Pages.psm1')
    $pages = @(Get-Page '*-*')
    $topics = @(Get-Page 'about_*')
    $cases = foreach ($page in $pages) {
        foreach ($width in 80, 120) {
            @{ Name = $page.Name; Width = $width }
        }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-Module (Join-Path $PSScriptRoot 'Pages.psm1')
    Import-ModuleUnderTest
    $module = Split-Path (Get-ModulePath)
    $script = @'
Import-Module '{0}'

# PowerShell wraps at words in some cultures, en among them, and anywhere in others, such as that of a container without LANG.
[cultureinfo]::CurrentCulture = 'en-US'
$cmdlets = foreach ($cmdlet in Get-Command -Module PantherPS) {{
    $help = Get-Help $cmdlet.Name -Full
    $words = @($help.description) + @($help.parameters.parameter.description) + @($help.inputTypes.inputType.description) +
        @($help.returnValues.returnValue.description) + @($help.alertSet.alert)
    [ordered] @{{
        Name        = $cmdlet.Name
        Synopsis    = $help.Synopsis
        Description = @($help.description.Text)
        Notes       = @($help.alertSet.alert.Text)
        Words       = @($words.Text)
        Syntax      = $help.syntax | Out-String -Width 1000
        Links       = @($help.relatedLinks.navigationLink | ForEach-Object {{ '{{0}}|{{1}}' -f $_.linkText, $_.uri }})
        Parameters  = @(Get-Help $cmdlet.Name -Parameter * | ForEach-Object {{
            [ordered] @{{
                Name = $_.name; Words = @($_.description.Text); Type = "$($_.parameterValue)"; Default = $_.defaultValue; Required = $_.required
                Position = $_.position; Pipeline = $_.pipelineInput; Wildcards = $_.globbing; Aliases = $_.aliases
            }}
        }})
        Examples    = Get-Help $cmdlet.Name -Examples | Out-String -Width 300
        Code        = @($help.examples.example | ForEach-Object {{ "$($_.code)" }})
        Width80     = $help | Out-String -Width 80
        Width120    = $help | Out-String -Width 120
    }}
}}
$topics = foreach ($topic in Get-Help about_PantherPS*) {{
    [ordered] @{{ Name = $topic.Name; Synopsis = $topic.Synopsis; Text = Get-Help $topic.Name | Out-String -Width 200 }}
}}
ConvertTo-Json @{{ Cmdlets = @($cmdlets); Topics = @($topics) }} -Depth 6 -Compress
'@ -f (Get-ModulePath)

    # Get-Help finds the topics of modules that PowerShell finds.
    $environment = @{ PSModulePath = (Split-Path $module) + [IO.Path]::PathSeparator + $env:PSModulePath }
    $shown = Invoke-ChildPowerShell $script -Environment $environment
    $shown.Errors | Should -BeNullOrEmpty
    $help = $shown.Output | ConvertFrom-Json

    function ConvertTo-OneLine([string] $Text) { ($Text -replace '\s+', ' ').Trim() }
}

Describe 'The help' {
    It 'is there for every cmdlet and topic, and for nothing else' {
        $help.Cmdlets.Name | Sort-Object | Should -Be (Get-ExportedCmdlet | ForEach-Object Name | Sort-Object)
        $topics = Get-ChildItem (Get-RepositoryPath 'docs/en-US') -Filter 'about_*.md' | ForEach-Object BaseName
        $help.Topics.Name | Sort-Object | Should -Be ($topics | Sort-Object)
        Get-ChildItem (Join-Path $module 'en-US') | ForEach-Object Name | Sort-Object |
            Should -Be (@('PantherPS.dll-Help.xml') + @($topics | ForEach-Object { "$_.help.txt" }) | Sort-Object)
    }

    It 'holds no marks of Markdown, and nothing that is still to be written' {
        $maml = [IO.File]::ReadAllText((Join-Path $module 'en-US/PantherPS.dll-Help.xml'))
        $maml | Should -Not -Match '```|\]\(|\*\*\w|\{\{'
        foreach ($topic in $help.Topics) {
            $topic.Text | Should -Not -Match '```|\]\(|\*\*\w|\{\{|(?m)^\s*#+ '
        }
    }
}

Describe 'The help of <Name>' -ForEach $pages {
    BeforeAll {
        $cmdlet = Get-Command $Name -Module PantherPS
        $ofCmdlet = $help.Cmdlets | Where-Object Name -EQ $Name
        $parameters = @(Get-OwnParameter $cmdlet) + @($cmdlet.Parameters.Values | Where-Object { $_.Name -in 'WhatIf', 'Confirm' })
    }

    It 'has the words of the page' {
        $ofCmdlet.Synopsis | Should -Be $Sections['SYNOPSIS'].Text
        foreach ($section in 'DESCRIPTION', 'NOTES') {
            $onPage = ConvertTo-OneLine ($Sections[$section].Text -replace '(?m)^```\w*$' -replace '`|\*\*' -replace '\[([^\]]+)\]\([^)h][^)]*\)', '$1' -replace '\\(.)', '$1')
            $inHelp =
                ConvertTo-OneLine (@($ofCmdlet.$(if ($section -eq 'NOTES') { 'Notes' } else { 'Description' })) -join ' ' -replace 'PS> ')
            $inHelp | Should -Be $onPage
        }
    }

    It 'has the syntax that Get-Command shows' {
        $expected = Get-Command $Name -Module PantherPS -Syntax
        ConvertTo-OneLine $ofCmdlet.Syntax |
            Should -Be (ConvertTo-OneLine ($expected -replace '(\[<CommonParameters>\] )?\[<CommonParameters>\]', '[<CommonParameters>]'))
    }

    It 'has every parameter, with its words' {
        $ofCmdlet.Parameters.Name | Should -Be ($parameters.Name | Sort-Object)
        $ofCmdlet.Parameters | Where-Object { "$($_.Words)" -notmatch '(?s)^\S.+\.$' } | ForEach-Object Name | Should -BeNullOrEmpty
    }

    It 'tells of each parameter what Get-Command knows' {
        foreach ($parameter in $parameters) {
            $shown = $ofCmdlet.Parameters | Where-Object Name -EQ $parameter.Name
            $sets = @($parameter.ParameterSets.Values)
            "$($shown.Aliases)" |
                Should -Be $(if ($parameter.Aliases.Count -gt 0) { $parameter.Aliases -join ', ' } else { 'none' }) -Because $parameter.Name
            $shown.Wildcards |
                Should -Be "$(@($parameter.Attributes | Where-Object { $_ -is [Management.Automation.SupportsWildcardsAttribute] }).Count -gt 0)"
            foreach ($facts in @(
                    @{ Shown = $shown.Required; Values = $sets.IsMandatory }
                    @{
                        Shown = $shown.Position
                        Values = @($sets | ForEach-Object { if ($_.Position -lt 0) { 'named' } else { $_.Position } })
                    }
                    @{
                        Shown = $shown.Pipeline -replace ' \((ByPropertyName, )?ByValue\)|(?<=True) \(ByPropertyName\)'
                        Values = @($sets | ForEach-Object { $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName })
                    })) {
                # Where the sets differ, each fact is followed by the sets' names.
                $told = @("$($facts.Shown)" -split '; ' | ForEach-Object { ($_ -split ' \(')[0] } | Sort-Object -Unique)
                $told | Should -Be @($facts.Values | ForEach-Object { "$_" } | Sort-Object -Unique) -Because $parameter.Name
            }
        }
    }

    It 'has the defaults of a new cmdlet' {
        $new = [Activator]::CreateInstance($cmdlet.ImplementingType)
        foreach ($parameter in Get-OwnParameter $cmdlet) {
            $value = $new.($parameter.Name)
            $isMandatory = @($parameter.ParameterSets.Values | Where-Object IsMandatory).Count -gt 0 -and $value -isnot [switch]
            $expected = if ($isMandatory -or "$value" -eq '') { 'None' } else { "$value" }
            ($ofCmdlet.Parameters | Where-Object Name -EQ $parameter.Name).Default | Should -Be $expected -Because $parameter.Name
        }
    }

    It 'names the values that a parameter takes, where there are no others' {
        foreach ($parameter in $parameters) {
            $type = $parameter.ParameterType
            $element = if ($type.IsArray) { $type.GetElementType() }
            elseif ([Nullable]::GetUnderlyingType($type)) { [Nullable]::GetUnderlyingType($type) } else { $type }
            $values = @($parameter.Attributes | Where-Object { $_ -is [ValidateSet] } | ForEach-Object ValidValues)
            $values += @(if ($element.IsEnum) { [Enum]::GetNames($element) })
            if ($values.Count -gt 0) {
                "$(($ofCmdlet.Parameters | Where-Object Name -EQ $parameter.Name).Words)" |
                    Should -BeLike "*Accepted values: $($values -join ', ')."
            }
        }
    }

    It 'has the examples, each with a prompt, apart from what is said of it' {
        $ofCmdlet.Code.Count | Should -Be $Sections['EXAMPLES'].Parts.Count
        $text = $ofCmdlet.Examples -replace "`r"
        foreach ($part in $Sections['EXAMPLES'].Parts) {
            $line = [regex]::Match($part.Text, '```powershell\n([^\n]+)').Groups[1].Value
            $heading = [regex]::Escape("---------- $($part.Heading -replace '`') ----------")
            $text | Should -Match "(?m)\n *\n *$heading\n *\n"
            $text | Should -Match "(?m)\n *\n *PS> $([regex]::Escape($line))"
        }
    }

    It 'opens its page with -Online, and names what the page names' {
        $ofCmdlet.Links[0] | Should -Be "Online version:|$($cmdlet.HelpUri)"
        $onPage = [regex]::Matches($Sections['RELATED LINKS'].Text, '\[([^\]]+)\]\(([^)]+)\)') | ForEach-Object {
            '{0}|{1}' -f $_.Groups[1].Value, $(if ($_.Groups[2].Value -match '^http') { $_.Groups[2].Value })
        }
        $ofCmdlet.Links | Select-Object -Skip 1 | Should -Be $onPage
    }
}

Describe 'The help of <Name> in <Width> columns' -ForEach $cases {
    It 'fits, and breaks no word of its prose' {
        $ofCmdlet = $help.Cmdlets | Where-Object Name -EQ $Name
        $text = $ofCmdlet."Width$Width" -replace "`r"
        $text -split '\n' | Where-Object { $_.Length -gt $Width } | Should -BeNullOrEmpty
        $flat = ConvertTo-OneLine $text
        foreach ($paragraph in @($ofCmdlet.Words) + $ofCmdlet.Synopsis) {
            # A word that is longer than a line cannot but be broken.
            if ($paragraph -and -not ($paragraph -split '\s+' | Where-Object { $_.Length -gt 68 })) {
                $flat.Contains((ConvertTo-OneLine $paragraph)) | Should -BeTrue -Because $paragraph
            }
        }
    }
}

Describe 'The topic <Name>' -ForEach $topics {
    It 'is text of 80 columns, but for what code and its output need' {
        $topic = $help.Topics | Where-Object Name -EQ $Name
        $file = [IO.File]::ReadAllText((Join-Path $module "en-US/$Name.help.txt"))
        $file | Should -BeLike "TOPIC`n    $Name`n`nSHORT DESCRIPTION`n*"
        $file -split '\n' | Where-Object { $_.Length -gt 80 -and -not $Text.Contains(($_.Trim() -replace '^PS> ')) } | Should -BeNullOrEmpty
        $topic.Synopsis | Should -Be $Sections['SHORT DESCRIPTION'].Text
        foreach ($section in $Sections.Values) {
            foreach ($part in $section.Parts) {
                $topic.Text | Should -BeLike "*$([WildcardPattern]::Escape(($part.Heading -replace '`')))*"
            }
        }
    }
}
