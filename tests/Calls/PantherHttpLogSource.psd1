@{
    Kind = 'Http'
    Source = @{
        integrationLabel = 'hook'
        integrationType = 'http-ingest'
        logTypes = @('GitHub.Webhook')
        config = @{ logStreamType = 'JSON'; logStreamTypeOptions = @{}; authMethod = 'None' }
    }
}
