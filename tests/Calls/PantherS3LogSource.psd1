@{
    Kind = 'S3'
    Source = @{
        integrationLabel = 'Everything'
        integrationType = 'aws-s3'
        logTypes = @('AWS.ALB', 'AWS.VPCFlow')
        isHealthy = $true
        awsAccountId = '123456789012'
        s3Bucket = 'a-bucket'
        s3PrefixLogTypes = @(
            @{ prefix = 'logs/'; logTypes = @('AWS.ALB', 'AWS.VPCFlow'); excludedPrefixes = @('logs/tmp/*', 'logs/old/') }
        )
        logProcessingRole = 'arn:aws:iam::123456789012:role/PantherLogProcessingRole-a'
        logStreamType = 'JsonArray'
        logStreamTypeOptions = @{ jsonArrayEnvelopeField = 'records'; retainEnvelopeFields = $true; xmlRootElement = 'root' }
        kmsKey = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'
        managedBucketNotifications = $true
        stackName = 'panther-log-analysis-iam-a'
        createdAtTime = '2024-05-06T07:08:09.000Z'
        lastModified = '2024-06-07T08:09:10.000Z'
        lastEventReceivedAtTime = '2024-07-08T09:10:11.000Z'
        lastEventProcessedAtTime = '2024-07-08T09:10:12.000Z'
        createdBy = @{ '__typename' = 'User'; id = 'u1'; email = 'owner@example.com'; givenName = 'Olive'; familyName = 'Owner' }
        retentionDays = 90
        deliveryOptions = @{ regions = @('us-east-1'); retry = @{ maximum = 5 } }
    }
}
