# Log sources as Terraform's language: what is piped, from where, and what becomes of what cannot be described.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $one = Start-Emulator
    $two = Start-Emulator
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'ConvertTo-PantherTerraform' {
    BeforeEach {
        Reset-Emulator -Emulator $one
        Reset-Emulator -Emulator $two
        Connect-TestTenant -Name other -Emulator $two | Out-Null
        Connect-TestTenant -Emulator $one | Out-Null
        $ids = @{}
        foreach ($noun in 'S3', 'Http', 'Gcs', 'PubSub', 'LogForwarder') {
            $ids[$noun] = (Add-RawSource (Get-CallData "Panther$($noun)LogSource").Source -Emulator $one).integrationId
        }

        Set-PantherLogSourceAlarm $ids.S3 60
        Clear-Request -Emulator $one
    }

    It 'makes one text of all sources, in their order, whose resources have their alarms' {
        $text = @(Get-PantherLogSource | ConvertTo-PantherTerraform)
        $text | Should -HaveCount 1
        $text[0] | Should -BeOfType ([string])
        [regex]::Matches($text[0], '(?m)^resource "(\w+)" "(\w+)" \{$') |
            ForEach-Object { $_.Groups[1].Value, $_.Groups[2].Value -join '.' } | Should -Be @(
            'panther_s3_source.everything', 'panther_log_source_alarm.everything', 'panther_httpsource.hook', 'panther_gcssource.bucket'
            'panther_pubsubsource.subscription', 'panther_logforwardersource.forwarder')
        $text[0] | Should -Match "(?m)^  to = panther_gcssource\.bucket\r?\n  id = `"$($ids.Gcs)`"$"
        $text[0] | Should -BeLike '*credentials             = var.bucket_credentials*variable "bucket_credentials" {*sensitive   = true*'
        $text[0] | Should -Not -Match '\s\z'
        Get-Request -Emulator $one | Where-Object Kind -EQ mutation | Should -BeNullOrEmpty
    }

    It 'is the same text whether the sources are listed, read one by one, or given by what belongs to them' {
        $text = Get-PantherLogSource | ConvertTo-PantherTerraform
        ConvertTo-PantherTerraform (Get-PantherLogSource) | Should -Be $text
        Get-PantherLogSource -Id (Get-PantherLogSource).Id | ConvertTo-PantherTerraform -ThrottleLimit 1 | Should -Be $text
        Get-PantherLogSource | ForEach-Object { $_, $_ } | ConvertTo-PantherTerraform | Should -Be $text
        $text = Get-PantherLogSource -Id $ids.S3 | ConvertTo-PantherTerraform
        Get-PantherLogSourceAlarm -Id $ids.S3 | ConvertTo-PantherTerraform | Should -Be $text
        $text = Get-PantherLogSource -Id $ids.Http | ConvertTo-PantherTerraform
        Get-PantherHttpLogSource -Id $ids.Http | ConvertTo-PantherTerraform | Should -Be $text
    }

    It 'makes imports alone with -ImportOnly, and reads no configuration for them' {
        $sources = Get-PantherLogSource
        Clear-Request -Emulator $one
        $text = $sources | ConvertTo-PantherTerraform -ImportOnly
        $text | Should -Not -Match '(?m)^(resource|variable|terraform|provider)'
        [regex]::Matches($text, '(?m)^import \{$').Count | Should -Be 6
        # That a source is a Log Forwarder's, only its configuration tells.
        @(Get-Request -Emulator $one | Where-Object Path -Like '/log-sources/*').Path | Should -BeLike '/log-sources/log-forwarder/*'
    }

    It 'names in a comment what the API does not configure' {
        $others = @{ integrationLabel = 'queue'; integrationType = 'aws-sqs' }, @{ integrationLabel = 'odd'; integrationType = 'newest' }
        [void] (Add-RawSource $others -Emulator $one)
        $end = "*# Left out, because Panther's API cannot configure log sources of these types:`n# - 'queue' (*): aws-sqs`n# - 'odd' (*): newest"
        foreach ($imports in $true, $false) {
            $ran = Invoke-Recorded { Get-PantherLogSource | ConvertTo-PantherTerraform -ImportOnly:$imports }
            @($ran.Errors) + @($ran.Warnings) | Should -BeNullOrEmpty
            $ran.Output | Should -BeLike $end
        }
    }

    It 'writes an error for what cannot be read, names it, and describes the rest' {
        $sources = Get-PantherLogSource
        Remove-PantherLogSource $ids.Http -Confirm:$false
        $ran = Invoke-Recorded { $sources | ConvertTo-PantherTerraform }
        $ran.Errors.FullyQualifiedErrorId | Should -Be 'PantherNotFound,PantherPS.Commands.ConvertToPantherTerraformCommand'
        $ran.Errors.TargetObject.Label | Should -Be hook
        $ran.Output | Should -BeLike "*panther_pubsubsource*# Left out, because they could not be read:`n# - 'hook' ($($ids.Http)): *"
        $ran.Output | Should -Not -BeLike '*panther_httpsource*'
    }

    It 'warns of a label that the provider refuses' {
        Edit-RawSource $ids.S3 @{ integrationLabel = 'not_taken' } -Emulator $one
        $ran = Invoke-Recorded { Get-PantherLogSource -Id $ids.S3 | ConvertTo-PantherTerraform }
        $ran.Warnings | Should -BeLike "The log source 'not_taken' has a label that Terraform's provider refuses*"
        $ran.Output | Should -BeLike '*name  * = "not_taken"*'
    }

    It 'takes the sources of one tenant' {
        [void] (Add-RawSource @{ integrationLabel = 'there'; integrationType = 'aws-s3' } -Emulator $two)
        { @(Get-PantherLogSource) + @(Get-PantherLogSource -Connection other) | ConvertTo-PantherTerraform } |
            Should -Throw '*Convert each tenant''s sources into their own file*' -ErrorId 'PantherInvalidInput,*'
        $text = Get-PantherLogSource -Connection other | ConvertTo-PantherTerraform
        $text | Should -BeLike "*$(([uri] $two.Url).Authority)*panther_s3_source.there*"
    }

    It 'writes nothing of nothing' {
        Get-PantherLogSource -Label none* | ConvertTo-PantherTerraform | Should -BeNullOrEmpty
    }
}
