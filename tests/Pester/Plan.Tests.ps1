# What -WhatIf and -Confirm tell: all that would be sent, and all that the real run would warn of or fail at and that can be known before.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $new = Get-ExportedCmdlet | Where-Object { $_.Verb -eq 'New' -and $_.Noun -like '*LogSource' } | ForEach-Object {
        $cmdlet = $_
        $call = Get-CmdletCall $cmdlet.Name | Select-Object -First 1
        @{ Cmdlet = $cmdlet.Name; Noun = $cmdlet.Noun; Call = $call }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null

    function Get-ChangeRequest {
        @(Get-Request | Where-Object { $_.kind -eq 'mutation' -or $_.operation -match '^(POST|PUT|PATCH|DELETE) ' })
    }

    # Runs a command in a session of its own, and returns what it wrote and what the host was told.
    function Invoke-Plan([scriptblock] $Script, [hashtable] $With, [string[]] $Answers) {
        $session = New-Session
        try {
            $Answers | Where-Object { $_ } | ForEach-Object { $session.Host.Answer($_) }
            $ran = Invoke-InSession $session $Script $With
            [pscustomobject] @{ Ran = $ran; Said = $session.Host.Lines -join "`n"; Questions = @($session.Host.Questions) }
        }
        finally {
            Remove-Session $session
        }
    }

    $row = @{
        AwsAccountId = '123456789012'
        S3Bucket = 'bucket'
        LogProcessingRole = 'arn:aws:iam::123456789012:role/r'
        LogStreamType = 'JSON'
        LogType = 'AWS.ALB'
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'The plan of <Cmdlet>' -ForEach $new {
    BeforeEach {
        $scene = New-Scene
        Connect-TestTenant -Name scene | Out-Null
        $arguments = Get-CallArgument $Call $scene $TestDrive
        $kind = (Get-CallData $Noun).Kind
        $taken = (Get-PantherLogSource -Connection scene -Id $scene[$kind]).Label
        Clear-Request
    }

    It 'shows each property that is sent, the secrets as such' {
        $plan = Invoke-Plan { param($cmdlet, $arguments) & $cmdlet @arguments -WhatIf } @{ cmdlet = $Cmdlet; arguments = $arguments }
        $plan.Ran.Errors | Should -BeNullOrEmpty
        foreach ($name in $arguments.Keys | Where-Object { $_ -ne 'LogType' }) {
            $value = $arguments[$name]
            if ($value -is [string] -and $name -notlike '*Path') {
                $plan.Said | Should -BeLike "*$value*" -Because "-$name is sent"
            }
            elseif ($value -is [securestring] -or $name -like '*Path') {
                $plan.Said | Should -BeLike '*(a secret)*' -Because "-$name is sent"
            }
        }

        $plan.Said | Should -BeLike '*LogTypes: *AWS.CloudTrail*'
        Get-ChangeRequest | Should -BeNullOrEmpty
    }

    It 'tells an unknown log type, a label that is taken, and one that comes twice' {
        $arguments.Remove('Label')
        $arguments.LogType = 'AWS.CloudTrial'
        $plan = Invoke-Plan { param($cmdlet, $arguments, $taken)
            [pscustomobject] @{ Label = 'one' }, [pscustomobject] @{ Label = $taken }, [pscustomobject] @{ Label = 'one' } |
                & $cmdlet @arguments -WhatIf
        } @{
            cmdlet = $Cmdlet; arguments = $arguments; taken = $taken
        }
        @($plan.Ran.Warnings | ForEach-Object { [string] $_ }) | Should -BeLike '*AWS.CloudTrial*AWS.CloudTrail*'
        @($plan.Ran.Errors.FullyQualifiedErrorId | Sort-Object -Unique) | Should -BeLike 'PantherConflict,*'
        $plan.Ran.Errors[0].Exception.Message | Should -BeLike "*'$taken' is taken*$($scene[$kind])*"
        $plan.Ran.Errors[1].Exception.Message | Should -BeLike "*'one' is used twice*"
        @($plan.Said -split "`n" -like 'What if: Creating*').Count | Should -Be 1
        ($plan.Said -split "`n")[-1] | Should -BeLike 'What if: *1 of 3*2 would fail*0 would stay*'
        Get-ChangeRequest | Should -BeNullOrEmpty
    }

    It 'tells as much before it asks' {
        $arguments.LogType = 'AWS.CloudTrial'
        $plan = Invoke-Plan { param($cmdlet, $arguments) & $cmdlet @arguments -Confirm } @{ cmdlet = $Cmdlet; arguments = $arguments } 'No'
        @($plan.Ran.Warnings | ForEach-Object { [string] $_ }) | Should -BeLike '*AWS.CloudTrial*'
        $plan.Questions[0] | Should -BeLike '*LogTypes: *AWS.CloudTrial*'
        Get-ChangeRequest | Should -BeNullOrEmpty
    }

    It 'leaves with -SkipExisting what exists, and emits it, in the plan as in the real run' {
        $arguments.Label = $taken
        $plan = Invoke-Plan { param($cmdlet, $arguments)
            & $cmdlet @arguments -SkipExisting -WhatIf
        } @{ cmdlet = $Cmdlet; arguments = $arguments }
        $plan.Ran.Errors | Should -BeNullOrEmpty
        $plan.Ran.Output.Id | Should -Be $scene[$kind]
        $plan.Said | Should -Not -BeLike '*Creating*'
        $left = & $Cmdlet @arguments -SkipExisting -Connection scene
        $left.Id | Should -Be $scene[$kind]
        $left | Should -BeOfType (Get-Command $Cmdlet).OutputType[0].Type
        Get-ChangeRequest | Should -BeNullOrEmpty
    }

    It 'makes with -SkipExisting what does not exist, once' {
        $arguments.Remove('Label')
        $made = [pscustomobject] @{ Label = 'brand new' }, [pscustomobject] @{ Label = 'brand new' } |
            & $Cmdlet @arguments -SkipExisting -Connection scene
        @($made).Count | Should -Be 2
        $made[0].Id | Should -Be $made[1].Id
        @(Get-ChangeRequest).Count | Should -Be 1
    }

    It 'takes no source of another kind for its own' {
        $other = if ($kind -eq 'S3') { 'Http' } else { 'S3' }
        $arguments.Label = (Get-PantherLogSource -Connection scene -Id $scene[$other]).Label
        $refusal = Get-ErrorOf { & $Cmdlet @arguments -SkipExisting -Connection scene }
        $refusal.FullyQualifiedErrorId | Should -BeLike 'PantherConflict,*'
        $arguments.Remove('Label')
        $source = Get-PantherLogSource -Connection scene -Id $scene[$other]
        $refusal = Get-ErrorOf { $source | & $Cmdlet @arguments -Connection scene }
        $refusal.Exception.Message | Should -BeLike "*'$($source.Label)'*$($source.IntegrationType)*New-Panther${other}LogSource*"
        Get-ChangeRequest | Should -BeNullOrEmpty
    }

    It 'goes on where the token may not read, and says what it knows' {
        [void] (Add-Fault @{ operation = 'ListSources'; status = 403 })
        $plan = Invoke-Plan { param($cmdlet, $arguments) & $cmdlet @arguments -WhatIf } @{ cmdlet = $Cmdlet; arguments = $arguments }
        $plan.Ran.Errors | Should -BeNullOrEmpty
        $plan.Said | Should -BeLike '*What if: Creating*'
        Clear-Fault
    }

    It 'has the row as the target of what fails, and names it' {
        $arguments.Remove('Label')
        $arguments.LogType = ' '
        $bad = [pscustomobject] @{ Label = 'row 7' }
        $refusal = Get-ErrorOf { $bad | & $Cmdlet @arguments -Connection scene }
        $refusal.TargetObject | Should -Be $bad
        $refusal.Exception.Message | Should -BeLike "*'row 7'*"
        "$($refusal.ErrorDetails.RecommendedAction)" | Should -BeNullOrEmpty
    }
}

Describe 'What is odd about an S3 source' {
    BeforeEach {
        $scene = New-Scene
        Connect-TestTenant | Out-Null
    }

    It 'is warned of in the plan and in the real run, and sent: <Name>' -ForEach @(
        @{
            Name = 'a role of another account'
            With = @{ LogProcessingRole = 'arn:aws:iam::210987654321:role/r' }
            Says = "*'odd'*210987654321*123456789012*"
        }
        @{
            Name = 'a key of another account'
            With = @{ KmsKey = 'arn:aws:kms:us-east-1:210987654321:key/k' }
            Says = "*key*'odd'*210987654321*123456789012*"
        }
        @{
            Name = 'a key of another partition'
            With = @{ KmsKey = 'arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/k' }
            Says = "*'odd'*partition aws*aws-us-gov*"
        }
        @{ Name = 'a prefix with a wildcard'; With = @{ Prefix = 'logs/*' }; Says = "*'logs/[*]'*not a wildcard*" }
        @{ Name = 'an account that Excel wrote'; With = @{ AwsAccountId = '1.23457E+11' }; Says = "*1.23457E+11*'odd'*12 digits*" }
    ) {
        $arguments = $row.Clone()
        $With.Keys | ForEach-Object { $arguments[$_] = $With[$_] }
        $plan = Invoke-Plan { param($arguments) New-PantherS3LogSource -Label odd @arguments -WhatIf } @{ arguments = $arguments }
        @($plan.Ran.Warnings | ForEach-Object { [string] $_ }) | Should -BeLike $Says
        $recorded = Invoke-Recorded { New-PantherS3LogSource -Label odd @arguments }
        $recorded.Output.Label | Should -Be odd
        $recorded.Warnings | Should -BeLike $Says
    }

    It 'is seen once where a mapping of any kind gets a prefix with a wildcard: <Name>' -ForEach @(
        @{ Name = 'New-, GCS'; Run = { New-PantherGcsLogSource @new -Prefix 'logs/*' -LogType AWS.ALB } }
        @{ Name = 'Set-, GCS'; Run = { Set-PantherGcsLogSource -Id $scene.Gcs -NewPrefix 'logs/*' } }
        @{
            Name = 'Set-, S3'
            Run = { Set-PantherS3LogSource -Id $scene.S3 -AddS3PrefixLogTypes @{ Prefix = 'logs/*'; LogTypes = 'AWS.ALB' } }
        }
    ) {
        $new = @{
            Label = 'gcs'; GcsBucket = 'a-bucket'; SubscriptionId = 's'; LogStreamType = 'JSON'; CredentialsType = 'wif'; ProjectId = 'p'
            Credentials = ConvertTo-SecureString '{"type":"external_account"}' -AsPlainText -Force
        }
        (Invoke-Recorded $Run).Warnings | Should -BeLike "*'logs/[*]'*not a wildcard*"
    }

    It 'is seen in a plan where the bucket is another account''s' {
        $arguments = $row.Clone()
        $arguments.S3Bucket = 'a-bucket'
        $arguments.AwsAccountId = '210987654321'
        $arguments.LogProcessingRole = 'arn:aws:iam::210987654321:role/r'
        $plan = Invoke-Plan { param($arguments) New-PantherS3LogSource -Label odd @arguments -WhatIf } @{ arguments = $arguments }
        @($plan.Ran.Warnings | ForEach-Object { [string] $_ }) | Should -BeLike "*'a-bucket'*123456789012*'Everything'*"
    }

    It 'is seen where a key is copied to another account, and where it is set' {
        $plan = Invoke-Plan {
            Get-PantherLogSource -Label Everything |
                New-PantherS3LogSource -Label copy -AwsAccountId 210987654321 `
                    -LogProcessingRole arn:aws:iam::210987654321:role/r -S3Bucket other -WhatIf
            Get-PantherLogSource -Label Everything | Set-PantherS3LogSource -KmsKey arn:aws:kms:us-east-1:210987654321:key/k -WhatIf
        } @{}
        @($plan.Ran.Warnings | ForEach-Object { [string] $_ }) | Should -BeLike '*KMS key*123456789012*210987654321*'
        @($plan.Ran.Warnings).Count | Should -Be 2
        (Invoke-Recorded { Set-PantherS3LogSource -Id $scene.S3 -KmsKey arn:aws:kms:us-east-1:210987654321:key/k }).Warnings |
            Should -BeLike '*KMS key*210987654321*123456789012*'
        (Invoke-Recorded { Set-PantherS3LogSource -Id $scene.S3 -KmsKey arn:aws:kms:us-east-1:210987654321:key/k }).Warnings |
            Should -BeNullOrEmpty
    }

    It 'is refused before anything is sent where it is no bucket''s name: <_>' -ForEach 'My_Bucket', 's3://my-bucket',
        'arn:aws:s3:::my-bucket', 'my-bucket/logs', ' my-bucket', '-bucket', 'ab', 'my..bucket', '192.168.1.10' {
        $arguments = $row.Clone()
        $arguments.S3Bucket = $_
        Clear-Request
        (Get-ErrorOf { New-PantherS3LogSource -Label odd @arguments }).FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        Get-Request | Should -BeNullOrEmpty
    }
}

Describe 'The plan of alarms' {
    BeforeEach {
        $scene = New-Scene
        Connect-TestTenant | Out-Null
        Remove-PantherLogSourceAlarm -Id $scene.Http
        Clear-Request
    }

    It 'shows the old threshold, and not what is set already' {
        $plan = Invoke-Plan {
            param($ids)
            $ids | Set-PantherLogSourceAlarm -MinutesThreshold 120 -WhatIf
            Set-PantherLogSourceAlarm -Id $ids[0] -MinutesThreshold 60 -WhatIf
        } @{ ids = $scene.S3, $scene.Http }
        $lines = $plan.Said -split "`n"
        $lines[0] | Should -BeLike "*'Everything'*to 120 minutes (now 60 minutes)*"
        $lines[1] | Should -BeLike '*to 120 minutes (there is none now)*'
        $lines[2] | Should -BeLike '*2 of 2*'
        $lines.Count | Should -Be 3
    }

    It 'does not remove what is not there' {
        $plan = Invoke-Plan { param($ids) $ids | Remove-PantherLogSourceAlarm -WhatIf } @{ ids = $scene.S3, $scene.Http }
        @($plan.Said -split "`n" -like '*Removing*') | Should -BeLike "*'Everything'*"
        $plan.Said | Should -BeLike '*1 of 2*1 would stay as they are*'
    }

    It 'names a source that is not there' {
        $plan = Invoke-Plan {
            Set-PantherLogSourceAlarm -Id nothing -MinutesThreshold 120 -WhatIf
            Remove-PantherLogSourceAlarm -Id nothing -WhatIf
        } @{}
        $plan.Ran.Errors.FullyQualifiedErrorId | Should -BeLike 'PantherNotFound,*'
        $plan.Said | Should -BeNullOrEmpty
    }

    It 'is carried out without a request that changes where the threshold is set already' {
        (Set-PantherLogSourceAlarm -Id $scene.S3 -MinutesThreshold 60 -PassThru).MinutesThreshold | Should -Be 60
        Get-ChangeRequest | Should -BeNullOrEmpty
    }
}

Describe 'An error of one of many' {
    It 'names the object, though Panther''s words do not' {
        $scene = New-Scene
        Connect-TestTenant | Out-Null
        [void] (Add-Fault @{ operation = 'UpdateS3LogSource'; status = 400; body = '{"message":"no such thing"}' })
        $refusal = Get-ErrorOf { Get-PantherLogSource -Label Everything | Set-PantherS3LogSource -LogStreamType Lines }
        $refusal.Exception.Message | Should -BeLike "*'Everything'*no such thing*"
        "$refusal" | Should -Be $refusal.Exception.Message
        Clear-Fault
    }

    It 'has the piped row as its target' {
        Connect-TestTenant | Out-Null
        $bad = [pscustomobject] @{ Id = 'nothing'; Row = 7 }
        foreach ($call in { $bad | Set-PantherS3LogSource -Label x }, { $bad | Set-PantherHttpLogSource -Label x }, {
            $bad | Set-PantherGcsLogSource -Label x
        }, { $bad | Set-PantherPubSubLogSource -Label x }, { $bad | Set-PantherLogSourceAlarm -MinutesThreshold 60 }) {
            (Get-ErrorOf $call).TargetObject.Row | Should -Be 7 -Because $call
        }
    }
}
