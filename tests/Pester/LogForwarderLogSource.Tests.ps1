BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    $other = Start-Emulator
    Start-Emulator | Out-Null

    $new = @{ Label = 'Forwarder_1 (Berlin)'; LogType = 'Linux.Auditd', 'AWS.ALB'; LogStreamType = 'JsonArray' }

    # Panther does not say what it calls the type: this is the emulator's name, which the module does not know.
    function Add-ForwarderSource([string] $Label = 'forwarder', $Emulator) {
        $source = @{
            integrationLabel = $Label
            integrationType = 'log-forwarder'
            logTypes = @('AWS.ALB')
            isHealthy = $false
            lastEventReceivedAtTime = '2024-07-08T09:10:11.000Z'
            config = @{ logStreamType = 'JSON'; logStreamTypeOptions = @{ jsonArrayEnvelopeField = 'records'; xmlRootElement = 'root' } }
        }
        if ($Emulator) { (Add-RawSource $source -Emulator $Emulator).integrationId } else { (Add-RawSource $source).integrationId }
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'New-PantherLogForwarderLogSource' {
    BeforeEach {
        Reset-Emulator
        Connect-TestTenant | Out-Null
    }

    It 'sends all that is named' {
        $recorded = Invoke-Recorded { New-PantherLogForwarderLogSource @new -JsonArrayEnvelopeField records -XmlRootElement root }
        $recorded.Errors | Should -BeNullOrEmpty
        Get-SentField 'POST /log-sources/log-forwarder' | Should -BeExactly @(
            'integrationLabel="Forwarder_1 (Berlin)"'
            'logStreamType="JsonArray"'
            'logStreamTypeOptions.jsonArrayEnvelopeField="records"'
            'logStreamTypeOptions.xmlRootElement="root"'
            'logTypes=["Linux.Auditd","AWS.ALB"]'
        )
    }

    It 'leaves out what is not named, or empty in a file' {
        New-PantherLogForwarderLogSource @new | Out-Null
        [pscustomobject] @{ Label = 'two'; LogType = 'AWS.ALB'; LogStreamType = 'JSON'; JsonArrayEnvelopeField = ''; XmlRootElement = '' } |
            New-PantherLogForwarderLogSource | Out-Null
        foreach ($request in Get-Request 'POST *') {
            $request.body.PSObject.Properties.Name | Sort-Object | Should -Be integrationLabel, logStreamType, logTypes
        }
    }

    It 'emits the source' {
        $made = New-PantherLogForwarderLogSource @new -JsonArrayEnvelopeField records
        $made.GetType().Name | Should -Be LogForwarderLogSource
        $made.Id | Should -Be (Get-RawSource).integrationId
        $made.Label, $made.LogStreamType, $made.JsonArrayEnvelopeField | Should -Be 'Forwarder_1 (Berlin)', JsonArray, records
        $made.LogTypes | Should -Be Linux.Auditd, AWS.ALB
    }

    It 'makes a source of each row of a CSV file' {
        $csv = Join-Path $TestDrive forwarders.csv
        Set-Content $csv 'Label,LogStreamType,LogTypes,XmlRootElement', 'one,json,Linux.Auditd; AWS.ALB,', 'two,XML,AWS.ALB,Events'
        $recorded = Invoke-Recorded { Import-Csv $csv | New-PantherLogForwarderLogSource }
        $recorded.Errors | Should -BeNullOrEmpty
        $raw = Get-RawSource | Sort-Object integrationLabel
        $raw[0].logTypes | Should -Be Linux.Auditd, AWS.ALB
        $raw.config.logStreamType | Should -BeExactly JSON, XML
        $raw[1].config.logStreamTypeOptions.xmlRootElement | Should -Be Events
    }

    It 'refuses <Name> with <Id>' -ForEach @(
        @{ Name = 'a blank label'; With = @{ Label = ' ' }; Id = 'PantherInvalidInput' }
        @{ Name = 'no log type'; With = @{ LogType = @() }; Id = 'ParameterArgumentValidationError' }
        @{ Name = 'no stream type'; With = @{ LogStreamType = '' }; Id = 'ParameterArgumentValidationError' }
    ) {
        $all = $new.Clone()
        $With.GetEnumerator() | ForEach-Object { $all[$_.Key] = $_.Value }
        (Get-ErrorOf { New-PantherLogForwarderLogSource @all }).FullyQualifiedErrorId |
            Should -Be "$Id,PantherPS.Commands.NewPantherLogForwarderLogSourceCommand"
        Get-Request 'POST *' | Should -BeNullOrEmpty
    }

    It 'reports a label that is taken as a conflict, with the label as its target' {
        New-PantherLogForwarderLogSource @new | Out-Null
        $refusal = Get-ErrorOf { New-PantherLogForwarderLogSource @new }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherConflict,*'
        $refusal.TargetObject | Should -Be $new.Label
        $refusal.CategoryInfo.Activity | Should -Be CreateLogForwarderSource
    }

    It 'copies a source at the tenant that it came from' {
        Add-ForwarderSource -Emulator $other | Out-Null
        Connect-TestTenant -Name there -Emulator $other | Out-Null
        Connect-TestTenant | Out-Null
        try {
            Get-PantherLogForwarderLogSource -Connection there | New-PantherLogForwarderLogSource -Label copy | Out-Null
            Get-Request | Should -BeNullOrEmpty
            $raw = Get-RawSource -Emulator $other
            Compare-SourceState (Get-SourceState $raw[0].integrationId $other) (Get-SourceState $raw[1].integrationId $other) |
                Where-Object { $_ -match '^(config|logTypes)' } | Should -BeNullOrEmpty
        }
        finally {
            Disconnect-Panther there
            Reset-Emulator -Emulator $other
        }
    }

    It 'says with -WhatIf what it would make, and makes nothing' {
        $session = New-Session
        try {
            (Invoke-InSession $session { param($with) New-PantherLogForwarderLogSource @with -WhatIf } @{ with = $new }).Output |
                Should -BeNullOrEmpty
            $session.Host.Lines -join "`n" |
                Should -BeLike "What if: *Log Forwarder log source 'Forwarder_1 (Berlin)' at 127.0.0.1*JsonArray*Linux.Auditd;AWS.ALB*"
            Get-Request 'POST *' | Should -BeNullOrEmpty
        }
        finally {
            Remove-Session $session
        }
    }
}

Describe 'Get-PantherLogForwarderLogSource' {
    BeforeEach {
        Reset-Emulator
        $id = Add-ForwarderSource
        Connect-TestTenant | Out-Null
    }

    It 'adds the configuration to piped sources, and keeps their health and times' {
        $plain = Get-PantherLogSource
        Clear-Request
        $source = $plain | Get-PantherLogForwarderLogSource
        (Get-Request).operation | Should -Be 'GET /log-sources/log-forwarder/{id}'
        $source.LogStreamType, $source.JsonArrayEnvelopeField, $source.XmlRootElement | Should -Be JSON, records, root
        $source.LogTypes | Should -Be AWS.ALB
        $source.IntegrationType | Should -Be log-forwarder
        $source.IsHealthy | Should -BeFalse
        $source.LastEventReceivedAt | Should -Be $plain.LastEventReceivedAt
    }

    It 'lists the sources that Panther has as such, whatever it calls their type, and asks for none that is of another kind' {
        $second = Add-ForwarderSource -Label second
        Add-S3Source | Out-Null
        Add-RawSource @{ integrationLabel = 'hub'; integrationType = 'azure-eventhub'; logTypes = @('AWS.ALB') } | Out-Null
        Add-RawSource @{ integrationLabel = 'unheard of'; integrationType = 'unheard-of'; logTypes = @('AWS.ALB') } | Out-Null
        $recorded = Invoke-Recorded { Get-PantherLogForwarderLogSource }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Output.Id | Should -Be $id, $second
        @(Get-Request 'GET *').Count | Should -Be 3
    }

    It 'refuses a source of another kind that is asked for by <Name>' -ForEach @(
        @{ Name = 'id, of a known type'; Call = { Get-PantherLogForwarderLogSource -Id $s3 }; Says = '*Everything*aws-s3*Log Forwarder*' }
        @{
            Name = 'id, of a type that nobody knows'
            Call = { Get-PantherLogForwarderLogSource -Id $unheard }
            Says = '*unheard of*unheard-of*Log Forwarder*'
        }
        @{
            Name = 'label, of a type that nobody knows'
            Call = { Get-PantherLogForwarderLogSource -Label 'unheard of' }
            Says = '*unheard of*unheard-of*Log Forwarder*'
        }
    ) {
        $s3 = Add-S3Source
        $unheard =
            (Add-RawSource @{ integrationLabel = 'unheard of'; integrationType = 'unheard-of'; logTypes = @('AWS.ALB') }).integrationId
        $miss = Get-ErrorOf $Call
        $miss.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $miss.Exception.Message | Should -BeLike $Says
    }

    It 'says of a label that only a source of another kind has that there is none' {
        Add-S3Source | Out-Null
        (Get-ErrorOf { Get-PantherLogForwarderLogSource -Label Everything }).FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
    }
}

Describe 'Set-PantherLogForwarderLogSource' {
    BeforeEach {
        Reset-Emulator
        $id = Add-ForwarderSource
        Connect-TestTenant | Out-Null
        $before = Get-SourceState $id
    }

    It 'changes <Changed> and nothing else' -ForEach @(
        @{ With = @{ Label = 'It''s [another]' }; Changed = 'integrationLabel'; To = '"It''s [another]"' }
        @{ With = @{ LogType = 'AWS.VPCFlow', 'AWS.ALB' }; Changed = 'logTypes'; To = '["AWS.VPCFlow","AWS.ALB"]' }
        @{ With = @{ LogStreamType = 'jsonarray' }; Changed = 'config.logStreamType'; To = '"JsonArray"' }
        @{ With = @{ JsonArrayEnvelopeField = 'items' }; Changed = 'config.logStreamTypeOptions.jsonArrayEnvelopeField'; To = '"items"' }
        @{ With = @{ XmlRootElement = '' }; Changed = 'config.logStreamTypeOptions.xmlRootElement'; To = '""' }
    ) {
        $recorded = Invoke-Recorded { Set-PantherLogForwarderLogSource -Id $id @With }
        $recorded.Errors | Should -BeNullOrEmpty
        $recorded.Output | Should -BeNullOrEmpty
        $after = Get-SourceState $id
        Compare-SourceState $before $after | Should -Be $Changed
        $after[$Changed] | Should -BeExactly $To
    }

    It 'sends nothing where it is so already' {
        Get-PantherLogForwarderLogSource | Set-PantherLogForwarderLogSource -Label forwarder -LogType AWS.ALB
        Get-Request 'PUT *' | Should -BeNullOrEmpty
    }

    It 'emits the changed source with -PassThru, with its health and times' {
        $changed = Get-PantherLogSource | Set-PantherLogForwarderLogSource -Label renamed -PassThru
        $changed.GetType().Name, $changed.Label, $changed.IsHealthy | Should -Be LogForwarderLogSource, renamed, $false
    }

    It 'refuses a source that Panther does not have as such, and changes nothing' {
        $unheard =
            (Add-RawSource @{ integrationLabel = 'unheard of'; integrationType = 'unheard-of'; logTypes = @('AWS.ALB') }).integrationId
        (Get-ErrorOf { Set-PantherLogForwarderLogSource -Id $unheard -Label x }).FullyQualifiedErrorId |
            Should -BeLike 'PantherInvalidInput,*'
        Get-Request 'PUT *' | Should -BeNullOrEmpty
    }
}
