@{
    Alert = @{
        id = 'alert-of-the-scene'
        title = 'Root has logged in'
        type = 'RULE'
        severity = 'HIGH'
        detection = @{ id = 'AWS.Console.RootLogin'; type = 'RULE'; name = 'Root login' }
        logTypes = @('AWS.CloudTrail')
    }
    Values = @{
        Id = 'alert-of-the-scene'
        InputObject = @{ Alert = 'alert-of-the-scene' }
    }
}
