@{
    Values = @{
        Name = 'default'
    }
}
