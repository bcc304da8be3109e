# Points in time: -Since and -Until of every kind, in a time zone with summer time, which only a process of its own has.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $tenant = Start-Emulator

    function Invoke-InNewYork([string] $Script) {
        Connect-TestTenant | Out-Null
        $ran = Invoke-ChildPowerShell @"
`$ErrorActionPreference = 'Stop'
Import-Module '$(Get-ModulePath)'
[void] (Connect-Panther)
$Script
"@ @{ TZ = 'America/New_York'; PANTHER_API_HOST = $tenant.Url; PANTHER_API_TOKEN = (Get-TestToken -AsPlainText) }
        $ran.Errors | Should -BeNullOrEmpty
        $ran.Output.Trim() -split '\r?\n'
    }

    function Get-SentAlertTime([string] $Name) {
        Get-Request 'GET /alerts' | ForEach-Object {
            [datetimeoffset]::Parse([uri]::UnescapeDataString([regex]::Match($_.queryString, "$Name=([^&]*)").Groups[1].Value)).UtcDateTime
        }
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe '-Since and -Until' {
    It 'are compared and sent as what they mean, of whatever kind each is: <Name>' -ForEach @(
        @{ Name = 'in summer'; First = '2026-06-01T12:00:00Z'; Last = '2026-06-01T12:30:00Z'; HasUnspecified = $true }

        # The clocks of New York show 01:30 first, and 01:15 then.
        @{ Name = 'in the hour that comes twice'; First = '2026-11-01T05:30:00Z'; Last = '2026-11-01T06:15:00Z'; HasUnspecified = $false }
    ) {
        $lines = Invoke-InNewYork @"
`$makes = [ordered] @{
    Utc = { `$args[0].UtcDateTime }
    Local = { `$args[0].LocalDateTime }
    Offset = { `$args[0].ToOffset([timespan] '05:30') }
    Text = { `$args[0].ToString('yyyy-MM-ddTHH:mm:sszzz', [cultureinfo]::InvariantCulture) }
}
if ('$HasUnspecified' -eq 'True') { `$makes.Unspecified = { [datetime]::SpecifyKind(`$args[0].LocalDateTime, 'Unspecified') } }
`$first = [datetimeoffset] '$First'
`$last = [datetimeoffset] '$Last'
foreach (`$cmdlet in 'Get-PantherAlert', 'Get-PantherMetric') {
    foreach (`$since in `$makes.Keys) {
        foreach (`$until in `$makes.Keys) {
            foreach (`$isForward in `$true, `$false) {
                `$from = if (`$isForward) { `$first } else { `$last }
                `$to = if (`$isForward) { `$last } else { `$first }
                `$result = try {
                    [void] (& `$cmdlet -Since (& `$makes[`$since] `$from) -Until (& `$makes[`$until] `$to))
                    'sent'
                }
                catch { (`$_.FullyQualifiedErrorId -split ',')[0] }
                "`$cmdlet `$since `$until forward=`$isForward `$result"
            }
        }
    }
}
"@
        $pairs = if ($HasUnspecified) { 25 } else { 16 }
        $lines | Should -HaveCount (4 * $pairs)
        $lines | Where-Object { $_ -notmatch 'forward=True sent$|forward=False PantherInvalidInput$' } | Should -BeNullOrEmpty
        $from = ([datetimeoffset] $First).UtcDateTime
        $to = ([datetimeoffset] $Last).UtcDateTime
        Get-SentAlertTime created-after | Should -Be (@($from) * $pairs)
        Get-SentAlertTime created-before | Should -Be (@($to) * $pairs)
        $metrics = @(Get-Request GetMetrics | ForEach-Object { $_.variables.input })
        $metrics | Should -HaveCount $pairs
        $metrics | ForEach-Object { ([datetimeoffset] $_.fromDate).UtcDateTime } | Sort-Object -Unique | Should -Be $from
        $metrics | ForEach-Object { ([datetimeoffset] $_.toDate).UtcDateTime } | Sort-Object -Unique | Should -Be $to
    }

    It 'are as long ago as they say, whatever the clocks were set to in between' {
        # Between now and one of them, the clocks were set once, whenever this runs.
        $days = 60, 130, 200, 260, 320
        Invoke-InNewYork "$($days -join ', ') | ForEach-Object { [void] (Get-PantherAlert -Since `"`${_}d`"); 'done' }" |
            Should -HaveCount $days.Count
        $sent = @(Get-SentAlertTime created-after)
        for ($i = 0; $i -lt $days.Count; $i++) {
            [Math]::Abs(([datetime]::UtcNow.AddDays(-$days[$i]) - $sent[$i]).TotalMinutes) | Should -BeLessThan 30
        }
    }
}
