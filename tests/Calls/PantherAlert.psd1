@{
    Alert = @{
        id = 'a1e70000-0000-4000-8000-000000000001'
        title = 'Root has logged in'
        type = 'RULE'
        severity = 'HIGH'
        detection = @{ id = 'AWS.Console.RootLogin'; type = 'RULE'; name = 'Root login' }
        logTypes = @('AWS.CloudTrail')
    }
    Values = @{
        Id = 'a1e70000-0000-4000-8000-000000000001'
        InputObject = @{ Read = 'Get-PantherAlert'; Id = 'a1e70000-0000-4000-8000-000000000001' }
    }
}
