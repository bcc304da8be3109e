# What is shown of objects: the tables, and what becomes of an object in a file.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $known = (Get-Command Connect-Panther).ImplementingType.Assembly.GetReferencedAssemblies() | Where-Object Name -EQ Panther.Client |
        ForEach-Object {
        [System.Reflection.Assembly]::Load($_).GetType('Panther.Client.LogSources.IntegrationTypes').GetProperty('Known').GetValue($null)
    }
    $objects = @(
        @{ Kind = 'S3 sources'; Get = { Get-PantherLogSource -IntegrationType aws-s3 } }
        @{ Kind = 'HTTP sources'; Get = { Get-PantherHttpLogSource } }
        @{ Kind = 'GCS sources'; Get = { Get-PantherGcsLogSource } }
        @{ Kind = 'Pub/Sub sources'; Get = { Get-PantherPubSubLogSource } }
        @{ Kind = 'sources of other kinds'; Get = { Get-PantherLogSource -IntegrationType log-pulling } }
        @{ Kind = 'mappings'; Get = { (Get-PantherLogSource -IntegrationType aws-s3).S3PrefixLogTypes } }
        @{ Kind = 'alarms'; Get = { Get-PantherLogSourceAlarm } }
        @{ Kind = 'alerts'; Get = { Get-PantherAlert } }
        @{ Kind = 'comments'; Get = { Add-PantherAlertComment -Id a1e70000-0000-4000-8000-000000000001 -Body 'Looked at it.' } }
        @{ Kind = 'health'; Get = { Get-PantherLogSourceHealth -Unhealthy } }
        @{ Kind = 'schemas'; Get = { Get-PantherSchema AWS.ALB } }
        @{ Kind = 'API tokens'; Get = { Get-PantherApiToken } }
        @{ Kind = 'volumes'; Get = { Measure-PantherLogSource -LogType AWS.ALB } }
        @{ Kind = 'metrics'; Get = { Get-PantherMetric EventsProcessed } }
        @{ Kind = 'tables of the data lake'; Get = { Get-PantherDataLakeTable aws_alb } }
        @{ Kind = 'connections'; Get = { Get-PantherConnection } }
    )
    $sources = $objects | Where-Object Kind -Match 'sources'
    $narrow = $objects + @(
        @{ Kind = 'policies of a role'; Get = {
            Get-PantherLogSource -IntegrationType aws-s3 | Get-PantherS3RolePolicy -PantherAccountId 111122223333 -WarningAction SilentlyContinue
        } }
        @{ Kind = 'differences'; Get = {
            @{ Kind = 'http'; Label = 'A new source of a long name 0001'; LogType = 'AWS.TransitGatewayFlow'; LogStreamType = 'JsonArray'
                AuthMethod = 'None' } | Compare-PantherLogSource | Where-Object Action -EQ Create
        } }
    )
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null
    $scene = New-Scene
    Add-RawSource @{
        integrationLabel = 'never heard of'
        integrationType = 'log-pulling'
        logTypes = @('Okta.SystemLog')
        isHealthy = $false
    } | Out-Null
    Connect-TestTenant | Out-Null

    # The table views of the module, by the type that each is for.
    $tables = @{}
    foreach ($view in ([xml] (Get-Content (Join-Path (Split-Path (Get-ModulePath)) PantherPS.Format.ps1xml) -Raw)).SelectNodes(
        '//View[TableControl]')) {
        $tables[$view.SelectSingleNode('ViewSelectedBy/TypeName').InnerText] = $view
    }

    function Get-Header($Object) {
        $type = $Object.PSObject.TypeNames | ForEach-Object { $_ -replace '^Deserialized\.' } | Where-Object { $tables.ContainsKey($_) } |
            Select-Object -First 1
        $headers = $tables[$type].SelectNodes('TableControl/TableHeaders/TableColumnHeader')
        $cells = $tables[$type].SelectNodes('.//TableColumnItem/PropertyName')
        for ($i = 0; $i -lt $headers.Count; $i++) {
            $label = $headers[$i].SelectSingleNode('Label')
            if ($label) { $label.InnerText } else { $cells[$i].InnerText }
        }
    }

    # The lines of a table without colours.
    function Get-Line($Object, [int] $Width = 120) {
        ($Object | Out-String -Width $Width) -replace '\x1b\[[0-9;]*m' -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }
    }

    function Copy-ByFile($Object) {
        $file = Join-Path $TestDrive 'objects.xml'
        $Object | Export-Clixml $file
        Import-Clixml $file
    }

    # As a job and a remote session pass objects on.
    function Copy-ByJob($Object) {
        foreach ($one in $Object) {
            [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($one))
        }
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'The table of <Kind>' -ForEach $objects {
    It 'has only headers that are properties, by which it is sorted and filtered' {
        foreach ($objects in @(& $Get), @(Copy-ByJob (& $Get))) {
            foreach ($header in Get-Header $objects[0]) {
                $objects[0].PSObject.Members[$header] | Should -Not -BeNullOrEmpty -Because $header
                $value = $objects[0].$header
                $found = if ($value -is [array] -or $value -is [System.Collections.IList]) {
                    $objects | Where-Object $header -Contains $value[0]
                }
                else { $objects | Where-Object $header -EQ $value }
                @($found).Count | Should -BeGreaterThan 0 -Because $header
                @($objects | Sort-Object $header).Count | Should -Be $objects.Count
            }
        }
    }

    It 'has the headers in its first line, and no cell that is cut' {
        $lines = @(Get-Line (& $Get))
        $lines[0] -split '\s+' | Should -Be @(Get-Header @(& $Get)[0])
        $lines -join ' ' | Should -Not -Match ([char] 0x2026)
    }

    It 'has the same cells after <_>' -ForEach 'a file', 'a job' {
        $live = & $Get
        $copy = if ($_ -eq 'a file') { Copy-ByFile $live } else { Copy-ByJob $live }
        Get-Line $copy | Should -Be (Get-Line $live)
    }

    It 'has the same cells in ConstrainedLanguage' {
        $session = New-Session
        try {
            $script = [scriptblock]::Create("$Get | Out-String -Width 120")
            $full = Invoke-InSession $session $script
            $session.Runspace.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
            $constrained = Invoke-InSession $session $script
            $constrained.Errors | Should -BeNullOrEmpty
            "$($constrained.Output)".Trim() | Should -Not -BeNullOrEmpty
            $constrained.Output | Should -Be $full.Output
        }
        finally {
            Remove-Session $session
        }
    }

    It 'is a name in Format-Wide' {
        $object = @(& $Get)[0]
        $name = ($object.PSObject.Properties | Where-Object Name -In Label, Name, SourceLabel, Prefix, Title, Body | Select-Object -First 1).Value
        "$($object | Format-Wide | Out-String)".Trim() | Should -Be "$name".Trim()
    }
}

Describe 'The table of <Kind> at 80 columns' -ForEach $narrow {
    It 'has all headers, and no cell that is cut but for descriptions' {
        $lines = @(Get-Line (& $Get) 80)
        $header = @(Get-Header @(& $Get)[0])
        $lines[0] -split '\s+' | Should -Be $header
        if ($header -notcontains 'Description') { $lines -join ' ' | Should -Not -Match ([char] 0x2026) }
    }
}

Describe 'The properties of <Kind>' -ForEach $sources {
    It 'have each value once in CSV, HTML and JSON, live and out of a job' {
        $live = @(& $Get)[0]
        $own = $live.PSObject.BaseObject.GetType().GetProperties() | Where-Object { $_.GetGetMethod() } | ForEach-Object Name | Sort-Object
        foreach ($object in $live, @(Copy-ByJob $live)[0], @(Copy-ByFile $live)[0]) {
            ($object | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv).PSObject.Properties.Name | Sort-Object | Should -Be $own
            ($object | ConvertTo-Json -Depth 5 | ConvertFrom-Json).PSObject.Properties.Name | Sort-Object | Should -Be $own
            [regex]::Matches(($object | ConvertTo-Html -Fragment), '<th>(\w+)</th>') | ForEach-Object { $_.Groups[1].Value } | Sort-Object |
                Should -Be $own
        }
    }

    It 'have the API''s own names besides, hidden' {
        foreach ($object in @(& $Get)[0], @(Copy-ByJob (& $Get))[0]) {
            $object.integrationId | Should -Be $object.Id
            $object.integrationLabel | Should -Be $object.Label
            $object.createdAtTime | Should -Be $object.CreatedAt
            $object.lastEventReceivedAtTime | Should -Be $object.LastEventReceivedAt
            $object.lastEventProcessedAtTime | Should -Be $object.LastEventProcessedAt
            $object | Get-Member -MemberType Properties | ForEach-Object Name | Should -Not -Contain IntegrationId
        }
    }
}

Describe 'The table of sources' {
    It 'shows the type <_> whole, at 80 and 120 columns' -ForEach $known {
        $id = (Add-RawSource @{ integrationLabel = 'typed'; integrationType = $_ }).integrationId
        $source = Get-PantherLogSource -Label typed
        Get-Line $source 80 | Select-Object -Last 1 | Should -Match "\s$([regex]::Escape($_))\s"
        Get-Line $source 120 | Select-Object -Last 1 | Should -Match "\s$([regex]::Escape($_))\s"
        [void] (Send-Control DELETE "sources/$id")
    }

    It 'is filtered and sorted by what it shows' {
        (Get-PantherLogSource | Where-Object Health -EQ Unhealthy).Label | Should -Be 'never heard of'
        (Get-PantherLogSource | Where-Object Type -EQ log-pulling).Label | Should -Be 'never heard of'
        (Get-PantherLogSource | Where-Object { -not $_.LastEvent }).Label | Should -Contain 'never heard of'
        $old = [datetime]::UtcNow.AddDays(-3).ToString('o')
        $ids = (Add-RawSource @{ integrationLabel = 'older'; lastEventReceivedAtTime = $old }).integrationId,
            (Add-RawSource @{ integrationLabel = 'newer'; lastEventReceivedAtTime = [datetime]::UtcNow.ToString('o') }).integrationId
        (Get-PantherLogSource -Label newer, older | Sort-Object LastEvent).Label | Should -Be older, newer
        (Get-PantherLogSource -Label newer, older | Where-Object LastEvent -LT (Get-Date).AddDays(-1)).Label | Should -Be older
        $ids | ForEach-Object { [void] (Send-Control DELETE "sources/$_") }
    }
}

Describe 'The table of connections' {
    It 'shows long names whole and marks the default, at <_> columns' -ForEach 80, 120 {
        Connect-TestTenant -Name 'production-europe-west-4' | Out-Null
        Connect-TestTenant -Name 'production-europe-west-5' | Out-Null
        $lines = Get-Line (Get-PantherConnection) $_
        $lines -match '^production-europe-west-4\s+False' | Should -HaveCount 1
        $lines -match '^production-europe-west-5\s+True' | Should -HaveCount 1
        Disconnect-Panther production-*
    }
}
