# Get-PantherS3RolePolicy and Test-PantherS3RolePolicy. What the policies say is tested in the client's tests; here is what a
# person gives and gets.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null
    Reset-Emulator
    $panther = '111122223333'
    $role = 'arn:aws:iam::123456789012:role/PantherLogProcessingRole-eu'
    $key = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'

    function Add-S3Source([string] $Label, [string] $Bucket, [hashtable] $With = @{}) {
        $source = @{
            integrationLabel = $Label
            integrationType = 'aws-s3'
            logTypes = @('AWS.ALB')
            isHealthy = $true
            awsAccountId = '123456789012'
            s3Bucket = $Bucket
            s3PrefixLogTypes = @(@{ prefix = 'logs/'; logTypes = @('AWS.ALB'); excludedPrefixes = @() })
            logProcessingRole = $role
            logStreamType = 'Lines'
        }
        $With.Keys | ForEach-Object { $source[$_] = $With[$_] }
        $null = Add-RawSource $source
    }

    # What the AWS CLI prints, as a command gives it: lines.
    function Get-CliOutput($Value) {
        (ConvertTo-Json $Value -Depth 20) -split "`r?`n"
    }

    Add-S3Source 'One eu' one-eu
    Add-S3Source 'Two eu' two-eu @{ kmsKey = $key; managedBucketNotifications = $true }
    $null = Add-RawSource @{ integrationLabel = 'Okta'; integrationType = 'log-pulling'; logTypes = @('Okta.SystemLog'); isHealthy = $true }
    $connection = Connect-TestTenant -With @{ PantherAccountId = $panther; PantherRegion = 'us-west-2' }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Get-PantherS3RolePolicy' {
    BeforeEach {
        Clear-Request
    }

    It 'makes one role of sources that share it, and knows Panther''s account from their connection' {
        $policies = Get-PantherLogSource -IntegrationType aws-s3 | Get-PantherS3RolePolicy
        $policies.Name | Should -Be TrustPolicy, ReadData, ManagePantherTopic, GetPutBucketNotifications
        $policies.Kind | Should -Be TrustPolicy, RolePolicy, RolePolicy, RolePolicy
        $policies.RoleName | Sort-Object -Unique | Should -Be 'PantherLogProcessingRole-eu'
        $policies[0].Sources.ToString() | Should -Be 'One eu;Two eu'
        $policies[0].Document.Statement[0].Principal.AWS | Should -Be "arn:aws:iam::${panther}:root"
        (ConvertFrom-Json $policies[1].Json).Statement[1].Resource | Should -Be 'arn:aws:s3:::one-eu/*', 'arn:aws:s3:::two-eu/*'
    }

    It 'sends nothing for a piped source, and needs no connection for a bucket' {
        $source = Get-PantherLogSource -Label 'One eu'
        Clear-Request
        $null = $source | Get-PantherS3RolePolicy
        $source | Test-PantherS3RolePolicy ($source | Get-PantherS3RolePolicy) | Should -BeNullOrEmpty
        Get-Request | Should -BeNullOrEmpty

        $session = New-Session -NotConnected
        try {
            $ran = Invoke-InSession $session {
                Get-PantherS3RolePolicy -S3Bucket acme -AwsAccountId 123456789012 -PantherAccountId 111122223333 -As AwsCli
                Get-PantherS3RolePolicy -S3Bucket acme -AwsAccountId 123456789012
            }
            $ran.Output.Count | Should -Be 1
            $ran.Output[0] | Should -BeLike "#!/bin/sh*aws iam create-role*"
            $ran.Errors.Count | Should -Be 1
            $ran.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            $ran.Errors[0] | Should -BeLike "*-PantherAccountId*Settings, General*"
        }
        finally {
            Remove-Session $session
        }
    }

    It 'never takes the account of the default connection for a source of another' {
        $null = Connect-TestTenant -Name other
        try {
            $failed = Get-ErrorOf { Get-PantherLogSource -Label 'One eu' -Connection other | Get-PantherS3RolePolicy }
            $failed | Should -BeLike "*Panther's AWS account is not known*"
            $policy = Get-PantherLogSource -Label 'One eu' -Connection $connection | Get-PantherS3RolePolicy | Select-Object -First 1
            $policy.Json | Should -BeLike "*${panther}:root*"
        }
        finally {
            Disconnect-Panther other
            $null = Connect-TestTenant -With @{ PantherAccountId = $panther; PantherRegion = 'us-west-2' }
        }
    }

    It 'says once that Panther''s account is not known, however many sources there are' {
        $null = Connect-TestTenant -Name other
        try {
            $refusal = Get-ErrorOf { Get-PantherLogSource -IntegrationType aws-s3 -Connection other | Get-PantherS3RolePolicy }
            $refusal.IsTerminating | Should -BeTrue
            $refusal.Exception.Message | Should -BeLike "*Panther's AWS account is not known*"
            @(Get-PantherLogSource -IntegrationType aws-s3 -Connection other).Count | Should -BeGreaterThan 1
        }
        finally {
            Disconnect-Panther other
            $null = Connect-TestTenant -With @{ PantherAccountId = $panther; PantherRegion = 'us-west-2' }
        }
    }

    It 'gives the form that is asked for: <As>' -ForEach @(
        @{ As = 'CloudFormation'; Like = "AWSTemplateFormatVersion: '2010-09-09'*RoleName: PantherLogProcessingRole-eu*" }
        @{ As = 'Terraform'; Like = 'resource "aws_iam_role" "panther_eu" {*' }
        @{ As = 'AwsCli'; Like = "#!/bin/sh*--role-name PantherLogProcessingRole-eu*" }
    ) {
        $text = @(Get-PantherLogSource -IntegrationType aws-s3 | Get-PantherS3RolePolicy -As $As)
        $text.Count | Should -Be 1
        $text[0] | Should -BeOfType string
        $text[0] | Should -BeLike $Like
    }

    It 'takes rows of a CSV file, sources of a file, and definitions, by their properties' {
        $rows = @(
            'Label,AwsAccountId,S3Bucket,LogProcessingRole,Prefix,ManagedBucketNotifications'
            "A,123456789012,a-bucket,$role,x/,true"
            "B,123456789012,b-bucket,$role,,false"
        ) | ConvertFrom-Csv | Get-PantherS3RolePolicy -PantherAccountId $panther
        $rows.Name | Should -Be TrustPolicy, ReadData, ManagePantherTopic, GetPutBucketNotifications
        $rows[3].Json | Should -BeLike '*a-bucket*'
        $rows[3].Json | Should -Not -BeLike '*b-bucket*'

        $file = Join-Path $TestDrive sources.xml
        Get-PantherLogSource -Label 'Two eu' | Export-Clixml $file
        $saved = Import-Clixml $file | Get-PantherS3RolePolicy -PantherAccountId $panther
        $saved.Json | Should -Be (Get-PantherLogSource -Label 'Two eu' | Get-PantherS3RolePolicy).Json
    }

    It 'takes a name, a path, a boundary and tags' {
        $text = Get-PantherLogSource -Label 'One eu' |
            Get-PantherS3RolePolicy -RoleName New -Path /logs/ -PermissionsBoundary arn:aws:iam::123456789012:policy/b -Tag @{
                team = 'soc'
                cost = 42
            } -As Terraform
        foreach ($line in 'name                 = "New"', 'path                 = "/logs/"', 'permissions_boundary = "arn:aws:iam::123456789012:policy/b"',
            'tags = { "panther:app" = "panther", cost = "42", team = "soc" }') {
            $text | Should -BeLike "*  $([WildcardPattern]::Escape($line))*"
        }
    }

    It 'describes notifications where they are asked for, and says which region it does not know' {
        $ran = Invoke-Recorded { Get-PantherLogSource -IntegrationType aws-s3 | Get-PantherS3RolePolicy -IncludeNotification }
        $ran.Output.Kind | Select-Object -Last 4 | Should -Be TopicPolicy, TopicKeyPolicy, Subscription, BucketNotification
        $ran.Output[-2].Json | Should -BeLike '*arn:aws:sqs:us-west-2:111122223333:panther-input-data-notifications-queue*'
        $ran.Output[-1].AppliesTo | Should -Be 'arn:aws:s3:::one-eu'
        $ran.Warnings.Count | Should -Be 3
        $ran.Warnings[0] | Should -BeLike "Panther manages the notifications of 'Two eu'*"
        $ran.Warnings[1] | Should -BeLike '*let Panther manage all of them or none*'
        $ran.Warnings[2] | Should -BeLike '*<bucket-region>*-BucketRegion*'
        $ran = Invoke-Recorded {
            Get-PantherLogSource -Label 'One eu' | Get-PantherS3RolePolicy -IncludeNotification -BucketRegion eu-central-1
        }
        $ran.Warnings | Should -BeNullOrEmpty
    }

    It 'gives an error for what has no role, and goes on' {
        $ran = Invoke-Recorded { Get-PantherLogSource | Get-PantherS3RolePolicy }
        $ran.Errors.Count | Should -Be 1
        $ran.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $ran.Errors[0].TargetObject.Label | Should -Be Okta
        $ran.Errors[0] | Should -BeLike "*'Okta' is of the type log-pulling, but only S3 sources have a role*"
        $ran.Output.Count | Should -Be 4
    }

    It 'takes no account of one tenant for the sources of another' {
        Connect-TestTenant -Name second -With @{ PantherAccountId = '999988887777' } | Out-Null
        $sources = @(Get-PantherLogSource -Label 'One eu' -Connection default) + @(Get-PantherLogSource -Label 'Two eu' -Connection second)
        foreach ($call in { $sources | Get-PantherS3RolePolicy }, { $sources | Test-PantherS3RolePolicy '{}' }) {
            $failure = Get-ErrorOf $call
            $failure.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
            "$failure" | Should -BeLike '*different Panther accounts*-PantherAccountId*'
        }

        Disconnect-Panther second
        Select-PantherConnection default
    }

    It 'pipes to a cmdlet that takes policies by IAM''s names' {
        function Write-Policy {
            param(
                [Parameter(ValueFromPipelineByPropertyName = $true)] $RoleName,
                    [Parameter(ValueFromPipelineByPropertyName = $true)] $PolicyName,
                [Parameter(ValueFromPipelineByPropertyName = $true)] $PolicyDocument
            )
            process { "$RoleName/$PolicyName/$((ConvertFrom-Json $PolicyDocument).Version)" }
        }
        Get-PantherLogSource -Label 'One eu' | Get-PantherS3RolePolicy | Where-Object Kind -EQ RolePolicy | Write-Policy |
            Should -Be 'PantherLogProcessingRole-eu/ReadData/2012-10-17'
    }

    It 'says what to give where nothing was' {
        Get-ErrorOf { Get-PantherS3RolePolicy } | Should -BeLike '*pipe S3 sources, or use -S3Bucket and -AwsAccountId*'
        Get-PantherLogSource -Label 'None*' | Get-PantherS3RolePolicy | Should -BeNullOrEmpty
    }
}

Describe 'Connect-Panther' {
    It 'remembers where Panther is, and refuses what is no account and no region' {
        $connection.PantherAccountId | Should -Be $panther
        $connection.PantherRegion | Should -Be us-west-2
        Get-ErrorOf { Connect-TestTenant -Name bad -With @{ PantherAccountId = 'acme' } } | Should -BeLike "*'acme' is not an AWS account id*"
        Get-ErrorOf { Connect-TestTenant -Name bad -With @{ PantherRegion = 'Oregon' } } | Should -BeLike "*'Oregon' is not an AWS region*"
        $null = Connect-TestTenant -With @{ PantherAccountId = $panther; PantherRegion = 'us-west-2' }
    }
}

Describe 'Test-PantherS3RolePolicy' {
    BeforeAll {
        $sources = @(Get-PantherLogSource -IntegrationType aws-s3)
        $policies = @($sources | Get-PantherS3RolePolicy)
        $roleObject = [pscustomobject] @{
            RoleName = 'PantherLogProcessingRole-eu'; Arn = $role; CreateDate = [DateTime] '2026-01-01'; MaxSessionDuration = 3600
            AssumeRolePolicyDocument = [uri]::EscapeDataString($policies[0].Json)
        }
        $policyObjects = @($policies | Select-Object -Skip 1 | ForEach-Object {
                [pscustomobject] @{
                    RoleName = $_.RoleName
                    PolicyName = $_.Name
                    PolicyDocument = [uri]::EscapeDataString($_.Json)
                    ContentLength = 7
                    HttpStatusCode = 'OK'
                }
            })
    }

    It 'emits nothing where all is as the sources need it, however the policies are given' {
        $given = @{
            'what Get- made'            = { $policies }
            'texts'                     = { $policies.Json }
            'objects of AWS.Tools'      = { $roleObject; $policyObjects }
            'a hashtable'               = { $policies | ForEach-Object { ConvertFrom-Json $_.Json } }
            'lines of the AWS CLI'      = {
                Get-CliOutput @{
                    Role = @{ RoleName = $roleObject.RoleName; Arn = $role; AssumeRolePolicyDocument = ConvertFrom-Json $policies[0].Json }
                }
                $policies | Select-Object -Skip 1 | ForEach-Object {
                    Get-CliOutput @{ RoleName = $_.RoleName; PolicyName = $_.Name; PolicyDocument = ConvertFrom-Json $_.Json }
                }
            }
            'encoded, as the API gives' = { $policies | ForEach-Object { [uri]::EscapeDataString($_.Json) } }
            'documents'                 = { $policies.Document }
        }
        foreach ($name in $given.Keys) {
            $value = @(& $given[$name])
            $found = $sources | Test-PantherS3RolePolicy $value
            $found | Should -BeNullOrEmpty -Because "$name were given"
        }
    }

    It 'finds what is broken in each of these forms' {
        $bad = $policyObjects | Where-Object PolicyName -NE ManagePantherTopic
        $found = @($sources | Test-PantherS3RolePolicy (@($roleObject) + $bad))
        "$($found[0].Severity) $($found[0].Check) $($found[0].Source)" | Should -Be 'Error ManageTopic Two eu'
        $found.Count | Should -Be 1

        $document = ConvertFrom-Json $policies[1].Json
        $document.Statement[1].Resource = 'arn:aws:s3:::one-eu/*'
        $found = @(
            $sources |
                Test-PantherS3RolePolicy (@($roleObject, @{ PolicyName = 'ReadData'; PolicyDocument = $document }) + $policyObjects[1, 2])
        )
        $found.Count | Should -Be 1
        $found[0] | Should -BeOfType Panther.Client.Aws.S3RolePolicyFinding
        $found[0].Policy | Should -Be ReadData
        [string] $found[0] | Should -BeLike "Error: 'Two eu': Panther cannot read the objects under 'logs/': s3:GetObject on arn:aws:s3:::two-eu/logs/* is not allowed*"
    }

    It 'tests a bucket that has no source yet' {
        Test-PantherS3RolePolicy $policies -S3Bucket one-eu -AwsAccountId 123456789012 -Prefix logs/ |
            Where-Object Severity -NE Information | Should -BeNullOrEmpty
        (Test-PantherS3RolePolicy $policies -S3Bucket three-eu -AwsAccountId 123456789012 | Where-Object Severity -EQ Error).Check |
            Should -Be BucketLocation, ReadObjects
    }

    It 'looks at the trust alone where no source is named, and says where none came' {
        Test-PantherS3RolePolicy $policies[0] | Should -BeNullOrEmpty
        (Test-PantherS3RolePolicy $policies[0] -PantherAccountId 999900001111).Severity | Should -Be Error
        $ran = Invoke-Recorded { Get-PantherLogSource -Label 'None*' | Test-PantherS3RolePolicy $policies[0] }
        $ran.Warnings | Should -BeLike 'No S3 source was passed*'
        $ran.Output | Should -BeNullOrEmpty
    }

    It 'refuses what holds no policy: <_>' -ForEach 'policy.json', '{}', '[1, 2]', '{ "Statement": ' {
        $failed = Get-ErrorOf { Test-PantherS3RolePolicy $_ -S3Bucket acme -AwsAccountId 123456789012 }
        $failed.FullyQualifiedErrorId | Should -BeLike 'PantherInvalidInput,*'
        $failed | Should -BeLike '*aws iam get-role*'
    }
}
