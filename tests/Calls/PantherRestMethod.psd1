@{
    Values = @{
        Path = '/log-sources/http/{Id.Http}'
    }
}
