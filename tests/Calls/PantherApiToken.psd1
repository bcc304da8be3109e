@{
    Values = @{
        Id = '{TokenId}'
        InputObject = @{ Read = 'Get-PantherApiToken'; Id = '{TokenId}' }
        Name = 'a-new-token'
        Permission = @('LogSourceRead')
        AddPermission = @('LogSourceRead')
    }
}
