@{
    Values = @{
        Path = @{ File = 'report.html'; Text = 'It is overwritten with -Force.' }
        InputObject = @{ Read = 'Get-PantherLogSourceHealth'; Id = '{Id}' }
    }
}
