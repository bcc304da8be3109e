@{
    Kind = 'S3'
    Optional = @{
        Connect = @('ApiHost', 'ApiToken')
        Get = @('InputObject', 'PantherAccountId')
        Export = @('Label', 'Force')
        Invoke = @('Method', 'Force')
        Measure = @('LogType')
        New = @('Label', 'LogType', 'Credentials')
        Set = @('Label', 'LogType', 'Credentials', 'Status', 'AddPermission', 'Spec')
        Test = @('PantherAccountId')
    }
    Values = @{
        Id = '{Id}'
        InputObject = @{ Source = $true }
        Label = 'A new label'
        LogType = @('AWS.CloudTrail')
        AwsAccountId = '123456789012'
        S3Bucket = 'new-bucket'
        GcsBucket = 'new-bucket'
        LogProcessingRole = 'arn:aws:iam::123456789012:role/PantherLogProcessingRole-new'
        LogStreamType = 'JSON'
        SubscriptionId = 'sub-new'
        ProjectId = 'project-1'
        CredentialsType = 'service_account'
        Credentials = '{"type":"service_account","project_id":"project-1"}'
        CredentialsPath = @{ File = 'credentials.json'; Text = '{"type":"service_account","project_id":"project-1"}' }
        AuthMethod = 'None'
        AuthHeaderKey = 'x-secret'
        AuthSecretValue = 's3cret'
        AuthHmacAlg = 'sha256'
        AuthUsername = 'user'
        AuthPassword = 's3cret'
        AuthCredential = 'user:s3cret'
        AuthBearerToken = 's3cret'
        MinutesThreshold = '120'
        Status = 'TRIAGED'
        Query = 'mutation Delete { deleteSource(input: { id: "{Id}" }) { id } }'
        Path = @{ File = 'document.graphql'; Text = 'mutation Delete { deleteSource(input: { id: "{Id}" }) { id } }' }
        Method = 'Delete'
        ApiHost = '{Url}'
        ApiToken = '{Token}'
        Credential = 'token:{Token}'
        All = $true
        Force = $true
    }
}
