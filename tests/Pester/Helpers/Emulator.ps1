# The emulator: its process, its control API, the sources and requests that it has, and connections to it.

$current = $null
$emulators = New-Object System.Collections.ArrayList

Add-Type -AssemblyName System.Net.Http
$handler = New-Object System.Net.Http.HttpClientHandler
$handler.UseProxy = $false
$http = New-Object System.Net.Http.HttpClient $handler
$http.Timeout = [timespan]::FromSeconds(60)

function Start-Emulator {
    # Starts an emulator, which the functions below talk to from then on; it ends with this process at the latest.
    [CmdletBinding()]
    param(
        # More options of its command line.
        [string] $Options = '',
        # The functions go on to talk to the one before.
        [switch] $Aside
    )
    $tool = Join-Path $root 'emulator/bin/Release/net10.0/Panther.Emulator.dll'
    $start = New-Object System.Diagnostics.ProcessStartInfo 'dotnet', ('"{0}" --port 0 --json --exit-with-stdin {1}' -f $tool, $Options)
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLine()
    if (-not $line) {
        throw "The emulator did not start; 'dotnet build emulator -c Release' builds it."
    }

    $tenant = ConvertFrom-Json $line
    $control = if ($tenant.PSObject.Properties['controlUrl']) { $tenant.controlUrl } else { $tenant.url }
    $emulator = [pscustomobject]@{
        Url = $tenant.url
        ControlUrl = $control
        GraphQLUrl = $tenant.graphqlUrl
        Tokens = $tenant.tokens
        Process = $process
    }
    [void] $emulators.Add($emulator)
    if (-not $Aside) {
        $script:current = $emulator
    }

    $emulator
}

function Stop-Emulator {
    # Ends all emulators that were started.
    [CmdletBinding()]
    param()
    foreach ($emulator in $emulators) {
        $emulator.Process.StandardInput.Close()
        [void] $emulator.Process.WaitForExit(10000)
    }

    $emulators.Clear()
    $script:current = $null
}

function Send-Control {
    # A request of the control API.
    param([string] $Method, [string] $Path, $Body, $Emulator = $current)
    $request = New-Object System.Net.Http.HttpRequestMessage (New-Object System.Net.Http.HttpMethod $Method),
        "$($Emulator.ControlUrl)/_emulator/$Path"
    if ($PSBoundParameters.ContainsKey('Body')) {
        $json = ConvertTo-Json -InputObject $Body -Depth 20 -Compress
        $request.Content = New-Object System.Net.Http.StringContent $json, ([Text.Encoding]::UTF8), 'application/json'
    }

    $response = $http.SendAsync($request).GetAwaiter().GetResult()
    $text = $response.Content.ReadAsStringAsync().GetAwaiter().GetResult()
    if (-not $response.IsSuccessStatusCode) {
        throw "The emulator refused $Method $Path`: $text"
    }

    if ($text) {
        $value = ConvertFrom-Json $text
        $value
    }
}

function Reset-Emulator {
    # Back to an empty tenant, or one with made-up sources; takes the emulator's settings.
    [CmdletBinding()]
    param([int] $Sources = 0, [hashtable] $Settings = @{}, $Emulator = $current)
    [void] (Send-Control POST reset @{ sources = $Sources; settings = $Settings } -Emulator $Emulator)
}

function Add-RawSource {
    # Adds sources to the tenant as the emulator stores them, and returns them.
    param([Parameter(Mandatory = $true)] [hashtable[]] $Source, $Emulator = $current)
    Send-Control POST sources $Source -Emulator $Emulator
}

function Add-RawAlert {
    # Adds alerts to the tenant as the emulator stores them, and returns them.
    param([Parameter(Mandatory = $true)] [hashtable[]] $Alert, $Emulator = $current)
    Send-Control POST alerts $Alert -Emulator $Emulator
}

function Get-RawAlert {
    # An alert as the emulator stores it, or all of them.
    param([string] $Id, $Emulator = $current)
    Send-Control GET $(if ($Id) { "alerts/$Id" } else { 'alerts' }) -Emulator $Emulator
}

function Add-S3Source {
    # Adds one S3 source that has everything, with what is given in place of it; returns its id.
    param([hashtable] $With = @{}, $Emulator = $current)
    $source = (Get-CallData PantherS3LogSource).Source
    foreach ($name in $With.Keys) {
        $source[$name] = $With[$name]
    }

    (Add-RawSource $source -Emulator $Emulator).integrationId
}

function Add-PlainSource {
    # Adds S3 sources with these labels, and returns their ids in this order.
    param([string[]] $Label, $Emulator = $current)
    $sources = @(
        $Label | ForEach-Object {
            @{
                integrationLabel = $_
                logTypes = @('AWS.ALB')
                logProcessingRole = 'arn:aws:iam::123456789012:role/r'
                s3PrefixLogTypes = @(@{ prefix = ''; logTypes = @('AWS.ALB'); excludedPrefixes = @() })
            }
        }
    )
    Add-RawSource $sources -Emulator $Emulator | ForEach-Object { $_.integrationId }
}

function Get-RawSource {
    # A source as the emulator stores it, or all of them.
    param([string] $Id, $Emulator = $current)
    if ($Id) {
        Send-Control GET "sources/$Id" -Emulator $Emulator
    }
    else {
        Send-Control GET sources -Emulator $Emulator
    }
}

function Get-SourceState {
    # A source as the emulator stores it, as paths such as config.authMethod with their values in JSON; without when it was changed.
    param([string] $Id, $Emulator = $current)
    $state = @{}
    Add-SourceState $state '' (Get-RawSource $Id -Emulator $Emulator)
    $state.Remove('lastModified')
    $state
}

function Add-SourceState([hashtable] $State, [string] $Path, $Value) {
    if ($Value -isnot [System.Management.Automation.PSCustomObject]) {
        $State[$Path] = ConvertTo-Json -InputObject $Value -Depth 10 -Compress
        return
    }

    foreach ($property in $Value.PSObject.Properties) {
        Add-SourceState $State ("$Path.$($property.Name)".TrimStart('.')) $property.Value
    }
}

function Compare-SourceState {
    # The paths in which two states of Get-SourceState differ, in order.
    param([hashtable] $Before, [hashtable] $After)
    @($Before.Keys) + @($After.Keys) | Sort-Object -Unique | Where-Object { $Before[$_] -cne $After[$_] }
}

function Get-SentField {
    # What the last REST request of an operation sent, as lines such as authMethod="None", in order.
    param([string] $Operation)
    $fields = @{}
    Add-SourceState $fields '' @(Get-Request $Operation)[-1].body
    $fields.Keys | Sort-Object | ForEach-Object { "$_=$($fields[$_])" }
}

function Edit-RawSource {
    # Changes a source behind the module's back.
    param([string] $Id, [hashtable] $With, $Emulator = $current)
    [void] (Send-Control PATCH "sources/$Id" $With -Emulator $Emulator)
}

function Add-Fault {
    # Switches faults on; the emulator's README says what they are. Returns their ids.
    param([Parameter(Mandatory = $true)] [hashtable[]] $Fault, $Emulator = $current)
    Send-Control POST faults $Fault -Emulator $Emulator | ForEach-Object { $_.id }
}

function Clear-Fault {
    # Switches all faults off; what they hold up goes on.
    param($Emulator = $current)
    [void] (Send-Control DELETE faults -Emulator $Emulator)
}

function Get-Request {
    # The API requests since the reset or the last connect, oldest first.
    param([string] $Operation = '*', [string] $Kind = '*', $Emulator = $current)
    Send-Control GET requests -Emulator $Emulator | Where-Object { $_.operation -like $Operation -and $_.kind -like $Kind }
}

function Clear-Request {
    # Forgets the API requests so far.
    param($Emulator = $current)
    [void] (Send-Control DELETE requests -Emulator $Emulator)
}

function Get-Stat {
    # The emulator's counters: inFlight, maxInFlight and others.
    param($Emulator = $current)
    Send-Control GET stats -Emulator $Emulator
}

function Get-TestToken {
    # One of the emulator's tokens: full, logSources, readOnly, none, expired.
    param([string] $Name = 'full', [switch] $AsPlainText, $Emulator = $current)
    $value = $Emulator.Tokens.$Name
    if ($AsPlainText) { $value } else { ConvertTo-TestSecret $value }
}

function ConvertTo-TestSecret {
    # A text as SecureString.
    param([string] $Text)
    $secret = New-Object System.Security.SecureString
    $Text.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
    $secret
}

function Connect-TestTenant {
    # Connects this session, and forgets the requests that this took.
    param([string] $Name = 'default', [string] $Token = 'full', [hashtable] $With = @{}, $Emulator = $current)
    Connect-Panther $Emulator.Url -ApiToken (Get-TestToken $Token -Emulator $Emulator) -Name $Name @With
    Clear-Request -Emulator $Emulator
}
