# Reads the pages in docs/en-US: those of the cmdlets, and the about_ topics.
$script:folder = Join-Path (Split-Path (Split-Path $PSScriptRoot)) 'docs/en-US'

# The guides whose PowerShell runs from their beginning to their end, each in one session.
$script:guides = 'your-first-hour', 'onboard-from-csv', 'from-bucket-to-events', 'log-sources-in-git', 'from-tenant-to-tenant',
    'schemas-in-git', 'rotate-tokens'

function Read-Page {
    # A page as its sections by name, in lists of heading and text.
    param([IO.FileInfo] $File)
    $text = [IO.File]::ReadAllText($File.FullName) -replace "`r`n", "`n"
    $sections = [ordered] @{}
    foreach ($section in [regex]::Matches($text, '(?ms)^## ([^\n]+)\n(.*?)(?=^## |\z)')) {
        $body = $section.Groups[2].Value
        $sections[$section.Groups[1].Value] = @{
            Text  = ($body -split '(?m)^### ')[0].Trim()
            Parts = @([regex]::Matches($body, '(?ms)^### ([^\n]+)\n(.*?)(?=^### |\z)') | ForEach-Object {
                    @{ Heading = $_.Groups[1].Value; Text = $_.Groups[2].Value.Trim() }
                })
        }
    }

    @{ Name = $File.BaseName; Text = $text; Sections = $sections }
}

function Read-Example {
    # The PowerShell code in a text, each block with the output that is shown under it.
    param([string] $Page, [string] $Title, [string] $Text)
    $blocks = @([regex]::Matches($Text, '(?ms)^```powershell\n(.*?)^```\n?(?:\n```output\n(.*?)^```)?') | ForEach-Object {
            @{ Code = $_.Groups[1].Value.TrimEnd(); Output = $_.Groups[2].Value }
        })
    if ($blocks.Count -gt 0) {
        @{ Page = $Page; Title = $Title; Blocks = $blocks }
    }
}

function Get-Page {
    # The pages whose names are like the filter: '*-*' are those of cmdlets, 'about_*' the topics.
    param([string] $Filter)
    Get-ChildItem $script:folder -Filter "$Filter.md" | ForEach-Object { Read-Page $_ }
}

function Get-Example {
    # The examples of all pages, guides and topics.
    foreach ($page in Get-Page '*-*') {
        foreach ($part in $page.Sections['EXAMPLES'].Parts) {
            Read-Example $page.Name $part.Heading $part.Text
        }
    }

    foreach ($name in $script:guides) {
        $guide = Read-Page (Get-Item (Join-Path $script:folder "../guides/$name.md"))
        Read-Example $guide.Name 'from its beginning to its end' $guide.Text
    }

    foreach ($topic in Get-Page 'about_*') {
        foreach ($section in $topic.Sections.Values) {
            foreach ($part in $section.Parts) {
                Read-Example $topic.Name $part.Heading $part.Text
            }
        }
    }
}

function Get-GuideExample {
    # The recipes of a guide, each a section.
    param([string] $Name)
    $guide = Read-Page (Get-Item (Join-Path (Split-Path $script:folder) "guides/$Name.md"))
    foreach ($title in $guide.Sections.Keys) {
        Read-Example $guide.Name $title $guide.Sections[$title].Text
    }
}

function Get-BrokenLink {
    # The links of a page that lead nowhere.
    param([string] $Text)
    foreach ($link in [regex]::Matches($Text, '\[[^\]\n]+\]\(([^)\s]+)\)')) {
        $target = $link.Groups[1].Value
        $isGood = if ($target -match '^[a-z]+:') {
            $target -match '^https://' -and [uri]::IsWellFormedUriString($target, 'Absolute')
        }
        else {
            Test-Path (Join-Path $script:folder $target)
        }

        if (-not $isGood) {
            $target
        }
    }
}

Export-ModuleMember -Function Get-Page, Get-Example, Get-GuideExample, Get-BrokenLink
