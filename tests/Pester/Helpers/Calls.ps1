# Every cmdlet, by reflection, and calls of each: their arguments are in tests/Calls.

$callFolder = Join-Path $root 'tests/Calls'
$callData = @{}

function Get-ExportedCmdlet {
    # The cmdlets that the module exports, or one of them.
    param([string] $Name = '*')
    Get-Command $Name -Module PantherPS -CommandType Cmdlet
}

function Get-OwnParameter {
    # The parameters of a cmdlet that are its own.
    param([System.Management.Automation.CmdletInfo] $Cmdlet)
    $common = @([System.Management.Automation.PSCmdlet]::CommonParameters) +
        @([System.Management.Automation.PSCmdlet]::OptionalCommonParameters)
    $Cmdlet.Parameters.Values | Where-Object { $common -notcontains $_.Name }
}

function Get-CmdletCall {
    # For each parameter set of each cmdlet, or of one, one call, as the names of the parameters that it takes. Set- cmdlets get something
    # to change.
    param([string] $Cmdlet = '*')
    foreach ($one in Get-ExportedCmdlet $Cmdlet) {
        foreach ($set in $one.ParameterSets) {
            $names = @($set.Parameters | Where-Object { $_.IsMandatory } | ForEach-Object { $_.Name })
            $wanted = @((Get-CallData $one.Noun).Optional[$one.Verb])
            $names += @($set.Parameters | Where-Object { -not $_.IsMandatory -and $wanted -contains $_.Name } | ForEach-Object { $_.Name })
            @{
                Cmdlet = $one.Name
                Set = $set.Name
                Names = $names
                Changes = $one.Parameters.ContainsKey('WhatIf')
                Verb = $one.Verb
                Noun = $one.Noun
            }
        }
    }
}

function New-Scene {
    # A tenant with one source of each kind that the API can configure, all with an alarm; returns their ids.
    [CmdletBinding()]
    param()
    Reset-Emulator
    $ids = @{}
    $queries = @{}
    foreach ($file in Get-ChildItem $callFolder -Filter *.psd1) {
        $data = Get-CallData $file.BaseName
        if ($data.Source) {
            $ids[$data.Kind] = (Add-RawSource $data.Source).integrationId
        }

        if ($data.Alert) {
            [void] (Add-RawAlert $data.Alert)
        }

        if ($data.Query) {
            $queries[$data.Kind] = (Send-Control POST queries @{ sql = $data.Query }).id
        }
    }

    foreach ($kind in @($ids.Keys)) {
        Send-Api PUT "/log-source-alarms/$($ids[$kind])/SOURCE_NO_DATA" @{ minutesThreshold = 60 }
    }

    Clear-Request
    $ids + $queries
}

function Send-Api {
    # A request of the emulated API itself, past the module.
    param([string] $Method, [string] $Path, $Body)
    $request = New-Object System.Net.Http.HttpRequestMessage (New-Object System.Net.Http.HttpMethod $Method), "$($current.Url)$Path"
    [void] $request.Headers.TryAddWithoutValidation('X-API-Key', $current.Tokens.full)
    $request.Content = New-Object System.Net.Http.StringContent (ConvertTo-Json $Body -Compress), ([Text.Encoding]::UTF8),
        'application/json'
    $response = $http.SendAsync($request).GetAwaiter().GetResult()
    if (-not $response.IsSuccessStatusCode) {
        throw "The emulator refused $Method $Path`: $($response.StatusCode)"
    }
}

function Get-CallData {
    # What tests/Calls says about a noun: its own file over that for all (the README there says what stands in them).
    param([string] $Noun)
    if (-not $callData.ContainsKey($Noun)) {
        $common = Import-PowerShellDataFile (Join-Path $callFolder Common.psd1)
        $file = Join-Path $callFolder "$Noun.psd1"
        $own = if (Test-Path $file) { Import-PowerShellDataFile $file } else { @{} }
        $values = $common.Values.Clone()
        if ($own['Values']) {
            $own['Values'].Keys | ForEach-Object { $values[$_] = $own['Values'][$_] }
        }

        $callData[$Noun] = @{
            Kind = if ($own['Kind']) { $own['Kind'] } else { $common.Kind }
            Source = $own['Source']
            Alert = $own['Alert']
            Query = $own['Query']
            Optional = $common.Optional
            Values = $values
        }
    }

    # A copy each time: callers change the source.
    $copy = $callData[$Noun].Clone()
    $copy.Source = if ($copy.Source) { $copy.Source.Clone() }
    $copy
}

function Get-CallArgument {
    # The arguments of a call of Get-CmdletCall, for a scene of New-Scene. Files that it takes are made in a folder.
    param([hashtable] $Call, [hashtable] $Scene, [string] $Folder)
    $data = Get-CallData $Call.Noun
    $parameters = (Get-Command $Call.Cmdlet).Parameters
    $arguments = @{}
    foreach ($name in $Call.Names) {
        # Of two ways to name the same thing a call takes one.
        if ($name -eq 'Credentials' -and $Call.Names -contains 'CredentialsPath') {
            continue
        }

        # A value of a verb of its own comes before that of the parameter.
        $key = if ($data.Values.ContainsKey("$($Call.Verb).$name")) { "$($Call.Verb).$name" } else { $name }
        if (-not $data.Values.ContainsKey($key)) {
            throw "tests/Calls has no value for the parameter -$name of $($Call.Cmdlet): add one to $($Call.Noun).psd1, or to Common.psd1 if it suits every noun."
        }

        $arguments[$name] = ConvertTo-CallArgument $data.Values[$key] $parameters[$name].ParameterType $data.Kind $Scene $Folder
    }

    $arguments
}

function ConvertTo-CallArgument($Value, [type] $Type, [string] $Kind, [hashtable] $Scene, [string] $Folder) {
    if ($Value -is [hashtable] -and $Value.ContainsKey('Source')) {
        return Get-PantherLogSource -Id $Scene[$Kind] -Connection (Connect-TestTenant -Name scene)
    }

    if ($Value -is [hashtable] -and $Value.ContainsKey('Read')) {
        $by = @{ $(if ($Value['By']) { $Value.By } else { 'Id' }) = Expand-CallText $Value.Id $Kind $Scene }
        return & $Value.Read @by -Connection (Connect-TestTenant -Name scene)
    }

    if ($Value -is [hashtable] -and $Value.ContainsKey('Object')) {
        return $Value.Object.Clone()
    }

    if ($Value -is [hashtable] -and $Value.ContainsKey('Folder')) {
        # A folder of its own for each call, since a cmdlet may write into it.
        $Folder = Join-Path $Folder "$($Value.Folder)-$([guid]::NewGuid().ToString('N'))"
        [void] (New-Item $Folder -ItemType Directory)
        if (-not $Value.ContainsKey('File')) {
            return $Folder
        }
    }

    if ($Value -is [hashtable] -and $Value.ContainsKey('File')) {
        $file = Join-Path $Folder $Value.File
        Set-Content -LiteralPath $file -Value (Expand-CallText $Value.Text $Kind $Scene)
        $path = if ($Value.ContainsKey('Folder')) { $Folder } else { $file }
        return $path
    }

    if ($Value -isnot [string]) {
        return , $Value
    }

    $text = Expand-CallText $Value $Kind $Scene
    if ($Type -eq [System.Security.SecureString]) {
        ConvertTo-TestSecret $text
    }
    elseif ($Type -eq [System.Management.Automation.PSCredential]) {
        $user, $password = $text -split ':', 2
        New-Object System.Management.Automation.PSCredential $user, (ConvertTo-TestSecret $password)
    }
    else {
        $text
    }
}

function Expand-CallText([string] $Text, [string] $Kind, [hashtable] $Scene) {
    $Text = $Text.Replace('{Id}', $Scene[$Kind]).Replace('{Url}', $current.Url).Replace('{Token}', (Get-TestToken -AsPlainText))
    foreach ($name in $Scene.Keys) {
        $Text = $Text.Replace("{Id.$name}", $Scene[$name])
    }

    if ($Text.Contains('{TokenId}')) {
        $Text = $Text.Replace('{TokenId}', (Send-Control GET tokens | Where-Object name -EQ none).id)
    }

    $Text
}
