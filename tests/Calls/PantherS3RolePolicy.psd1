@{
    Values = @{
        PantherAccountId = '111122223333'
        RolePolicy = '{ "Statement": [] }'
    }
}
