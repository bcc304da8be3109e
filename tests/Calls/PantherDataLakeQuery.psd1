@{
    Kind = 'DataLakeQuery'
    Query = 'select 1'
    Values = @{
        Sql = 'delete from panther_logs.public.aws_cloudtrail'
    }
}
