@{
    Values = @{
        Id = 'alert-of-the-scene'
        InputObject = @{ Alert = 'alert-of-the-scene' }
        Body = 'Looked at it.'
    }
}
