# Compiles docs/en-US into the help of a built module: the cmdlets' pages into MAML, the about_ pages into text, all for Get-Help.
# Exit code 3: PlatyPS is neither installed nor to be had.
[CmdletBinding()]
param(
    # The folder of the built module; its help goes into the folder en-US there.
    [string] $ModuleFolder = (Join-Path $PSScriptRoot '../out/PantherPS'),

    # The pages.
    [string] $Source = (Join-Path $PSScriptRoot '../docs/en-US')
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# Get-Help indents by up to eight columns and breaks longer lines within words, so they are broken here.
$helpWidth = 70
$topicWidth = 80

function ConvertTo-PlainInline {
    # Text without the marks of Markdown; of a link to another page its name is left, of one to the web the address too.
    param([string] $Text)
    $Text = [regex]::Replace($Text, '\[([^\]]+)\]\(([^)]+)\)', {
            param($match)
            $name, $target = $match.Groups[1].Value, $match.Groups[2].Value
            if ($target -match '^https?:' -and $target -ne $name) { "$name ($target)" } else { $name }
        })

    # What is code keeps its characters.
    $parts = $Text -split '`'
    for ($i = 0; $i -lt $parts.Count; $i += 2) {
        $parts[$i] = $parts[$i] -replace '\*\*([^*]+)\*\*', '$1' -replace '\\([\\<>|*_`\[\]])', '$1'
    }

    $parts -join ''
}

function Split-Text {
    # One paragraph as lines no longer than the width; the lines after the first may have an indentation of their own.
    param([string] $Text, [int] $Width, [string] $First = '', [string] $Rest = '')
    $line = $First
    $isEmpty = $true
    foreach ($word in $Text -split '\s+' | Where-Object { $_ }) {
        if (-not $isEmpty -and $line.Length + 1 + $word.Length -gt $Width) {
            $line
            $line = $Rest
            $isEmpty = $true
        }

        $line += $(if ($isEmpty) { '' } else { ' ' }) + $word
        $isEmpty = $false
    }

    $line
}

function ConvertTo-ConsoleLine {
    # PowerShell code as it would be typed: a prompt before each statement.
    param([string[]] $Code)
    $tree = [Management.Automation.Language.Parser]::ParseInput($Code -join "`n", [ref] $null, [ref] $null)
    $starts = @($tree.EndBlock.Statements | ForEach-Object { $_.Extent.StartLineNumber })
    for ($i = 0; $i -lt $Code.Count; $i++) {
        $(if ($starts -contains ($i + 1)) { 'PS> ' } elseif ($Code[$i]) { '    ' } else { '' }) + $Code[$i]
    }
}

function ConvertTo-TextTable {
    # A table as a list: the first cell, and under it the others with the names of their columns.
    param([string[]] $Rows, [int] $Width)
    $cells = @($Rows | ForEach-Object { , @($_.Trim().Trim('|') -split '(?<!\\)\|' | ForEach-Object { ConvertTo-PlainInline $_.Trim() }) })
    $names = $cells[0]
    for ($i = 2; $i -lt $cells.Count; $i++) {
        Split-Text $cells[$i][0] $Width
        for ($j = 1; $j -lt $names.Count; $j++) {
            if ($cells[$i][$j]) {
                Split-Text "$($names[$j]): $($cells[$i][$j])" $Width '  ' '    '
            }
        }

        if ($i -lt $cells.Count - 1) {
            ''
        }
    }
}

function ConvertTo-PlainText {
    # Markdown as lines of plain text: paragraphs, lists, tables and fenced code, each after a blank line.
    param([string] $Markdown, [int] $Width)
    $lines = @($Markdown -split '\r?\n')
    $isFirst = $true
    for ($i = 0; $i -lt $lines.Count; $i++) {
        if (-not $lines[$i].Trim()) {
            continue
        }

        $block = @($lines[$i])
        if ($lines[$i] -match '^```(\w*)') {
            $language = $Matches[1]
            $block = @()
            for ($i++; $lines[$i] -notmatch '^```'; $i++) {
                $block += $lines[$i]
            }

            $text = if ($language -eq 'powershell') { ConvertTo-ConsoleLine $block } else { $block }
        }
        else {
            while ($i + 1 -lt $lines.Count -and $lines[$i + 1].Trim() -and $lines[$i + 1] -notmatch '^```') {
                $i++
                $block += $lines[$i]
            }

            $text = if ($block[0] -match '^\|') {
                ConvertTo-TextTable $block $Width
            }
            elseif ($block[0] -match '^\s*([-*]|\d+\.) ') {
                # An item goes on until the next one begins.
                foreach ($item in ($block -join "`n") -split '\n(?=\s*(?:[-*]|\d+\.) )') {
                    $null = $item -match '^(\s*(?:[-*]|\d+\.) )([\s\S]*)'
                    Split-Text (ConvertTo-PlainInline $Matches[2]) $Width $Matches[1] (' ' * $Matches[1].Length)
                }
            }
            else {
                Split-Text (ConvertTo-PlainInline ($block -join ' ')) $Width
            }
        }

        if (-not $isFirst) {
            ''
        }

        $isFirst = $false
        $text
    }
}

function ConvertTo-Topic {
    # An about_ page as a help topic. Get-Help reads the synopsis off the line under SHORT DESCRIPTION.
    param([string] $Name, [string] $Markdown)
    'TOPIC'
    "    $Name"
    foreach ($section in [regex]::Matches($Markdown, '(?ms)^(#{2,3}) ([^\n]+)\n(.*?)(?=^#{2,3} |\z)')) {
        ''
        $isPart = $section.Groups[1].Value -eq '###'
        $(if ($isPart) { '  ' } else { '' }) + (ConvertTo-PlainInline $section.Groups[2].Value.Trim())
        ConvertTo-PlainText $section.Groups[3].Value ($topicWidth - 4) | ForEach-Object { if ($_) { "    $_" } else { '' } }
    }
}

function ConvertTo-PlainHelp {
    # PlatyPS puts the pages' Markdown into MAML as it is; Get-Help shows text.
    param([xml] $Maml)
    $names = New-Object Xml.XmlNamespaceManager $Maml.NameTable
    $names.AddNamespace('maml', 'http://schemas.microsoft.com/maml/2004/10')
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    foreach ($parent in $Maml.SelectNodes('//*[maml:para]', $names)) {
        # PlatyPS makes a paragraph of each blank line, with a control character in it.
        $text = @($parent.SelectNodes('maml:para', $names) | ForEach-Object { $_.InnerText } | Where-Object { $_ -ne [string] [char] 0x80 }) -join "`n`n"
        $parent.InnerXml = ''
        $paragraph = $Maml.CreateElement('maml', 'para', 'http://schemas.microsoft.com/maml/2004/10')
        $paragraph.InnerText = (ConvertTo-PlainText $text $helpWidth) -join "`n"
        $null = $parent.AppendChild($paragraph)
    }

    foreach ($address in $Maml.SelectNodes('//maml:navigationLink/maml:uri[not(starts-with(., "http"))]', $names)) {
        # Another page: its name, which the link's text is, is what Get-Help takes.
        $address.InnerText = ''
    }

    foreach ($command in $Maml.SelectNodes('//command:command', $names)) {
        # The types as PowerShell names them, as in the syntax.
        foreach ($parameter in $command.SelectNodes('command:parameters/command:parameter', $names)) {
            $name = $parameter.SelectSingleNode('maml:name', $names).InnerText
            $short = $command.SelectSingleNode("command:syntax/command:syntaxItem/command:parameter[maml:name='$name']/command:parameterValue", $names)
            $long = $parameter.SelectSingleNode('command:parameterValue', $names)
            if ($short -and $long) {
                $long.InnerText = $short.InnerText
            }
        }
    }
}

Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0.0 -ErrorAction Ignore
if (-not (Get-Module Microsoft.PowerShell.PlatyPS)) {
    Write-Warning 'The help is not built: it needs the module Microsoft.PowerShell.PlatyPS.'
    exit 3
}

$destination = Join-Path (Resolve-Path -LiteralPath $ModuleFolder).ProviderPath 'en-US'
if (Test-Path -LiteralPath $destination) {
    Remove-Item -LiteralPath $destination -Recurse -Force
}

$null = New-Item $destination -ItemType Directory
$withoutMark = New-Object Text.UTF8Encoding $false
$pages = @(Get-ChildItem -LiteralPath $Source -Filter '*-*.md')
$help = @(Import-MarkdownCommandHelp -LiteralPath $pages.FullName)
foreach ($page in $help) {
    $faults = @($page.Diagnostics.Messages | Where-Object { $_.Severity -eq 'Error' } | ForEach-Object { $_.Message })
    if ($faults.Count -gt 0) {
        throw "The page $($page.Title) is not in order: $($faults -join ' ')"
    }
}

# PlatyPS takes the brackets in a path for wildcards.
$temporary = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid().ToString('N'))
try {
    $written = @($help | Export-MamlCommandHelp -OutputFolder $temporary)
    if ($written.Count -eq 0) {
        throw 'PlatyPS has written no help.'
    }

    foreach ($file in $written) {
        $maml = New-Object xml
        $maml.PreserveWhitespace = $true
        $maml.Load($file.FullName)
        ConvertTo-PlainHelp $maml
        $maml.Save((Join-Path $destination $file.Name))
    }
}
finally {
    if (Test-Path -LiteralPath $temporary) {
        Remove-Item -LiteralPath $temporary -Recurse -Force
    }
}

$topics = @(Get-ChildItem -LiteralPath $Source -Filter 'about_*.md')
foreach ($topic in $topics) {
    $text = (ConvertTo-Topic $topic.BaseName ([IO.File]::ReadAllText($topic.FullName) -replace '\r\n', "`n")) -join "`n"
    [IO.File]::WriteAllText((Join-Path $destination "$($topic.BaseName).help.txt"), $text + "`n", $withoutMark)
}

Write-Output "Built the help of $($pages.Count) cmdlets and $($topics.Count) topics into $destination"
