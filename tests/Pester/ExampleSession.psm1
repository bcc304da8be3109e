# Runs an example of the pages as if a person typed it, statement after statement, in a session of its own:
# * acme.runpanther.net and acme-stg.runpanther.net, in whatever form a host may be given, are two emulators, with the
#   sources of Get-Scene below; staging and default are connections to them, and default is the default.
# * Get-Secret gives the tokens of the two (Panther, PantherStaging), credentials of Google Cloud (GcpFederation), or
#   something made up.
# * The current folder holds the files of Initialize-ExampleFolder below.
# * The person answers Yes to every question, and types the token of acme where one is asked for.
Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')

if (-not ('PantherPS.Tests.RecordingHost' -as [type])) {
    Add-Type -Path (Join-Path $PSScriptRoot 'RecordingHost.cs')
}

$script:permissions = @(
    'AlertModify', 'AlertRead', 'DataAnalyticsRead', 'GeneralSettingsRead', 'LogSourceModify', 'LogSourceRead'
    'OrganizationAPITokenModify', 'OrganizationAPITokenRead', 'RuleRead', 'SummaryRead', 'UserRead'
)

function Start-ExampleTenant {
    # Starts the two tenants; Stop-Emulator ends them.
    $script:staging = Start-Emulator
    $script:acme = Start-Emulator
}

function Get-Mapping([string] $Prefix, [string[]] $LogType, [string[]] $ExcludedPrefix = @()) {
    @{ prefix = $Prefix; logTypes = $LogType; excludedPrefixes = $ExcludedPrefix }
}

function Get-Scene {
    # The sources of both tenants, and the alerts of one, as the emulator stores them; age is that of the last event, in seconds, and none
    # means never.
    $role = 'arn:aws:iam::123456789012:role/PantherLogProcessingRole-prod'
    $key = '{"type":"service_account","project_id":"acme-logs"}'
    @{
        Acme    = @(
            @{
                integrationId = '0a4c8e12-5b7d-4f31-9c26-1d3e5f708192'; integrationLabel = 'ALB prod'; integrationType = 'aws-s3'; age = 190
                logTypes = @('AWS.ALB')
                awsAccountId = '123456789012'
                s3Bucket = 'acme-alb-prod'
                logProcessingRole = $role
                logStreamType = 'Lines'
                s3PrefixLogTypes = @(Get-Mapping 'alb/' 'AWS.ALB'); stackName = 'panther-log-analysis-iam-alb-prod'; alarm = 60
            }
            @{
                integrationId = '1b5d9f23-6c8e-4a42-8d37-2e4f60819203'
                integrationLabel = 'CloudTrail prod'
                integrationType = 'aws-s3'
                age = 70
                logTypes = @('AWS.CloudTrail', 'AWS.S3ServerAccess')
                awsAccountId = '123456789012'
                s3Bucket = 'acme-trail-prod'
                logProcessingRole = $role
                logStreamType = 'Auto'
                s3PrefixLogTypes = @(
                    (Get-Mapping 'AWSLogs/' 'AWS.CloudTrail' 'AWSLogs/*/Digest/'),
                    (Get-Mapping 'access/' 'AWS.S3ServerAccess')
                )
                kmsKey = 'arn:aws:kms:eu-west-1:123456789012:key/7c9e6679-7425-40de-944b-e07fc1f90ae7'; managedBucketNotifications = $true
                stackName = 'panther-log-analysis-iam-cloudtrail-prod'
            }
            @{
                integrationId = '2c6ea034-7d9f-4b53-9e48-3f5071920314'
                integrationLabel = 'VPC flow legacy'
                integrationType = 'aws-s3'
                age = 800000
                isHealthy = $false; logTypes = @('AWS.VPCFlow'); awsAccountId = '210987654321'; s3Bucket = 'acme-legacy-flow'
                logProcessingRole = 'arn:aws:iam::210987654321:role/PantherLogProcessingRole-legacy'; logStreamType = 'Lines'
                s3PrefixLogTypes = @(Get-Mapping '' 'AWS.VPCFlow'); stackName = 'panther-log-analysis-iam-vpc-flow-legacy'; alarm = 1440
                error = 'SOURCE_PERMISSIONS_CHECKS'; errorTitle = 'Log source VPC flow legacy cannot be read with its role'
            }
            @{
                integrationId = '3d7fb145-8ea0-4c64-af59-406182a31425'
                integrationLabel = 'Okta'
                integrationType = 'log-pulling'
                age = 760
                logTypes = @('Okta.SystemLog')
            }
            @{
                integrationId = '4e80c256-9fb1-4d75-b06a-517293b42536'
                integrationLabel = 'GitHub webhooks'
                integrationType = 'http-ingest'
                age = 2500
                logTypes = @('GitHub.Webhook'); config = @{
                    logStreamType = 'JSON'; logStreamTypeOptions = @{}; authMethod = 'HMAC'; authHeaderKey = 'X-Hub-Signature-256'
                    authSecretValue = 'a-secret'; authHmacAlg = 'sha256'
                }
            }
            @{
                integrationId = '5f91d367-a0c2-4e86-8170-6283a4c53647'
                integrationLabel = 'GCP audit'
                integrationType = 'gcp-gcs'
                age = 8000
                logTypes = @('GCP.AuditLog'); config = @{
                    subscriptionId = 'panther-audit'
                    gcsBucket = 'acme-audit'
                    projectId = 'acme-logs'
                    credentialsType = 'service_account'
                    credentials = $key
                    logStreamType = 'JSON'; logStreamTypeOptions = @{}; prefixLogTypes = @(Get-Mapping 'audit/' 'GCP.AuditLog')
                }
            }
            @{
                integrationId = '60a2e478-b1d3-4f97-9281-7394b5d64758'
                integrationLabel = 'GCP load balancer'
                integrationType = 'gcp-pubsub'
                logTypes = @('GCP.HTTPLoadBalancer'); config = @{
                    subscriptionId = 'panther-lb'; projectId = 'acme-logs'; credentialsType = 'service_account'; credentials = $key
                    regionalEndpoint = 'europe-west3'; logStreamType = 'JSON'; logStreamTypeOptions = @{}
                }
            }
        )
        Alerts  = @(
            @{
                id = '2f1c6a4e9b7d4c30'; title = 'Root console login'; severity = 'HIGH'; age = 2400; logTypes = @('AWS.CloudTrail')
                logSources = @('1b5d9f23-6c8e-4a42-8d37-2e4f60819203')
                detection = @{ id = 'AWS.Console.RootLogin'; type = 'RULE'; name = 'Root console login' }
            }
            @{
                id = '5d20b7c3184e4f9a'; title = 'Okta: MFA was reset'; severity = 'MEDIUM'; age = 18100; logTypes = @('Okta.SystemLog')
                logSources = @('3d7fb145-8ea0-4c64-af59-406182a31425')
                detection = @{ id = 'Okta.MFA.Reset'; type = 'RULE'; name = 'Okta MFA reset' }
            }
            @{
                id = '93b1d84f6a2e4c57'
                title = 'S3 bucket made public'
                severity = 'LOW'
                status = 'RESOLVED'
                type = 'POLICY'
                age = 260000
                detection = @{ id = 'AWS.S3.BucketPublic'; type = 'POLICY'; name = 'S3 bucket made public' }
            }
        )
        Staging = @(
            @{
                integrationId = '71b3f589-c2e4-4aa8-83a2-84a5c6e75869'
                integrationLabel = 'ALB staging'
                integrationType = 'aws-s3'
                age = 400
                logTypes = @('AWS.ALB'); awsAccountId = '345678901234'; s3Bucket = 'acme-alb-staging'
                logProcessingRole = 'arn:aws:iam::345678901234:role/PantherLogProcessingRole-staging'; logStreamType = 'Lines'
                s3PrefixLogTypes = @(Get-Mapping 'alb/' 'AWS.ALB'); stackName = 'panther-log-analysis-iam-alb-staging'
            }
            @{
                integrationId = '82c4069a-d3f5-4bb9-94b3-95b6d7f8697a'
                integrationLabel = 'Load test'
                integrationType = 'aws-s3'
                isHealthy = $false
                logTypes = @('AWS.ALB'); awsAccountId = '345678901234'; s3Bucket = 'acme-load-test'
                logProcessingRole = 'arn:aws:iam::345678901234:role/PantherLogProcessingRole-staging'; logStreamType = 'Lines'
                s3PrefixLogTypes = @(Get-Mapping '' 'AWS.ALB'); stackName = 'panther-log-analysis-iam-load-test'
            }
        )
    }
}

function Initialize-Tenant {
    # Sets the scene in one tenant; returns the token that the examples use there.
    param($Emulator, [hashtable[]] $Source, [hashtable[]] $Alert = @())
    Reset-Emulator -Emulator $Emulator
    foreach ($one in $Alert) {
        $one.createdAt = [DateTime]::UtcNow.AddSeconds(-$one.age).ToString('yyyy-MM-ddTHH:mm:ss.000Z')
        $null = Add-RawAlert $one -Emulator $Emulator
    }

    foreach ($one in $Source) {
        $one.createdAtTime = '2026-01-15T09:00:00.000Z'
        $one.createdBy = @{
            '__typename' = 'User'
            id = '93d517ab-e406-4cca-85c4-a6c7e8f97a8b'
            email = 'dana@acme.example'
            givenName = 'Dana'
            familyName = 'Reyes'
        }
        if ($one.ContainsKey('age')) {
            $one.lastEventReceivedAtTime = [DateTime]::UtcNow.AddSeconds(-$one.age).ToString('yyyy-MM-ddTHH:mm:ss.000Z')
            $one.lastEventProcessedAtTime = $one.lastEventReceivedAtTime
        }

        $null = Add-RawSource $one -Emulator $Emulator
        if ($one.ContainsKey('error')) {
            # Which error an unhealthy source has is up to the emulator otherwise.
            $error_ =
                @{ type = $one.error; sourceId = $one.integrationId; sourceType = $one.integrationType; relatedComponent = 'LOG_SOURCE' }
            $null = Send-Control PATCH "alerts/$($one.integrationId.Replace('-', ''))" @{
                title = $one.errorTitle
                systemError = $error_
            } -Emulator $Emulator
        }

        if ($one.ContainsKey('alarm')) {
            $address = "$($Emulator.Url)/log-source-alarms/$($one.integrationId)/SOURCE_NO_DATA"
            $body = @{ minutesThreshold = $one.alarm } | ConvertTo-Json
            $null = Invoke-RestMethod $address -Method Put -Body $body -ContentType 'application/json' -Headers @{
                'X-API-Key' = $Emulator.Tokens.full
            }
        }
    }

    (Send-Control POST tokens @{ name = 'runbooks'; permissions = $script:permissions } -Emulator $Emulator).value
}

function Initialize-ExampleFolder {
    # The files that the examples read.
    param([string] $Path)
    $role = 'arn:aws:iam::123456789012:role/PantherLogProcessingRole'
    $trust = '{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:SecureTransport":"true"}}}'
    $files = @{
        'role.json'         = @(
            '{ "Role": { "RoleName": "PantherLogProcessingRole-prod", "Arn": "arn:aws:iam::123456789012:role/PantherLogProcessingRole-prod",'
            "    ""AssumeRolePolicyDocument"": { ""Version"": ""2012-10-17"", ""Statement"": [$trust] } } }"
        )
        'eu-role.json'      = @(
            '{ "Role": { "RoleName": "PantherLogProcessingRole-eu", "Arn": "arn:aws:iam::123456789012:role/PantherLogProcessingRole-eu",'
            "    ""AssumeRolePolicyDocument"": { ""Version"": ""2012-10-17"", ""Statement"": [$trust] } } }"
        )
        'eu-read.json'      = @(
            '{ "RoleName": "PantherLogProcessingRole-eu", "PolicyName": "ReadData", "PolicyDocument": { "Version": "2012-10-17", "Statement": ['
            '    { "Effect": "Allow", "Action": ["s3:GetBucketLocation", "s3:ListBucket"], "Resource": "arn:aws:s3:::acme-alb-eu" },'
            '    { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-alb-eu/*" } ] } }'
        )
        'role-policy.json'  = @(
            '{ "RoleName": "PantherLogProcessingRole-prod", "PolicyName": "ReadData", "PolicyDocument": { "Version": "2012-10-17", "Statement": ['
            '    { "Effect": "Allow", "Action": "s3:GetBucketLocation", "Resource": ["arn:aws:s3:::acme-alb-prod", "arn:aws:s3:::acme-trail-prod"] },'
            '    { "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::acme-alb-prod/*", "arn:aws:s3:::acme-trail-prod/AWSLogs/*"] } ] } }'
        )
        'ids.txt'           = '0a4c8e12-5b7d-4f31-9c26-1d3e5f708192', '3d7fb145-8ea0-4c64-af59-406182a31425'
        'roles.csv'         = 'Id,Role', "0a4c8e12-5b7d-4f31-9c26-1d3e5f708192,$role-2026"
        'gcp-key.json'      = '{"type":"service_account","project_id":"acme-logs"}'
        'sources.csv'       = @(
            'Label,AwsAccountId,S3Bucket,LogProcessingRole,LogStreamType,Prefix,LogType,ExcludedPrefix,ManagedBucketNotifications'
            "ALB eu,123456789012,acme-alb-eu,$role-eu,Lines,alb/,AWS.ALB,,true"
            "Trail eu,123456789012,acme-trail-eu,$role-eu,Auto,,AWS.CloudTrail;AWS.S3ServerAccess,tmp/;test/,false"
        )
        'subscriptions.csv' = @(
            'Label,SubscriptionId,LogType,CredentialsPath'
            'GCP eu,panther-eu,GCP.AuditLog,gcp-key.json'
            'GCP us,panther-us,GCP.AuditLog;GCP.HTTPLoadBalancer,gcp-key.json'
        )
        'health.graphql'    = @(
            'query Health($cursor: String) {'
            '  sources(input: { cursor: $cursor }) {'
            '    edges { node { integrationLabel isHealthy } }'
            '    pageInfo { hasNextPage endCursor }'
            '  }'
            '}'
        )
    }
    $null = New-Item $Path -ItemType Directory
    foreach ($name in $files.Keys) {
        Set-Content (Join-Path $Path $name) $files[$name] -Encoding Ascii
    }
}

$script:prelude = {
    param($Module, $AcmeUrl, $AcmeToken, $StagingUrl, $StagingToken, $Folder)
    Set-Location $Folder
    Import-Module $Module
    $vault = @{ Panther = $AcmeToken; PantherStaging = $StagingToken; GcpFederation = '{"type":"external_account"}' }
    function Get-Secret([string] $Name, [switch] $AsPlainText) {
        # Stands for the vault of Microsoft.PowerShell.SecretManagement.
        $secret = if ($vault.ContainsKey($Name)) { $vault[$Name] } else { "the-secret-$Name" }
        if ($AsPlainText) { $secret } else { ConvertTo-SecureString $secret -AsPlainText -Force }
    }

    function Set-Secret([string] $Name, [securestring] $Secret) {
        $vault[$Name] = [Net.NetworkCredential]::new('', $Secret).Password
    }

    $null = Connect-Panther $StagingUrl -ApiToken (Get-Secret PantherStaging) -Name staging
    $null = Connect-Panther $AcmeUrl -ApiToken (Get-Secret Panther)
}

function ConvertFrom-DocName {
    # The pages' hosts as the emulators' URLs.
    param([string] $Text)
    $Text = $Text -replace '(https://)?(api\.)?acme-stg\.runpanther\.net', $script:staging.Url
    $Text -replace '(https://)?(api\.)?acme\.runpanther\.net', $script:acme.Url
}

function ConvertTo-Comparable {
    # What a screen shows, with the pages' hosts, and without colours, blanks, and what differs each time.
    param([string] $Text)
    $Text = $Text -replace '\x1b\[[0-9;]*m'
    foreach ($one in @(@($script:staging.Url, 'api.acme-stg.runpanther.net'), @($script:acme.Url, 'api.acme.runpanther.net'))) {
        $Text = $Text.Replace($one[0], "https://$($one[1])").Replace(([uri] $one[0]).Authority, $one[1])
    }

    $Text = $Text -replace '\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b', '<id>'
    $Text = $Text -replace '\b\d{1,2}/\d{1,2}/\d{4},? \d{1,2}:\d\d(:\d\d)?(\s[AP]M)?', '<time>'
    $Text = $Text -replace '\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z', '<time>'
    $Text = $Text -replace '\b\d{4}-\d\d-\d\d\b', '<date>'

    # How long ago the last event of a volume is goes by the clock.
    $Text = $Text -replace '\b\d+m(?= +\d\d:\d\d:\d\d\b)', '<age>'
    $Text = $Text -replace [char] 0x2026, '...'
    ($Text -split '\r?\n' | ForEach-Object { ($_ -replace '\s+', ' ').Trim() } | Where-Object { $_ }) -join "`n"
}

function Invoke-Example {
    # Runs the blocks of an example, and returns for each what the screen shows, and the statements that failed.
    param([hashtable[]] $Block, [string] $Folder)
    $scene = Get-Scene

    # PowerShell wraps at words in some cultures, en among them, and anywhere in others.
    [cultureinfo]::CurrentCulture = 'en-US'
    Initialize-ExampleFolder $Folder
    $arguments = @{
        Module       = Get-ModulePath
        AcmeUrl      = $script:acme.Url
        AcmeToken    = Initialize-Tenant $script:acme $scene.Acme $scene.Alerts
        StagingUrl   = $script:staging.Url
        StagingToken = Initialize-Tenant $script:staging $scene.Staging
        Folder       = $Folder
    }
    $screen = New-Object PantherPS.Tests.RecordingHost (ConvertTo-TestSecret $arguments.AcmeToken)
    $runspace = [runspacefactory]::CreateRunspace($screen, [initialsessionstate]::CreateDefault())
    $runspace.Open()
    $shell = [powershell]::Create()
    try {
        $shell.Runspace = $runspace
        $null = $shell.AddScript($script:prelude.ToString(), $false).AddParameters($arguments).Invoke()
        if ($shell.HadErrors) {
            throw "The session could not be made ready: $($shell.Streams.Error)"
        }

        foreach ($one in $Block) {
            $null = $screen.Take()
            $failed = @()
            $tree = [Management.Automation.Language.Parser]::ParseInput((ConvertFrom-DocName $one.Code), [ref] $null, [ref] $null)
            foreach ($statement in $tree.EndBlock.Statements) {
                $shell.Commands.Clear()
                $null = $shell.AddScript($statement.Extent.Text, $false)
                $shell.Commands.Commands[0].MergeMyResults('Error', 'Output')
                $null = $shell.AddCommand('Out-Default')
                try {
                    $null = $shell.Invoke()
                }
                catch {
                    $failed += "$($statement.Extent.Text)`n$($_.Exception.InnerException)"
                }
            }

            @{
                Code = $one.Code
                Expected = ConvertTo-Comparable $one.Output
                Actual = ConvertTo-Comparable $screen.Take()
                Failed = $failed
            }
        }
    }
    finally {
        $shell.Dispose()
        $runspace.Dispose()
    }
}

Export-ModuleMember -Function Start-ExampleTenant, Invoke-Example
