@{
    Kind = 'PubSub'
    Source = @{
        integrationLabel = 'subscription'
        integrationType = 'gcp-pubsub'
        logTypes = @('GCP.AuditLog')
        config = @{
            subscriptionId = 'sub-1'
            projectId = 'project-1'
            credentialsType = 'service_account'
            credentials = '{"type":"service_account","project_id":"project-1"}'
            logStreamType = 'JSON'
            logStreamTypeOptions = @{}
        }
    }
}
