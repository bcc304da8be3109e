@{
    Values = @{
        Path = @{
            File = 'vpn_session.yml'
            Text = 'schema: Custom.Vpn.Session
description: Sessions of the VPN
fields:
  - name: user
    type: string
'
        }
        Name = 'Custom.Vpn.Session'
        InputObject = @{ Read = 'Get-PantherSchema'; By = 'Name'; Id = 'Custom.Vpn.Session' }
        Spec = 'schema: Custom.Vpn.Session
fields:
  - name: user
    type: string
'
    }
}
