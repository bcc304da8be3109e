@{
    Values = @{
        Id = 'a1e70000-0000-4000-8000-000000000001'
        InputObject = @{ Read = 'Get-PantherAlert'; Id = 'a1e70000-0000-4000-8000-000000000001' }
        Body = 'Looked at it.'
    }
}
