# Log sources as code with labels, prefixes and texts made to hurt: into files and back, into another tenant, interrupted, and with faults.

BeforeDiscovery {
    $faults = 'answers that are lost', 'refusals', 'a server that is down for a moment', 'all of these'
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $one = Start-Emulator
    $two = Start-Emulator
    $labels = @(
        'quote"and''tick', '${var.x}', '%{if true}x%{endif}', '$${esc}', '<<-EOT', 'back\slash\', "cr`rlf`r`nend", "tab`tnul$([char] 0)x"
        "emoji $([char]::ConvertFromUtf32(0x1F600))", "$([char] 0x202E)rtl $([char] 0x5D0)", "zwj$([char] 0x200D)x", "e$([char] 0x301)"
        "$([char] 0xE9)", 'Okta', 'okta', 'OKTA', 'CON', 'aux.txt', 'trail.', 'trail ', 'trail', ('x' * 300), ('x' * 299 + 'y'), 'a/b'
        'a\b', 'a:b', 'a*b', '../../x', '.', '..', '.git', '-rf', '$(id)', 'a;b,c', '{ "Env": "HOME" }', '[0]', 'a.panther.json'
        "$([char] 0x212A)elvin", 'kelvin', "$([char] 0xFEFF)bom", "line$([char] 0x2028)end"
    )
    $account = '{"type":"service_account","project_id":"p"}'
    $secret = "if (`$_.Key -eq 'Credentials') { `$text = '$account' } else { `$text = 'of ' + `$_.Secret }
        ConvertTo-SecureString `$text -AsPlainText -Force"

    # A source of each kind in turn, with hard texts wherever the API takes any.
    function Add-HardSource($Emulator) {
        $gcp = @{ projectId = 'p'; credentialsType = 'service_account'; credentials = $account; logStreamTypeOptions = @{} }
        $sources = for ($i = 0; $i -lt $labels.Count; $i++) {
            $text = $labels[$i]
            $source = @{ integrationLabel = $text; logTypes = @('AWS.ALB', 'Custom.A-b_1') }
            $source + $(switch ($i % 4) {
                    0 {
                        $key = @{ authMethod = 'SharedSecret'; authHeaderKey = $text; authSecretValue = 'stored' }
                        @{
                            integrationType = 'http-ingest'
                            config = @{ logStreamType = 'JsonArray'; logStreamTypeOptions = @{ jsonArrayEnvelopeField = $text } } + $key
                        }
                    }
                    1 {
                        $mappings = @{ prefix = "p,;$text/"; logTypes = @('AWS.ALB'); excludedPrefixes = @("p,;$text/;,", "$text`"") },
                            @{ prefix = ''; logTypes = @('Custom.A-b_1'); excludedPrefixes = @() }
                        $bucket = @{ gcsBucket = "bucket-$i"; prefixLogTypes = $mappings; logStreamType = 'JSON' }
                        @{ integrationType = 'gcp-gcs'; config = $gcp + $bucket + @{ subscriptionId = "s-$i" } }
                    }
                    2 {
                        @{
                            integrationType = 'gcp-pubsub'
                            config = $gcp + @{ subscriptionId = "p-$i"; regionalEndpoint = $text; logStreamType = 'Auto' }
                        }
                    }
                    3 { @{ integrationType = 'log-forwarder'; config = @{ logStreamType = 'JSON'; logStreamTypeOptions = @{} } } }
                })
        }

        Add-RawSource (@($sources) + (Get-CallData PantherS3LogSource).Source) -Emulator $Emulator
    }

    # The files of a folder with what they say, in an order that does not depend on the culture.
    function Get-FolderText([string] $Path) {
        $files = [string[]] [IO.Directory]::GetFiles($Path, '*.panther.json')
        [Array]::Sort($files, [StringComparer]::Ordinal)
        $files | ForEach-Object { [IO.Path]::GetFileName($_) + "`n" + [IO.File]::ReadAllText($_) }
    }

    function Get-DoubleLabel($Emulator) {
        $seen = New-Object 'System.Collections.Generic.HashSet[string]' ([StringComparer]::Ordinal)
        Get-RawSource -Emulator $Emulator | Where-Object { -not $seen.Add($_.integrationLabel) } | ForEach-Object integrationLabel
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Definitions of sources that are made to hurt' {
    BeforeEach {
        Reset-Emulator -Emulator $one
        Reset-Emulator -Emulator $two
        Connect-TestTenant -Name other -Emulator $two -With @{ MaximumRetryCount = 1 } | Out-Null
        Connect-TestTenant -Emulator $one | Out-Null
        $sources = @(Add-HardSource $one)
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        Export-PantherLogSource $folder | Should -HaveCount $sources.Count
        $files = Get-FolderText $folder
        $resolve = [scriptblock]::Create($secret)
    }

    It 'say what the tenant is, and make another one the same, each with its own secret' {
        $secrets = @([regex]::Matches("$files", '"Secret": "((?:[^"\\]|\\.)*)"') | ForEach-Object { $_.Groups[1].Value })
        $names = New-Object 'System.Collections.Generic.HashSet[string]' ([string[]] $secrets, [StringComparer]::OrdinalIgnoreCase)
        $secrets.Count | Should -BeGreaterThan 20
        $names.Count | Should -Be $secrets.Count
        Compare-PantherLogSource $folder | Should -BeNullOrEmpty
        Export-PantherLogSource $folder | Should -HaveCount $sources.Count
        Get-FolderText $folder | Should -Be $files
        $results = @(Sync-PantherLogSource $folder -Connection other -Secret $resolve)
        $results.Status | Sort-Object -Unique | Should -Be Succeeded
        $results | Should -HaveCount $sources.Count
        $copy = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        Export-PantherLogSource $copy -Connection other | Should -HaveCount $sources.Count
        Get-FolderText $copy | Should -Be $files
        Clear-Request -Emulator $two
        Sync-PantherLogSource $folder -Connection other -Secret $resolve | Should -BeNullOrEmpty
        Get-Request -Kind mutation -Emulator $two | Should -BeNullOrEmpty
        $stored = @(Get-RawSource -Emulator $two | Where-Object integrationType -EQ http-ingest).config.authSecretValue
        $stored | Sort-Object -Unique | Should -HaveCount $stored.Count
    }

    It 'name the secrets of piped sources as the files do' {
        $asked = New-Object System.Collections.ArrayList
        $note = { [void] $asked.Add("$($_.Label) $($_.Key): $($_.Secret)"); & $resolve }
        $made = Get-PantherLogSource | Sync-PantherLogSource -Connection other -Secret $note
        $made | Should -HaveCount $sources.Count
        $ofPiped = [string[]] $asked
        $asked.Clear()
        Reset-Emulator -Emulator $two
        Connect-TestTenant -Name other -Emulator $two | Out-Null
        Sync-PantherLogSource $folder -Connection other -Secret $note | Should -HaveCount $sources.Count
        $ofFiles = [string[]] $asked
        [Array]::Sort($ofPiped, [StringComparer]::Ordinal)
        [Array]::Sort($ofFiles, [StringComparer]::Ordinal)
        $ofPiped | Should -Be $ofFiles
    }

    It 'are compared and carried out where both sides were changed' {
        $sources[0..7] | ForEach-Object { Edit-RawSource $_.integrationId @{ logTypes = @('Okta.SystemLog') } -Emulator $one }
        $sources[8..11] | ForEach-Object { [void] (Send-Control DELETE "sources/$($_.integrationId)" -Emulator $one) }
        $names = [IO.Directory]::GetFiles($folder, '*.panther.json')
        $names[0..9] | ForEach-Object {
            [IO.File]::WriteAllText($_, ([IO.File]::ReadAllText($_) -replace '("LogStreamType": )"\w+"', '$1"Lines"'))
        }

        $names[20..23] | ForEach-Object { [IO.File]::Delete($_) }
        $results = Sync-PantherLogSource $folder -Prune -Confirm:$false -Secret $resolve
        $results.Status | Sort-Object -Unique | Should -Be Succeeded
        Compare-PantherLogSource $folder | Should -BeNullOrEmpty
        $now = Get-FolderText $folder
        Export-PantherLogSource $folder | Should -HaveCount ($sources.Count - 4)
        Get-FolderText $folder | Should -Be $now
    }

    It 'are carried out when the command is stopped in the middle, and run again' {
        $session = New-Session -Emulator $two
        foreach ($at in 3, 8) {
            Clear-Request -Emulator $two
            [void] (Add-Fault @{ kind = 'mutation'; after = $at; hold = $true; times = 0 } -Emulator $two)
            $running = Start-InSession $session { param($folder, $secret)
                Sync-PantherLogSource $folder -Secret ([scriptblock]::Create($secret)) -ThrottleLimit 4
            } @{ folder = $folder; secret = $secret }
            Wait-Until { (Send-Control GET faults -Emulator $two).holding -ge 4 }
            $streams = $running.PowerShell.Streams
            Stop-InSession $running | Should -Be Stopped
            "$($streams.Warning)" | Should -BeLike '*but not answered*'
            Clear-Fault -Emulator $two
            Wait-Until { (Get-Stat -Emulator $two).inFlight -eq 0 }
        }

        Remove-Session $session
        $results = Sync-PantherLogSource $folder -Connection other -Secret $resolve
        $results.Status | Sort-Object -Unique | Should -Be Succeeded
        Compare-PantherLogSource $folder -Connection other | Should -BeNullOrEmpty
        Get-DoubleLabel $two | Should -BeNullOrEmpty
    }

    It 'have a result for each, are made once, and are there after the next run, with <_> in the middle' -ForEach $faults {
        $random = New-Object Random 7
        $kinds = @{
            'answers that are lost' = @(
                @{ phase = 'after'; status = 502 }, @{ phase = 'after'; reset = $true }, @{ phase = 'after'; truncate = 5 }
            )
            'refusals' = @{ status = 400; body = @{ message = 'no' } }, @{ status = 409; body = @{ message = 'taken' } }
            'a server that is down for a moment' = @{ status = 503; times = 3 }, @{ reset = $true; times = 3 }
        }
        $kinds['all of these'] = @($kinds.Values | ForEach-Object { $_ })
        $chosen = @($kinds[$_])
        $struck = @(1..12 | ForEach-Object { @{ kind = 'mutation'; after = $random.Next(40) } + $chosen[$random.Next($chosen.Count)] })
        [void] (Add-Fault $struck -Emulator $two)
        $ran = Invoke-Recorded { Sync-PantherLogSource $folder -Connection other -Secret $resolve -ThrottleLimit 8 }
        $ran.Failure | Should -BeNullOrEmpty
        $ran.Output | Should -HaveCount $sources.Count
        $ran.Output.Action | Sort-Object -Unique | Should -Be Create
        $ran.Errors | Should -HaveCount @($ran.Output | Where-Object Status -NE Succeeded).Count
        $there = @(Get-RawSource -Emulator $two)
        Get-DoubleLabel $two | Should -BeNullOrEmpty
        @($ran.Output | Where-Object { $_.Status -eq 'Succeeded' -and $there.integrationId -notcontains $_.Id }) | Should -BeNullOrEmpty
        @($ran.Output | Where-Object { $_.Status -eq 'Failed' -and [Array]::IndexOf([string[]] $there.integrationLabel, $_.Label) -ge 0 }) |
            Should -BeNullOrEmpty
        Clear-Fault -Emulator $two
        Sync-PantherLogSource $folder -Connection other -Secret $resolve | ForEach-Object Status | Sort-Object -Unique |
            Where-Object { $_ -ne 'Succeeded' } | Should -BeNullOrEmpty
        Compare-PantherLogSource $folder -Connection other | Should -BeNullOrEmpty
        Get-DoubleLabel $two | Should -BeNullOrEmpty
    }
}
