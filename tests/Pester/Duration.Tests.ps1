# Durations: every parameter that takes one reads it alike.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $takers = foreach ($cmdlet in Get-ExportedCmdlet) {
        foreach ($parameter in Get-OwnParameter $cmdlet | Where-Object {
            $_.Attributes.TypeId.Name -match '^(Duration|Minutes)Transformation'
        }) {
            @{ Cmdlet = $cmdlet.Name; Parameter = $parameter.Name; TakesNumbers = $parameter.ParameterType -eq [int] }
        }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest

    # The duration that a parameter makes of a value.
    function Read-Duration($Cmdlet, $Parameter, $Value) {
        $attribute = (Get-Command $Cmdlet).Parameters[$Parameter].Attributes | Where-Object { $_.TypeId.Name -match 'Transformation' }
        $read = $attribute.Transform($ExecutionContext, $Value)
        if ($read -is [timespan]) { $read } else { [timespan]::FromMinutes($read) }
    }
    Start-Emulator | Out-Null
    Reset-Emulator
    Connect-TestTenant | Out-Null
    Add-RawSource @{ integrationLabel = 'old'; createdAtTime = [datetime]::UtcNow.AddDays(-5).ToString('o') } | Out-Null
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'The duration of <Cmdlet> -<Parameter>' -ForEach $takers {
    It 'is read from <_>' -ForEach '90m', '90M', ' 90 m ', '1.5h', '1h30m', '5400s', '1:30', '01:30:00', '0.01:30:00', '0:01:30:00' {
        Read-Duration $Cmdlet $Parameter $_ | Should -Be ([timespan] '01:30:00')
    }

    It 'is read from <_>, more than a day' -ForEach '36h', '1d12h', '1.5d', '1.12:00:00', '1.12:00', ([timespan] '1.12:00:00') {
        Read-Duration $Cmdlet $Parameter $_ | Should -Be ([timespan] '1.12:00:00')
    }

    It 'is not guessed where .NET takes hours for days: <Text>' -ForEach @(
        @{ Text = '24:00:00'; Ways = '24h', '1.00:00:00' }
        @{ Text = '36:00'; Ways = '36h', '1.12:00' }
        @{ Text = '720:30:00'; Ways = '720h', '30.00:30:00' }
        @{ Text = '1.24:00:00'; Ways = '1d24h', '24d' }
        @{ Text = '00024:00:00'; Ways = '24h', '1.00:00:00' }
    ) {
        $refusal = { Read-Duration $Cmdlet $Parameter $Text } | Should -Throw -PassThru
        $refusal.Exception.Message | Should -BeLike "*'$Text'*"
        foreach ($way in $Ways) {
            $refusal.Exception.Message | Should -BeLike "*$way*"
        }
    }

    It 'is refused, with how to say it: <_>' -ForEach '24 hours', '7x', '1:00:00:00:00', '23:59:60', '1:2:3:4:5', '-7d', '1.d',
        '99999999999d' {
        { Read-Duration $Cmdlet $Parameter $_ } | Should -Throw '*duration*'
    }

    It 'is refused where it is no number: <_>' -ForEach 'a while', 'h', '', 'd7', 'P1D' {
        { [object] $read = Read-Duration $Cmdlet $Parameter $_; if ($TakesNumbers) { [int]::Parse($read) } } | Should -Throw
    }

    It 'is the same in every culture: <_>' -ForEach 'de-DE', 'tr-TR', 'fa-IR', 'ar-SA' {
        $culture = [System.Threading.Thread]::CurrentThread.CurrentCulture
        try {
            [System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo]::GetCultureInfo($_)
            Read-Duration $Cmdlet $Parameter '1.5h' | Should -Be ([timespan] '01:30:00')
            Read-Duration $Cmdlet $Parameter '1.12:00:00' | Should -Be ([timespan] '1.12:00:00')
        }
        finally {
            [System.Threading.Thread]::CurrentThread.CurrentCulture = $culture
        }
    }

    It 'is minutes where it is a number, or has no unit and is refused' {
        if ($TakesNumbers) {
            Read-Duration $Cmdlet $Parameter 90 | Should -Be ([timespan] '01:30:00')
            Read-Duration $Cmdlet $Parameter '90' | Should -Be ([timespan] '01:30:00')
            { Read-Duration $Cmdlet $Parameter 90.5 } | Should -Throw '*whole number of minutes*'
            { Read-Duration $Cmdlet $Parameter '90s' } | Should -Throw '*whole number of minutes*'
        }
        else {
            { Read-Duration $Cmdlet $Parameter 90 } | Should -Throw '*no unit*90m*'
            { Read-Duration $Cmdlet $Parameter '90' } | Should -Throw '*no unit*90m*'
        }
    }
}

Describe 'Durations' {
    It 'are read as they were typed where PowerShell takes them for numbers: 1d is no 1' {
        (Get-PantherLogSource -SilentFor 4d).Label | Should -Be old
        Get-PantherLogSource -SilentFor:6d | Should -BeNullOrEmpty
        (Get-PantherLogSource | Set-PantherLogSourceAlarm 2d -PassThru).MinutesThreshold | Should -Be 2880
        (Get-PantherLogSource | Set-PantherLogSourceAlarm 0x20 -PassThru).MinutesThreshold | Should -Be 32
        (Set-PantherLogSourceAlarm (Get-PantherLogSource).Id 1w -PassThru).MinutesThreshold | Should -Be 10080
        (Get-ErrorOf { Set-PantherLogSourceAlarm (Get-PantherLogSource).Id 31d }).FullyQualifiedErrorId |
            Should -BeLike 'ParameterArgumentValidationError,*'
    }

    It 'are taken by every parameter of that type' {
        $others = foreach ($cmdlet in Get-ExportedCmdlet) {
            Get-OwnParameter $cmdlet | Where-Object {
                "$($_.ParameterType)" -match 'TimeSpan' -and $_.Attributes.TypeId.Name -notcontains 'DurationTransformationAttribute'
            } |
                ForEach-Object { "$cmdlet -$($_.Name)" }
        }

        $others | Should -BeNullOrEmpty
    }
}
