# Draws the session in the README: runs its commands in a PowerShell of their own, against an emulator, and draws what they print.
[CmdletBinding()]
param(
    # The manifest of the built module.
    [Parameter(Mandatory = $true)]
    [string] $Module,

    # The file to write.
    [string] $Path = (Join-Path $PSScriptRoot '../docs/session.svg')
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$columns = 100
$classes = @{ '1' = 'bold'; '3' = 'italic'; '31' = 'red'; '32' = 'green'; '33' = 'yellow' }
$commands = @(
    'Get-PantherLogSource -SilentFor 1d'
    'Get-PantherLogSource -Label checkout* | Set-PantherS3LogSource -LogStreamType JSON -WhatIf'
    'Get-PantherLogSource -Id no-such-id'
)

function Get-SessionText {
    # What a terminal would get, line by line, with its escape sequences.
    $session = Join-Path ([IO.Path]::GetTempPath()) "$([guid]::NewGuid().ToString('N')).ps1"
    @'
param($Module, $Url, $Token, $Columns, $Commands)
[cultureinfo]::CurrentCulture = 'en-US'
$PSStyle.OutputRendering = 'Ansi'
Import-Module $Module
$null = Connect-Panther $Url -ApiToken (ConvertTo-SecureString $Token -AsPlainText -Force)
foreach ($command in $Commands -split "`n") {
    "`e[1mPS>`e[0m $command"
    . ([scriptblock]::Create($command)) 2>&1 | Out-String -Width $Columns | Write-Host -NoNewline
}
'@ | Set-Content $session
    $tenant = & (Join-Path $PSScriptRoot '../build/Start-Emulator.ps1') --sources 12 --seed 4
    try {
        $powerShell = & (Join-Path $PSScriptRoot '../build/Get-PowerShellCommand.ps1')
        $arguments = $powerShell.Arguments + '-NoProfile', '-NonInteractive', '-File', $session
        $arguments += $Module, $tenant.url, $tenant.token, $columns, ($commands -join "`n")
        $noColor = $env:NO_COLOR
        $env:NO_COLOR = $null
        $lines = & $powerShell.File @arguments
        if ($LASTEXITCODE -ne 0) {
            throw "The session failed: $lines"
        }

        # The port is another one each time.
        $lines -replace [regex]::Escape(([uri] $tenant.url).Authority), '127.0.0.1:8080'
    }
    finally {
        $env:NO_COLOR = $noColor
        Remove-Item $session
        $tenant.Process.StandardInput.Close()
        $null = $tenant.Process.WaitForExit(5000)
    }
}

function ConvertTo-Span([string] $Line) {
    # A line as pieces of one look each, broken where the terminal ends: the text, its row and column, and the look's classes.
    $at = 0
    $look = @()
    foreach ($part in [regex]::Matches($Line, "`e\[(?<codes>[\d;]*)m|(?<text>[^`e]+)")) {
        $text = $part.Groups['text'].Value
        while ($text) {
            $length = [Math]::Min($text.Length, $columns - $at % $columns)
            $row = [Math]::Floor($at / $columns)
            [pscustomobject] @{ Text = $text.Substring(0, $length); Row = $row; Column = $at % $columns; Look = $look }
            $at += $length
            $text = $text.Substring($length)
        }

        foreach ($code in $part.Groups['codes'].Value -split ';' | Where-Object { $part.Groups['codes'].Success }) {
            $look = @(switch ($code) {
                    { $_ -in '', '0' } { break }
                    default { $look + $classes[$code] | Select-Object -Unique }
                })
        }
    }
}

$cell = @{ Width = 8; Height = 18 }
$margin = 16
$top = 36
$row = 0
$spans = foreach ($line in Get-SessionText) {
    $pieces = @(ConvertTo-Span $line)
    foreach ($piece in $pieces) {
        # Some viewers shrink blanks, so they are left out; each text is given its length, so that columns are straight in any font.
        foreach ($text in [regex]::Matches($piece.Text, '\S+(?: \S+)*')) {
            '  <text x="{0}" y="{1}" textLength="{2}"{3}>{4}</text>' -f ($margin + ($piece.Column + $text.Index) * $cell.Width),
            ($top + ($row + $piece.Row + 1) * $cell.Height), ($text.Length * $cell.Width),
            $(if ($piece.Look) { " class=`"$($piece.Look -join ' ')`"" }), [Security.SecurityElement]::Escape($text.Value)
        }
    }

    $row += 1 + $(if ($pieces) { $pieces[-1].Row } else { 0 })
}

$width = $columns * $cell.Width + 2 * $margin
$height = $row * $cell.Height + $top + $margin
$svg = @"
<svg xmlns="http://www.w3.org/2000/svg" width="$width" height="$height" viewBox="0 0 $width $height" role="img">
  <title>A session with PantherPS</title>
  <style>
    text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; fill: #d6dbe4; }
    .bold { font-weight: bold; } .italic { font-style: italic; }
    .red { fill: #ff7b72; } .green { fill: #7ee787; } .yellow { fill: #e3b341; }
  </style>
  <rect width="100%" height="100%" rx="8" fill="#12181f" />
  <circle cx="22" cy="20" r="6" fill="#ff5f56" />
  <circle cx="42" cy="20" r="6" fill="#ffbd2e" />
  <circle cx="62" cy="20" r="6" fill="#27c93f" />
$($spans -join "`n")
</svg>

"@
[IO.File]::WriteAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path), ($svg -replace "`r"))
