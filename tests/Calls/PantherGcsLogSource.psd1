@{
    Kind = 'Gcs'
    Source = @{
        integrationLabel = 'bucket'
        integrationType = 'gcp-gcs'
        logTypes = @('GCP.AuditLog')
        config = @{
            subscriptionId = 'sub-2'
            projectId = 'project-1'
            gcsBucket = 'bucket'
            prefixLogTypes = @(@{ prefix = ''; logTypes = @('GCP.AuditLog'); excludedPrefixes = @() })
            credentialsType = 'service_account'
            credentials = '{"type":"service_account","project_id":"project-1"}'
            logStreamType = 'JSON'
            logStreamTypeOptions = @{}
        }
    }
}
