@{
    Kind = 'LogForwarder'
    Source = @{
        integrationLabel = 'forwarder'
        integrationType = 'log-forwarder'
        logTypes = @('AWS.ALB')
        config = @{ logStreamType = 'JSON'; logStreamTypeOptions = @{} }
    }
}
