@{
    Values = @{
        'Measure.LogType' = 'AWS.CloudTrail'
        'Export.Path' = @{ Folder = 'exported' }
        'Export.Label' = 'Everything'
        'Compare.Path' = @{
            Folder = 'compared'
            File = 'new.panther.json'
            Text = '{ "Kind": "http", "Label": "A defined source", "LogType": "AWS.CloudTrail", "LogStreamType": "JSON", "AuthMethod": "None" }'
        }
        'Compare.InputObject' = @{ Object = @{ Kind = 'http'; Label = 'A defined source'; LogType = 'AWS.CloudTrail'; LogStreamType = 'JSON'; AuthMethod = 'None' } }
        'Sync.Path' = @{
            Folder = 'synchronized'
            File = 'new.panther.json'
            Text = '{ "Kind": "http", "Label": "A defined source", "LogType": "AWS.CloudTrail", "LogStreamType": "JSON", "AuthMethod": "None" }'
        }
        'Sync.InputObject' = @{ Object = @{ Kind = 'http'; Label = 'A defined source'; LogType = 'AWS.CloudTrail'; LogStreamType = 'JSON'; AuthMethod = 'None' } }
    }
}
